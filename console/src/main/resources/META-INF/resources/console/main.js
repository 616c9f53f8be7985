// The console: one view of everything in motion, from the planner's API alone.

import { adviceView } from "./advice.js";
import { keepToken, maintenance, pipeline, PlannerRefused, takeTokenFromAddress, TokenNeeded } from "./api.js";
import { attentionView } from "./attention.js";
import { buildsView } from "./builds.js";
import { dismissed } from "./dismissed.js";
import { setAttribute, setText } from "./dom.js";
import { findingsView } from "./findings.js";
import { clock } from "./format.js";
import { historyView } from "./history.js";
import { jobsView } from "./jobs.js";
import { lanesView } from "./lanes.js";
import { maintenanceView } from "./maintenance.js";
import { poll } from "./poll.js";
import { searchView } from "./search.js";
import { sections } from "./sections.js";
import { servicesView } from "./services.js";
import { tablesView } from "./tables.js";
import { totalsView } from "./totals.js";

const link = document.getElementById("link");
const linkText = document.getElementById("link-text");
const content = document.getElementById("pipeline");
const tokenNeeded = document.getElementById("token-needed");
const tokenForm = document.getElementById("token-form");
const tokenError = document.getElementById("token-error");
const token = document.getElementById("token");
const views = [servicesView(), attentionView(show), totalsView(), tablesView(), lanesView(), buildsView(), adviceView(), findingsView(), jobsView(), maintenanceView(maintenance), searchView(), historyView()];
let lastAnswer;
let lastView;
let plannerAhead = 0;

function say(kind, text) {
  setAttribute(link, "data-link", kind);
  setText(linkText, text);
}

/** By the planner's clock: what ends when is told by that. */
function plannerNow() {
  return Date.now() + plannerAhead;
}

function show() {
  const now = plannerNow();
  const found = sections(lastView, dismissed(), now);
  views.forEach((view) => view(lastView, found, now));
  return found.tables.moving.length > 0 || found.builds.moving.length > 0;
}

function answered(view) {
  lastAnswer = Date.now();
  if (view !== lastView) {
    plannerAhead = Date.parse(view.at) - lastAnswer;
    lastView = view;
  }
  tokenNeeded.hidden = true;
  content.hidden = false;
  content.classList.remove("stale");
  try {
    const moves = show();
    say("live", "Live");
    return moves;
  } catch (error) {
    // It has answered: what is wrong is the page's, which may be older or newer than the planner.
    console.error(error);
    say("stale", `The planner answers, and this page cannot show it (${error.message}). Load it again.`);
    return false;
  }
}

function failed(error, retryMillis) {
  if (error instanceof TokenNeeded) {
    content.hidden = true;
    tokenNeeded.hidden = false;
    token.focus();
    setText(tokenError, error.message);
    say("token", "Token needed");
    return false;
  }
  content.classList.add("stale");
  const again = `next try in ${Math.round(retryMillis / 1_000)} s`;
  const answers = error instanceof PlannerRefused;
  const why = answers ? `The planner answers that it cannot (${error.message})` : "No answer from the planner";
  const since = lastAnswer === undefined ? why : `Stale since ${clock(lastAnswer)}${answers ? `: ${why}` : ""}`;
  say("stale", `${since}, ${again}`);
  return true;
}

takeTokenFromAddress();
const ask = poll(pipeline, answered, failed);

tokenForm.addEventListener("submit", (event) => {
  event.preventDefault();
  keepToken(new FormData(tokenForm).get("token"));
  tokenForm.reset();
  setText(tokenError, "");
  ask();
});

addEventListener("hashchange", () => {
  takeTokenFromAddress();
  ask();
});

ask();
