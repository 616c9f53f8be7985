// What goes where on the page, how a pace is said and how a stranger's names are kept out of it.
// Run by ConsoleDecisionsTest with Node's own test runner.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  adviceGain,
  advised,
  adviceState,
  adviceWay,
  undecided,
} from "../../main/resources/META-INF/resources/console/advised.js";
import {
  findingRecord,
  findingsNote,
  findingState,
  findingsToShow,
  findingWay,
} from "../../main/resources/META-INF/resources/console/found.js";
import { pace } from "../../main/resources/META-INF/resources/console/format.js";
import { placed, shortened } from "../../main/resources/META-INF/resources/console/graph.js";
import {
  maintenanceEntries,
  maintenanceLine,
} from "../../main/resources/META-INF/resources/console/maintenance.js";
import { isLoad, sections, wholeOf } from "../../main/resources/META-INF/resources/console/sections.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

function before(millis) {
  return new Date(NOW - millis).toISOString();
}

function flow({ counters: counted, ...more }) {
  const counters = { expectedRows: 100, rowsExtracted: 0, rowsRead: 10, rowsLoaded: 0, queries: 1 };
  return {
    extractId: "e1",
    table: { schema: "s", name: "t" },
    state: "EXTRACTING",
    updatedAt: before(1_000),
    ...more,
    progress: { counters: { ...counters, ...counted } },
  };
}

function build(more) {
  return {
    id: "b1",
    database: "d",
    state: "RUNNING",
    progress: { attempt: 1 },
    timing: { endedAt: before(1_000) },
    planned: { table: { schema: "s", name: "t" }, indexName: "i" },
    ...more,
  };
}

function split(tables, builds = [], dismissed = []) {
  return sections({ tables, builds }, new Set(dismissed), NOW);
}

test("what moves is apart from what is at rest", () => {
  const states = ["PLANNED", "EXTRACTING", "EXTRACTED", "LOADING", "LOADED"];
  const { tables } = split(states.map((state) => flow({ state, extractId: state })));

  assert.deepEqual(tables.moving.map((each) => each.state), ["PLANNED", "EXTRACTING", "LOADING"]);
  assert.deepEqual(tables.history.map((each) => each.state).sort(), ["EXTRACTED", "LOADED"]);
  assert.equal(tables.attention.length, 0);
});

test("a failure wants attention for a day, until it is put aside or the same thing goes well", () => {
  const failed = flow({ state: "FAILED", errorCode: "disk-full", updatedAt: before(HOUR) });
  const name = `["e1","s","t"] ${failed.updatedAt}`;

  assert.equal(split([failed]).tables.attention.length, 1);
  assert.equal(split([failed], [], [name]).tables.history.length, 1);
  assert.equal(split([{ ...failed, updatedAt: before(25 * HOUR) }]).tables.history.length, 1);
  const later = flow({ state: "LOADED", extractId: "e2", updatedAt: before(HOUR / 2) });
  const earlier = flow({ state: "LOADED", extractId: "e2", updatedAt: before(HOUR * 2) });
  assert.equal(split([failed, later]).tables.attention.length, 0);
  assert.equal(split([failed, earlier]).tables.attention.length, 1);
});

test("who cancels knows of it", () => {
  const cancelled = flow({ state: "FAILED", errorCode: "extract-cancelled" });

  assert.equal(split([cancelled]).tables.attention.length, 0);
  assert.equal(split([], [build({ state: "CANCELLED" })]).builds.history.length, 1);
});

test("a build of another database's is no answer to a failure", () => {
  const failed = build({
    state: "FAILED",
    outcome: { errorCode: "duplicate-keys" },
    timing: { endedAt: before(HOUR) },
  });
  const there = build({ id: "b2", database: "other", state: "SUCCEEDED" });
  const here = build({ id: "b2", state: "SUCCEEDED" });

  assert.equal(split([], [failed, there]).builds.attention.length, 1);
  assert.equal(split([], [failed, here]).builds.attention.length, 0);
});

test("a retry that fails wants attention anew", () => {
  const first = build({ state: "FAILED" });

  assert.equal(split([], [first], ["b1 1"]).builds.attention.length, 0);
  assert.equal(split([], [{ ...first, progress: { attempt: 2 } }], ["b1 1"]).builds.attention.length, 1);
});

test("rows to come are an estimate until they are counted", () => {
  assert.equal(wholeOf(flow({})), 100);
  assert.equal(wholeOf(flow({ counters: { rowsRead: 140 } })), 140);
  assert.equal(wholeOf(flow({ state: "LOADING", counters: { rowsExtracted: 90 } })), 90);
});

test("files that were there before are a load", () => {
  assert.equal(isLoad(flow({ counters: { rowsExtracted: 5, queries: 0 } })), true);
  assert.equal(isLoad(flow({ counters: { rowsExtracted: 5 } })), false);
});

test("a pace says no time where none is known", () => {
  assert.equal(pace(undefined, NOW), "");
  assert.equal(pace({ rowsPerSecond: 1_234.4 }, NOW), "1,234/s");
  const endsAt = new Date(NOW + 65_400).toISOString();
  assert.equal(pace({ rowsPerSecond: 12_300, endsAt }, NOW), "12.3K/s, 1 min 5 s left");
  assert.equal(pace({ rowsPerSecond: 10, endsAt: before(1) }, NOW), "10/s");
});

function recommendation(state, more = {}) {
  const affected = [{ before: 120.4, after: 0.4, gain: "FORETOLD" }];
  return { id: "3f2a9c81-0000", state, index: { affected }, ...more };
}

