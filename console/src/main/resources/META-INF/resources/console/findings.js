// What to drop and to mend, as analyses found it; what is dismissed on demand. Asked for now and then:
// analyses are rare.

import { findings } from "./api.js";
import { element, LongList, setAttribute, setText } from "./dom.js";
import { bytes } from "./format.js";
import { findingRecord, findingsNote, findingState, findingsToShow, findingWay } from "./found.js";
import { cell, stateBadge } from "./parts.js";

const EVERY_MILLIS = 15_000;
const FIRST = 8;

function row() {
  const subject = element("span");
  const where = element("span", { class: "under" });
  const state = stateBadge();
  const code = element("span", { class: "under" });
  const way = element("code", { class: "under" });
  const why = element("span");
  const record = element("span", { class: "under" });
  const priority = element("span");
  const frees = element("span");
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, subject, where),
    cell("Finding", "", state.node, code, way),
    cell("Why", "", why, record),
    cell("Priority", "number", priority),
    cell("Frees", "number", frees),
  );
  return {
    node,
    update(one) {
      const { finding } = one;
      setText(subject, finding.subject);
      setText(where, `in database ${one.database}`);
      state.update(...findingState(one));
      setText(code, finding.code);
      setText(way, findingWay(one));
      setText(why, finding.rationale);
      setText(record, findingRecord(one));
      setText(priority, String(finding.priority));
      setText(frees, finding.gainBytes > 0 ? bytes(finding.gainBytes) : "");
    },
  };
}

export function findingsView() {
  const section = document.getElementById("findings");
  const note = document.getElementById("findings-note");
  const toggle = document.getElementById("findings-dismissed");
  const list = new LongList(document.getElementById("found"), (one) => one.id, row, FIRST);
  let askedAt = 0;
  let known = [];
  let dismissedToo = false;
  const show = () => {
    section.hidden = known.length === 0;
    setText(note, findingsNote(known));
    toggle.hidden = known.every(({ state }) => state === "OPEN");
    setText(toggle, dismissedToo ? "Hide dismissed ones" : "Show dismissed ones");
    setAttribute(toggle, "aria-pressed", String(dismissedToo));
    list.show(findingsToShow(known, dismissedToo));
  };
  toggle.addEventListener("click", () => {
    dismissedToo = !dismissedToo;
    show();
  });
  return () => {
    const now = Date.now();
    if (now - askedAt < EVERY_MILLIS) {
      return;
    }
    askedAt = now;
    // The pipeline's own question says when the planner is away.
    findings().then(
      (all) => {
        known = all;
        show();
      },
      () => {},
    );
  };
}
