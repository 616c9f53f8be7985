// Maintenance of databases: whether it runs, what it does and what it waits for.

import { element, List, setText } from "./dom.js";
import { bytes, clock, plural } from "./format.js";
import { cell, stateBadge } from "./parts.js";

const EVERY_MILLIS = 10_000;

/** What a database's line says, without a page. */
export function maintenanceLine(view) {
  const done = `${plural(view.cyclesCompleted, "look")}, ${plural(view.indexesMaintained, "index", "indexes")} maintained`;
  const last = view.lastMaintenance ? `, last at ${clock(view.lastMaintenance)}` : "";
  return view.problem ? `${done}; the last look failed: ${view.problem}` : `${done}${last}`;
}

/** Actions that wait, run or want approval, and warnings, as lines. */
export function maintenanceEntries(view) {
  const actions = view.open.map((action) => ({
    key: action.id,
    text: `${action.kind} ${action.subject}${action.state === "PROPOSED" ? ", to be approved" : ""}`,
    more: action.detail || action.reason,
    size: action.bytesBefore > 0 ? bytes(action.bytesBefore) : "",
  }));
  const warnings = view.warnings.map((warning) => ({
    key: `${warning.code} ${warning.subject}`,
    text: warning.code,
    more: warning.words,
    size: "",
  }));
  return [...actions, ...warnings];
}

function entry() {
  const text = element("strong");
  const more = element("span", { class: "section-note" });
  const node = element("li", {}, text, " ", more);
  return {
    node,
    update(item) {
      setText(text, item.text);
      setText(more, item.size ? `${item.size}; ${item.more}` : item.more);
    },
  };
}

function database() {
  const name = element("th", { scope: "row" });
  const badge = stateBadge();
  const line = element("span");
  const entries = element("ul", { class: "maintenance-entries" });
  const list = new List(entries, (item) => item.key, entry);
  const node = element(
    "tr",
    {},
    name,
    cell("State", "", badge.node),
    cell("Done", "", line),
    cell("Open", "", entries),
  );
  return {
    node,
    update(view) {
      setText(name, view.database);
      badge.update(view.running ? "Runs" : "Stopped", view.problem ? "bad" : view.running ? "good" : "none");
      setText(line, maintenanceLine(view));
      list.show(maintenanceEntries(view));
    },
  };
}

/**
 * It asks by itself, ever so often: what it shows changes slowly.
 *
 * @param {() => Promise<any[]>} ask
 */
export function maintenanceView(ask) {
  const section = document.getElementById("maintenance");
  const list = new List(document.getElementById("maintained"), (view) => view.database, database);
  let asked = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - asked < EVERY_MILLIS) {
      return;
    }
    asked = performance.now();
    ask().then(
      (views) => {
        section.hidden = views.length === 0;
        list.show(views);
      },
      () => {
        // The pipeline's own question says what is wrong.
      },
    );
  };
}
