// What a page says to whoever listens at the planner's port. Run by ConsoleDecisionsTest with Node's own
// test runner.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

const TOKEN = "abc";
const FIRST = "000102030405060708090a0b0c0d0e0f";
const SECOND = "f0e0d0c0b0a090807060504030201000";
const STRANGER = "ffffffffffffffffffffffffffffffff";
const PATH = "/api/v1/pipeline?ended=40";

const stored = new Map();
globalThis.sessionStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, value),
  removeItem: (name) => stored.delete(name),
};
let origin;
const nodeFetch = globalThis.fetch;
globalThis.fetch = (path, options) => nodeFetch(new URL(path, origin), options);

function proofOf(nonce, path) {
  const hash = createHash("sha256").update(TOKEN).digest();
  const session = createHmac("sha256", hash).update(nonce).digest();
  return createHmac("sha256", session).update(path).digest("hex");
}

/** Whatever listens at the port: it refuses all but what proves the token for its nonce. */
async function listen(port, nonce, bearer = true) {
  const heard = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    heard.push(JSON.stringify([request.url, request.rawHeaders]));
    if (authorization === `Plimsoll ${proofOf(nonce, request.url)}` || (bearer && authorization === `Bearer ${TOKEN}`)) {
      response.end(JSON.stringify({ from: nonce }));
    } else {
      response.writeHead(401, { "www-authenticate": ['Bearer realm="plimsoll"', `Plimsoll nonce="${nonce}"`] }).end();
    }
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    heard,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const page = await import("../../main/resources/META-INF/resources/console/api.js");

test("whoever takes the port learns nothing that the next planner takes", async () => {
  const planner = await listen(0, FIRST);
  origin = `http://127.0.0.1:${planner.port}`;
  page.keepToken(TOKEN);
  assert.deepEqual(await page.pipeline(), { from: FIRST });
  assert.deepEqual(await page.pipeline(), { from: FIRST });
  await planner.stop();

  // A stranger who lets nobody in, and makes the page prove itself for a nonce of his own.
  const stranger = await listen(planner.port, STRANGER, false);
  await page.pipeline().catch(() => {});
  await stranger.stop();
  assert.ok(stranger.heard.length > 0);
  const said = stranger.heard.join() + JSON.stringify([...stored]);
  assert.doesNotMatch(said, /"abc"|Bearer/);
  assert.ok(!said.includes(createHash("sha256").update(TOKEN).digest("hex")));
  assert.ok(!said.includes(proofOf(SECOND, PATH)), "of the start to come");

  // The planner is there again, and the page still knows how to show that it may read.
  const again = await listen(planner.port, SECOND);
  assert.deepEqual(await page.pipeline(), { from: SECOND });
  await again.stop();
});

function digestOf(body) {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** A planner that takes a proof of path and body for reading, and the token for changes. */
async function searching(nonce) {
  const heard = [];
  const events = new EventEmitter();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) {
      body += part;
    }
    const { authorization } = request.headers;
    const { method, url } = request;
    const digest = request.headers["content-digest"];
    heard.push({ method, url, authorization, body });
    const read = method === "GET" ? url : `${method} ${url}\n${digest}`;
    const proven = authorization === `Plimsoll ${proofOf(nonce, read)}` && (method === "GET" || digest === digestOf(body));
    const changes = method === "PATCH" || method === "DELETE";
    if (url.endsWith("/refused")) {
      const problem = { code: "time-limit", title: "Too long", detail: "30 s", fix: "Allow more." };
      response.writeHead(422, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
    } else if (url.includes("/endless") && proven) {
      response.on("close", () => events.emit("left"));
      response.writeHead(200).write(" "); // and no end
      events.emit("searching");
    } else if (changes ? authorization === `Bearer ${TOKEN}` : proven) {
      response.writeHead(method === "DELETE" ? 204 : 200).end(method === "DELETE" ? undefined : JSON.stringify({ heard: body }));
    } else {
      response.writeHead(401, { "www-authenticate": ['Bearer realm="plimsoll"', `Plimsoll nonce="${nonce}"`] }).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${server.address().port}`;
  return {
    heard,
    events,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

test("a search is proven with its body, and the token is not sent for it", async () => {
  const planner = await searching(SECOND);
  page.keepToken(TOKEN);
  const { signal } = new AbortController();
  const query = { vector: "[1,2]", table: { schema: "ü", name: "t" } };

  assert.deepEqual(await page.search("search", query, "5", signal), { heard: JSON.stringify(query) });
  await page.search("explain", query, "5", signal);
  await page.search("benchmark", query, "5", signal);

  const posts = planner.heard.filter(({ authorization }) => authorization?.startsWith("Plimsoll "));
  assert.deepEqual(
    posts.map(({ method, url }) => `${method} ${url}`),
    ["", "/explain", "/benchmark?rounds=5"].map((path) => `POST /api/v1/console/search${path}`),
  );
  assert.equal(new Set(posts.map(({ authorization }) => authorization)).size, 3);
  assert.ok(planner.heard.every(({ authorization }) => !authorization?.includes(TOKEN)));
  await planner.stop();
});

test("a search that is stopped ends", async () => {
  const planner = await searching(SECOND);
  const stopping = new AbortController();
  page.keepToken(TOKEN);
  const begun = once(planner.events, "searching");
  const left = once(planner.events, "left");
  const search = page.search("benchmark", {}, "1/endless", stopping.signal);
  await begun;
  stopping.abort();
  await assert.rejects(search, { name: "AbortError" });
  await left;
  await planner.stop();
});

test("a change is sent with the token that is given for it, and nothing of that is kept", async () => {
  const planner = await searching(FIRST);
  page.keepToken(TOKEN);
  await page.searchSettings("my shop");
  const before = planner.heard.length;
  assert.deepEqual(await page.changeSearchSettings("my shop", { maxWorkers: 4 }, ` ${TOKEN}\n`), { heard: '{"maxWorkers":4}' });
  await page.resetSearchSettings("my shop", TOKEN);
  assert.deepEqual(
    planner.heard.slice(before).map(({ method, url, authorization }) => [method, url, authorization]),
    ["PATCH", "DELETE"].map((method) => [method, "/api/v1/console/search/settings/my%20shop", `Bearer ${TOKEN}`]),
  );
  assert.doesNotMatch(JSON.stringify([...stored]), /abc/);
  await page.searchSettings("my shop");
  assert.match(planner.heard.at(-1).authorization, /^Plimsoll /);

  // Another token is refused, and the page reads on.
  await assert.rejects(page.resetSearchSettings("my shop", "abd"), /does not know this token/);
  await page.searchSettings("my shop");
  await planner.stop();
});

test("what is refused has its code, its detail and what to do", async () => {
  const planner = await searching(FIRST);
  page.keepToken(TOKEN);
  await assert.rejects(page.searchSettings("refused"), (error) => {
    assert.ok(error instanceof page.PlannerRefused);
    assert.equal(error.message, "Too long: 30 s");
    assert.deepEqual([error.problem.code, error.problem.detail, error.problem.fix], ["time-limit", "30 s", "Allow more."]);
    return true;
  });
  await assert.rejects(page.changeSearchSettings("refused", {}, TOKEN), /Too long: 30 s/);
  await planner.stop();
});

test("another token is none", async () => {
  const planner = await listen(0, FIRST);
  origin = `http://127.0.0.1:${planner.port}`;
  page.keepToken("abd");
  await assert.rejects(page.pipeline(), page.TokenNeeded);
  assert.equal(stored.size, 0);
  await assert.rejects(page.pipeline(), page.TokenNeeded);
  page.keepToken(TOKEN);
  await page.pipeline();
  await planner.stop();
});

test("a proof is what the services' own test has", () => {
  assert.equal(proofOf(FIRST, PATH), "b1bbbd874ce233056d336d4752b30a4030a05847307142c6542c0db812b83ae3");
});
