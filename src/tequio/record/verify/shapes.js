// SHAPES. What each file of a lottery must look like (docs/spec/draw.md) before anything is done with it.
//
// A shape is a function that gives where a value does not fit, as a list of keys, or null if it fits.

const fits = (test) => (value) => (test(value) ? null : []);
const text = (pattern) => fits((value) => typeof value === "string" && pattern.test(value));
const whole = (least = 0, most = 2 ** 31) => fits((value) => isWhole(value) && value >= least && value <= most);
const nothing = fits((value) => value === null);
const flag = fits((value) => value === true || value === false);
const list = (shape) => (value) => {
  if (!Array.isArray(value)) return [];
  for (const [n, one] of value.entries()) {
    const bad = shape(one);
    if (bad) return [n, ...bad];
  }
  return null;
};
// the keys of an object, all of them needed but those in `more`
const object = (keys, more = {}) => (value) => {
  if (!isObject(value)) return [];
  const every = { ...keys, ...more };
  const wrong = [...Object.keys(keys).filter((key) => !(key in value)), ...Object.keys(value).filter((key) => !Object.hasOwn(every, key))];
  if (wrong.length) return [wrong[0]];
  for (const key of Object.keys(value)) {
    const bad = every[key](value[key]);
    if (bad) return [key, ...bad];
  }
  return null;
};
const either = (...shapes) => (value) => {
  const found = shapes.map((shape) => shape(value));
  return found.includes(null) ? null : found.reduce((a, b) => (b.length > a.length ? b : a));
};

const positions = fits((value) => Array.isArray(value) && value.every((one) => isWhole(one) && one >= 0 && one < 2 ** 31));
const share = fits((value) => Math.abs(realOf(value)) < 1e9);
const realOf = (value) => (value instanceof Real ? value.value : isWhole(value) ? Number(value) : NaN);

const FRACTION = /^(-?(?:0|[1-9][0-9]{0,999}))(?:\/([1-9][0-9]{0,999}))?$/;
const DECIMAL = /^([0-9]{1,9})(?:\.([0-9]{1,30}))?(?:e-([0-9]{1,3}))?$/;
const isFraction = (value) => {
  const found = typeof value === "string" && FRACTION.exec(value);
  return Boolean(found) && (found[2] === undefined || (found[2] !== "1" && gcd(abs(BigInt(found[1])), BigInt(found[2])) === 1n));
};
const fraction = fits(isFraction), decimal = text(DECIMAL);
const HEX = /^[0-9a-f]{64}$/, PSEUDONYM = /^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}$/;
const hash = text(HEX), anyText = text(/^.{0,10000}$/su), pseudonym = text(PSEUDONYM), weight = text(/^[1-9][0-9]{0,19}$/);
const names = list(pseudonym), hashes = list(hash), panels = list(positions);
const price = fits((value) => Array.isArray(value) && value.length === 2 && whole()(value[0]) === null && isFraction(value[1]));
const QUOTA = { feature: anyText, value: anyText, min: whole(), max: whole() };

const SHAPES = {
  lottery: object({
    format: text(/^tequio-lottery\/1$/), kind: text(/^(lottery|replacement)$/), method: text(/^(leximin|maximin|nash|goldilocks|legacy)$/),
    size: whole(1, 10 ** 6), features: list(anyText), quotas: list(object(QUOTA)), pool: object({ people: whole(1, 10 ** 7), root: hash }),
    household_rule: flag, levels: list(object({ chance: either(fraction, decimal), people: whole(1, 10 ** 7) })),
    status: text(/^(exact|near|panels|stopped|simulated)$/), distance: decimal, gap: decimal, form: text(/^(numbered|exact)$/),
    panels: object({ count: whole(1), root: hash, commitments: hashes }), seats: either(nothing, object({ root: hash })),
    largest_change: object({ absolute: decimal, relative: decimal }), reserves: whole(), published: text(/^(commitments|panels)$/),
  }, {
    weights: list(weight), members: list(names), replaces: object({ draw: hash, left: names, stay: names, seated: hash }),
  }),
  draw: object({
    format: text(/^tequio-draw\/1$/), lottery: hash, rehearsal: flag, number: whole(1), reserves: names,
    source: object(
      { kind: text(/^(digits|dice|balls|drand|seed)$/), text: text(/^[^\n]{1,20000}$/u) },
      { round: whole(1, 2 ** 53), signature: text(/^[0-9a-f]{96}$/) },
    ),
    panel: either(
      object({ salt: hash, members: names, reserves: names }),
      object({ salt: hash, members: names, weight, composition: panels }),
    ),
    counts: either(list(object({ ...QUOTA, count: whole() })), list(object({ ...QUOTA, met: flag }))),
    redraw: either(nothing, object({ draw: hash, reason: anyText, by: list(anyText) })),
  }),
  panels: object({
    format: text(/^tequio-panels\/1$/), lottery: hash, features: list(anyText), values: list(list(anyText)), pseudonyms: names,
    leaves: hashes, people: panels, households: either(nothing, list(either(nothing, whole()))), panels, weights: list(share),
    numbered: either(nothing, object({ panels, salts: hashes, reserves: panels })),
    exact: either(nothing, object({ compositions: list(panels), weights: list(weight), salts: hashes })),
    certificate: object({ kind: text(/^(relaxation|lowest|panels|none)$/) }, {
      level: either(nothing, positions),
      levels: list(object({ chance: fraction }, { size: fraction, quotas: list(price), households: list(price) })),
    }),
  }, { seated: object({ salt: hash, counts: positions }) }),
  proof: object({
    format: text(/^tequio-proof\/1$/), lottery: hash, id: anyText, pseudonym, salt: hash, household: either(nothing, whole()),
    features: list(anyText), values: list(anyText), position: whole(), people: whole(), person_path: hashes,
    panels: either(nothing, positions), panel_count: whole(), seats_path: either(nothing, hashes),
  }, { says: fits(isObject) }),
};

// FRACTIONS, in whole numbers of any length: {n, d} with d above 0.
const abs = (value) => (value < 0n ? -value : value);
function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}
function fractionOf(written) {
  const found = FRACTION.exec(written);
  if (found) return { n: BigInt(found[1]), d: BigInt(found[2] || 1) };
  const [, units, places = "", down = "0"] = DECIMAL.exec(written);
  const n = BigInt(units + places), d = 10n ** BigInt(places.length + Number(down)), common = gcd(n, d);
  return { n: n / common, d: d / common };
}
const compared = (a, b) => a.n * b.d - b.n * a.d;
// divided as long as both halves are exact enough for a double
const floatOf = ({ n, d }) => (n < 0n ? -1 : 1) * Number((abs(n) << 80n) / d) / 2 ** 80;
const bits = (value) => value.toString(16).length * 4;
// the common denominator; 0 if it is beyond all measure (20,000 bits)
function commonOf(fractions) {
  let unit = 1n;
  for (const { d } of fractions) {
    if (!unit || bits(unit) > 20004) return 0n;
    unit = (unit / gcd(unit, d)) * d;
  }
  return unit;
}
const over = (share, unit) => share.n * (unit / share.d);
