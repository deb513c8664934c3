// THE PUBLIC LEVEL of a lottery and its draws (docs/spec/draw.md, sections 3, 5 and 6).

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const sorted = (texts) => [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const ascending = (texts) => texts.every((one, n) => !n || texts[n - 1] < one);
const alike = (a, b) => canonicalText(a) === canonicalText(b);
const quotaOf = ({ feature, value, min, max }) => ({ feature, value, min, max });

// SOURCES. Whether the text of a source is written as its kind must be, and serves for so many panels.
const SOURCES = {
  digits(words, source, total) {
    const found = /^digits((?: [0-9])+)$/.exec(words);
    return found && BigInt(total) === 10n ** BigInt(found[1].length / 2);
  },
  dice(words) {
    const found = /^dice d([1-9][0-9]{0,3})((?: [1-9][0-9]{0,3})+)$/.exec(words);
    if (!found) return false;
    const sides = Number(found[1]), throws = found[2].trim().split(" ").map(Number);
    return sides >= 2 && sides <= 1000 && throws.every((one) => one <= sides) && BigInt(sides) ** BigInt(throws.length) >= 1n << 128n;
  },
  balls(words) {
    if (!/^balls (?:(?:[0-9]{1,12}\.)+\/)+$/.test(words)) return false;
    const sources = words.slice(6, -1).split("/").map((part) => part.slice(0, -1).split("."));
    const plain = sources.every((balls) => balls.every((ball, n) => String(Number(ball)) === ball && (!n || Number(balls[n - 1]) <= Number(ball))));
    return plain && sources.flat().length >= 6;
  },
  drand(words, source) {
    const found = /^drand quicknet ([0-9]{1,19}) ([0-9a-f]{64})$/.exec(words);
    return found && "round" in source && "signature" in source && found[1] === String(source.round) && found[2] === digest(bytesOf(source.signature));
  },
  seed: (words) => /^seed [^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/u.test(words),
};

// The number u, from 0 below `total`, that follows from the root of a lottery and a text of randomness.
function picked(root, words, total) {
  if (words.startsWith("digits ")) {
    const read = BigInt("0" + words.replace(/[^0-9]/g, "").slice(0, 18));
    return (((read - 1n) % total) + total) % total;
  }
  const whole = 1n << 256n, bound = whole - (whole % total);
  for (let i = 0; ; i += 1) {
    const value = numberOf(sha256(utf8(`tequio-draw/1\n${root}\n${words}\n${i}\n`)));
    if (value < bound) return value % total;
  }
}
// which composition, from 1, the number of an exact lottery falls on; 0 if none
function composed(root, words, weights) {
  const u = picked(root, words, 1n << 64n);
  let total = 0n;
  return weights.findIndex((one) => (total += BigInt(one)) > u) + 1;
}
function inOrder(label, root, words, people) {
  const keys = new Map(people.map((name) => [name, hashed(label, root, words, name)]));
  return [...people].sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : 0));
}

function checkQuotasOf(found, { quotas, features }) {
  for (const quota of quotas) {
    const times = quotas.filter((one) => one.feature === quota.feature && one.value === quota.value).length;
    found.need(times === 1 && features.includes(quota.feature) && quota.min <= quota.max, "quota_wrong", quota);
  }
}
function checkLevels(found, { levels, pool, size }) {
  const chances = levels.map((level) => fractionOf(level.chance)), unit = commonOf(chances), people = sum(levels.map((level) => level.people));
  const climbs = chances.every((chance, n) => !n || compared(chances[n - 1], chance) < 0n);
  const far = chances.reduce((total, chance, n) => total + over(chance, unit || chance.d) * BigInt(levels[n].people), 0n) - BigInt(size) * unit;
  const exact = levels.every((level) => isFraction(level.chance)); // decimals are rounded
  const near = exact ? far === 0n : abs(far) * 10n ** 9n <= unit * BigInt(people);
  found.need(climbs && people === pool.people && unit && near, "levels_wrong", { size });
}
function checkLottery(found) {
  const { lottery } = found, { panels, size, members, weights } = lottery, numbered = lottery.form === "numbered";
  checkQuotasOf(found, lottery);
  checkLevels(found, lottery);
  found.need(panels.commitments.length === panels.count && treeRoot(panels.commitments) === panels.root, "root_wrong", { key: "panels" });
  found.needAll({
    seats: (lottery.seats !== null) === numbered,
    reserves: numbered || lottery.reserves === 0,
    members: members ? lottery.published === "panels" && numbered && members.length === panels.count : lottery.published !== "panels",
    replaces: "replaces" in lottery === (lottery.kind === "replacement"),
    size: size <= lottery.pool.people,
    weights: !weights || (!numbered && weights.length === panels.count && weights.reduce((total, one) => total + BigInt(one), 0n) === 1n << 64n),
    status: (lottery.method === "legacy") === (lottery.status === "simulated"),
    distance: lottery.status !== "exact" || Number(lottery.distance) <= 1e-9,
  }, "unfit", { file: "lottery.json" });
  for (const [n, people] of (members || []).entries()) found.need(people.length === size && ascending(people), "panel_size", { panel: ["numbered_panel", n + 1], size });
}

