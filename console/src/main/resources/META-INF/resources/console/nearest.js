// What a search has found, how it was done and why, and its ways beside each other.

import { element, List, LongList, setAttribute, setText } from "./dom.js";
import { cell, measure } from "./parts.js";
import { count } from "./format.js";
import { distanceShares, distanceText, millis, recallText, tookWords, wayWords } from "./searched.js";

const FIRST = 50;

function way() {
  const what = element("strong");
  const why = element("span", { class: "under" });
  const node = element("li", {}, what, why);
  return {
    node,
    update({ way: taken, took }) {
      setText(what, `${taken.database}: ${wayWords(taken)}${took}`);
      setText(why, taken.reason);
    },
  };
}

function found() {
  const rank = element("span");
  const key = element("span", { class: "mono" });
  const database = element("span");
  const distance = element("span");
  const bar = element("progress", { max: "1", value: "0", "data-kind": "source", "aria-label": "Share of the farthest row's distance" });
  const node = element(
    "tr",
    {},
    cell("Rank", "number", rank),
    element("th", { scope: "row" }, key),
    cell("Database", "", database),
    cell("Distance", "", element("div", { class: "measure" }, distance, bar)),
  );
  return {
    node,
    update(item) {
      setText(rank, count(item.rank));
      setText(key, item.row.key.join(", "));
      setText(database, item.row.database);
      setText(distance, distanceText(item.row.distance));
      bar.hidden = item.share === undefined;
      setAttribute(bar, "value", String(item.share ?? 0));
    },
  };
}

function measured() {
  const what = element("span");
  const why = element("span", { class: "under" });
  const median = measure("Median as a share of the slowest way's");
  const worst = element("span");
  const speedup = element("span");
  const recall = measure("Recall");
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, what, why),
    cell("Median", "", median.node),
    cell("Worst", "number", worst),
    cell("Speedup", "number", speedup),
    cell("Recall", "", recall.node),
  );
  return {
    node,
    update({ one, slowest }) {
      setText(what, wayWords(one.way));
      setText(why, one.way.reason);
      median.update(millis(one.medianMs), one.medianMs, slowest, "build");
      setText(worst, millis(one.worstMs));
      setText(speedup, Number.isFinite(one.speedup) ? one.speedup.toFixed(2) : "");
      const known = Number.isFinite(one.recall) ? one.recall : 0;
      recall.update(recallText(one.recall), known, 1, known >= 1 ? "done" : "log");
    },
  };
}

/** Shows an answer in the place of the one before. */
export function nearestView() {
  const answer = document.getElementById("search-answer");
  const none = document.getElementById("search-none");
  const foundFrame = document.getElementById("search-found");
  const comparedFrame = document.getElementById("search-compared");
  const ways = new List(document.getElementById("search-ways"), ({ way: taken }) => taken.database, way);
  const rows = new LongList(document.getElementById("search-rows"), ({ rank }) => String(rank), found, FIRST);
  const compared = new List(document.getElementById("search-measured"), ({ place }) => String(place), measured);

  function show(taken, items, measurement) {
    answer.hidden = false;
    ways.show(taken);
    rows.show(items ?? []);
    compared.show(measurement ?? []);
    foundFrame.hidden = items === undefined || items.length === 0;
    none.hidden = items === undefined || items.length > 0;
    comparedFrame.hidden = measurement === undefined;
  }

  return {
    hide() {
      answer.hidden = true;
    },
    search({ rows: nearest, searches }) {
      const shares = distanceShares(nearest);
      show(
        searches.map((one) => ({ way: one.way, took: `, ${tookWords(one)}` })),
        nearest.map((row, place) => ({ row, rank: place + 1, share: shares[place] })),
      );
    },
    explain(explained) {
      show(explained.map((one) => ({ way: one, took: "" })));
    },
    benchmark({ ways: measurement }) {
      const slowest = Math.max(0, ...measurement.map(({ medianMs }) => medianMs));
      show(
        [],
        undefined,
        measurement.map((one, place) => ({ one, place, slowest })),
      );
    },
  };
}
