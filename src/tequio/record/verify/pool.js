// THE AUDITOR'S LEVEL: the people behind the root and the panels, from private/ (docs/spec/draw.md, sections 1 to 6).

const near = (a, b, slack) => Math.abs(a - b) <= slack;
const countsOf = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
};

// By position: the quotas under which each person counts, household and type; and how many stay.
class Pool {
  constructor(lottery, data) {
    this.names = data.pseudonyms;
    this.at = new Map(this.names.map((name, i) => [name, i]));
    this.households = data.households || this.names.map(() => null);
    this.seated = (data.seated || { counts: [] }).counts.length ? data.seated.counts : lottery.quotas.map(() => 0);
    this.low = lottery.quotas.map(({ min }, q) => Math.max(0, min - this.seated[q]));
    this.high = lottery.quotas.map(({ max }, q) => max - this.seated[q]);
    const place = new Map(lottery.quotas.map(({ feature, value }, q) => [canonicalText([feature, value]), q]));
    this.rows = data.people.map((person) => person.map((value, f) => place.get(canonicalText([data.features[f], data.values[f][value]]))));
    this.together = new Map();
    this.households.forEach((home, i) => { if (home !== null) this.together.set(home, [...(this.together.get(home) || []), i]); });
    const texts = this.rows.map((row) => row.join(" "));
    const pattern = new Map([...this.together].map(([home, who]) => [home, sorted(who.map((i) => texts[i])).join(";")]));
    this.patterns = this.households.map((home) => (home === null ? null : pattern.get(home)));
    this.room = countsOf(pattern.values()); // households of each pattern: no panel takes two of one
    const kinds = new Map();
    this.types = texts.map((row, i) => {
      const key = canonicalText([row, this.patterns[i]]);
      if (!kinds.has(key)) kinds.set(key, kinds.size);
      return kinds.get(key);
    });
    this.members = Array.from(kinds, () => []);
    this.types.forEach((kind, i) => this.members[kind].push(i));
  }
  counts(positionsOf, times = () => 1) {
    const total = this.low.map(() => 0);
    for (const i of positionsOf) for (const q of this.rows[i]) total[q] += times(i);
    return total;
  }
  free(members) {
    const taken = new Set(members), homes = new Set(members.filter((name) => this.at.has(name)).map((name) => this.households[this.at.get(name)]));
    homes.delete(null);
    return this.names.filter((name, i) => !taken.has(name) && !homes.has(this.households[i]));
  }
}

function openPool(found, data) {
  const { lottery } = found, n = lottery.pool.people, wrong = found.failures.length, homes = data.households;
  const values = data.features.map((feature) => lottery.quotas.filter((quota) => quota.feature === feature).map((quota) => quota.value));
  found.needAll({
    features: alike(data.features, lottery.features), values: alike(data.values, values), leaves: data.leaves.length === n,
    pseudonyms: data.pseudonyms.length === n && ascending(data.pseudonyms),
    people: data.people.length === n && data.people.every((row) => row.length === values.length && row.every((value, f) => value < values[f].length)),
    households: (homes !== null) === lottery.household_rule && (homes === null || homes.length === n),
    seated: "seated" in data === "replaces" in lottery && (!("seated" in data) || data.seated.counts.length === lottery.quotas.length),
  }, "unfit", { file: "panels.json" });
  if (found.failures.length > wrong) return null;
  const pool = new Pool(lottery, data), together = [...pool.together];
  found.need(data.lottery === found.root, "other_lottery", { file: "panels.json" });
  found.need(treeRoot(data.leaves) === lottery.pool.root, "root_wrong", { key: "pool" });
  found.need(together.every(([home, who], k) => home === k && who.length > 1), "unfit", { file: "panels.json", key: "households" });
  if ("replaces" in lottery) {
    const { salt, counts } = data.seated, stay = lottery.replaces.stay.length;
    const complete = data.features.every((feature) => sum(pool.seated.filter((_, q) => lottery.quotas[q].feature === feature)) === stay);
    found.need(hashed("tequio-seated/1", salt, counts) === lottery.replaces.seated && complete, "seated_wrong");
  }
  return pool;
}
// id and salt of each person by key.csv; both empty for who was erased
function openKey(found, data, pool, files) {
  const rows = table(files, "private/key.csv", ["id", "pseudonym", "salt"]), times = countsOf(rows.map((row) => row.pseudonym));
  const key = new Map(rows.map((row) => [row.pseudonym, row]));
  const odd = sorted(new Set([...times.keys(), ...pool.names])).filter((name) => times.get(name) !== 1 || !pool.at.has(name));
  for (const name of odd) found.need(false, "key_rows", { pseudonym: name });
  const opened = pool.names.map((name) => key.get(name) || { id: "", salt: "" }), ids = countsOf(opened.map((one) => one.id));
  opened.forEach(({ id, salt }, i) => {
    const values = data.people[i].map((value, f) => data.values[f][value]);
    const told = hashed("tequio-person/1", salt, pool.names[i], id, pool.households[i], values) === data.leaves[i];
    found.need((!id && !salt) || (told && ids.get(id) === 1), "person_commitment", { pseudonym: pool.names[i] });
  });
  if (ids.get("")) found.say("erased", { n: ids.get("") });
  return opened;
}

