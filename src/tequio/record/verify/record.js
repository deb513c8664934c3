// THE RECORD: its bytes, tree, files, and the draw of each lottery (docs/spec/record.md, section 6).

const CANNOT = ["no_key", "no_outside", "outside_part", "own_clock"];
class Found extends Findings {
  constructor() {
    super();
    this.draws = [];
  }
  get cannot() { return this.said.filter(([name]) => CANNOT.includes(name)).map(([name]) => name); }
  get verdict() { return this.failures.length ? "failed" : this.cannot.length ? "uncontradicted" : "proved"; }
  get code() { return { failed: 1, uncontradicted: 4, proved: this.draws.some(({ draw }) => draw.code === 3) ? 3 : 0 }[this.verdict]; }
  words(language) {
    const say = (name, values) => sentence(SENTENCES.record, name, language, values);
    const said = [...this.said].sort(([a], [b]) => Number(!CANNOT.includes(a)) - Number(!CANNOT.includes(b)));
    return {
      said: said.map(([name, values]) => say(name, values)), outcome: say(this.verdict, { n: this.failures.length }),
      failures: [...failureLines(SENTENCES.record, this.failures, language)],
      parts: this.draws.map(({ about, draw }) => ({ title: say("lottery", about), ...draw.words(language) })),
    };
  }
}
const under = (files, folder) => sorted([...files.keys()].filter((name) => name.startsWith(folder + "/")));
const objectOf = (data) => {
  try {
    const value = parseJson(data || new Uint8Array());
    return isObject(value) ? value : {};
  } catch { return {}; }
};
const within = (value, ...keys) => keys.reduce((one, key) => own(one, key) ?? null, value);

// the lines of acts.jsonl, without their line feeds; and what stands after the last one
function linesOf(data) {
  const lines = [];
  let start = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
    lines.push(data.subarray(start, end));
    start = end + 1;
  }
  return { lines, rest: data.subarray(start) };
}
function readActs(found, { lines, rest }) { // null if one cannot be used
  found.need(!rest.length && lines.length, "act_bytes", { n: lines.length });
  const acts = [];
  for (const [n, line] of lines.entries()) {
    let act = null;
    try { act = parseJson(line); } catch { act = null; }
    if (!found.need(isObject(act) && line.length < 65536 && same(canonical(act), line), "act_bytes", { n })) return null;
    const key = misfit(act);
    if (!found.need(!key, "act_shape", { n, key })) return null;
    if (!found.need(act.sequence === n && (!n || acts[n - 1].time <= act.time), "act_sequence", { n })) return null;
    acts.push(act);
  }
  return found.failures.length ? null : acts;
}
function readLog(found, files) {
  const split = linesOf(files.get("acts.jsonl")), acts = readActs(found, split);
  if (!acts) return null;
  const notes = [];
  for (const file of ["checkpoint", ...under(files, "checkpoints")]) {
    const note = readNote(files.get(file), file);
    if (found.need(note, "checkpoint_form", { file })) notes.push(note);
  }
  return { acts, notes, lines: split.lines, leaves: split.lines.map(leafHash), keys: [], name: notes.length ? notes[0].name : "" };
}
function checkKeys(found, log) {
  log.keys = [{ since: 1, key: log.acts[0].payload.key }];
  for (const { kind, payload, sequence: n } of log.acts) {
    if (kind !== "key.rotated") continue;
    const message = utf8(`tequio-key/1\n${log.name}\n${payload.old}\n${payload.new}\n`);
    const holds = payload.old === log.keys.at(-1).key && signatureHolds(bytesOf(payload.old), message, bytesOf(payload.signature));
    if (found.need(holds, "key_chain", { n })) found.say("rotated", { n });
    log.keys.push({ since: n + 1, key: payload.new });
  }
}
const ROOTS = new WeakMap(); // a log's roots by size
function rootAt(log, size) {
  if (!ROOTS.has(log)) ROOTS.set(log, new Map());
  const known = ROOTS.get(log);
  if (!known.has(size)) known.set(size, rootOf(log.leaves, 0, size));
  return known.get(size);
}
function checkNotes(found, log) {
  const count = log.acts.length;
  for (const note of log.notes) {
    const { file, size, name } = note, inForce = log.keys.filter(({ since }) => since <= Math.max(size, 1)).at(-1);
    found.need(file === "checkpoint" ? size === count : size <= count, "checkpoint_size", { file, size, count });
    found.need(size > count || same(rootAt(log, size), note.root), "checkpoint_root", { file, size });
    found.need(digest(utf8(name)) === log.acts[0].payload.name, "name_wrong", { file });
    found.need(isSigned(note, bytesOf(inForce.key)), "checkpoint_signature", { file });
  }
}
function checkTiles(found, files, log) {
  if (!under(files, "tile").length) return;
  const known = new Map();
  let level = log.leaves;
  for (let k = 0; ; k += 1) {
    known.set(String(k), level);
    if (level.length < 256) break;
    level = Array.from({ length: Math.floor(level.length / 256) }, (_, n) => rootOf(level, 256 * n, 256 * n + 256));
  }
  known.set("entries", log.lines.map((line) => joined(Uint8Array.of(line.length >> 8, line.length & 255), line)));
  for (const file of under(files, "tile")) {
    const place = /^tile\/(entries|[0-9])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(file);
    const start = place && 256 * Number(place[2].replace(/[x/]/g, "")), width = place && Number(place[3] || 256);
    const part = place ? (known.get(place[1]) || []).slice(start, start + width) : [];
    found.need(part.length && part.length === width && width <= 256 && same(joined(...part), files.get(file)), "tile_wrong", { file });
  }
}
// what lies beside the acts; gives the files that are what their names say
function checkFiles(found, files, acts) {
  const content = new Map(), gone = new Map();
  for (const file of [...under(files, "files"), ...under(files, "texts")]) {
    if (found.need(digest(files.get(file)) === file.slice(6), "file_wrong", { file })) content.set(file, files.get(file));
  }
  for (const { kind, payload, sequence } of acts) if (kind === "text.withdrawn") for (const one of payload.hashes) gone.set(one, sequence);
  for (const act of acts) {
    const about = { n: act.sequence, kind: act.kind }, beside = BESIDE[act.kind] && `files/${act.payload[BESIDE[act.kind]]}`;
    if (beside) found.need(content.has(beside), "file_missing", { file: beside, ...about });
    for (const one of textsOf(act)) {
      if (files.has(`texts/${one}`)) continue;
      if (gone.get(one) > act.sequence) found.say("withdrawn", { hash: one, ...about });
      else found.need(false, "file_missing", { file: `texts/${one}`, ...about });
    }
  }
  return content;
}

