// What a search's form asks for, and what is said of its answer. Decisions alone, without a page.

import { bytes, clock, count, duration, plural } from "./format.js";

export const DISTANCES = ["l2", "inner-product", "cosine", "l1", "hamming", "jaccard"];
export const WISHES = ["automatic", "exact", "index", "memory"];

/** How a column is compared, with its sign and how many values it takes. */
export const COMPARISONS = {
  equal: ["=", 1],
  "not-equal": ["≠", 1],
  less: ["<", 1],
  "at-most": ["≤", 1],
  greater: [">", 1],
  "at-least": ["≥", 1],
  in: ["in", 2],
  "is-null": ["is null", 0],
  "not-null": ["is not null", 0],
};

/** The settings of searches of a database, by their names over HTTP and in the command line. */
export const SETTINGS = [
  ["minRows", "min-rows", "One statement below, rows"],
  ["minPages", "min-pages", "One statement below, pages of 8 kB"],
  ["pagesPerWorker", "pages-per-worker", "Pages for each worker"],
  ["rangesPerWorker", "ranges-per-worker", "Ranges for each worker"],
  ["maxWorkers", "max-workers", "Workers at most"],
  ["memoryBytes", "memory", "Copies in memory, bytes"],
  ["refreshAfterMs", "refresh-after", "A copy is read again after, ms"],
];