// THE DRAWS in a folder: draw-1.json, draw-2.json … and last draw.json.
function checkDraws(found, files) {
  const numbers = [...files.keys()].map((path) => /^public\/draw-([1-9][0-9]{0,3})\.json$/.exec(path)).filter(Boolean).map((one) => Number(one[1]));
  if (!numbers.length && !files.has("public/draw.json")) {
    found.say("not_drawn");
    return null;
  }
  const last = Math.max(0, ...numbers), order = [...Array.from({ length: last }, (_, n) => `draw-${n + 1}.json`), "draw.json"];
  let draw = null, hashOf = "";
  for (const [n, file] of order.entries()) {
    const [before, earlier] = [draw, hashOf];
    [draw, hashOf] = found.need(files.has("public/" + file), "draw_missing", { file }) ? load(found, files, "public/" + file, SHAPES.draw) : [null, ""];
    if (!draw) continue;
    checkAgain(found, { file, n, draw, before, earlier, name: order[n - 1] });
    checkDraw(found, file, draw);
  }
  if (draw) found.say("drawn", { number: draw.number, count: found.lottery.panels.count, source: draw.source.text });
  if (draw && draw.rehearsal) found.say("rehearsal");
  return draw;
}
function checkAgain(found, { file, n, draw, before, earlier, name }) {
  const again = draw.redraw;
  found.need(n || !again, "earlier_hidden", { file });
  found.need(!n || (again && again.draw === earlier), "redraw_unsaid", { file, earlier: name });
  if (!again || !before) return;
  const by = new Set(again.by.map((who) => who.trim()).filter(Boolean));
  found.need(by.size === 2 && again.reason.trim(), "redraw_by", { file });
  found.say("redrawn", { n, number: before.number, source: before.source.text, reason: again.reason, by: again.by.join(", ") });
}
const PULSES = new Map(); // a pulse takes a while
function pulseHolds(round, signature) {
  const key = `${round} ${signature}`;
  if (!PULSES.has(key)) PULSES.set(key, drandHolds(BigInt(round), signature));
  return PULSES.get(key);
}
function checkDraw(found, file, draw) {
  const { lottery, root } = found, { source, panel, number } = draw, words = source.text, numbered = lottery.form === "numbered";
  found.need(draw.lottery === root, "other_lottery", { file });
  found.need(draw.rehearsal === (source.kind === "seed"), "unfit", { file, key: "rehearsal" });
  const { commitments } = lottery.panels;
  found.need(SOURCES[source.kind](words, source, numbered ? commitments.length : 0), "source_wrong", { file, text: words });
  if (source.kind === "drand" && "signature" in source && "round" in source) found.need(pulseHolds(source.round, source.signature), "pulse_wrong", { file, round: source.round });
  const shares = numbered ? [] : lottery.weights || [];
  const expected = numbered ? Number(picked(root, words, BigInt(lottery.panels.count))) + 1 : shares.length ? composed(root, words, shares) : number;
  const weighs = !(lottery.weights || []).length || number > lottery.weights.length || lottery.weights[number - 1] === panel.weight;
  found.need(number === expected && weighs, "number_wrong", { file, expected, number });
  const opened = numbered
    ? hashed("tequio-panel/1", panel.salt, number, sorted(panel.members), panel.reserves ?? null)
    : hashed("tequio-composition/1", panel.salt, number, panel.weight ?? null, panel.composition ?? null);
  found.need(number <= commitments.length && opened === commitments[number - 1], "opening_wrong", { file, number });
  found.need(panel.members.length === lottery.size && ascending(panel.members), "panel_size", { panel: ["drawn_panel", file], size: lottery.size });
  if (lottery.members) found.need(lottery.members[number - 1] && alike(lottery.members[number - 1], panel.members), "drawn_members", { file, number });
  if (!numbered && !shares.length) found.say("exact_number");
  checkReserves(found, file, draw);
  checkCounts(found, file, draw);
}
function checkReserves(found, file, { panel, reserves, source }) {
  const { lottery, root } = found;
  const right = lottery.reserves ? panel.reserves ?? null : inOrder("tequio-reserve/1", root, source.text, reserves);
  const apart = new Set([...reserves, ...panel.members]).size === reserves.length + panel.members.length;
  found.need(alike(reserves, right) && apart && reserves.length <= (lottery.reserves || lottery.size), "reserves_wrong", { file });
}
function checkCounts(found, file, { counts }) {
  const { lottery } = found, told = "replaces" in lottery ? "met" : "count", sums = new Map();
  const follow = alike(counts.map(quotaOf), lottery.quotas.map(quotaOf)) && counts.every((row) => told in row && row.met !== false);
  found.need(follow, "count_quotas", { file });
  if (!follow || told === "met") return;
  for (const row of counts) {
    sums.set(row.feature, (sums.get(row.feature) || 0) + row.count);
    found.need(row.min <= row.count && row.count <= row.max, "panel_quota", { panel: ["drawn_panel", file], ...row });
  }
  for (const [feature, count] of sums) found.need(count === lottery.size, "count_sum", { file, feature, count, size: lottery.size });
}

