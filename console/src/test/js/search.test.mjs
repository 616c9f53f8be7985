// What a search's form asks for, and how its answer is said. Run by ConsoleDecisionsTest with Node's own
// test runner.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asksIndexes,
  changesOf,
  commandOf,
  conditionOf,
  countedWords,
  countsWords,
  distanceShares,
  distanceText,
  millis,
  problemOf,
  queryOf,
  recallText,
  settingsCommand,
  tookWords,
  vectorOf,
  wayWords,
} from "../../main/resources/META-INF/resources/console/searched.js";

function form(more) {
  return {
    databases: ["shop"],
    schema: "public",
    table: "items",
    column: "",
    key: "",
    k: "10",
    distance: "",
    wish: "automatic",
    ef: "",
    probes: "",
    iterative: false,
    vector: "[1,2]",
    conditions: [],
    ...more,
  };
}

test("a vector is taken as it is pasted", () => {
  assert.equal(vectorOf(" [1, 2.5,\n -3e-2 ] "), "[1,2.5,-3e-2]");
  assert.equal(vectorOf("1, 2.5 ,3"), "[1,2.5,3]");
  assert.equal(vectorOf("1\n2.5\r\n3\n"), "[1,2.5,3]");
  assert.equal(vectorOf("0101"), "0101");
  assert.equal(vectorOf("[101]"), "[101]");
  assert.equal(vectorOf("{1:2.5, 7:1} / 9"), "{1:2.5,7:1}/9");
  assert.equal(vectorOf("  "), "");
  // What is none is the service's to refuse, in its words.
  assert.equal(vectorOf("a b"), "[a,b]");
});

test("what the form leaves open is not asked for", () => {
  assert.deepEqual(queryOf(form()), {
    databases: ["shop"],
    table: { schema: "public", name: "items" },
    vector: "[1,2]",
    k: 10,
  });
  assert.equal(queryOf(form({ schema: " " })).table.schema, "public");
});

test("everything that the form says is asked for", () => {
  const query = queryOf(
    form({
      databases: ["east", "west"],
      schema: "s",
      column: "embedding",
      key: "a, b",
      distance: "cosine",
      wish: "index",
      ef: "200",
      probes: "8",
      iterative: true,
      conditions: [
        { column: "price", comparison: "at-most", value: " 10" },
        { column: "", comparison: "equal", value: "forgotten" },
        { column: "colour", comparison: "in", value: "red, dark\ngreen\n" },
        { column: "gone", comparison: "is-null", value: "left over" },
      ],
    }),
  );

  assert.deepEqual(query, {
    databases: ["east", "west"],
    table: { schema: "s", name: "items" },
    vector: "[1,2]",
    k: 10,
    column: "embedding",
    key: ["a", "b"],
    distance: "cosine",
    where: [
      { column: "price", comparison: "at-most", values: [" 10"] },
      { column: "colour", comparison: "in", values: ["red, dark", "green"] },
      { column: "gone", comparison: "is-null", values: [] },
    ],
    wish: "index",
    ef: 200,
    probes: 8,
    iterative: true,
  });
  assert.deepEqual(conditionOf({ column: "a", comparison: "equal", value: "" }).values, [""]);
});

test("how hard an index looks is no matter of an exact search, or of one in memory", () => {
  for (const wish of ["exact", "memory"]) {
    const query = queryOf(form({ wish, ef: "200", probes: "8", iterative: true }));
    assert.deepEqual([query.wish, query.ef, query.probes, query.iterative], [wish, undefined, undefined, undefined]);
    assert.equal(asksIndexes(wish), false);
  }
});

test("the same search is a command, whatever things are called", () => {
  const query = queryOf(
    form({
      databases: ["east", "west"],
      schema: "a.b",
      table: "it's",
      distance: "cosine",
      wish: "memory",
      conditions: [
        { column: "price", comparison: "at-most", value: "10" },
        { column: "my col", comparison: "in", value: "a,b\nc" },
        { column: "gone", comparison: "not-null", value: "" },
      ],
    }),
  );

  assert.equal(
    commandOf("search", query, "20"),
    "./plimsoll search east,west '\"a.b\".it'\\''s' --vector query.txt --k 10 --distance cosine --memory " +
      String.raw`--where 'price <= 10' --where '"my col" in '\''a,b'\'',c' --where 'gone is not null'`,
  );
  const index = queryOf(form({ wish: "index", ef: "80" }));
  assert.equal(
    commandOf("benchmark", index, "7"),
    "./plimsoll vector bench shop public.items --vector query.txt --k 10 --ef 80 --rounds 7",
  );
  assert.equal(
    commandOf("explain", queryOf(form({ wish: "exact" })), "7"),
    "./plimsoll vector explain shop public.items --vector query.txt --k 10 --exact",
  );
});