// CONTENTS: the files of lotteries and letters, against the acts that published them.
function quotaRows(data) { // null if the file is no table of quotas
  let rows = [];
  try { rows = rowsOf(decoded(data).replace(/^\ufeff/, "")); } catch { return null; }
  const heads = (rows.shift() || []).map((name) => name.trim().toUpperCase().toLowerCase()), columns = ["feature", "value", "min", "max"];
  if (!columns.every((column) => heads.includes(column))) return null;
  const plain = (cell) => (FORMULA.test(cell) ? cell.slice(1) : cell);
  return rows.map((row) => columns.map((column) => plain(row[heads.indexOf(column)] ?? "")));
}
function checkLotteryFile(found, content, root, lottery) {
  const n = lottery.act.sequence, file = objectOf(content.get(`files/${root}`)), people = within(file, "pool", "people");
  const fitting = lottery.kind !== "lottery" || (file.size === lottery.fixed.payload.size && FORM.WHOLE(people) && people <= lottery.pool.payload.people);
  found.need(file.kind === lottery.kind && fitting, "lottery_file", { n });
  const rows = quotaRows(content.get(`files/${lottery.quotas}`) || new Uint8Array());
  const told = (Array.isArray(file.quotas) ? file.quotas : []).filter(isObject).map((one) => [one.feature, one.value, one.min, one.max].map(String));
  found.need(rows === null || alike(sorted(rows.map(canonicalText)), sorted(told.map(canonicalText))), "quotas_file", { n });
}
function checkDrawFiles(found, content, root, lottery) {
  let before = null;
  for (const { announced, revealed, drawn } of lottery.acts) {
    const draw = objectOf(content.get(`files/${drawn.payload.draw}`)), data = content.get(`files/${revealed.payload.text}`), { source, round } = announced.payload;
    const told = Object.keys(draw).length > 0, words = new TextDecoder("utf-8", { ignoreBOM: true }).decode(data || new Uint8Array()), parts = words.split(" ");
    const right = parts[0] === source && (source !== "drand" || parts[2] === String(round));
    if (data && told) found.need(right && within(draw, "source", "text") === words, "text_file", { n: revealed.sequence });
    const follows = within(draw, "redraw", "draw") === before && draw.lottery === root && draw.number === drawn.payload.number;
    if (told) found.need(follows && draw.rehearsal === false, "draw_file", { n: drawn.sequence });
    before = drawn.payload.draw;
  }
}
function checkContents(found, content, past) {
  for (const [root, lottery] of past.lotteries) {
    if (!content.has(`files/${root}`)) continue;
    checkLotteryFile(found, content, root, lottery);
    checkDrawFiles(found, content, root, lottery);
  }
  for (const [root, plan] of past.plans) {
    const invitation = plan.drawn ? objectOf(content.get(`files/${plan.drawn.payload.invitation}`)) : {};
    if (!Object.keys(invitation).length) continue;
    const right = invitation.plan === root && within(invitation, "source", "kind") === plan.announced.payload.source && invitation.rehearsal === false;
    const frame = within(objectOf(content.get(`files/${root}`)), "frame", "sha256") === plan.frame;
    found.need(right && frame, "invitation_file", { n: plan.drawn.sequence });
  }
}