// A REPLACEMENT, against the public files of the draws before it (section 3), the first lottery first.
function checkReplacement(found, draw, earlier) {
  const { lottery } = found, { replaces } = lottery, { left, stay } = replaces, wrong = found.failures.length;
  const gone = new Set([...left, ...stay]);
  found.say("replacement", { left: new Set(left).size, stay: new Set(stay).size });
  found.need(!draw || ![...draw.panel.members, ...draw.reserves].some((name) => gone.has(name)), "unfit", { file: "draw.json", key: "members" });
  const chain = readChain(found, earlier);
  if (!chain) return;
  const { lotteries, panel, hashOf } = chain;
  found.need(!lotteries.length || hashOf === replaces.draw, "earlier_other", { file: lotteries.length });
  if (!lotteries.length) found.say("earlier_unread");
  if (found.failures.length > wrong) return;
  const sound = ascending(left) && ascending(stay) && gone.size === left.length + stay.length;
  found.need(sound && (!lotteries.length || alike(sorted(gone), sorted(panel))), "left_stay");
  found.need(lottery.size === left.length, "unfit", { file: "lottery.json", key: "size" });
  const named = (one) => one.quotas.map(({ feature, value }) => [feature, value]);
  found.needAll({
    features: lotteries.every((one) => alike(one.features, lottery.features)),
    household_rule: lotteries.every((one) => one.household_rule === lottery.household_rule),
    quotas: lotteries.every((one) => alike(named(one), named(lottery))),
  }, "unfit", { file: "lottery.json" });
  const before = lotteries.length ? lotteries[lotteries.length - 1].quotas : [];
  for (const [n, was] of before.entries()) {
    const now = lottery.quotas[n];
    if (now && !alike(was, now)) found.say("quota_changed", { ...now, old_min: was.min, old_max: was.max });
  }
}
function readChain(found, earlier) {
  let hashOf = "", panel = new Set();
  const lotteries = [];
  for (const [n, files] of earlier.entries()) {
    if (!files.has("public/lottery.json") || !files.has("public/draw.json")) throw new Unusable("earlier_none", { file: n + 1 });
    const [first, root] = load(found, files, "public/lottery.json", SHAPES.lottery), [before, following] = load(found, files, "public/draw.json", SHAPES.draw);
    if (!first || !before) return null;
    found.need(before.lottery === root && (!n || (first.replaces || {}).draw === hashOf), "earlier_other", { file: n + 1 });
    panel = new Set([...before.panel.members, ...(first.replaces || { stay: [] }).stay]);
    hashOf = following;
    lotteries.push(first);
  }
  return { lotteries, panel, hashOf };
}

