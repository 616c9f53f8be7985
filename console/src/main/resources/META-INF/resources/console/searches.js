// Searches of each database so far, and the settings that they go by.

import { changeSearchSettings, resetSearchSettings, searchSettings, searchStatistics } from "./api.js";
import { element, List, setText } from "./dom.js";
import { bytes, duration } from "./format.js";
import { cell, problemBox } from "./parts.js";
import { changesOf, countedWords, countsWords, SETTINGS, settingsCommand } from "./searched.js";

function line() {
  const node = element("li");
  return { node, update: (method) => setText(node, countedWords(method)) };
}

function database() {
  const name = element("th", { scope: "row" });
  const ways = element("ul", { class: "maintenance-entries" });
  const list = new List(ways, ({ method }) => method, line);
  const sessions = element("span");
  const memory = element("span");
  const failed = element("span");
  const node = element(
    "tr",
    {},
    name,
    cell("Ways", "", ways),
    cell("Sessions", "", sessions),
    cell("In memory", "number", memory),
    cell("Failed", "number", failed),
  );
  return {
    node,
    update(counts) {
      const words = countsWords(counts);
      setText(name, counts.database);
      list.show(counts.methods);
      setText(sessions, words.sessions);
      setText(memory, words.memory);
      setText(failed, words.failed);
    },
  };
}

/** @returns {() => Promise<void>} asks for them and shows them */
export function statisticsView() {
  const list = new List(document.getElementById("searches"), (counts) => counts.database, database);
  const empty = document.getElementById("searches-empty");
  const scroll = document.getElementById("searches-scroll");
  const problem = problemBox(document.getElementById("searches-problem"));
  return async () => {
    try {
      const all = await searchStatistics();
      empty.hidden = all.length > 0;
      scroll.hidden = all.length === 0;
      list.show(all);
      problem.clear();
    } catch (error) {
      // What was shown stays.
      problem.show(error);
    }
  };
}

function field([setting, , label]) {
  const input = element("input", { name: setting, type: "number", min: "0", step: "1" });
  const more = element("span", { class: "under" });
  return { setting, input, more, node: element("label", {}, label, input, more) };
}

/** A number in larger units, where it has any. */
function inWords(setting, value) {
  if (value === "") {
    return "";
  }
  return setting === "memoryBytes" ? bytes(Number(value)) : setting === "refreshAfterMs" ? duration(Number(value)) : "";
}

/**
 * @param {() => void} changed after the settings of a database were changed
 * @returns {{choose: (names: string[]) => void}} shows those of the databases there are
 */
export function settingsView(changed) {
  const form = document.getElementById("settings-form");
  const choice = document.getElementById("settings-database");
  const reset = document.getElementById("settings-reset");
  const state = document.getElementById("settings-state");
  const command = document.getElementById("settings-command");
  const problem = problemBox(document.getElementById("settings-problem"));
  const fields = SETTINGS.map(field);
  const parallel = form.elements.namedItem("parallel");
  const token = form.elements.namedItem("token");
  const names = new List(choice, (name) => name, option);
  let inForce;
  let known = "";
  document.getElementById("settings-fields").append(...fields.map(({ node }) => node));

  function changes() {
    const values = Object.fromEntries(fields.map(({ setting, input }) => [setting, input.value]));
    return changesOf(inForce, { ...values, parallel: parallel.checked });
  }

  function describe() {
    fields.forEach(({ setting, input, more }) => setText(more, inWords(setting, input.value)));
    setText(command, settingsCommand(choice.value, inForce === undefined ? {} : changes()));
  }

  function show(settings) {
    inForce = settings;
    parallel.checked = settings.parallel;
    for (const { setting, input } of fields) {
      input.value = String(settings[setting] ?? "");
    }
    describe();
  }

  async function read() {
    const name = choice.value;
    inForce = undefined;
    enable(false);
    setText(state, "");
    describe();
    if (name === "") {
      return;
    }
    try {
      const settings = await searchSettings(name);
      if (choice.value === name) {
        show(settings);
        enable(true);
        problem.clear();
      }
    } catch (error) {
      if (choice.value === name) {
        problem.show(error);
      }
    }
  }

  function enable(on) {
    for (const part of form.querySelectorAll("button, input")) {
      part.disabled = !on;
    }
  }

  async function send(words, act) {
    const name = choice.value;
    const given = token.value;
    token.value = "";
    choice.disabled = true;
    enable(false);
    setText(state, "");
    problem.clear();
    try {
      show(await act(name, given));
      setText(state, `${words} for ${name}.`);
      changed();
    } catch (error) {
      problem.show(error);
    } finally {
      choice.disabled = false;
      enable(true);
    }
  }

  choice.addEventListener("change", read);
  form.addEventListener("input", () => {
    setText(state, "");
    describe();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = changes();
    if (Object.keys(wanted).length === 0) {
      setText(state, "Nothing differs from what is in force.");
      return;
    }
    send("Changed", (name, given) => changeSearchSettings(name, wanted, given));
  });
  reset.addEventListener("click", () => {
    if (form.reportValidity()) {
      send("Reset", async (name, given) => {
        await resetSearchSettings(name, given);
        return searchSettings(name);
      });
    }
  });
  enable(false);

  return {
    choose(databases) {
      names.show(databases);
      if (choice.value !== known || inForce === undefined) {
        known = choice.value;
        read();
      }
    },
  };
}

/** A choice of a list, whose name is its value. */
export function option() {
  const node = element("option");
  return {
    node,
    update(name) {
      node.value = name;
      setText(node, name);
    },
  };
}
