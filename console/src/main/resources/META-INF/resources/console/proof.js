// Proves to the planner that this page has the token, without showing it: whoever took the port of a
// planner that has ended learns nothing that the next one takes. The proof is for one path and for the
// nonce that a planner makes at each start.

const HMAC = { name: "HMAC", hash: "SHA-256" };
const CHALLENGE = /(?:^|[\s,])Plimsoll nonce="([0-9a-f]{32})"/;

/** Browsers have what computes proofs only where nobody can change the page on its way. */
export function canProve() {
  return globalThis.crypto?.subtle !== undefined;
}

/** The token's key: what it was made of cannot be had from it. */
export async function tokenKey(token) {
  return hmacKey(await crypto.subtle.digest("SHA-256", bytes(token)));
}

/** What proves the token to the planner that made the nonce, and to no other: 64 hexadecimal digits. */
export async function sessionKey(key, nonce) {
  return hex(await crypto.subtle.sign("HMAC", key, bytes(nonce)));
}

/**
 * What lets a path, with its query, be read; where it is read by POST, `POST `, the path, a line feed and
 * the body's digest.
 */
export async function proof(session, path) {
  const key = await hmacKey(Uint8Array.from(session.match(/../g), (digits) => parseInt(digits, 16)));
  return hex(await crypto.subtle.sign("HMAC", key, bytes(path)));
}

/** What stands for a body in the header `content-digest`. */
export async function digestOf(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(body)));
  return `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
}

/** The planner's nonce in the headers `www-authenticate` of its refusal, if there is one. */
export function nonceOf(challenge) {
  return CHALLENGE.exec(challenge ?? "")?.[1];
}

function hmacKey(raw) {
  return crypto.subtle.importKey("raw", raw, HMAC, false, ["sign"]);
}

function bytes(text) {
  return new TextEncoder().encode(text);
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
