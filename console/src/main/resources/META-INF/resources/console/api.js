// The planner's API and the token for it. The token comes in the address's fragment, which no server
// sees, and is kept for this tab alone.

const STORED = "plimsoll.token";
const TIMEOUT_MILLIS = 5_000;

/** The planner answers, and has no view to give: what it stands on may be away. */
export class PlannerRefused extends Error {}

export class TokenNeeded extends Error {}

/** Takes the token out of the address, so that it is in no history, bookmark or screenshot. */
export function takeTokenFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get("token");
  if (token !== null) {
    keepToken(token);
    history.replaceState(null, "", location.pathname + location.search);
  }
}

export function keepToken(token) {
  sessionStorage.setItem(STORED, token.trim());
}

/**
 * Everything in motion.
 *
 * @throws {TokenNeeded} without a token, or when the planner refuses it
 */
export function pipeline() {
  return answer("api/v1/pipeline");
}

/** What is known of a table beside its counters. */
export function analysisOf({ extractId, table }) {
  const path = [extractId, table.schema, table.name].map(encodeURIComponent).join("/");
  return answer(`api/v1/pipeline/${path}`);
}

async function answer(path) {
  const token = sessionStorage.getItem(STORED);
  if (token === null || token === "") {
    throw new TokenNeeded("");
  }
  const response = await fetch(path, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
  if (response.status === 401) {
    sessionStorage.removeItem(STORED);
    throw new TokenNeeded("The planner does not know this token.");
  }
  if (!response.ok) {
    throw new PlannerRefused(await reason(response));
  }
  return response.json();
}

/** As a problem document says it, else by its status alone. */
async function reason(response) {
  const problem = await response.json().catch(() => undefined);
  if (problem?.title === undefined) {
    return `status ${response.status}`;
  }
  return problem.detail ? `${problem.title}: ${problem.detail}` : problem.title;
}
