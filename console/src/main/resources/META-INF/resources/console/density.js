// Where a table's rows lie along its key, what was predicted of its reading and what it took.

import { drawing, element, setAttribute, setText } from "./dom.js";
import { bytes, count, duration, plural } from "./format.js";

const WIDTH = 256;
const HEIGHT = 10;
const MILLIS = 1_000;

/** How strongly a step is drawn: by powers of ten, since densities lie that far apart. */
function strength(share) {
  if (share <= 0) {
    return "0";
  }
  return String(Math.min(1, Math.max(0.35, 1 + Math.log10(share) / 4)).toFixed(2));
}

/** For example `22 %`, `1.9 %`, `0.0021 %`; what is less than one in a million is not told apart. */
function share(efficiency) {
  const percent = efficiency * 100;
  if (percent > 0 && percent < 0.0001) {
    return "less than 0.0001 %";
  }
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
}

/** For example `12 queries fewer`, `1 file more`. */
function fewer(saved, one, many) {
  return `${plural(Math.abs(saved), one, many)} ${saved < 0 ? "more" : "fewer"}`;
}

function strip() {
  const title = drawing("title");
  const steps = drawing("g", { class: "density-steps" });
  const node = drawing(
    "svg",
    { class: "density", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" },
    title,
    steps,
  );
  return {
    node,
    update(density) {
      const total = density.rows.length;
      while (steps.childElementCount > total) {
        steps.lastElementChild.remove();
      }
      while (steps.childElementCount < total) {
        steps.append(drawing("rect", { y: "0", height: String(HEIGHT) }));
      }
      const wide = WIDTH / total;
      const ids = (density.last - density.first + 1) / total;
      density.rows.forEach((rows, place) => {
        const step = steps.children[place];
        setAttribute(step, "x", (place * wide).toFixed(2));
        setAttribute(step, "width", wide.toFixed(2));
        setAttribute(step, "fill-opacity", strength(rows / ids));
      });
      const words =
        `Rows along ${density.column}, ${count(density.first)} to ${count(density.last)}: ` +
        `${share(density.efficiency)} of the ids, ${plural(density.sparseRegions, "sparse region")}`;
      setText(title, words);
      setAttribute(node, "aria-label", words);
    },
  };
}

function figures(of) {
  return `${count(of.rows)} rows, ${bytes(of.bytes)}, ${plural(of.queries, "query", "queries")}, ${plural(of.files, "file")}, ${duration(of.seconds * MILLIS)}`;
}

function line(term) {
  const value = element("dd");
  const node = element("div", {}, element("dt", {}, term), value);
  return {
    node,
    update(text) {
      node.hidden = text === "";
      setText(value, text);
    },
  };
}

/** A map, always to be seen where there is one, and figures to be opened. */
export function analysis() {
  const map = strip();
  const summary = element("summary");
  const predicted = line("Predicted");
  const basis = line("By");
  const took = line("Took");
  const saved = line("Against windows of ids");
  const earlier = line("Took before");
  const details = element(
    "details",
    { class: "analysis" },
    summary,
    element("dl", {}, predicted.node, basis.node, took.node, saved.node, earlier.node),
  );
  const node = element("div", { class: "analysis-of-table" }, map.node, details);
  return {
    node,
    update(known, before) {
      node.hidden = known === undefined || known === null;
      if (node.hidden) {
        return;
      }
      const { density, fixed, reading } = known;
      map.node.toggleAttribute("hidden", !density);
      if (density) {
        map.update(density);
      }
      setText(summary, density ? `${reading.strategy}, ${share(density.efficiency)} of the ids` : reading.strategy);
      predicted.update(figures(known.forecast));
      basis.update(known.basis);
      took.update(reading.endedAt ? figures(known.actual) : "");
      saved.update(
        fixed
          ? `${fewer(fixed.queriesSaved, "query", "queries")}, ${fewer(fixed.filesSaved, "file")}, about ${duration(fixed.secondsSaved * MILLIS)} saved`
          : "",
      );
      earlier.update((before ?? []).map((each) => duration(each.seconds * MILLIS)).join(", "));
    },
  };
}
