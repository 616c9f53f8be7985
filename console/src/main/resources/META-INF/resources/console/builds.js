// Builds by lane: phase, progress, what was predicted and what came of it.

import { element, List, setText } from "./dom.js";
import { bytes, count, duration, plural } from "./format.js";
import { cell, measure, remark, stateBadge } from "./parts.js";

const STATES = {
  RUNNING: ["running", "busy", 0],
  DISPATCHED: ["sent", "busy", 1],
  PLANNED: ["planned", "wait", 2],
  FAILED: ["failed", "bad", 3],
  SUCCEEDED: ["built", "good", 4],
};

const KINDS = { PRIMARY_KEY: "primary key", UNIQUE: "unique", INDEX: "index" };

function stateOf(build) {
  return STATES[build.state] ?? [String(build.state).toLowerCase(), "wait", 2];
}

function definition({ kind, columns }) {
  return `${KINDS[kind] ?? kind} (${columns.join(", ")})`;
}

function known(value) {
  return value !== undefined && value !== null && value >= 0;
}

/** A predicted value above the actual one. */
function compare() {
  const predicted = element("span", { class: "compare-value" });
  const actual = element("span", { class: "compare-value" });
  const node = element(
    "div",
    { class: "compare" },
    element("span", { class: "compare-label" }, "predicted"),
    predicted,
    element("span", { class: "compare-label" }, "actual"),
    actual,
  );
  return {
    node,
    update(predictedText, actualText) {
      setText(predicted, predictedText);
      setText(actual, actualText);
    },
  };
}

function progressOf(build) {
  switch (build.state) {
    case "SUCCEEDED":
      return [`in ${duration(build.totalMillis)}`, 1, "done"];
    case "FAILED":
      return [`attempt ${build.attempt}`, build.fraction, "bad"];
    case "RUNNING":
      return [known(build.etaMillis) ? `${duration(build.etaMillis)} left` : "no estimate yet", build.fraction, "build"];
    default:
      return ["", 0, "build"];
  }
}

function row() {
  const schema = element("span", { class: "name-schema" });
  const name = element("span");
  const what = element("span", { class: "under" });
  const index = element("span", { class: "under mono" });
  const problem = remark("problem");
  const waiting = remark("waiting");
  const state = stateBadge();
  const phase = element("span", { class: "under" });
  const progress = measure("Progress of the build");
  const time = compare();
  const size = compare();
  const memory = element("span");
  const workers = element("span");
  const launched = element("span", { class: "under" });
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, schema, name, what, index, waiting.node, problem.node),
    cell("State", "", state.node, phase),
    cell("Progress", "", progress.node),
    cell("Time", "number", time.node),
    cell("Size", "number", size.node),
    cell("Sort memory", "number", memory),
    cell("Workers", "number", workers, launched),
  );
  return {
    node,
    update(build) {
      const { planned } = build;
      const [word, tone] = stateOf(build);
      const [text, fraction, kind] = progressOf(build);
      setText(schema, `${planned.table.schema}.`);
      setText(name, planned.table.name);
      setText(what, `${definition(planned.definition)}, ${count(planned.rows)} rows`);
      setText(index, planned.indexName);
      waiting.update(build.waitingFor ?? "");
      problem.update(build.error ? `${build.errorCode ?? "failed"}: ${build.error}` : "");
      state.update(word, tone);
      setText(phase, build.state === "RUNNING" ? build.phase : "");
      progress.update(text, fraction, text === "" ? 0 : 1, kind);
      time.update(duration(planned.predictedMillis), known(build.actualMillis) ? duration(build.actualMillis) : "–");
      size.update(bytes(planned.indexBytes), known(build.indexBytes) ? bytes(build.indexBytes) : "–");
      setText(memory, bytes(planned.maintenanceWorkMemBytes));
      setText(workers, count(planned.parallelWorkers));
      setText(launched, known(build.workersLaunched) ? `${count(build.workersLaunched)} launched` : "");
    },
  };
}

const COLUMNS = ["Build", "State", "Progress", "Time", "Size", "Sort memory", "Workers"];

function laneTable() {
  const title = element("h3");
  const body = element("tbody");
  const head = element(
    "tr",
    {},
    ...COLUMNS.map((name, place) =>
      element("th", place < 3 ? { scope: "col" } : { scope: "col", class: "number" }, name),
    ),
  );
  const scroll = element(
    "div",
    { class: "scroll", tabindex: "0", role: "region" },
    element("table", { class: "grid builds-grid" }, element("thead", {}, head), body),
  );
  const list = new List(body, (build) => build.id, row);
  const node = element("section", { class: "build-lane" }, title, scroll);
  return {
    node,
    update({ lane, builds }) {
      const ended = builds.filter((build) => build.state === "SUCCEEDED").length;
      setText(title, `${lane.charAt(0).toUpperCase()}${lane.slice(1)} lane, ${count(ended)} of ${count(builds.length)} built`);
      scroll.setAttribute("aria-label", `Builds of the ${lane} lane`);
      list.show(
        [...builds].sort(
          (a, b) => stateOf(a)[2] - stateOf(b)[2] || a.planned.startMillis - b.planned.startMillis || a.id.localeCompare(b.id),
        ),
      );
    },
  };
}

export function buildsView() {
  const list = new List(document.getElementById("builds"), (item) => item.lane, laneTable);
  const empty = document.getElementById("builds-empty");
  const note = document.getElementById("builds-note");
  return (view) => {
    const lanes = view.lanes.map((lane) => lane.lane);
    for (const build of view.builds) {
      if (!lanes.includes(build.planned.lane)) {
        lanes.push(build.planned.lane);
      }
    }
    empty.hidden = view.builds.length > 0;
    setText(note, view.builds.length === 0 ? "" : plural(view.builds.length, "build"));
    list.show(
      lanes
        .map((lane) => ({ lane, builds: view.builds.filter((build) => build.planned.lane === lane) }))
        .filter((item) => item.builds.length > 0),
    );
  };
}
