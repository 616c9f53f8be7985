// What came to rest: a line each, the latest first.

import { element, LongList, setText } from "./dom.js";
import { bytes, clock, count, duration } from "./format.js";
import { buildState, definition } from "./builds.js";
import { cell, stateBadge } from "./parts.js";
import { flowKey, isLoad } from "./sections.js";
import { flowState } from "./tables.js";

const MOST = 40;
const FIRST = 8;

function ofTable(flow) {
  const { counters } = flow.progress;
  const rows = flow.state === "LOADED" ? counters.rowsLoaded : counters.rowsExtracted;
  return {
    key: flowKey(flow),
    at: flow.updatedAt,
    name: `${flow.table.schema}.${flow.table.name}`,
    what: `${isLoad(flow) ? "load" : "extract"} ${flow.extractId.slice(0, 8)}`,
    state: flowState(flow),
    came: `${count(rows)} rows, ${bytes(counters.bytes)}`,
    problem: flow.errorCode ?? "",
  };
}

function waited({ waitedMillis }) {
  return waitedMillis > 0 ? `, of it ${duration(waitedMillis)} waiting` : "";
}

function ofBuild(build) {
  const { planned, timing, outcome } = build;
  const built = build.state === "SUCCEEDED";
  return {
    key: build.id,
    at: timing.endedAt,
    name: `${planned.table.schema}.${planned.table.name}`,
    what: `${definition(planned.definition)} in ${build.database}`,
    state: buildState(build),
    came: built
      ? `${bytes(outcome.indexBytes)} (${bytes(planned.sizing.indexBytes)} predicted) in ${duration(timing.totalMillis)}${waited(timing)}`
      : "",
    problem: outcome.errorCode ?? "",
  };
}

function row() {
  const name = element("span");
  const what = element("span", { class: "under" });
  const state = stateBadge();
  const problem = element("span", { class: "under" });
  const came = element("span");
  const at = element("time");
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, name, what),
    cell("State", "", state.node, problem),
    cell("Came to", "", came),
    cell("At", "number", at),
  );
  return {
    node,
    update(item) {
      setText(name, item.name);
      setText(what, item.what);
      state.update(...item.state);
      setText(problem, item.problem);
      setText(came, item.came);
      setText(at, clock(item.at));
      at.setAttribute("datetime", item.at);
    },
  };
}

export function historyView() {
  const section = document.getElementById("history");
  const title = document.getElementById("history-title");
  const list = new LongList(document.getElementById("past"), (item) => item.key, row, FIRST);
  return (_, { tables, builds }) => {
    const items = [...tables.history.map(ofTable), ...builds.history.map(ofBuild)]
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .slice(0, MOST);
    section.hidden = items.length === 0;
    setText(title, `At rest: the last ${count(items.length)}`);
    list.show(items);
  };
}
