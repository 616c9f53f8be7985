// What failed lately and nobody has put aside: each with its reason and what to do.

import { dismiss } from "./dismissed.js";
import { element, LongList, setText } from "./dom.js";
import { clock, plural } from "./format.js";
import { buildFailure, flowFailure, isLoad } from "./sections.js";
import { definition } from "./builds.js";

const SHORT = 8;
const PLAIN = /^[\w.-]+$/;

/** As a shell takes it, whatever a table is called. */
function quoted(word) {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function ofTable(flow) {
  const name = `${flow.table.schema}.${flow.table.name}`;
  const what = isLoad(flow) ? "load" : "extract";
  return {
    key: flowFailure(flow),
    at: flow.updatedAt,
    name,
    detail: `${what} ${flow.extractId.slice(0, SHORT)}`,
    problem: `${flow.errorCode}: ${flow.error}`,
    command: `./plimsoll ${what} retry ${flow.extractId.slice(0, SHORT)} --table ${quoted(name)}`,
  };
}

function ofBuild(build) {
  const { planned, outcome } = build;
  return {
    key: buildFailure(build),
    at: build.timing.endedAt,
    name: `${planned.table.schema}.${planned.table.name}`,
    detail: `build of ${definition(planned.definition)} in ${build.database}`,
    problem: `${outcome.errorCode ?? "failed"}: ${outcome.error ?? ""}`,
    command: `./plimsoll build retry ${build.id.slice(0, SHORT)}`,
  };
}

function row(changed) {
  const name = element("strong");
  const detail = element("span", { class: "soft" });
  const at = element("time", { class: "soft" });
  const problem = element("p", { class: "problem" });
  const command = element("code");
  const aside = element("button", { type: "button", class: "quiet" }, "Put aside");
  const node = element(
    "li",
    { class: "failure" },
    element("div", { class: "failure-head" }, name, detail, at, aside),
    problem,
    element("p", { class: "failure-way" }, "Mend what it says, then ", command),
  );
  let shown;
  aside.addEventListener("click", () => {
    dismiss([shown.key]);
    changed();
  });
  return {
    node,
    update(item) {
      shown = item;
      setText(name, item.name);
      setText(detail, item.detail);
      setText(at, clock(item.at));
      at.setAttribute("datetime", item.at);
      setText(problem, item.problem);
      setText(command, item.command);
      aside.setAttribute("aria-label", `Put aside the failure of ${item.name}`);
    },
  };
}

/** @param {() => void} changed after something was put aside */
export function attentionView(changed) {
  const section = document.getElementById("attention");
  const title = document.getElementById("attention-title");
  const all = document.getElementById("attention-aside");
  const list = new LongList(document.getElementById("failures"), (item) => item.key, () => row(changed), 5);
  let items = [];
  all.addEventListener("click", () => {
    dismiss(items.map((item) => item.key));
    changed();
    title.focus();
  });
  return (_, { tables, builds }) => {
    items = [...tables.attention.map(ofTable), ...builds.attention.map(ofBuild)].sort(
      (a, b) => Date.parse(b.at) - Date.parse(a.at),
    );
    section.hidden = items.length === 0;
    setText(title, `${plural(items.length, "failure")} of the last day`);
    list.show(items);
  };
}
