// The planner's API and the token for it. The token comes in the address's fragment, which no server
// sees, and is kept for this tab alone.

const STORED = "plimsoll.token";
const TIMEOUT_MILLIS = 5_000;
const UNCHANGED = 304;

/** As many tables and builds at rest as the page has room for. */
const ENDED = 40;

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

// What the planner said last: it says so again only when that has changed.
let known;

/**
 * Everything in motion, and what came to rest last. The same object again as long as nothing
 * changes.
 *
 * @throws {TokenNeeded} without a token, or when the planner refuses it
 */
export async function pipeline() {
  const response = await answer(
    `api/v1/pipeline?ended=${ENDED}`,
    known?.tag ? { "if-none-match": known.tag } : {},
  );
  if (response.status !== UNCHANGED) {
    known = { tag: response.headers.get("etag"), view: await response.json() };
  }
  return known.view;
}

/** What is known of a table beside its counters. */
export async function analysisOf({ extractId, table }) {
  const path = [extractId, table.schema, table.name].map(encodeURIComponent).join("/");
  return (await answer(`api/v1/pipeline/${path}`)).json();
}

async function answer(path, more = {}) {
  const token = sessionStorage.getItem(STORED);
  if (token === null || token === "") {
    throw new TokenNeeded("");
  }
  const response = await fetch(path, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json", ...more },
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
  if (response.status === 401) {
    sessionStorage.removeItem(STORED);
    throw new TokenNeeded("The planner does not know this token.");
  }
  if (!response.ok && response.status !== UNCHANGED) {
    throw new PlannerRefused(await reason(response));
  }
  return response;
}

/** As a problem document says it, else by its status alone. */
async function reason(response) {
  const problem = await response.json().catch(() => undefined);
  if (problem?.title === undefined) {
    return `status ${response.status}`;
  }
  return problem.detail ? `${problem.title}: ${problem.detail}` : problem.title;
}
