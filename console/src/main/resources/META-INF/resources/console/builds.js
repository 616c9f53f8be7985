// Builds in motion: where they are built, how far they are, what they wait for, what was predicted.

import { element, LongList, setText } from "./dom.js";
import { bytes, count, duration, plural } from "./format.js";
import { cell, measure, remark, stateBadge } from "./parts.js";

const STATES = {
  RUNNING: ["running", "busy", 0],
  DISPATCHED: ["sent", "busy", 1],
  PLANNED: ["planned", "wait", 2],
  FAILED: ["failed", "bad", 3],
  CANCELLED: ["cancelled", "wait", 3],
  SUCCEEDED: ["built", "good", 4],
};

const FIRST = 12;

const KINDS = { PRIMARY_KEY: "primary key", UNIQUE: "unique", INDEX: "index" };

function stateOf(build) {
  return STATES[build.state] ?? [String(build.state).toLowerCase(), "wait", 2];
}

/** Its word and tone. A build of nobody's that runs may still wait for somebody. */
export function buildState(build) {
  const [word, tone] = stateOf(build);
  if (build.state === "RUNNING" && build.progress.waitingFor) {
    return ["waits", "wait"];
  }
  return build.state === "PLANNED" && build.scheduling.paused ? ["paused", "wait"] : [word, tone];
}

export function definition({ kind, columns }) {
  return `${KINDS[kind] ?? kind} (${columns.join(", ")})`;
}

function known(value) {
  return value !== undefined && value !== null && value >= 0;
}

/** How long it will take is said of what moves alone. */
function progressOf({ state, progress }) {
  const { attempt, waitingFor, etaMillis } = progress;
  if (state !== "RUNNING") {
    return attempt > 1 ? `attempt ${attempt}` : "";
  }
  if (waitingFor) {
    return "waits";
  }
  return known(etaMillis) ? `${duration(etaMillis)} left` : "no estimate yet";
}

function row() {
  const schema = element("span", { class: "name-schema" });
  const name = element("span");
  const what = element("span", { class: "under" });
  const where = element("span", { class: "under" });
  const waiting = remark("waiting");
  const state = stateBadge();
  const phase = element("span", { class: "under" });
  const progress = measure("Progress of the build");
  const time = element("span");
  const size = element("span");
  const memory = element("span");
  const workers = element("span", { class: "under" });
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, schema, name, what, where, waiting.node),
    cell("State", "", state.node, phase),
    cell("Progress", "", progress.node),
    cell("Time predicted", "number", time),
    cell("Size predicted", "number", size),
    cell("Sort memory", "number", memory, workers),
  );
  return {
    node,
    update(build) {
      const { planned } = build;
      const { sizing, allocation } = planned;
      const { attempt, waitingFor, fraction } = build.progress;
      const { workersLaunched } = build.outcome;
      const runs = build.state === "RUNNING";
      setText(schema, `${planned.table.schema}.`);
      setText(name, planned.table.name);
      setText(what, `${definition(planned.definition)}, ${count(sizing.rows)} rows`);
      setText(where, `in database ${build.database}, ${allocation.lane} lane`);
      waiting.update(waitingFor ? `waits: ${waitingFor}` : "");
      state.update(...buildState(build));
      setText(phase, runs ? build.progress.phase : "");
      progress.node.hidden = !runs && attempt <= 1;
      progress.update(progressOf(build), fraction, 1, "build");
      setText(time, duration(allocation.predictedMillis));
      setText(size, bytes(sizing.indexBytes));
      setText(memory, bytes(allocation.maintenanceWorkMemBytes));
      setText(
        workers,
        known(workersLaunched) && runs
          ? `${count(workersLaunched)} of ${plural(allocation.parallelWorkers, "worker")}`
          : plural(allocation.parallelWorkers, "worker"),
      );
    },
  };
}

export function buildsView() {
  const list = new LongList(document.getElementById("builds"), (build) => build.id, row, FIRST);
  const empty = document.getElementById("builds-empty");
  const scroll = document.getElementById("builds-scroll");
  const note = document.getElementById("builds-note");
  return (_, { builds }) => {
    const moving = builds.moving;
    const running = moving.filter((build) => build.state === "RUNNING").length;
    empty.hidden = moving.length > 0;
    scroll.hidden = moving.length === 0;
    setText(note, moving.length === 0 ? "" : `${count(running)} running, ${count(moving.length - running)} waiting`);
    list.show(
      [...moving].sort(
        (a, b) =>
          stateOf(a)[2] - stateOf(b)[2] ||
          a.planned.place.startMillis - b.planned.place.startMillis ||
          a.id.localeCompare(b.id),
      ),
    );
  };
}
