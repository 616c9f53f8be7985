// The planner's API and the token for it. The token comes in the address's fragment, which no server
// sees. Whatever reads does not send it: the port may be somebody else's by now. The tab's memory has its
// key, and the tab's storage what proves it to the planner of this start alone, so that the page can be
// loaded again. A change is sent with the token, which somebody gives for it, and which is not kept.

import { canProve, digestOf, nonceOf, proof, sessionKey, tokenKey } from "./proof.js";

const STORED = "plimsoll.session";
const TIMEOUT_MILLIS = 5_000;
const CHANGE_MILLIS = 60_000;
const UNCHANGED = 304;

/** As many tables and builds at rest as the page has room for. */
const ENDED = 40;
const RECOMMENDATIONS = 100;
const FINDINGS = 100;
const DATABASES = 500;

/** The planner answers, and has no view to give: what it stands on may be away. */
export class PlannerRefused extends Error {
  /** @param {{code?: string, title?: string, detail?: string, fix?: string}} [problem] its document */
  constructor(message, problem) {
    super(message);
    this.problem = problem;
  }
}

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

/** Names of the databases that can be searched. */
export async function searchable() {
  const all = await (await answer(`api/v1/databases?kind=POSTGRES&use=SOURCE&limit=${DATABASES}`)).json();
  return all.map(({ name }) => name);
}

const SEARCH = "api/v1/console/search";

/**
 * The rows that are nearest to a vector, or how they would be searched, or how long each way takes.
 *
 * @param {"search" | "explain" | "benchmark"} act
 * @param {AbortSignal} signal that ends it, at the databases too
 */
export async function search(act, query, rounds, signal) {
  const path = { search: SEARCH, explain: `${SEARCH}/explain`, benchmark: `${SEARCH}/benchmark?rounds=${rounds}` }[act];
  return (await answer(path, {}, { body: JSON.stringify(query), signal })).json();
}

/** Searches of each database, of the process that answers. */
export async function searchStatistics() {
  return (await answer(`${SEARCH}/statistics`)).json();
}

function settingsOf(database) {
  return `${SEARCH}/settings/${encodeURIComponent(database)}`;
}

/** What searches of a database go by. */
export async function searchSettings(database) {
  return (await answer(settingsOf(database))).json();
}

/** Changes them in every process; those that are absent stay. */
export async function changeSearchSettings(database, changes, token) {
  return (await change("PATCH", settingsOf(database), JSON.stringify(changes), token)).json();
}

/** Sets all of them back to the service's own. */
export async function resetSearchSettings(database, token) {
  await change("DELETE", settingsOf(database), undefined, token);
}

/** Whoever listens learns the token: it is sent for this one change, because somebody wants it. */
async function change(method, path, body, token) {
  const response = await fetch(path, {
    method,
    body,
    headers: { authorization: `Bearer ${token.trim()}`, accept: "application/json", ...typeOf(body) },
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(CHANGE_MILLIS),
  });
  if (response.status === 401) {
    throw new PlannerRefused("The planner does not know this token.");
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

function typeOf(body) {
  return body === undefined ? {} : { "content-type": "application/json" };
}

/**
 * @param {Record<string, string>} more headers
 * @param {{body: string, signal: AbortSignal}} [post] where it is read by POST
 */
async function answer(path, more = {}, post = undefined) {
  if (!canProve()) {
    throw new TokenNeeded("A browser proves the token over https only, or at localhost: open the page there.");
  }
  if (key === undefined && session === undefined) {
    throw new TokenNeeded("");
  }
  let response = await ask(path, more, post);
  const nonce = response.status === 401 ? nonceOf(response.headers.get("www-authenticate")) : undefined;
  if (nonce !== undefined && key !== undefined && nonce !== session?.nonce) {
    session = { nonce, key: await sessionKey(await key, nonce) };
    response = await ask(path, more, post);
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
    throw await refusal(response);
  }
  return response;
}

async function ask(path, more, post) {
  const digest = post === undefined ? undefined : await digestOf(post.body);
  const read = post === undefined ? `/${path}` : `POST /${path}\n${digest}`;
  const authorization = session === undefined ? {} : { authorization: `Plimsoll ${await proof(session.key, read)}` };
  const digested = post === undefined ? {} : { "content-digest": digest };
  return fetch(path, {
    method: post === undefined ? "GET" : "POST",
    body: post?.body,
    headers: { ...authorization, accept: "application/json", ...typeOf(post?.body), ...digested, ...more },
    cache: "no-store",
    credentials: "omit",
    signal: post?.signal ?? AbortSignal.timeout(TIMEOUT_MILLIS),
  });
}

/** As a problem document says it, else by its status alone. */
async function refusal(response) {
  const problem = await response.json().catch(() => undefined);
  if (problem?.title === undefined) {
    return new PlannerRefused(`status ${response.status}`);
  }
  return new PlannerRefused(problem.detail ? `${problem.title}: ${problem.detail}` : problem.title, problem);
}
