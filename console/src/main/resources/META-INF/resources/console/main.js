// The console: one view of everything in motion, from the planner's API alone.

import { keepToken, pipeline, PlannerRefused, takeTokenFromAddress, TokenNeeded } from "./api.js";
import { buildsView } from "./builds.js";
import { setAttribute, setText } from "./dom.js";
import { clock } from "./format.js";
import { lanesView } from "./lanes.js";
import { poll } from "./poll.js";
import { tablesView } from "./tables.js";
import { totalsView } from "./totals.js";

const link = document.getElementById("link");
const linkText = document.getElementById("link-text");
const content = document.getElementById("pipeline");
const tokenNeeded = document.getElementById("token-needed");
const tokenForm = document.getElementById("token-form");
const tokenError = document.getElementById("token-error");
const views = [totalsView(), tablesView(), lanesView(), buildsView()];
let lastAnswer;

function say(kind, text) {
  setAttribute(link, "data-link", kind);
  setText(linkText, text);
}

function answered(view) {
  lastAnswer = Date.now();
  tokenNeeded.hidden = true;
  content.hidden = false;
  content.classList.remove("stale");
  say("live", "Live");
  views.forEach((show) => show(view));
}

function failed(error, retryMillis) {
  if (error instanceof TokenNeeded) {
    content.hidden = true;
    tokenNeeded.hidden = false;
    setText(tokenError, error.message);
    say("token", "Token needed");
    return false;
  }
  content.classList.add("stale");
  const again = `next try in ${Math.round(retryMillis / 1_000)} s`;
  const answers = error instanceof PlannerRefused;
  const why = answers ? `The planner answers that it cannot (${error.message})` : "The planner does not answer";
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
