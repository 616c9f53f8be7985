// The whole in a few figures.

import { drawing, element, List, setAttribute, setText } from "./dom.js";
import { bytes, compact, count, percent, plural } from "./format.js";

const REMEMBERED = 60;
const WIDTH = 120;
const HEIGHT = 24;

function sum(items, of) {
  return items.reduce((total, item) => total + of(item), 0);
}

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
  const node = element("div", { class: "total" }, term, element("dd", {}, value), detail, spark);
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

/** Rows per second between answers, smoothed a little. */
class Speed {
  #last;
  #history = [];

  add(at, rows) {
    if (this.#last !== undefined && at > this.#last.at) {
      const raw = Math.max(((rows - this.#last.rows) * 1_000) / (at - this.#last.at), 0);
      const before = this.#history.at(-1) ?? raw;
      this.#history = [...this.#history, before * 0.4 + raw * 0.6].slice(-REMEMBERED);
    }
    this.#last = { at, rows };
  }

  get history() {
    return this.#history;
  }

  get now() {
    return Math.round(this.#history.at(-1) ?? 0);
  }
}

export function totalsView() {
  const list = new List(document.getElementById("totals"), (item) => item.term, card);
  const speed = new Speed();
  return (view) => {
    const { tables, builds } = view;
    const expected = sum(tables, (f) => Math.max(f.counters.expectedRows, f.counters.rowsRead));
    const extracted = sum(tables, (f) => f.counters.rowsRead);
    const logged = sum(tables, (f) => f.logRecords);
    const loaded = sum(tables, (f) => f.counters.rowsLoaded);
    const failedTables = tables.filter((f) => f.state === "FAILED").length;
    const of = (state) => builds.filter((b) => b.state === state).length;
    const failed = failedTables + of("FAILED");
    speed.add(Date.parse(view.at), loaded);
    const items = [
      {
        term: "Tables loaded",
        kind: "plain",
        value: `${count(tables.filter((f) => f.state === "LOADED").length)} / ${count(tables.length)}`,
        detail: `${bytes(sum(tables, (f) => f.counters.bytes))} in ${count(sum(tables, (f) => f.counters.objects))} objects`,
      },
      {
        term: "Rows extracted",
        kind: "source",
        value: compact(extracted),
        detail: expected === 0 ? "" : `${percent(extracted, expected)} of ${compact(expected)}`,
      },
      {
        term: "Offsets given",
        kind: "log",
        value: compact(logged),
        detail: `${compact(sum(tables, (f) => f.logBatches))} batches`,
      },
      {
        term: "Rows loaded",
        kind: "target",
        value: compact(loaded),
        detail: extracted === 0 ? "" : `${percent(loaded, Math.max(expected, extracted))} of ${compact(Math.max(expected, extracted))}`,
      },
      { term: "Rows loaded a second", kind: "target", value: compact(speed.now), history: speed.history },
      {
        term: "Builds done",
        kind: "build",
        value: `${count(of("SUCCEEDED"))} / ${count(builds.length)}`,
        detail: `${count(of("RUNNING") + of("DISPATCHED"))} in berths, ${count(of("PLANNED"))} planned`,
      },
    ];
    if (failed > 0) {
      items.push({
        term: "Failed",
        kind: "bad",
        value: count(failed),
        detail: `${plural(failedTables, "table")}, ${plural(of("FAILED"), "build")}`,
      });
    }
    list.show(items);
  };
}
