// What is in motion in a few figures; where nothing is, what moved last.

import { drawing, element, List, setAttribute, setText } from "./dom.js";
import { bytes, compact, count, percent, plural } from "./format.js";
import { flowKey } from "./sections.js";

const REMEMBERED = 60;
const WIDTH = 120;
const HEIGHT = 24;

function card() {
  const term = element("dt");
  const value = element("span", { class: "total-value" });
  const detail = element("span", { class: "total-detail" });
  const line = drawing("polyline", {
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.5",
    "vector-effect": "non-scaling-stroke",
    points: "",
  });
  const spark = drawing(
    "svg",
    { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    line,
  );
  const node = element("div", { class: "total" }, term, element("dd", {}, value, detail, spark));
  return {
    node,
    update(item) {
      setAttribute(node, "data-kind", item.kind);
      setText(term, item.term);
      setText(value, item.value);
      setText(detail, item.detail ?? "");
      detail.toggleAttribute("hidden", item.detail === undefined);
      spark.toggleAttribute("hidden", item.history === undefined);
      if (item.history !== undefined) {
        setAttribute(line, "points", points(item.history));
      }
    },
  };
}

function points(history) {
  const top = Math.max(1, ...history);
  return history
    .map((value, place) => {
      const x = WIDTH - (history.length - 1 - place) * (WIDTH / (REMEMBERED - 1));
      const y = HEIGHT - 1 - (value / top) * (HEIGHT - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}

/** Rows loaded a second between looks, smoothed a little. A table that is new counts from then on. */
class Speed {
  #at;
  #rows = new Map();
  #history = [];

  add(at, flows) {
    const rows = new Map(flows.map((flow) => [flowKey(flow), flow.progress.counters.rowsLoaded]));
    if (this.#at !== undefined && at > this.#at) {
      let more = 0;
      for (const [key, loaded] of rows) {
        more += Math.max(loaded - (this.#rows.get(key) ?? loaded), 0);
      }
      const raw = (more * 1_000) / (at - this.#at);
      const before = this.#history.at(-1) ?? raw;
      this.#history = [...this.#history, before * 0.4 + raw * 0.6].slice(-REMEMBERED);
    }
    this.#at = at;
    this.#rows = rows;
  }

  get history() {
    return this.#history;
  }

  get now() {
    return Math.round(this.#history.at(-1) ?? 0);
  }
}

function ofWhat({ extracts, tables }) {
  if (tables.moving > 0) {
    return `Of the ${plural(extracts, "extract or load", "extracts and loads")} in motion`;
  }
  return extracts > 0 ? "Nothing is in motion. Of the extract or load that moved last" : "Nothing was extracted yet";
}

export function totalsView() {
  const list = new List(document.getElementById("totals"), (item) => item.term, card);
  const note = document.getElementById("totals-note");
  const speed = new Speed();
  return ({ tables, totals, lanes }, { builds }, now) => {
    const busy = lanes.reduce((sum, lane) => sum + lane.busy, 0);
    speed.add(now, tables);
    setText(note, ofWhat(totals));
    const { rows } = totals;
    const items = [
      {
        term: "Tables loaded",
        kind: "plain",
        value: `${count(totals.tables.loaded)} / ${count(totals.tables.all)}`,
        detail:
          totals.tables.failed > 0
            ? `${count(totals.tables.failed)} failed`
            : `${bytes(totals.bytes)} in ${plural(totals.objects, "object")}`,
      },
      {
        term: "Rows read",
        kind: "source",
        value: compact(rows.read),
        detail: rows.expected === 0 ? "" : `${percent(rows.read, rows.expected)} of ${compact(rows.expected)}`,
      },
      {
        term: "Offsets given",
        kind: "log",
        value: compact(totals.log.records),
        detail: plural(totals.log.batches, "batch", "batches"),
      },
      {
        term: "Rows loaded",
        kind: "target",
        value: compact(rows.loaded),
        detail: rows.expected === 0 ? "" : `${percent(rows.loaded, rows.expected)} of ${compact(rows.expected)}`,
      },
      { term: "Rows loaded a second", kind: "target", value: compact(speed.now), history: speed.history },
      {
        term: "Builds in slots",
        kind: "build",
        value: count(busy),
        detail: `${count(builds.moving.filter((build) => build.state === "PLANNED").length)} planned`,
      },
    ];
    list.show(items);
  };
}
