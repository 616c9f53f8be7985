// Tables on their way: extracted, in the log, loaded.

import { analysisOf } from "./api.js";
import { analysis } from "./density.js";
import { element, List, setText } from "./dom.js";
import { bytes, compact, count, plural } from "./format.js";
import { cell, measure, remark, stateBadge } from "./parts.js";

const STATES = {
  PLANNED: ["planned", "wait", 5],
  EXTRACTING: ["extracting", "busy", 1],
  EXTRACTED: ["extracted", "busy", 2],
  LOADING: ["loading", "busy", 3],
  LOADED: ["loaded", "good", 6],
  FAILED: ["failed", "bad", 0],
};

// An extract without a target ends with its files; a failure waits for somebody.
const MOVING = new Set(["PLANNED", "EXTRACTING", "LOADING"]);

function atRest(flows) {
  return flows.every((flow) => flow.state === "LOADED") ? "all loaded" : "nothing is moving";
}

function stateOf(flow) {
  return STATES[flow.state] ?? [String(flow.state).toLowerCase(), "wait", 4];
}

/** Rows to come: an estimate until the table is extracted, then the count itself. */
function wholeOf(flow) {
  const { expectedRows, rowsExtracted, rowsRead } = flow.counters;
  const counted = flow.state === "EXTRACTED" || flow.state === "LOADING" || flow.state === "LOADED";
  return counted ? rowsExtracted : Math.max(expectedRows, rowsRead);
}

/** Shows what is known of a table, and asks for it only when there is something new. */
function knowing(known) {
  let shown;
  let asking = false;
  known.update();
  return async (flow) => {
    const version = flow.analysisVersion;
    if (asking || !version || version === shown) {
      return;
    }
    asking = true;
    try {
      const { analysis: found, earlier } = await analysisOf(flow);
      known.update(found, earlier);
      shown = version;
    } catch {
      // The next answer of the pipeline asks again.
    } finally {
      asking = false;
    }
  };
}

function row() {
  const schema = element("span", { class: "name-schema" });
  const name = element("span");
  const extract = element("span", { class: "under mono" });
  const problem = remark("problem");
  const known = analysis();
  const know = knowing(known);
  const state = stateBadge();
  const extracted = measure("Rows extracted");
  const logged = measure("Rows with an offset");
  const loaded = measure("Rows loaded");
  const batches = element("span", { class: "under" });
  const size = element("span", { class: "under" });
  const objects = element("span");
  const queries = element("span");
  const empty = element("span", { class: "under" });
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, schema, name, extract, problem.node, known.node),
    cell("State", "", state.node),
    cell("Extracted", "", extracted.node),
    cell("In the log", "", logged.node, batches),
    cell("Loaded", "", loaded.node),
    cell("Objects", "number", objects, size),
    cell("Queries", "number", queries, empty),
  );
  return {
    node,
    update(flow) {
      const { counters } = flow;
      const [word, tone] = stateOf(flow);
      const whole = wholeOf(flow);
      setText(schema, `${flow.table.schema}.`);
      setText(name, flow.table.name);
      setText(extract, flow.isOneOfSeveral ? `extract ${flow.extractId.slice(0, 8)}` : "");
      problem.update(flow.error ? `${flow.errorCode ?? "failed"}: ${flow.error}` : "");
      know(flow);
      state.update(word, tone);
      extracted.update(count(counters.rowsRead), counters.rowsRead, whole, "source");
      logged.update(count(flow.logRecords), flow.logRecords, whole, "log");
      setText(batches, plural(flow.logBatches, "batch", "batches"));
      loaded.update(count(counters.rowsLoaded), counters.rowsLoaded, whole, "target");
      setText(objects, count(counters.objects));
      setText(size, bytes(counters.bytes));
      setText(queries, count(counters.queries));
      setText(empty, `${count(counters.emptyQueries)} empty`);
    },
  };
}

/** Marks those whose table is on its way more than once: only their extract tells them apart. */
function marked(flows) {
  const times = new Map();
  const nameOf = ({ table }) => JSON.stringify([table.schema, table.name]);
  flows.forEach((flow) => times.set(nameOf(flow), (times.get(nameOf(flow)) ?? 0) + 1));
  return flows.map((flow) => ({ ...flow, isOneOfSeveral: times.get(nameOf(flow)) > 1 }));
}

export function tablesView() {
  const list = new List(
    document.getElementById("tables"),
    (flow) => `${flow.extractId} ${flow.table.schema} ${flow.table.name}`,
    row,
  );
  const empty = document.getElementById("tables-empty");
  const scroll = document.getElementById("tables-scroll");
  const note = document.getElementById("tables-note");
  return (view) => {
    const flows = marked(view.tables).sort(
      (a, b) =>
        stateOf(a)[2] - stateOf(b)[2] ||
        b.counters.expectedRows - a.counters.expectedRows ||
        a.table.name.localeCompare(b.table.name),
    );
    const left = flows
      .filter((flow) => MOVING.has(flow.state))
      .reduce((sum, flow) => sum + Math.max(wholeOf(flow) - flow.counters.rowsLoaded, 0), 0);
    empty.hidden = flows.length > 0;
    scroll.hidden = flows.length === 0;
    setText(note, flows.length === 0 ? "" : left > 0 ? `${compact(left)} rows to go` : atRest(flows));
    list.show(flows);
  };
}
