// Small parts that several views draw.

import { element, setAttribute, setText } from "./dom.js";
import { percent } from "./format.js";
import { problemOf } from "./searched.js";

/** A state as a coloured word. */
export function stateBadge() {
  const node = element("span", { class: "state" });
  return {
    node,
    update(word, tone) {
      setText(node, word);
      setAttribute(node, "data-tone", tone);
    },
  };
}

/**
 * Figures above a bar.
 *
 * @param {string} label for those who do not see the bar
 */
export function measure(label) {
  const figure = element("span");
  const share = element("span", { class: "measure-share" });
  const bar = element("progress", { max: "1", value: "0", "aria-label": label });
  const node = element(
    "div",
    { class: "measure" },
    element("div", { class: "measure-figures" }, figure, share),
    bar,
  );
  return {
    node,
    update(text, part, whole, kind) {
      setText(figure, text);
      setText(share, percent(part, whole));
      setAttribute(bar, "value", String(whole > 0 ? Math.min(part / whole, 1) : 0));
      setAttribute(bar, "data-kind", kind);
    },
  };
}

/** A line that is there only when it has something to say. */
export function remark(kind) {
  const node = element("span", { class: kind });
  node.hidden = true;
  return {
    node,
    update(text) {
      node.hidden = text === "";
      setText(node, text);
    },
  };
}

/**
 * What went wrong with what somebody asked for, with its code and what to do; nothing until then.
 *
 * @param {Element} node
 */
export function problemBox(node) {
  return {
    show(error) {
      const { code, detail, fix } = problemOf(error);
      const said = element("p", { class: "problem" }, ...(code === "" ? [] : [element("code", {}, code), " "]), detail);
      node.replaceChildren(said, ...(fix === "" ? [] : [element("p", { class: "section-note" }, fix)]));
    },
    clear() {
      node.replaceChildren();
    },
  };
}

/** A cell that knows its column's name, for narrow screens. */
export function cell(label, classes, ...children) {
  const attributes = { "data-label": label };
  if (classes !== "") {
    attributes.class = classes;
  }
  return element("td", attributes, ...children);
}
