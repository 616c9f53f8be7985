// Tables in motion: read, in the log, loaded; how fast, and how long it will take.

import { analysisOf } from "./api.js";
import { analysis } from "./density.js";
import { element, LongList, setText } from "./dom.js";
import { bytes, compact, count, pace, plural } from "./format.js";
import { cell, measure, stateBadge } from "./parts.js";
import { flowKey, isLoad, wholeOf } from "./sections.js";

const STATES = {
  PLANNED: ["planned", "wait", 5],
  EXTRACTING: ["extracting", "busy", 1],
  EXTRACTED: ["extracted", "busy", 2],
  LOADING: ["loading", "busy", 3],
  LOADED: ["loaded", "good", 6],
  FAILED: ["failed", "bad", 0],
};

const FIRST = 12;

function stateOf(flow) {
  return STATES[flow.state] ?? [String(flow.state).toLowerCase(), "wait", 4];
}

/** Its word and tone. */
export function flowState(flow) {
  const [word, tone] = stateOf(flow);
  return flow.errorCode === "extract-cancelled" ? ["cancelled", "wait"] : [word, tone];
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
  const known = analysis();
  const know = knowing(known);
  const state = stateBadge();
  const read = measure("Rows read");
  const reading = element("span", { class: "under" });
  const logged = measure("Rows with an offset");
  const loaded = measure("Rows loaded");
  const loading = element("span", { class: "under" });
  const batches = element("span", { class: "under" });
  const size = element("span", { class: "under" });
  const objects = element("span");
  const queries = element("span");
  const empty = element("span", { class: "under" });
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, schema, name, extract, known.node),
    cell("State", "", state.node),
    cell("Read", "", read.node, reading),
    cell("In the log", "", logged.node, batches),
    cell("Loaded", "", loaded.node, loading),
    cell("Objects", "number minor", objects, size),
    cell("Queries", "number minor", queries, empty),
  );
  return {
    node,
    update({ flow, now }) {
      const { counters, log } = flow.progress;
      const whole = wholeOf(flow);
      setText(schema, `${flow.table.schema}.`);
      setText(name, flow.table.name);
      setText(extract, `${isLoad(flow) ? "load" : "extract"} ${flow.extractId.slice(0, 8)}`);
      know(flow);
      state.update(...flowState(flow));
      setText(reading, isLoad(flow) ? "from files of an extract" : pace(flow.progress.reading, now));
      setText(loading, pace(flow.progress.loading, now));
      read.update(count(counters.rowsRead), counters.rowsRead, whole, "source");
      logged.update(count(log.records), log.records, whole, "log");
      setText(batches, plural(log.batches, "batch", "batches"));
      loaded.update(count(counters.rowsLoaded), counters.rowsLoaded, whole, "target");
      setText(objects, count(counters.objects));
      setText(size, bytes(counters.bytes));
      setText(queries, count(counters.queries));
      setText(empty, `${count(counters.emptyQueries)} empty`);
    },
  };
}

export function tablesView() {
  const list = new LongList(document.getElementById("tables"), ({ flow }) => flowKey(flow), row, FIRST);
  const empty = document.getElementById("tables-empty");
  const scroll = document.getElementById("tables-scroll");
  const note = document.getElementById("tables-note");
  return (view, { tables }, now) => {
    const flows = [...tables.moving].sort(
      (a, b) =>
        stateOf(a)[2] - stateOf(b)[2] ||
        b.progress.counters.expectedRows - a.progress.counters.expectedRows ||
        a.table.name.localeCompare(b.table.name),
    );
    const left = flows.reduce((sum, flow) => sum + Math.max(wholeOf(flow) - flow.progress.counters.rowsLoaded, 0), 0);
    const unseen = view.totals.tables.moving - flows.length;
    empty.hidden = flows.length > 0;
    scroll.hidden = flows.length === 0;
    setText(
      note,
      left > 0 ? `${compact(left)} rows to go${unseen > 0 ? `, and ${plural(unseen, "more table")}` : ""}` : "",
    );
    list.show(flows.map((flow) => ({ flow, now })));
  };
}
