// Which findings the page shows, and what is said of each. Decisions alone, without a page.

const SHORT = 8;

/** Its word and tone. */
export function findingState({ state, finding }) {
  if (state === "DISMISSED") {
    return ["dismissed", "none"];
  }
  return ["open", finding.priority <= 2 ? "bad" : "wait"];
}

/** Those that are open; those that are dismissed where somebody asks for them. */
export function findingsToShow(findings, dismissedToo) {
  return findings.filter(({ state }) => state === "OPEN" || (dismissedToo && state === "DISMISSED"));
}

/** How many there are of each, in words. */
export function findingsNote(findings) {
  const of = (wanted) => findings.filter(({ state }) => state === wanted).length;
  const dismissed = of("DISMISSED");
  return `${of("OPEN").toLocaleString("en")} open${dismissed > 0 ? `, ${dismissed.toLocaleString("en")} dismissed` : ""}`;
}

/** Who dismissed it, or in which way it is worse since. */
export function findingRecord({ dismissedBy, worse }) {
  if (!dismissedBy) {
    return "";
  }
  return worse ? `was dismissed by ${dismissedBy}; worse since: ${worse}` : `dismissed by ${dismissedBy}`;
}

/** What a person may type next. */
export function findingWay({ id, state }) {
  return `./plimsoll finding ${state === "DISMISSED" ? "reopen" : "show"} ${id.slice(0, SHORT)}`;
}