function checkPanel(found, pool, panel, subject) {
  const { size } = found.lottery, sound = new Set(panel).size === panel.length && panel.length === size && panel.every((i) => i < pool.names.length);
  if (!found.need(sound, "panel_size", { panel: subject, size })) return false;
  checkQuotas(found, pool, pool.counts(panel), subject);
  const homes = panel.map((i) => pool.households[i]).filter((home) => home !== null);
  found.need(new Set(homes).size === homes.length, "panel_household", { panel: subject });
  return true;
}
function checkQuotas(found, pool, counts, subject) {
  found.lottery.quotas.forEach((quota, q) => {
    const count = counts[q] + pool.seated[q];
    found.need(quota.min <= count && count <= quota.max, "panel_quota", { panel: subject, count, ...quota });
  });
}
const allOf = (lottery, lists) => [...lists, lottery.panels.commitments].every((one) => one.length === lottery.panels.count);

// the chance of each person by the lottery, and the numbered panels that each is on; null if the panels are not there
function checkNumbered(found, pool, data, salts) {
  const { lottery } = found, ours = data.numbered, { count, commitments } = lottery.panels;
  const complete = ours && allOf(lottery, Object.values(ours));
  found.need(complete && data.panels.length === data.weights.length && lottery.seats, "panels_count", { n: count });
  if (!complete || !lottery.seats) return null;
  const weights = data.weights.map(realOf);
  found.need(weights.length && weights.every((one) => one > 0) && Math.abs(sum(weights) - 1) < 1e-9, "weights_sum", { total: 1 });
  const chances = pool.names.map(() => 0), seats = pool.names.map(() => []);
  data.panels.slice(0, weights.length).forEach((panel, k) => {
    if (checkPanel(found, pool, panel, ["portfolio_panel", k + 1])) for (const i of panel) chances[i] += weights[k];
  });
  ours.panels.forEach((panel, k) => {
    const subject = ["numbered_panel", k + 1], reserves = ours.reserves[k];
    if (checkPanel(found, pool, panel, subject)) for (const i of panel) seats[i].push(k + 1);
    const every = [...panel, ...reserves], apart = every.every((i) => i < pool.names.length) && new Set(every).size === every.length;
    found.need(apart && reserves.length === lottery.reserves, "panel_reserves", { panel: subject, n: lottery.reserves });
    const members = apart ? sorted(panel.map((i) => pool.names[i])) : [], after = apart ? reserves.map((i) => pool.names[i]) : [];
    found.need(hashed("tequio-panel/1", ours.salts[k], k + 1, members, after) === commitments[k], "panel_commitment", { panel: subject });
    if (lottery.members) found.need(lottery.members[k] && alike(lottery.members[k], members), "drawn_members", { file: "lottery.json", number: k + 1 });
  });
  found.say("panels_checked", { n: data.panels.length + ours.panels.length });
  const root = treeRoot(pool.names.map((name, i) => hashed("tequio-seats/1", salts[i], name, seats[i])));
  found.need(root === lottery.seats.root || !salts.every(Boolean), "root_wrong", { key: "seats" });
  return { chances, seats };
}
function checkExact(found, pool, data) {
  const { lottery } = found, ours = data.exact, { count, commitments } = lottery.panels;
  if ("weights" in lottery) found.need(ours && alike(lottery.weights, ours.weights), "unfit", { file: "lottery.json", key: "weights" });
  if (!found.need(ours && allOf(lottery, Object.values(ours)), "panels_count", { n: count })) return null;
  const weights = ours.weights.map(BigInt), seats = pool.members.map(() => 0n);
  found.need(weights.reduce((a, b) => a + b, 0n) === 1n << 64n, "weights_sum", { total: "2^64" });
  ours.compositions.forEach((composition, k) => {
    const subject = ["composition", k + 1];
    if (checkComposition(found, pool, composition, subject)) for (const [kind, taking] of composition) seats[kind] += weights[k] * BigInt(taking);
    const opened = hashed("tequio-composition/1", ours.salts[k], k + 1, ours.weights[k], composition);
    found.need(opened === commitments[k], "panel_commitment", { panel: subject });
  });
  found.say("panels_checked", { n: weights.length });
  return { chances: pool.types.map((kind) => floatOf({ n: seats[kind], d: BigInt(pool.members[kind].length) << 64n })), seats: null };
}
function checkComposition(found, pool, composition, subject) {
  const { size } = found.lottery, taken = new Map();
  const pairs = composition.every((pair) => pair.length === 2 && pair[1] > 0 && pair[0] < pool.members.length);
  const sound = pairs && composition.every(([kind], n) => !n || composition[n - 1][0] < kind) && sum(composition.map((pair) => pair[1])) === size;
  if (!found.need(sound, "panel_size", { panel: subject, size })) return false;
  for (const [kind, taking] of composition) {
    const pattern = pool.patterns[pool.members[kind][0]], key = pattern ?? kind;
    taken.set(key, (taken.get(key) || 0) + taking);
    found.need(taken.get(key) <= (pattern === null ? pool.members[kind].length : pool.room.get(pattern)), "panel_household", { panel: subject });
  }
  const times = new Map(composition.map(([kind, taking]) => [pool.members[kind][0], taking]));
  checkQuotas(found, pool, pool.counts(times.keys(), (i) => times.get(i)), subject);
  return true;
}
// the people of a composition, by section 5
function peopleOf(found, pool, composition, words) {
  const homes = new Set(), taken = [];
  for (const [kind, taking] of composition.filter((pair) => pair.length === 2 && pair[0] < pool.members.length)) {
    let left = taking;
    for (const name of inOrder("tequio-order/1", found.root, words, pool.members[kind].map((i) => pool.names[i]))) {
      const home = pool.households[pool.at.get(name)];
      if (left <= 0 || (home !== null && homes.has(home))) continue;
      homes.add(home);
      taken.push(name);
      left -= 1;
    }
  }
  return sorted(taken);
}

