// Conditions of a search as rows of its form.

import { element } from "./dom.js";
import { COMPARISONS } from "./searched.js";

const HINTS = ["takes no value", "value", "values, one a line"];

/** @param {(row: object) => void} removed */
function row(removed) {
  const column = element("input", { "aria-label": "Column", placeholder: "column", autocomplete: "off", spellcheck: "false" });
  const comparison = element(
    "select",
    { "aria-label": "Comparison" },
    ...Object.entries(COMPARISONS).map(([name, [sign]]) => element("option", { value: name }, sign)),
  );
  const value = element("textarea", { rows: "1", autocomplete: "off", spellcheck: "false" });
  const remove = element("button", { type: "button", class: "quiet" }, "Remove");
  const node = element("li", { class: "condition" }, column, comparison, value, remove);
  const one = {
    node,
    column,
    read: () => ({ column: column.value, comparison: comparison.value, value: value.value }),
  };
  const hint = () => {
    const takes = COMPARISONS[comparison.value][1];
    value.disabled = takes === 0;
    value.setAttribute("aria-label", HINTS[takes]);
    value.setAttribute("placeholder", HINTS[takes]);
  };
  comparison.addEventListener("change", hint);
  remove.addEventListener("click", () => removed(one));
  hint();
  return one;
}

/**
 * @param {Element} container
 * @param {HTMLButtonElement} add
 * @returns {() => {column: string, comparison: string, value: string}[]} what the rows hold
 */
export function conditions(container, add) {
  let rows = [];
  add.addEventListener("click", () => {
    const one = row((gone) => {
      rows = rows.filter((each) => each !== gone);
      gone.node.remove();
      add.focus();
    });
    rows.push(one);
    container.append(one.node);
    one.column.focus();
  });
  return () => rows.map((one) => one.read());
}
