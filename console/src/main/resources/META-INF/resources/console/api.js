// The planner's API and the token for it. The token comes in the address's fragment, which no server
// sees. It is never sent: the port may be somebody else's by now. The tab's memory has its key, and the
// tab's storage what proves it to the planner of this start alone, so that the page can be loaded again.

import { canProve, nonceOf, proof, sessionKey, tokenKey } from "./proof.js";

const STORED = "plimsoll.session";
const TIMEOUT_MILLIS = 5_000;
const UNCHANGED = 304;

/** As many tables and builds at rest as the page has room for. */
const ENDED = 40;
const RECOMMENDATIONS = 100;
const FINDINGS = 100;

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

let key; // a promise of the token's
let session = storedSession();

export function keepToken(token) {
  key = canProve() ? tokenKey(token.trim()) : undefined;
  forgetSession();
}

function forgetSession() {
  session = undefined;
  sessionStorage.removeItem(STORED);
}

function storedSession() {
  sessionStorage.removeItem("plimsoll.token"); // of pages before this one, which kept the token itself
  const stored = sessionStorage.getItem(STORED);
  return stored === null ? undefined : JSON.parse(stored);
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
  const [extract, schema, name] = [extractId, table.schema, table.name].map(encodeURIComponent);
  return (await answer(`api/v1/pipeline/extracts/${extract}/tables/${schema}/${name}`)).json();
}

/** Recommended indexes, those to be decided first. */
export async function recommendations() {
  return (await answer(`api/v1/recommendations?limit=${RECOMMENDATIONS}`)).json();
}

/** What to drop and to mend: the most urgent that are open, and those that are dismissed. */
export async function findings() {
  const of = async (state) => (await answer(`api/v1/findings?state=${state}&limit=${FINDINGS}`)).json();
  return [...(await of("OPEN")), ...(await of("DISMISSED"))];
}

/** The newest workflows of jobs that somebody has asked for, with how many of their jobs are in which state. */
export async function workflows(limit) {
  return (await answer(`api/v1/workflows?automatic=false&limit=${limit}`)).json();
}

/** What has failed of a workflow last. */
export async function failuresOf(workflow, limit) {
  return (await answer(`api/v1/workflows/${workflow}/events?kind=job-failed&limit=${limit}`)).json();
}

/** The first jobs of a workflow, and which waits for which. */
export async function graphOf(workflow, limit) {
  return (await answer(`api/v1/workflows/${workflow}/graph?limit=${limit}`)).json();
}

/** Maintenance of each database where it was ever set. */
export async function maintenance() {
  return (await answer("api/v1/maintenance")).json();
}

async function answer(path, more = {}) {
  if (!canProve()) {
    throw new TokenNeeded("A browser proves the token over https only, or at localhost: open the page there.");
  }
  if (key === undefined && session === undefined) {
    throw new TokenNeeded("");
  }
  let response = await ask(path, more);
  const nonce = response.status === 401 ? nonceOf(response.headers.get("www-authenticate")) : undefined;
  if (nonce !== undefined && key !== undefined && nonce !== session?.nonce) {
    session = { nonce, key: await sessionKey(await key, nonce) };
    response = await ask(path, more);
    if (response.status !== 401) {
      sessionStorage.setItem(STORED, JSON.stringify(session));
    }
  }
  if (response.status === 401) {
    const restarted = key === undefined;
    key = undefined;
    forgetSession();
    throw new TokenNeeded(
      restarted ? "The planner was restarted since this page had the token." : "The planner does not know this token.",
    );
  }
  if (!response.ok && response.status !== UNCHANGED) {
    throw new PlannerRefused(await reason(response));
  }
  return response;
}

async function ask(path, more) {
  const authorization =
    session === undefined ? {} : { authorization: `Plimsoll ${await proof(session.key, `/${path}`)}` };
  return fetch(path, {
    headers: { ...authorization, accept: "application/json", ...more },
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
  });
}

/** As a problem document says it, else by its status alone. */
async function reason(response) {
  const problem = await response.json().catch(() => undefined);
  if (problem?.title === undefined) {
    return `status ${response.status}`;
  }
  return problem.detail ? `${problem.title}: ${problem.detail}` : problem.title;
}
