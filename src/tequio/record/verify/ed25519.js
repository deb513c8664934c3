// ED25519 (RFC 8032), without the factor 8: every point in its only form, the scalar below the order, no key of small order.
//
// In whole numbers rather than by the browser's own functions: those accept different signatures from browser to browser.

const Q = 2n ** 255n - 19n;
const GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;
const CURVE_D = mod(-121665n * inverse(121666n, Q), Q);
const little = (bytes) => numberOf(Uint8Array.from(bytes).reverse());

// points of -x² + y² = 1 + d·x²·y² as [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z
function joinedPoints([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = (y1 - x1) * (y2 - x2), b = (y1 + x1) * (y2 + x2), c = ((2n * t1 * t2) % Q) * CURVE_D, d = 2n * z1 * z2;
  const e = mod(b - a, Q), f = mod(d - c, Q), g = mod(d + c, Q), h = mod(b + a, Q);
  return [(e * f) % Q, (g * h) % Q, (f * g) % Q, (e * h) % Q];
}
function timesPoint(n, point) {
  let total = [0n, 1n, 1n, 0n];
  for (; n; n >>= 1n) {
    if (n & 1n) total = joinedPoints(total, point);
    point = joinedPoints(point, point);
  }
  return total;
}
const samePoint = (p, q) => mod(p[0] * q[2] - q[0] * p[2], Q) === 0n && mod(p[1] * q[2] - q[1] * p[2], Q) === 0n;
function unpackedPoint(bytes) { // null if these 32 bytes are no point in its only form
  const whole_ = little(bytes), odd = whole_ >> 255n, y = whole_ & ((1n << 255n) - 1n);
  if (y >= Q) return null;
  const square = mod((y * y - 1n) * inverse(CURVE_D * y * y + 1n, Q), Q);
  let x = power(square, (Q + 3n) / 8n, Q);
  if ((x * x) % Q !== square) x = (x * power(2n, (Q - 1n) / 4n, Q)) % Q;
  if ((x * x) % Q !== square || (x === 0n && odd)) return null;
  if ((x & 1n) !== odd) x = Q - x;
  return [x, y, 1n, (x * y) % Q];
}
const BASE_POINT = unpackedPoint(bytesOf("58" + "66".repeat(31)));

function signatureHolds(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const signer = unpackedPoint(key), commitment = unpackedPoint(signature.slice(0, 32)), scalar = little(signature.slice(32));
  if (!signer || !commitment || scalar >= GROUP || samePoint(timesPoint(8n, signer), [0n, 1n, 1n, 0n])) return false;
  const challenge = little(sha512(joined(signature.slice(0, 32), key, message))) % GROUP;
  return samePoint(timesPoint(scalar, BASE_POINT), joinedPoints(commitment, timesPoint(challenge, signer)));
}