test("of what is recommended nobody sees what is dismissed or gone, nor states of later versions", () => {
  const states = ["DID_NOT_PAY", "OPEN", "PLANNED", "BUILT", "PAID", "DISMISSED", "GONE", "LATER"];
  const shown = advised(states.map((state) => recommendation(state)));

  assert.deepEqual(shown.map(({ state }) => state), states.slice(0, 5));
  assert.equal(undecided(shown), 2);
  shown.forEach((one) => assert.equal(adviceState(one).length, 2));
  assert.equal(adviceWay(shown[1]), "./plimsoll advice plan 3f2a9c81");
  assert.equal(adviceWay(shown[0]), "./plimsoll advice show 3f2a9c81");
});

test("a gain is what was foretold until it was measured", () => {
  assert.equal(adviceGain(recommendation("OPEN")), "120 ms → 0.40 ms, foretold");
  const waiting = { statements: [{ meanBefore: 120, callsAfter: 0 }] };
  assert.equal(adviceGain(recommendation("BUILT", { outcome: waiting })), "120 ms → 0.40 ms, foretold");
  const outcome = { statements: [{ meanBefore: 120, meanAfter: 2.5 }] };
  assert.equal(adviceGain(recommendation("PAID", { outcome })), "120 ms before, 2.50 ms after");
  const cost = [{ before: 1_234.5, after: 9, gain: "COST" }];
  assert.equal(adviceGain({ index: { affected: cost } }), "cost 1,235 → cost 9.00");
  assert.equal(adviceGain({ index: { affected: [] } }), "");
});

function found(state, more = {}) {
  return { id: "5b1d07aa-0000", state, finding: { priority: 3 }, ...more };
}

test("of findings nobody sees what is gone, and what is dismissed only who asks for it", () => {
  const all = ["OPEN", "DISMISSED", "GONE", "LATER"].map((state) => found(state));

  assert.deepEqual(findingsToShow(all, false).map(({ state }) => state), ["OPEN"]);
  assert.deepEqual(findingsToShow(all, true).map(({ state }) => state), ["OPEN", "DISMISSED"]);
  assert.equal(findingsNote(all), "1 open, 1 dismissed");
  assert.equal(findingsNote(all.slice(0, 1)), "1 open");
});

test("a finding says who dismissed it, what it has become since, and what to type", () => {
  const dismissed = found("DISMISSED", { dismissedBy: "ann (on purpose)" });
  const worse = found("OPEN", { dismissedBy: "ann", worse: "priority 2, which was 3", finding: { priority: 2 } });

  assert.deepEqual(findingState(dismissed), ["dismissed", "none"]);
  assert.deepEqual(findingState(found("OPEN")), ["open", "wait"]);
  assert.deepEqual(findingState(worse), ["open", "bad"]);
  assert.equal(findingRecord(found("OPEN")), "");
  assert.equal(findingRecord(dismissed), "dismissed by ann (on purpose)");
  assert.equal(findingRecord(worse), "was dismissed by ann; worse since: priority 2, which was 3");
  assert.equal(findingWay(dismissed), "./plimsoll finding reopen 5b1d07aa");
  assert.equal(findingWay(worse), "./plimsoll finding show 5b1d07aa");
});

test("a graph is drawn in columns of layers, and no edge leads out of it", () => {
  const { boxes, paths, width, height } = placed({
    nodes: [
      { id: 1, name: "a", layer: 0 },
      { id: 2, name: "b", layer: 1 },
      { id: 3, name: "c", layer: 1 },
    ],
    edges: [
      { from: 1, to: 2 },
      { from: 1, to: 3 },
      { from: 3, to: 99 },
    ],
  });

  assert.deepEqual(paths.map((path) => path.key), ["1-2", "1-3"]);
  assert.equal(boxes[1].x, boxes[2].x);
  assert.ok(boxes[0].x < boxes[1].x && boxes[1].y < boxes[2].y);
  assert.ok(boxes.every((box) => box.x + 150 < width && box.y + 24 < height));
  assert.ok(placed({ nodes: [], edges: [] }).width > 0);
});

test("a long name keeps both its ends", () => {
  assert.equal(shortened("extract"), "extract");
  assert.equal(shortened("a-name-that-is-far-too-long-to-draw"), "a-name-th…ng-to-draw");
});

const MAINTAINED = {
  database: "shop",
  running: true,
  cyclesCompleted: 47,
  indexesMaintained: 1,
  problem: "",
  open: [
    { id: "a", kind: "reindex", subject: "s.i", state: "PROPOSED", reason: "bloated", detail: "", bytesBefore: 0 },
    { id: "b", kind: "vacuum", subject: "s.t", state: "QUEUED", reason: "dead", detail: "waits: window", bytesBefore: 2048 },
  ],
  warnings: [{ code: "snapshot-held", subject: "session 1", priority: 2, words: "it holds one", advice: "" }],
};

test("maintenance says what it did, and why a look failed", () => {
  assert.equal(maintenanceLine(MAINTAINED), "47 looks, 1 index maintained");
  assert.match(maintenanceLine({ ...MAINTAINED, problem: "away" }), /the last look failed: away$/);
});

test("maintenance names what is open, what it waits for, and what to know", () => {
  assert.deepEqual(
    maintenanceEntries(MAINTAINED).map(({ text, more, size }) => [text, more, size]),
    [
      ["reindex s.i, to be approved", "bloated", ""],
      ["vacuum s.t", "waits: window", "2.0 KiB"],
      ["snapshot-held", "it holds one", ""],
    ],
  );
});