test("a distance has a bar, however it counts", () => {
  const shares = (...distances) => distanceShares(distances.map((distance) => ({ distance })));

  assert.deepEqual(shares(0.5, 1, 2), [0.25, 0.5, 1]);
  assert.deepEqual(shares(-4, -1, 0), [0, 0.75, 1]);
  assert.deepEqual(shares(0, 0), [0, 0]);
  assert.deepEqual(shares(1, "NaN", undefined), [1, undefined, undefined]);
  assert.deepEqual(shares(), []);
  assert.equal(distanceText(0.109384215), "0.1093842");
  assert.equal(distanceText(0), "0");
  assert.equal(distanceText("NaN"), "NaN");
  assert.equal(distanceText(undefined), "no vector");
});

test("a way is said with what it took", () => {
  assert.equal(wayWords({ method: "shared-blocks", workers: 4, ranges: 16 }), "shared-blocks, 4 workers, 16 ranges");
  assert.equal(wayWords({ method: "one-statement", workers: 1, ranges: 1 }), "one-statement, 1 worker");
  assert.equal(tookWords({ elapsedMs: 38.21 }), "38.2 ms");
  assert.match(tookWords({ elapsedMs: 2.3, asOf: "2026-03-01T12:00:00Z" }), /^2\.30 ms, as of .+/);
  assert.deepEqual([0.004, 9.994, 9.995, 99.94, 99.95, 999.4, 1_500].map(millis), [
    "0.00 ms",
    "9.99 ms",
    "10.0 ms",
    "99.9 ms",
    "100 ms",
    "999 ms",
    "1.5 s",
  ]);
});

test("a recall is 1 only where no row is missing", () => {
  assert.deepEqual([1, 0.9, 0.9999, 0, NaN].map(recallText), ["1.000", "0.900", "0.999", "0.000", ""]);
});

test("searches so far are counted in words", () => {
  assert.equal(
    countedWords({ method: "memory", searches: 1_200, workers: 2, medianMs: 1.25, p99Ms: 12.34 }),
    "memory: 1,200 searches with 2.0 workers, median 1.25 ms, 99 of 100 within 12.3 ms",
  );
  assert.deepEqual(countsWords({ openSessions: 2, freeSessions: 7, memoryBytes: 0, failed: 1 }), {
    sessions: "2 open and idle, 7 free",
    memory: "none",
    failed: "1",
  });
});

test("of settings only what differs is changed", () => {
  const inForce = { parallel: true, minRows: 10_000, maxWorkers: 8, refreshAfterMs: 300_000, memoryBytes: 0 };
  const same = { parallel: true, minRows: "10000", maxWorkers: "8", refreshAfterMs: "300000", memoryBytes: "0" };
  const others = { minPages: "", pagesPerWorker: "", rangesPerWorker: "" };

  assert.deepEqual(changesOf(inForce, { ...same, ...others }), {});
  const changes = changesOf(inForce, { ...same, ...others, parallel: false, maxWorkers: "4", refreshAfterMs: "0" });
  assert.deepEqual(changes, { parallel: false, maxWorkers: 4, refreshAfterMs: 0 });
  assert.equal(
    settingsCommand("my shop", changes),
    "./plimsoll vector config 'my shop' --parallel off --max-workers 4 --refresh-after 0",
  );
  assert.equal(
    settingsCommand("shop", { memoryBytes: 268_435_456, refreshAfterMs: 5_000 }),
    "./plimsoll vector config shop --memory 268435456 --refresh-after 5000ms",
  );
  assert.equal(settingsCommand("shop", {}), "./plimsoll vector config shop");
});

test("a problem is said with its code and what to do, any other error in its own words", () => {
  const refused = Object.assign(new Error("title: detail"), {
    problem: { code: "time-limit", title: "It took longer", detail: "30 s", fix: "Allow more." },
  });
  assert.deepEqual(problemOf(refused), { code: "time-limit", detail: "30 s", fix: "Allow more." });
  delete refused.problem.detail;
  assert.equal(problemOf(refused).detail, "It took longer");
  assert.deepEqual(problemOf(new TypeError("fetch failed")), { code: "", detail: "fetch failed", fix: "" });
});
