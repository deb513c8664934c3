// DRAND QUICKNET. A pulse is a BLS signature: e(signature, generator) = e(H(SHA-256(round)), key), on BLS12-381.
//
// F2: numbers [a, b], a + b·i modulo P with i² = -1. F12: six of them, the coefficients of 1, w … w⁵, w⁶ = 1 + i.

const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
const CURVE = 0xd201000000010000n; // minus the parameter
const ORDER = CURVE ** 4n - CURVE ** 2n + 1n;
const mod = (a, m = P) => ((a % m) + m) % m;
function power(a, n, m = P) {
  let result = 1n;
  for (a = mod(a, m); n; n >>= 1n) {
    if (n & 1n) result = (result * a) % m;
    a = (a * a) % m;
  }
  return result;
}
function inverse(a, m = P) { // Euclid; 0 of 0, as RFC 9380 has it
  let [r, s, x, y] = [mod(a, m), m, 1n, 0n];
  while (r) [r, s, x, y] = [s % r, r, y - (s / r) * x, x];
  return mod(y, m) * (s === 1n ? 1n : 0n);
}
const F2 = {
  plus: ([a, b], [c, d]) => [mod(a + c), mod(b + d)],
  minus: ([a, b], [c, d]) => [mod(a - c), mod(b - d)],
  times: ([a, b], [c, d]) => [mod(a * c - b * d), mod(a * d + b * c)],
  over: (x, [a, b]) => {
    const norm = inverse(a * a + b * b);
    return F2.times(x, [mod(a * norm), mod(-b * norm)]);
  },
  same: ([a, b], [c, d]) => a === c && b === d,
};

// The generator and quicknet's key, points of G2: y² = x³ + 4 + 4i.
const GENERATOR = [
  [0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n, 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en],
  [0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n, 0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben],
];
const QUICKNET = [
  [0x0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45an, 0x03cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451n],
  [0x0e5db2b6bfbb01c867749cadffca88b36c24f3012ba09fc4d3022c5c37dce0f977d3adb5d183c7477c442b1f04515273n, 0x01a714f2edb74119a2f2b0d5a7c75ba902d163700a61bc224ededd8e63aef7be1aaf8e93d7a9718b047ccddb3eb5d68bn],
];

// POINTS [x, y] over F2; null is the point at infinity.
function slopeOf(p, q) {
  if (F2.same(p[0], q[0])) return F2.over(F2.times([3n, 0n], F2.times(p[0], p[0])), F2.plus(p[1], p[1]));
  return F2.over(F2.minus(q[1], p[1]), F2.minus(q[0], p[0]));
}
function added(p, q) {
  if (!p || !q) return p || q;
  if (F2.same(p[0], q[0]) && F2.same(F2.plus(p[1], q[1]), [0n, 0n])) return null;
  const slope = slopeOf(p, q), x = F2.minus(F2.times(slope, slope), F2.plus(p[0], q[0]));
  return [x, F2.minus(F2.times(slope, F2.minus(p[0], x)), p[1])];
}
function multiplied(n, point) {
  let total = null;
  for (; n; n >>= 1n) {
    if (n & 1n) total = added(total, point);
    point = added(point, point);
  }
  return total;
}
function rootOfSquare(square) { // in the field of P elements; null if it is no square
  const root = power(square, (P + 1n) / 4n);
  return (root * root) % P === mod(square) ? root : null;
}
function pointOf(signature) { // 48 bytes in the compressed form; null if it is no point of G1
  const data = numberOf(signature), x = data & ((1n << 381n) - 1n), flags = data >> 381n;
  const y = rootOfSquare(x ** 3n + 4n);
  if ((flags !== 4n && flags !== 5n) || x >= P || y === null) return null;
  const larger = y > P / 2n, point = [[x, 0n], [larger === (flags === 5n) ? y : mod(-y), 0n]];
  return multiplied(ORDER, point) ? null : point;
}

