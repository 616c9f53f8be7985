// Workflows of jobs: how far each is, what has failed last, and the graph of the one that is chosen.
// Asked for every few seconds, and not at all by a page whose planner has no workflows but once a while.

import { failuresOf, graphOf, workflows } from "./api.js";
import { drawing, element, List, setAttribute, setText } from "./dom.js";
import { clock, count, plural } from "./format.js";
import { BOX, placed, shortened } from "./graph.js";
import { cell, measure, stateBadge } from "./parts.js";

const SHOWN = 10;
const DRAWN = 150;
const FAILURES = 3;
const OPEN_MILLIS = 2_500;
const QUIET_MILLIS = 10_000;
const OPEN = new Set(["RUNNING", "PAUSED", "CANCELING"]);

const TONES = {
  RUNNING: "busy",
  DONE: "good",
  FAILED: "bad",
  CANCELED: "wait",
  CANCELING: "wait",
  PAUSED: "wait",
};

/** @param {(id: number) => void} choose */
function row(choose) {
  const name = element("span");
  const number = element("span", { class: "under" });
  const state = stateBadge();
  const progress = measure("Jobs done");
  const running = element("span");
  const failed = element("span");
  const button = element("button", { type: "button", class: "quiet" });
  let id;
  button.addEventListener("click", () => choose(id));
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, name, number),
    cell("State", "", state.node),
    cell("Progress", "", progress.node),
    cell("Running", "number", running),
    cell("Failed", "number", failed),
    cell("Graph", "", button),
  );
  return {
    node,
    update({ workflow, chosen }) {
      id = workflow.id;
      const { done, total } = workflow.jobs;
      setText(name, workflow.name);
      setText(number, `workflow ${workflow.id}`);
      state.update(workflow.state.toLowerCase(), TONES[workflow.state] ?? "wait");
      progress.update(`${count(done)} of ${plural(total, "job")}`, done, total, "build");
      setText(running, count(workflow.jobs.running));
      setText(failed, count(workflow.jobs.failed));
      setText(button, chosen ? "Hide the graph" : "Show the graph");
      setAttribute(button, "aria-pressed", String(chosen));
    },
  };
}

function failure() {
  const what = element("strong");
  const why = element("span", { class: "under" });
  const node = element("li", {}, what, why);
  return {
    node,
    update({ workflow, event }) {
      setText(what, `${workflow.name} / ${event.jobName ?? "?"}`);
      setText(why, `${clock(event.at)}: ${event.message}`);
    },
  };
}

/** Drawn anew each time: at most some hundred boxes. */
function draw(graph) {
  const { width, height, boxes, paths } = placed(graph);
  const svg = drawing("svg", {
    class: "graph",
    width: String(width),
    height: String(height),
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": `Jobs of ${graph.name}, by what waits for what`,
  });
  for (const path of paths) {
    svg.append(drawing("path", { class: "graph-edge", d: path.d }));
  }
  for (const box of boxes) {
    const label = drawing("text", { x: String(box.x + 8), y: String(box.y + BOX.height / 2 + 4) });
    label.textContent = shortened(box.name);
    const title = drawing("title");
    title.textContent = `${box.name}: ${box.state.toLowerCase()}`;
    svg.append(
      drawing(
        "g",
        { class: "graph-job", "data-state": box.state },
        title,
        drawing("rect", {
          x: String(box.x),
          y: String(box.y),
          width: String(BOX.width),
          height: String(BOX.height),
          rx: "4",
        }),
        label,
      ),
    );
  }
  return svg;
}

export function jobsView() {
  const section = document.getElementById("jobs");
  const note = document.getElementById("jobs-note");
  const frame = document.getElementById("jobs-graph");
  const graphNote = document.getElementById("jobs-graph-note");
  const list = new List(document.getElementById("workflows"), ({ workflow }) => String(workflow.id), () => row(choose));
  const failures = new List(document.getElementById("jobs-failures"), ({ event }) => String(event.number), failure);
  let chosen;
  let asked = 0;
  let pause = 0;
  let asking = false;
  let all = [];

  function choose(id) {
    chosen = chosen === id ? undefined : id;
    asked = 0;
    ask();
  }

  async function ask() {
    if (asking || Date.now() - asked < pause) {
      return;
    }
    asking = true;
    try {
      all = await workflows(SHOWN);
      const failed = all.filter((workflow) => workflow.jobs.failed > 0).slice(0, FAILURES);
      const events = await Promise.all(failed.map((workflow) => failuresOf(workflow.id, FAILURES)));
      const graph = chosen === undefined ? undefined : await graphOf(chosen, DRAWN);
      show(failed.flatMap((workflow, at) => events[at].map((event) => ({ workflow, event }))), graph);
    } catch (error) {
      // The page says itself that the planner is away; what was shown stays.
      console.warn(error);
    } finally {
      asking = false;
      asked = Date.now();
      pause = all.some((workflow) => OPEN.has(workflow.state)) || chosen !== undefined ? OPEN_MILLIS : QUIET_MILLIS;
    }
  }

  function show(events, graph) {
    section.hidden = all.length === 0;
    const open = all.filter((workflow) => OPEN.has(workflow.state)).length;
    setText(note, `${count(open)} of the last ${plural(all.length, "workflow")} under way`);
    list.show(all.map((workflow) => ({ workflow, chosen: workflow.id === chosen })));
    failures.show(events);
    frame.hidden = graph === undefined;
    graphNote.hidden = graph === undefined;
    if (graph !== undefined) {
      frame.replaceChildren(draw(graph));
      setText(
        graphNote,
        graph.total > graph.nodes.length
          ? `The first ${count(graph.nodes.length)} of ${plural(graph.total, "job")} of ${graph.name}`
          : `${graph.name}, ${plural(graph.total, "job")}`,
      );
    }
  }

  return () => {
    ask();
  };
}