function checkDrawn(found, pool, data, draw) {
  const { lottery, root } = found, { members } = draw.panel, words = draw.source.text, file = "draw.json";
  if (!found.need([...members, ...draw.reserves].every((name) => pool.at.has(name)), "panel_size", { panel: ["drawn_panel", file], size: lottery.size })) return;
  if (lottery.form === "exact") {
    const expected = composed(root, words, data.exact.weights), composition = data.exact.compositions[expected - 1] || [];
    found.need(draw.number === expected, "number_wrong", { file, expected, number: draw.number });
    found.need(draw.number !== expected || alike(members, peopleOf(found, pool, composition, words)), "drawn_members", { file, number: expected });
  }
  const counts = pool.counts(members.map((name) => pool.at.get(name)));
  if ("replaces" in lottery) checkQuotas(found, pool, counts, ["drawn_panel", file]);
  draw.counts.slice(0, counts.length).forEach((row, q) => found.need(!("count" in row) || row.count === counts[q], "count_wrong", { file, expected: counts[q], ...row }));
  const after = inOrder("tequio-reserve/1", root, words, pool.free(members)).slice(0, lottery.size);
  found.need(lottery.reserves || alike(after, draw.reserves), "reserves_wrong", { file });
}
function checkLists(found, pool, data, key, members, files) {
  for (const [file, people] of [["panel.csv", members], ["remaining.csv", pool.free(members)]]) {
    if (!files.has("private/" + file)) continue;
    const rows = table(files, "private/" + file, ["id", "pseudonym", ...data.features]), listed = rows.map((row) => row.pseudonym), here = new Set(listed);
    const should = people.filter((name) => here.has(name) || !pool.at.has(name) || key[pool.at.get(name)].id);
    found.need(alike(listed, should), "people_list", { file });
    for (const row of rows.filter((one) => pool.at.has(one.pseudonym))) {
      const i = pool.at.get(row.pseudonym), told = data.people[i].map((value, f) => data.values[f][value]);
      found.need(alike([row.id, ...data.features.map((feature) => row[feature])], [key[i].id, ...told]), "pool_row", { file, id: row.pseudonym, key: "id" });
    }
  }
}
function checkOldLists(found, files) { // each list that an earlier draw left needs its public file
  const left = [...files.keys()].map((path) => /^private\/(?:panel|remaining|draw)(-[^/]*)\.[^/.]*$/.exec(path)).filter(Boolean);
  for (const end of new Set(left.map((one) => one[1]))) found.need(files.has(`public/draw${end}.json`), "draw_missing", { file: `draw${end}.json` });
}

function audit(found, files, draw, earlier) {
  const data = parse(files, "private/panels.json");
  const pool = found.fits(data, SHAPES.panels, "panels.json") ? openPool(found, data) : null;
  if (!pool) return;
  const key = openKey(found, data, pool, files);
  if (earlier.length) found.say("people_unread"); // who may come is compared by verifier.py only
  const proofs = pool.names.map((name) => `private/proofs/${name}.json`).filter((path) => files.has(path));
  for (const path of proofs) checkProof(found, files, path);
  found.say("proofs_checked", { n: proofs.length, people: pool.names.length });
  const given = found.lottery.form === "exact" ? checkExact(found, pool, data) : checkNumbered(found, pool, data, key.map((one) => one.salt));
  if (given) {
    const numbered = checkChances(found, pool, data, given);
    checkChancesFile(found, pool, data, key, files, [given.chances, numbered]);
    checkCertificate(found, pool, data, given.chances);
    if (draw) checkDrawn(found, pool, data, draw);
  }
  if (draw) checkLists(found, pool, data, key, draw.panel.members, files);
  checkOldLists(found, files);
}
