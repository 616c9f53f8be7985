// What a page says to whoever listens at the planner's port. Run by ConsoleDecisionsTest with Node's own
// test runner.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
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
