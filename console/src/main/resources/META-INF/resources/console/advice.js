// Recommended indexes: what each is worth, and what became of it. Asked for now and then: analyses
// are rare.

import { recommendations } from "./api.js";
import { adviceGain, advised, adviceState, adviceWay, undecided } from "./advised.js";
import { definition } from "./builds.js";
import { element, LongList, setText } from "./dom.js";
import { bytes, count, percent } from "./format.js";
import { cell, stateBadge } from "./parts.js";

const EVERY_MILLIS = 15_000;
const FIRST = 8;

function row() {
  const schema = element("span", { class: "name-schema" });
  const name = element("span");
  const what = element("span", { class: "under" });
  const where = element("span", { class: "under" });
  const state = stateBadge();
  const way = element("code", { class: "under" });
  const gain = element("span");
  const why = element("span", { class: "under" });
  const saves = element("span");
  const size = element("span");
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, schema, name, what, where),
    cell("State", "", state.node, way),
    cell("Gain", "", gain, why),
    cell("Saves", "number", saves),
    cell("Size", "number", size),
  );
  return {
    node,
    update(one) {
      const { index, outcome } = one;
      setText(schema, `${index.table.schema}.`);
      setText(name, index.table.name);
      setText(what, definition(index.definition));
      setText(where, `in database ${one.database}, priority ${index.priority}`);
      state.update(...adviceState(one));
      setText(way, adviceWay(one));
      setText(gain, adviceGain(one));
      setText(why, outcome?.verdict ?? index.rationale);
      setText(saves, percent(index.savedShare, 1));
      setText(size, bytes(index.bytes));
    },
  };
}

export function adviceView() {
  const section = document.getElementById("advice");
  const note = document.getElementById("advice-note");
  const list = new LongList(document.getElementById("advised"), (one) => one.id, row, FIRST);
  let askedAt = 0;
  return () => {
    const now = Date.now();
    if (now - askedAt < EVERY_MILLIS) {
      return;
    }
    askedAt = now;
    // The pipeline's own question says when the planner is away.
    recommendations().then(
      (all) => {
        const items = advised(all);
        section.hidden = items.length === 0;
        setText(note, `${count(undecided(items))} to be decided`);
        list.show(items);
      },
      () => {},
    );
  };
}
