// Failures that somebody has put aside, in this tab.

const STORED = "plimsoll.dismissed";
const MOST = 500;

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
    return new Set(Array.isArray(kept) ? kept : []);
  } catch {
    return new Set();
  }
}

let failures = read();

export function dismissed() {
  return failures;
}

/** @param {string[]} more failures, by what names each */
export function dismiss(more) {
  const kept = [...new Set([...failures, ...more])].slice(-MOST);
  failures = new Set(kept);
  sessionStorage.setItem(STORED, JSON.stringify(kept));
}
