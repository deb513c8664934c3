// BYTES AND HASHES. Hexadecimal, UTF-8, SHA-256 and SHA-512 (FIPS 180-4), the tree of RFC 6962.

const DIGITS = Array.from({ length: 256 }, (_, one) => one.toString(16).padStart(2, "0"));
function hexOf(bytes) {
  let text = "";
  for (const one of bytes) text += DIGITS[one];
  return text;
}
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const numberOf = (bytes) => BigInt("0x" + (hexOf(bytes) || "0"));
const same = (a, b) => a.length === b.length && a.every((one, n) => one === b[n]);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const ENCODER = new TextEncoder();
function utf8(text) {
  if (text.isWellFormed ? text.isWellFormed() : !/[\ud800-\udfff]/.test(text)) return ENCODER.encode(text);
  const bytes = []; // half of a pair has no UTF-8; it is written as its three bytes would be
  for (const letter of text) {
    const code = letter.codePointAt(0);
    if (code < 0xd800 || code > 0xdfff) bytes.push(...ENCODER.encode(letter));
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}
const decoded = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

// The constants of both hashes: the first 64 binary places of roots of the first primes.
function floorRoot(value, degree) {
  let low = 0n, high = 1n << 200n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}
const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const PLACES = (1n << 64n) - 1n;
const CUBES = PRIMES.map((prime) => floorRoot(BigInt(prime) << 192n, 3n) & PLACES);
const SQUARES = PRIMES.slice(0, 8).map((prime) => floorRoot(BigInt(prime) << 128n, 2n) & PLACES);
const CUBES_32 = Int32Array.from(CUBES.slice(0, 64), (one) => Number(BigInt.asIntN(32, one >> 32n)));
const SQUARES_32 = Int32Array.from(SQUARES, (one) => Number(BigInt.asIntN(32, one >> 32n)));

function padded(data, block) {
  const length = Math.ceil((data.length + 1 + block / 8) / block) * block;
  const whole = new Uint8Array(length);
  whole.set(data);
  whole[data.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(length - 8, BigInt(data.length) * 8n);
  return new DataView(whole.buffer);
}

function sha256(data) {
  const view = padded(data, 64), state = Int32Array.from(SQUARES_32), w = new Int32Array(64);
  for (let start = 0; start < view.byteLength; start += 64) {
    for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(start + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const x = w[t - 15], y = w[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t += 1) {
      const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + big1 + ((e & f) ^ (~e & g)) + CUBES_32[t] + w[t]) | 0;
      const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, n) => { state[n] = (state[n] + value) | 0; });
  }
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((value, n) => result.setInt32(4 * n, value));
  return new Uint8Array(result.buffer);
}

function sha512(data) {
  const view = padded(data, 128), state = [...SQUARES], w = [];
  const turned = (x, n) => ((x >> n) | (x << (64n - n))) & PLACES;
  for (let start = 0; start < view.byteLength; start += 128) {
    for (let t = 0; t < 16; t += 1) w[t] = view.getBigUint64(start + 8 * t);
    for (let t = 16; t < 80; t += 1) {
      const s0 = turned(w[t - 15], 1n) ^ turned(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
      const s1 = turned(w[t - 2], 19n) ^ turned(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) & PLACES;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t += 1) {
      const one = h + (turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n)) + ((e & f) ^ ((PLACES ^ e) & g)) + CUBES[t] + w[t];
      const two = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & PLACES, c, b, a, (one + two) & PLACES];
    }
    [a, b, c, d, e, f, g, h].forEach((value, n) => { state[n] = (state[n] + value) & PLACES; });
  }
  return bytesOf(state.map((one) => one.toString(16).padStart(16, "0")).join(""));
}

const digest = (bytes) => hexOf(sha256(bytes));
const leafHash = (data) => sha256(joined(Uint8Array.of(0), data));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

// The root over leaf hashes from `start` up to `end`, split at the largest power of two below their number.
function rootOf(leaves, start = 0, end = leaves.length) {
  const n = end - start;
  if (n < 2) return n ? leaves[start] : sha256(new Uint8Array());
  let half = 1;
  while (half * 2 < n) half *= 2;
  return nodeHash(rootOf(leaves, start, start + half), rootOf(leaves, start + half, end));
}
const treeRoot = (commitments) => hexOf(rootOf(commitments.map((one) => leafHash(bytesOf(one)))));

// The root to which an inclusion path leads from leaf `index` of `size`; null if the path has no such form.
function pathRoot(data, index, size, path) {
  const siblings = [...path];
  const climb = (at, n) => {
    if (n < 2) return leafHash(data);
    let half = 1;
    while (half * 2 < n) half *= 2;
    const sibling = siblings.pop();
    if (!sibling) return null;
    const inner = at < half ? climb(at, half) : climb(at - half, n - half);
    return inner && (at < half ? nodeHash(inner, sibling) : nodeHash(sibling, inner));
  };
  if (!(index >= 0 && index < size)) return null;
  const root = climb(index, size);
  return siblings.length ? null : root;
}