// THE HASH TO THE CURVE of RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
const SUITE = utf8("BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_");
const ISO_A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
const ISO_B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
// the x of the kernel of the isogeny are the roots of x⁵ + … of these, constant first (the root of x_den in E.2)
const KERNEL = [
  0x133341fb0962a34cb0504a9c4fada0a5090d38679b4c040d5d1c3afb023a3409fcc0815fea66d8b02bbef9c8b5a66e07n,
  0x264908af037bcede00d054cf5d4775e83eb6cf63c76b969f8ed174fb59fcff78d201f46f6cfc4ed6552e59ce75177b0n,
  0x1335c502c1f54c49aceea65e87fd7203ba0f626f305fc0cfd606a5dae9f3c8e81a4b3b69600129fabd307c69bf319d39n,
  0x94440f65f408a6e930e16e3e92dd17bf60d6e9679a8d3d58593de55ac23703042d609537eb3549aac234d896ca82944n,
  0x4afe09d5cf4956a23b6b71f59d2b3407b415a774b7be81bbb6fa99cbc798e0ac98ba725a5bc328016b1c268b4766e85n,
];
function expanded(message, length) { // expand_message_xmd
  const name = joined(SUITE, Uint8Array.of(SUITE.length));
  const first = sha256(joined(new Uint8Array(64), message, Uint8Array.of(length >> 8, length & 255, 0), name));
  const blocks = [sha256(joined(first, Uint8Array.of(1), name))];
  for (let i = 2; blocks.length * 32 < length; i += 1) blocks.push(sha256(joined(first.map((one, n) => one ^ blocks[i - 2][n]), Uint8Array.of(i), name)));
  return joined(...blocks).slice(0, length);
}
function mapped(u) { // simplified SWU with Z = 11 on the isogenous curve
  const zu = mod(11n * u * u), both = mod(zu * zu + zu);
  const g = (x) => mod((x * x + ISO_A) * x + ISO_B);
  let x = both ? mod(-ISO_B * inverse(ISO_A) * (1n + inverse(both))) : mod(ISO_B * inverse(11n * ISO_A));
  let y = rootOfSquare(g(x));
  if (y === null) {
    x = mod(zu * x);
    y = rootOfSquare(g(x)) ?? 0n;
  }
  return [x, (y & 1n) === (u & 1n) ? y : mod(-y)];
}
// The isogeny of degree 11 by Kohel: X = 11x - 2s - 2f'q - 4fq' with f = x³ + Ax + B, q = h'/h; y goes to yX'.
function isogenous([x, y]) {
  const h = [1n, 0n, 0n, 0n]; // h(x), h'(x), h''(x)/2, h'''(x)/6 by Horner's rule
  for (const coefficient of [...KERNEL].reverse()) {
    for (let k = 3; k > 0; k -= 1) h[k] = mod(h[k] * x + h[k - 1]);
    h[0] = mod(h[0] * x + coefficient);
  }
  const under = inverse(h[0]), q = mod(h[1] * under), q2 = mod(2n * h[2] * under), q3 = mod(6n * h[3] * under);
  const dq = mod(q2 - q * q), ddq = mod(q3 - q2 * q - 2n * q * dq);
  const f = mod(x ** 3n + ISO_A * x + ISO_B), df = mod(3n * x * x + ISO_A);
  const image = 11n * x + 2n * KERNEL[4] - 2n * df * q - 4n * f * dq;
  const slope = 11n - 12n * x * q - 6n * df * dq - 4n * f * ddq; // f'' = 6x
  return [[mod(image * inverse(121n)), 0n], [mod(y * slope * inverse(1331n)), 0n]];
}
function hashedPoint(message) {
  const data = expanded(message, 128), parts = [data.slice(0, 64), data.slice(64)].map((part) => isogenous(mapped(numberOf(part) % P)));
  return multiplied(CURVE + 1n, added(...parts)); // times the cofactor
}

// THE PAIRING.
function product(a, b) {
  const raw = Array.from({ length: 11 }, () => [0n, 0n]);
  a.forEach(([p, q], i) => {
    if (p || q) b.forEach(([r, s], j) => { raw[i + j] = [raw[i + j][0] + p * r - q * s, raw[i + j][1] + p * s + q * r]; });
  });
  const lower = raw.slice(0, 6), upper = raw.slice(6);
  upper.forEach(([c, d], i) => { lower[i] = [lower[i][0] + c - d, lower[i][1] + c + d]; }); // w⁶ = 1 + i
  return lower.map(([c, d]) => [mod(c), mod(d)]);
}
const ONE = [[1n, 0n], ...Array.from({ length: 5 }, () => [0n, 0n])];
// The line through t (a point of the twist) with a slope, at p, times w³; later powers make the factor vanish.
function lineAt(p, t, slope) {
  const zero = [0n, 0n];
  return [F2.minus(F2.times(slope, t[0]), t[1]), zero, F2.times(F2.minus(zero, slope), p[0]), p[1], zero, zero];
}
// whether the product of e(p, q) over pairs of points of G1 and G2 is 1
function productIsOne(pairs) {
  let value = ONE;
  const running = pairs.map(([, q]) => q);
  const step = (k, other) => {
    const slope = slopeOf(running[k], other);
    value = product(value, lineAt(pairs[k][0], running[k], slope));
    running[k] = added(running[k], other);
  };
  for (const bit of CURVE.toString(2).slice(1)) {
    value = product(value, value);
    for (const k of pairs.keys()) {
      step(k, running[k]);
      if (bit === "1") step(k, pairs[k][1]);
    }
  }
  // (P¹² - 1)/R = (P⁶ - 1)(P² + 1)(P⁴ - P² + 1)/R. The power of P² turns w into w·(1 + i)^((P² - 1)/6), a number
  // modulo P, and what lies in the field of the even powers of w has 1 as its power of P⁶ - 1.
  const turn = power2([1n, 1n], (P * P - 1n) / 6n);
  let factor = [1n, 0n];
  const turned = value.map((one) => {
    const result = F2.times(one, factor);
    factor = F2.times(factor, turn);
    return result;
  });
  const start = product(value, turned);
  let result = ONE;
  for (const bit of ((P ** 4n - P ** 2n + 1n) / ORDER).toString(2)) {
    result = product(result, result);
    if (bit === "1") result = product(result, start);
  }
  return result.some(([a, b]) => a || b) && [1, 3, 5].every((k) => !result[k][0] && !result[k][1]);
}
function power2(base2, n) {
  let result = [1n, 0n];
  for (; n; n >>= 1n) {
    if (n & 1n) result = F2.times(result, base2);
    base2 = F2.times(base2, base2);
  }
  return result;
}

function drandHolds(round, signature) {
  if (!/^[0-9a-f]{96}$/.test(signature) || round <= 0n || round >= 1n << 64n) return false;
  const point = pointOf(bytesOf(signature));
  if (!point) return false;
  const message = hashedPoint(sha256(bytesOf(round.toString(16).padStart(16, "0"))));
  return productIsOne([[[point[0], F2.minus([0n, 0n], point[1])], GENERATOR], [message, QUICKNET]]);
}