// DRAWS: each lottery laid out as a folder, with those before it, and checked as such.
function laidOut(content, root, { draws }) {
  const files = new Map([["public/lottery.json", content.get(`files/${root}`)]]);
  draws.forEach((draw, n) => files.set(n + 1 === draws.length ? "public/draw.json" : `public/draw-${n + 1}.json`, content.get(`files/${draw}`)));
  return files;
}
function checkDrawsOf(found, content, pasts, bundles) {
  const every = new Map([...pasts].flatMap(([assembly, past]) => [...past.lotteries].map(([root, lottery]) => [root, { assembly, lottery }])));
  const inside = new Map(bundles.map((files) => [digest(files.get("public/lottery.json")), files])), ofDraw = new Map();
  if ([...inside.keys()].some((root) => !every.has(root))) throw new Unusable("bad_bundle", { file: "zip" });
  for (const [root, { lottery }] of every) for (const draw of lottery.draws) ofDraw.set(draw, root);
  for (const [root, { assembly, lottery }] of every) {
    if (![root, ...lottery.draws].every((name) => content.has(`files/${name}`))) continue;
    const files = laidOut(content, root, lottery), chain = [];
    for (const [name, data] of inside.get(root) || []) if (name.startsWith("private/")) files.set(name, data);
    for (let before = root; ;) {
      before = ofDraw.get(within(objectOf(content.get(`files/${before}`)), "replaces", "draw"));
      if (!before || chain.includes(before) || !content.has(`files/${before}`)) break;
      chain.unshift(before);
    }
    try {
      const earlier = chain.map((one) => laidOut(content, one, every.get(one).lottery)), draw = checkLotteryFiles(files, { earlier });
      found.draws.push({ about: { root, assembly }, draw });
      found.need(!draw.failures.length, "draw_fails", { root });
    } catch (fault) {
      if (!(fault instanceof Unusable)) throw fault;
      found.need(false, "draw_fails", { root });
    }
  }
}

// A record, as a Map of its files; evidence {key, cosigners, checkpoints and receipts as {name, data}, bundles as Maps}.
function checkRecord(files, { key = null, cosigners = [], checkpoints = [], receipts = [], bundles = [] } = {}) {
  const found = new Found();
  if (!files.has("acts.jsonl") || !files.has("checkpoint")) throw new Unusable("no_record", { file: "zip" });
  const trusted = key ? readKey(key, 1) : null, others = cosigners.map((one) => readKey(one, 4)), log = readLog(found, files);
  found.say("pool_people");
  if (!log) return found;
  if (!log.notes.length || log.acts[0].kind !== "log.opened") {
    found.need(log.acts[0].kind === "log.opened", "log_start", { n: 0 });
    return found;
  }
  checkKeys(found, log);
  checkNotes(found, log);
  found.say("log", { name: log.name, size: log.acts.length, time: log.acts.at(-1).time });
  found.say("root", { root: hexOf(rootAt(log, log.acts.length)) });
  found.say("key", { key: verifierKey(log.name, bytesOf(log.keys.at(-1).key)) });
  checkTiles(found, files, log);
  const content = checkFiles(found, files, log.acts), pasts = checkLaw(found, log.acts);
  for (const past of pasts.values()) checkContents(found, content, past);
  checkDrawsOf(found, content, pasts, bundles);
  checkOutside(found, log, trusted, checkpoints, others);
  for (const { name, data } of receipts) checkReceipt(found, name, objectOf(data), pasts);
  return found;
}
