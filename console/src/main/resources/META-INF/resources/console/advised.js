// Which recommended indexes the page shows, and what is said of each. Decisions alone, without a page.

const STATES = {
  DID_NOT_PAY: ["did not pay", "bad"],
  OPEN: ["open", "wait"],
  PLANNED: ["planned", "busy"],
  BUILT: ["built", "busy"],
  PAID: ["paid", "good"],
};

const SHORT = 8;

/** Those that somebody may decide on, or that are under way or have paid; in the planner's order. */
export function advised(recommendations) {
  return recommendations.filter((one) => one.state in STATES);
}

/** Its word and tone. */
export function adviceState({ state }) {
  return STATES[state];
}

/** How many are to be decided. */
export function undecided(recommendations) {
  return recommendations.filter(({ state }) => state === "OPEN" || state === "DID_NOT_PAY").length;
}

/** What a person may type next. */
export function adviceWay({ id, state }) {
  return `./plimsoll advice ${state === "OPEN" ? "plan" : "show"} ${id.slice(0, SHORT)}`;
}

function amount(value, gain) {
  const digits = value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");
  return gain === "COST" ? `cost ${digits}` : `${digits} ms`;
}

/** Of the statement that takes most time: what was foretold, or what was measured once it was built. */
export function adviceGain({ index, outcome }) {
  const measured = outcome?.statements.find(({ meanAfter }) => meanAfter !== undefined && meanAfter !== null);
  if (measured) {
    return `${amount(measured.meanBefore)} before, ${amount(measured.meanAfter)} after`;
  }
  const most = index.affected[0];
  if (!most) {
    return "";
  }
  const known = most.gain === "COST" ? "" : `, ${most.gain.toLowerCase()}`;
  return `${amount(most.before, most.gain)} → ${amount(most.after, most.gain)}${known}`;
}
