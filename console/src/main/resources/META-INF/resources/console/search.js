// Searches of vectors: what is asked for, what it came to, how often, and by which settings. It asks for
// nothing until somebody opens it.

import { search, searchable } from "./api.js";
import { conditions } from "./conditions.js";
import { element, List, setText } from "./dom.js";
import { nearestView } from "./nearest.js";
import { problemBox } from "./parts.js";
import { asksIndexes, commandOf, DISTANCES, queryOf, WISHES } from "./searched.js";
import { option, settingsView, statisticsView } from "./searches.js";

const EVERY_MILLIS = 10_000;
const SERVICE = "query";

const DOING = { search: "Searching", explain: "Asking how", benchmark: "Measuring each way" };

/** A database that may be chosen. */
function box() {
  const input = element("input", { type: "checkbox", name: "databases" });
  const name = element("span");
  const node = element("li", {}, element("label", { class: "check" }, input, name));
  return {
    node,
    update(database) {
      input.value = database;
      setText(name, database);
    },
  };
}

function fill(select, values, first) {
  if (first !== undefined) {
    select.append(element("option", { value: "" }, first));
  }
  for (const value of values) {
    const one = option();
    one.update(value);
    select.append(one.node);
  }
}

function searchForm(show, problem, searched) {
  const form = document.getElementById("search-form");
  const state = document.getElementById("search-state");
  const command = document.getElementById("search-command");
  const effort = document.getElementById("search-effort");
  const stop = document.getElementById("search-stop");
  const wish = document.getElementById("search-wish");
  const buttons = {
    search: document.getElementById("search-run"),
    explain: document.getElementById("search-explain"),
    benchmark: document.getElementById("search-compare"),
  };
  const rows = conditions(document.getElementById("search-conditions"), document.getElementById("search-condition"));
  let running;
  fill(document.getElementById("search-distance"), DISTANCES, "as the column has it: l2, of bits hamming");
  fill(wish, WISHES);

  function query() {
    const values = new FormData(form);
    return queryOf({
      databases: values.getAll("databases"),
      ...Object.fromEntries(
        ["schema", "table", "column", "key", "vector", "k", "distance", "wish"].map((name) => [name, values.get(name)]),
      ),
      // Those of a set of fields that is disabled are not there.
      ef: values.get("ef") ?? "",
      probes: values.get("probes") ?? "",
      iterative: values.get("iterative") !== null,
      conditions: rows(),
    });
  }

  async function run(act) {
    if (running !== undefined || !form.reportValidity()) {
      return;
    }
    const asked = query();
    const rounds = form.elements.namedItem("rounds").value;
    problem.clear();
    if (asked.databases.length === 0) {
      problem.show(new Error("Choose a database."));
      return;
    }
    running = new AbortController();
    busy(true);
    setText(state, `${DOING[act]}…`);
    setText(command, commandOf(act, asked, rounds));
    try {
      show[act](await search(act, asked, rounds, running.signal));
      setText(state, "");
    } catch (error) {
      show.hide();
      if (running.signal.aborted) {
        setText(state, "Stopped.");
      } else {
        setText(state, "");
        problem.show(error);
      }
    } finally {
      running = undefined;
      busy(false);
      searched();
    }
  }

  function busy(on) {
    const focused = document.activeElement === stop;
    stop.hidden = !on;
    for (const button of Object.values(buttons)) {
      button.setAttribute("aria-disabled", String(on));
    }
    if (!on && focused) {
      buttons.search.focus();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run("search");
  });
  buttons.explain.addEventListener("click", () => run("explain"));
  buttons.benchmark.addEventListener("click", () => run("benchmark"));
  stop.addEventListener("click", () => running?.abort());
  wish.addEventListener("change", () => {
    effort.disabled = !asksIndexes(wish.value);
  });
}

/** It shows itself where the planner knows of the service. */
export function searchView() {
  const section = document.getElementById("search");
  const details = document.getElementById("search-details");
  const form = document.getElementById("search-form");
  const settings = document.getElementById("settings-form");
  const empty = document.getElementById("search-empty");
  const problem = problemBox(document.getElementById("search-problem"));
  const databases = new List(document.getElementById("search-databases"), (name) => name, box);
  const statistics = statisticsView();
  const tuning = settingsView(statistics);
  let askedAt = Number.NEGATIVE_INFINITY;
  let chosen = false;

  searchForm(nearestView(), problem, statistics);

  function list(names) {
    databases.show(names);
    const boxes = form.querySelectorAll("input[name=databases]");
    if (boxes.length === 1 && !chosen) {
      boxes[0].checked = true; // once: whoever takes it back means it
      chosen = true;
    }
    empty.hidden = names.length > 0;
    form.hidden = names.length === 0;
    settings.hidden = names.length === 0;
    tuning.choose(names);
  }

  function look() {
    if (!details.open || performance.now() - askedAt < EVERY_MILLIS) {
      return;
    }
    askedAt = performance.now();
    statistics();
    // The pipeline's own question says when the planner is away.
    searchable().then(list, () => {});
  }

  details.addEventListener("toggle", look);
  return ({ services }) => {
    section.hidden = !services.some(({ name }) => name === SERVICE);
    if (!section.hidden) {
      look();
    }
  };
}
