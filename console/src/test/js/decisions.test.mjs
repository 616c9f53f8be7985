// What goes where on the page, how a pace is said and how a stranger's names are kept out of it.
// Run by ConsoleDecisionsTest with Node's own test runner.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pace } from "../../main/resources/META-INF/resources/console/format.js";
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
