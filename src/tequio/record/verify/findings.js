// FINDINGS. What was found, as names of sentences with their values; SENTENCES is put here when the page is built.

class Unusable extends Error {
  constructor(name, values = {}) {
    super(name);
    [this.name, this.values] = [name, values];
  }
}

// One sentence in a language. What comes from a file is cut and cleaned, so that it cannot play with the page.
function sentence(table, name, language, values = {}) {
  const shown = (value) => (Array.isArray(value) ? sentence(table, value[0], language, { n: value[1] }) : Array.from(String(value).slice(0, 2000), (letter) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(letter) ? "?" : letter)).join(""));
  const words = table[name][language === "es" ? 1 : 0].replace(/\{([a-z_]+)\}/g, (all, key) => shown(values[key] ?? ""));
  return Array.isArray(values.panel) ? words[0].toUpperCase() + words.slice(1) : words;
}

function* failureLines(table, failures, language) {
  for (const kind of new Set(failures.map(([name]) => name))) {
    const alike = failures.filter(([name]) => name === kind);
    for (const [, values] of alike.slice(0, 20)) yield sentence(table, kind, language, values);
    if (alike.length > 20) yield sentence(table, "more", language, { n: alike.length - 20 });
  }
}

// The keys of a draw's sentences that are said first, in this order.
const FIRST = { level_public: 0, level_exact: 0, level_auditor: 0, rehearsal: 1, redrawn: 1, quota_changed: 2, drawn: 3 };

class Findings {
  constructor() { [this.said, this.failures, this.lottery, this.root] = [[], [], {}, ""]; }
  say(name, values = {}) { this.said.push([name, values]); }
  need(holds, name, values = {}) {
    if (!holds) this.failures.push([name, values]);
    return Boolean(holds);
  }
  needAll(holds, name, values) { for (const [key, one] of Object.entries(holds)) this.need(one, name, { ...values, key }); }
  fits(value, shape, file) {
    const bad = shape(value);
    return this.need(!bad, "shape", { file, key: bad && bad.length ? bad.map((key) => (typeof key === "number" ? `[${key}]` : "." + key)).join("").replace(/^\./, "") : "format" });
  }
  has(name) { return this.said.some(([one]) => one === name); }
  get verdict() { return this.failures.length ? "failed" : "proved"; }
  get code() { return this.failures.length ? 1 : this.has("redrawn") ? 3 : 0; }
  get outcome() {
    const part = this.has("earlier_unread") || (this.has("exact_number") && this.has("level_exact"));
    return this.failures.length ? "failed" : part ? "in_part" : "proved";
  }
  // what was said, the verdict and what fails, in words
  words(language) {
    const said = [...this.said].sort(([a], [b]) => (FIRST[a] ?? 4) - (FIRST[b] ?? 4));
    return {
      said: said.map(([name, values]) => sentence(SENTENCES.draw, name, language, values)),
      outcome: sentence(SENTENCES.draw, this.outcome, language, { n: this.failures.length }),
      failures: [...failureLines(SENTENCES.draw, this.failures, language)],
    };
  }
}

// FILES of a lottery: a Map from path ("public/lottery.json") to bytes.
const MOST_READ = 2 ** 29;
function read(files, path) {
  const data = files.get(path);
  if (!data || data.length >= MOST_READ) throw new Unusable(data ? "too_big" : "no_file", { file: path });
  return data;
}
function parse(files, path) {
  try { return parseJson(read(files, path)); } catch (fault) {
    if (fault instanceof Broken) throw new Unusable("broken", { file: path, kind: "JSON" });
    throw fault;
  }
}
const base = (path) => path.slice(path.lastIndexOf("/") + 1);
// a public file: its value, or null if it has not the shape; and the hash of its bytes
function load(found, files, path, shape) {
  const value = parse(files, path), data = files.get(path), fitting = found.fits(value, shape, base(path));
  found.need(!fitting || same(joined(canonical(value), Uint8Array.of(10)), data), "not_canonical", { file: base(path) });
  return [fitting ? value : null, digest(data)];
}