const BITS = /^[01]+$/;
const PLAIN = /^[\w.,:@%+=/-]+$/;
const PLAIN_NAME = /^[^".]+$/;

/** In pgvector's form, without blanks: of `[1, 2.5]`, `1,2.5` or one number a line. Bits and sparse ones stay. */
export function vectorOf(text) {
  const given = text.trim();
  if (given.startsWith("{")) {
    return given.replace(/\s+/g, "");
  }
  if (given === "" || BITS.test(given)) {
    return given;
  }
  if (given.startsWith("[")) {
    return given.replace(/\s*([,[\]])\s*/g, "$1");
  }
  return `[${given.split(/\s*,\s*|\s+/).join(",")}]`;
}

/** A condition of a row of the form; nothing for one without a column. */
export function conditionOf({ column, comparison, value }) {
  if (column.trim() === "") {
    return undefined;
  }
  const takes = COMPARISONS[comparison][1];
  const values = takes === 0 ? [] : takes === 1 ? [value] : value.split("\n").filter((line) => line !== "");
  return { column: column.trim(), comparison, values };
}

/** Names with commas between. */
function names(text) {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What is asked for; what the form leaves open is absent. */
export function queryOf(form) {
  const query = {
    databases: form.databases,
    table: { schema: form.schema.trim() || "public", name: form.table.trim() },
    vector: vectorOf(form.vector),
    k: Number(form.k),
  };
  const where = form.conditions.map(conditionOf).filter((condition) => condition !== undefined);
  const more = {
    column: form.column.trim(),
    key: names(form.key),
    distance: form.distance,
    where,
    wish: form.wish === "automatic" ? "" : form.wish,
  };
  if (asksIndexes(form.wish)) {
    more.ef = form.ef === "" ? "" : Number(form.ef);
    more.probes = form.probes === "" ? "" : Number(form.probes);
    more.iterative = form.iterative || "";
  }
  for (const [name, value] of Object.entries(more)) {
    if (value !== "" && value.length !== 0) {
      query[name] = value;
    }
  }
  return query;
}

/** Whether how hard an index looks says anything of a search with this wish. */
export function asksIndexes(wish) {
  return wish === "automatic" || wish === "index";
}

/** As a shell takes it. */
function word(text) {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function name(text) {
  return PLAIN_NAME.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function valueWord(value) {
  return value === "" || /[,']|^\s|\s$/.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

function conditionWords({ column, comparison, values }) {
  const left = /^[^\s=!<>"]+$/.test(column) ? column : `"${column.replaceAll('"', '""')}"`;
  const sign = { "not-equal": "!=", "at-most": "<=", "at-least": ">=" }[comparison] ?? COMPARISONS[comparison][0];
  const right = values.map(valueWord).join(",");
  return right === "" ? `${left} ${sign}` : `${left} ${sign} ${right}`;
}

/**
 * The same search as a command, with its vector in a file.
 *
 * @param {"search" | "explain" | "benchmark"} act
 */
export function commandOf(act, query, rounds) {
  const verb = { search: "search", explain: "vector explain", benchmark: "vector bench" }[act];
  const { table, wish } = query;
  const options = [
    ["--k", query.k],
    ["--column", query.column],
    ["--key", query.key?.join(",")],
    ["--distance", query.distance],
    ["--ef", query.ef],
    ["--probes", query.probes],
    ["--rounds", act === "benchmark" ? rounds : undefined],
  ].flatMap(([option, value]) => (value === undefined ? [] : [option, word(String(value))]));
  const flags = [
    query.iterative ? ["--iterative"] : [],
    wish === "exact" || wish === "memory" ? [`--${wish}`] : [],
    ...(query.where ?? []).map((condition) => ["--where", word(conditionWords(condition))]),
  ].flat();
  const where = [query.databases.join(","), `${name(table.schema)}.${name(table.name)}`].map(word);
  return ["./plimsoll", verb, ...where, "--vector", "query.txt", ...options, ...flags].join(" ");
}

/** For example `0.1093842`: as many digits as two kinds of sums of floats agree in. */
export function distanceText(distance) {
  if (distance === undefined || distance === null) {
    return "no vector";
  }
  return Number.isFinite(distance) ? String(Number(distance.toPrecision(7))) : String(distance);
}

/** How far each row is, as a share of the farthest: 0 to 1, and nothing where that cannot be said. */
export function distanceShares(rows) {
  const known = rows.map(({ distance }) => distance).filter(Number.isFinite);
  const nearest = Math.min(0, ...known);
  const farthest = Math.max(0, ...known);
  return rows.map(({ distance }) =>
    Number.isFinite(distance) ? (farthest > nearest ? (distance - nearest) / (farthest - nearest) : 0) : undefined,
  );
}

/** Three digits below a second. */
export function millis(value) {
  if (value >= 999.5) {
    return duration(value);
  }
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ms`;
}

/** For example `shared-blocks, 4 workers, 16 ranges`. */
export function wayWords({ method, workers, ranges }) {
  return [method, plural(workers, "worker"), ...(ranges > 1 ? [plural(ranges, "range")] : [])].join(", ");
}

/** For example `38.2 ms, as of 12:00:00`. */
export function tookWords({ elapsedMs, asOf }) {
  return asOf ? `${millis(elapsedMs)}, as of ${clock(asOf)}` : millis(elapsedMs);
}

/** Never 1 where a row is missing. */
export function recallText(recall) {
  return Number.isFinite(recall) ? (Math.floor(recall * 1_000 + 1e-6) / 1_000).toFixed(3) : "";
}

/** Searches of a database by one way, in words. */
export function countedWords({ method, searches, workers, medianMs, p99Ms }) {
  return (
    `${method}: ${plural(searches, "search", "searches")} with ${workers.toFixed(1)} workers, ` +
    `median ${millis(medianMs)}, 99 of 100 within ${millis(p99Ms)}`
  );
}

/** Its sessions, copies and failures, in words. */
export function countsWords({ openSessions, freeSessions, memoryBytes, failed }) {
  return {
    sessions: `${count(openSessions)} open and idle, ${count(freeSessions)} free`,
    memory: memoryBytes > 0 ? bytes(memoryBytes) : "none",
    failed: count(failed),
  };
}

/**
 * What a form of settings changes: those alone that differ.
 *
 * @param {Record<string, any>} inForce
 * @param {Record<string, string | boolean>} form numbers as text
 */
export function changesOf(inForce, form) {
  const changes = {};
  if (form.parallel !== inForce.parallel) {
    changes.parallel = form.parallel;
  }
  for (const [setting] of SETTINGS) {
    if (form[setting] !== "" && Number(form[setting]) !== inForce[setting]) {
      changes[setting] = Number(form[setting]);
    }
  }
  return changes;
}

/** The same change as a command; what is in force, where nothing is to be changed. */
export function settingsCommand(database, changes) {
  const options = SETTINGS.filter(([setting]) => setting in changes).map(
    ([setting, option]) => `--${option} ${changes[setting]}${setting === "refreshAfterMs" && changes[setting] > 0 ? "ms" : ""}`,
  );
  const parallel = "parallel" in changes ? [`--parallel ${changes.parallel ? "on" : "off"}`] : [];
  return ["./plimsoll vector config", ...(database === "" ? [] : [word(database)]), ...parallel, ...options].join(" ");
}

/** What went wrong, as a problem document says it, else in the error's own words. */
export function problemOf(error) {
  const { problem } = error;
  return {
    code: problem?.code ?? "",
    detail: problem?.detail ?? problem?.title ?? error.message,
    fix: problem?.fix ?? "",
  };
}
