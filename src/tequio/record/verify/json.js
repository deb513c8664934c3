// JSON. A reader that keeps apart what JavaScript mixes up, and the canonical form (RFC 8785).
//
// Whole numbers are numbers up to 2^53 and BigInt beyond; anything with a point or an exponent is a Real.

class Real {
  constructor(text) { this.value = Number(text); }
}
class Broken extends Error {}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = [["true", true], ["false", false], ["null", null]];
const DEEPEST = 500;

class Reader {
  constructor(text) { [this.text, this.at] = [text, 0]; }
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
  taken(sign) {
    this.match(SPACE);
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }
  need(sign) { if (!this.taken(sign)) throw new Broken(); }
  value(depth = 0) {
    if (depth > DEEPEST) throw new Broken();
    if (this.taken("{")) return this.object(depth);
    if (this.taken("[")) return this.list(depth);
    if (this.text[this.at] === '"') return this.string();
    for (const [word, meaning] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return meaning;
      }
    }
    return this.number();
  }
  number() {
    const found = this.match(NUMBER);
    if (!found) throw new Broken();
    if (found[1] || found[2]) return new Real(found[0]);
    if (found[0].length > 4300) throw new Broken();
    const plain = Number(found[0]);
    return Number.isSafeInteger(plain) ? plain + 0 : BigInt(found[0]);
  }
  string() {
    this.need('"');
    let text = "";
    for (;;) {
      text += this.match(PLAIN)[0];
      const sign = this.text[this.at];
      this.at += 1;
      if (sign === '"') return text;
      if (sign !== "\\") throw new Broken();
      const escape = this.text[this.at];
      this.at += 1;
      const code = escape === "u" && this.match(/[0-9a-fA-F]{4}/y);
      if (!code && !(escape in ESCAPES)) throw new Broken();
      text += code ? String.fromCharCode(parseInt(code[0], 16)) : ESCAPES[escape];
    }
  }
  list(depth) {
    const values = [];
    if (this.taken("]")) return values;
    do values.push(this.value(depth + 1)); while (this.taken(","));
    this.need("]");
    return values;
  }
  object(depth) {
    const value = Object.create(null);
    if (this.taken("}")) return value;
    do {
      this.match(SPACE);
      const key = this.string();
      this.need(":");
      value[key] = this.value(depth + 1);
    } while (this.taken(","));
    this.need("}");
    return value;
  }
}

function parseJson(bytes) {
  let text = "";
  try { text = decoded(bytes); } catch { throw new Broken(); }
  const reader = new Reader(text), value = reader.value();
  reader.match(SPACE);
  if (reader.at < text.length) throw new Broken();
  return value;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Real);
const isWhole = (value) => typeof value === "number" || typeof value === "bigint";
const own = (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);

function canonicalText(value) {
  if (Array.isArray(value)) return "[" + value.map(canonicalText).join(",") + "]";
  if (value instanceof Real) return String(value.value);
  if (typeof value === "bigint" || typeof value === "number") return Object.is(value, -0) ? "0" : value.toString();
  if (typeof value === "string") return quoted(value);
  if (isObject(value)) return "{" + Object.keys(value).sort().map((key) => quoted(key) + ":" + canonicalText(value[key])).join(",") + "}";
  return value === undefined ? "null" : String(value);
}
// JSON.stringify escapes as RFC 8785 says, but for halves of pairs, which it would write as \ud800
const quoted = (text) => JSON.stringify(text).replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (all, half) => (half ? String.fromCharCode(parseInt(half, 16)) : all));
const canonical = (value) => utf8(canonicalText(value));
const hashed = (...values) => digest(canonical(values));