// A PROOF that a volunteer holds (section 4).
const SAYS = {
  en: ["You are on none of the {count} panels.", "You are on all {count} panels.", "You are on {n} of the {count} panels, this one: {panels}.", "You are on {n} of the {count} panels, these: {panels}."],
  es: ["Usted no está en ninguno de los {count} paneles.", "Usted está en todos los {count} paneles.", "Usted está en {n} de los {count} paneles, este: {panels}.", "Usted está en {n} de los {count} paneles, estos: {panels}."],
};
function saysOf({ panels: mine, panel_count: count }, language) {
  const comma = language === "en" ? "," : "\u202f";
  const written = (n) => (language === "es" && n < 10000 ? String(n) : String(n).replace(/\B(?=([0-9]{3})+$)/g, comma));
  const which = !mine.length ? 0 : mine.length === count ? 1 : mine.length === 1 ? 2 : 3;
  const values = { n: written(mine.length), count: written(count), panels: mine.map(written).join(", ") };
  return SAYS[language][which].replace(/\{([a-z]+)\}/g, (all, key) => values[key]);
}
function checkProof(found, files, path) {
  const proof = parse(files, path), { lottery } = found, numbered = lottery.form === "numbered";
  if (!found.fits(proof, SHAPES.proof, base(path))) return null;
  const { position, people } = { position: proof.position, people: lottery.pool.people };
  const leads = (commitment, way) => hexOf(pathRoot(bytesOf(commitment), position, people, way.map(bytesOf)) || []);
  const person = hashed("tequio-person/1", proof.salt, proof.pseudonym, proof.id, proof.household, proof.values);
  const seats = hashed("tequio-seats/1", proof.salt, proof.pseudonym, proof.panels);
  const written = () => ({ en: saysOf({ ...proof, panels: proof.panels || [] }, "en"), es: saysOf({ ...proof, panels: proof.panels || [] }, "es") });
  found.needAll({
    lottery: proof.lottery === found.root, features: alike(proof.features, lottery.features),
    says: !numbered || !("says" in proof) || alike(proof.says, written()),
    person_path: leads(person, proof.person_path) === lottery.pool.root,
    panels: (proof.panels !== null) === numbered,
    seats_path: numbered ? lottery.seats !== null && leads(seats, proof.seats_path || []) === lottery.seats.root : lottery.seats === null,
    panel_count: proof.panel_count === lottery.panels.count, people: proof.people === people,
  }, "proof_wrong", { file: base(path) });
  return proof;
}
function sayProof(found, { pseudonym: name, panels: mine, position, people, panel_count: count }, draw) {
  found.say("in_pool", { pseudonym: name, n: position + 1, people });
  if (mine !== null) found.say("in_panels", { pseudonym: name, n: mine.length, count, numbers: mine.join(", ") });
  if (draw) found.say(draw.panel.members.includes(name) ? "chosen" : "not_chosen", { number: draw.number, pseudonym: name });
}

const percent = (written) => (100 * Number(written)).toFixed(4);
// Checks a lottery: a Map of its files; options {earlier: [Map …], proof: path}. Throws Unusable if it cannot.
function checkLotteryFiles(files, { earlier = [], proof = null } = {}) {
  if (files.has("lottery.json") || files.has("panels.json")) throw new Unusable("inside", { file: ".." });
  const found = new Findings(), inside = !proof && [...files.keys()].some((path) => path.startsWith("private/"));
  const [lottery, root] = load(found, files, "public/lottery.json", SHAPES.lottery);
  found.root = root;
  found.say(inside ? "level_auditor" : lottery && lottery.form === "exact" ? "level_exact" : "level_public");
  found.say("root", { root });
  if (!lottery) return found;
  found.lottery = lottery;
  checkLottery(found);
  const draw = checkDraws(found, files), moved = lottery.largest_change;
  if (lottery.form === "numbered") found.say("change", { absolute: percent(moved.absolute), relative: percent(moved.relative) });
  if (100 * Number(moved.relative) > 5) found.say("change_large");
  if ("replaces" in lottery) checkReplacement(found, draw, earlier);
  const held = proof ? checkProof(found, files, proof) : null;
  if (held && !found.failures.length) sayProof(found, held, draw);
  if (!inside && !proof && Number(lottery.gap) > 1e-9) sayGap(found);
  if (inside) audit(found, files, draw, earlier);
  return found;
}
const sayGap = (found) => found.say("gap_said", { gap: percent(found.lottery.gap) });
