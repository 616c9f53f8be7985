// Where on the page each table and each build belongs: what moves, what failed and wants somebody,
// what came to rest. Decisions alone, without a page.

const DAY_MILLIS = 86_400_000;
const STILL = new Set(["EXTRACTED", "LOADED", "FAILED"]);
const ENDED = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/** Names one table of one extract or load. */
export function flowKey(flow) {
  return JSON.stringify([flow.extractId, flow.table.schema, flow.table.name]);
}

/** Names one failure: a retry that fails is another one. */
export function flowFailure(flow) {
  return `${flowKey(flow)} ${flow.updatedAt}`;
}

export function buildFailure(build) {
  return `${build.id} ${build.progress.attempt}`;
}

/** Rows to come: an estimate until the table is extracted, then the count itself. */
export function wholeOf(flow) {
  const { expectedRows, rowsExtracted, rowsRead } = flow.progress.counters;
  const counted = flow.state === "EXTRACTED" || flow.state === "LOADING" || flow.state === "LOADED";
  return counted ? rowsExtracted : Math.max(expectedRows, rowsRead);
}

/** Its files were there before: rows come that nobody asked a source for. */
export function isLoad(flow) {
  const { queries, rowsExtracted } = flow.progress.counters;
  return queries === 0 && rowsExtracted > 0;
}

/** A cancelled table was stopped by somebody who knows of it. */
function failed(item) {
  return item.state === "FAILED" && item.errorCode !== "extract-cancelled";
}

function lately(instant, now) {
  return now - Date.parse(instant) < DAY_MILLIS;
}

/** Moments at which something of that name went well. */
function successes(items, name, at) {
  const latest = new Map();
  for (const item of items) {
    const moment = Date.parse(at(item));
    latest.set(name(item), Math.max(latest.get(name(item)) ?? 0, moment));
  }
  return latest;
}

/**
 * @param {any[]} items
 * @param {{moves: Function, wellDone: Function, name: Function, at: Function, failure: Function}} of
 * @param {Set<string>} dismissed failures that somebody has put aside
 * @param {number} now
 */
function sorted(items, of, dismissed, now) {
  const well = successes(items.filter(of.wellDone), of.name, of.at);
  const wanting = (item) =>
    failed(item) &&
    lately(of.at(item), now) &&
    !dismissed.has(of.failure(item)) &&
    (well.get(of.name(item)) ?? 0) < Date.parse(of.at(item));
  const latestFirst = (a, b) => Date.parse(of.at(b)) - Date.parse(of.at(a));
  const still = items.filter((item) => !of.moves(item));
  return {
    moving: items.filter(of.moves),
    attention: still.filter(wanting).sort(latestFirst),
    history: still.filter((item) => !wanting(item)).sort(latestFirst),
  };
}

const FLOWS = {
  moves: (flow) => !STILL.has(flow.state),
  wellDone: (flow) => flow.state === "EXTRACTED" || flow.state === "LOADED",
  name: ({ table }) => JSON.stringify([table.schema, table.name]),
  at: (flow) => flow.updatedAt,
  failure: flowFailure,
};

const BUILDS = {
  moves: (build) => !ENDED.has(build.state),
  wellDone: (build) => build.state === "SUCCEEDED",
  name: ({ database, planned }) =>
    JSON.stringify([database, planned.table.schema, planned.table.name, planned.indexName]),
  at: (build) => build.timing.endedAt,
  failure: buildFailure,
};

/** Tables and builds, each in motion, wanting attention or in the history. */
export function sections(view, dismissed, now) {
  return {
    tables: sorted(view.tables, FLOWS, dismissed, now),
    builds: sorted(view.builds, BUILDS, dismissed, now),
  };
}
