// CHANCES, and prices that prove in fractions that no lottery is fairer (docs/spec/draw.md, sections 3 and 7).

function checkChances(found, pool, data, { chances, seats }) {
  const { lottery } = found, { levels = [], level, kind } = data.certificate, slack = Number(lottery.distance) + 1e-9;
  const stated = sum(lottery.levels.map((one) => one.people)) === chances.length ? lottery.levels.flatMap((one) => Array(one.people).fill(floatOf(fractionOf(one.chance)))) : null;
  const order = [...chances].sort((a, b) => a - b);
  found.need(stated && stated.every((one, n) => near(one, order[n], slack)), "levels_differ");
  const mine = level || [];
  if ((kind === "relaxation" || kind === "panels") && mine.length === chances.length && mine.every((k) => k < levels.length)) {
    const counts = [...countsOf(mine.map((k) => levels[k].chance))].map(([chance, people]) => ({ chance, people }));
    counts.sort((a, b) => (compared(fractionOf(a.chance), fractionOf(b.chance)) < 0n ? -1 : 1));
    found.need(alike(counts, lottery.levels.map(({ chance, people }) => ({ chance, people }))) || lottery.status !== "exact", "levels_differ");
    const should = levels.map((one) => floatOf(fractionOf(one.chance))), distances = chances.map((has, i) => Math.abs(has - should[mine[i]]));
    distances.forEach((far, i) => found.need(far <= slack, "person_chance", { pseudonym: pool.names[i], has: chances[i].toFixed(12), should: levels[mine[i]].chance }));
    found.need(distances.some((far) => far >= slack - 3e-9), "unfit", { file: "lottery.json", key: "distance" });
  }
  const numbered = seats ? seats.map((one) => one.length / lottery.panels.count) : chances, moved = numbered.map((one, i) => Math.abs(one - chances[i]));
  const largest = { absolute: moved.reduce((a, b) => Math.max(a, b), 0), relative: moved.reduce((a, b, i) => (chances[i] > 0 ? Math.max(a, b / chances[i]) : a), 0) };
  for (const [key, should] of Object.entries(lottery.largest_change)) found.need(near(largest[key], Number(should), 1e-6), "change_wrong", { key, has: largest[key].toFixed(9), should });
  return numbered;
}
function checkChancesFile(found, pool, data, key, files, both) {
  const columns = ["chance", "chance_numbered"], { levels = [], level } = data.certificate;
  const rows = new Map(table(files, "private/chances.csv", ["id", ...columns, "fraction"]).map((row) => [row.id, row]));
  pool.names.forEach((name, i) => {
    const row = rows.get(key[i].id) || {}, mine = levels[(level || [])[i]];
    if (key[i].id) columns.forEach((column, n) => found.need(/^[0-9]{1,9}(\.[0-9]{1,40})?(e-[0-9]{1,3})?$/.test(row[column] ?? "") && near(Number(row[column]), both[n][i], 1e-9), "chances_csv", { pseudonym: name, key: column }));
    found.need(!mine || !row.fraction || row.fraction === mine.chance, "chances_csv", { pseudonym: name, key: "fraction" });
  });
}

// Whether level s of a certificate is proved by its prices. Everything is multiplied by their common denominator.
function proves(lottery, pool, levels, level, s) {
  const { size = "0", quotas = [], households = [] } = levels[s];
  const [per, homes] = [quotas, households].map((some) => new Map(some.map(([at, price_]) => [at, fractionOf(price_)])));
  const unit = commonOf([fractionOf(size), ...per.values(), ...homes.values()]);
  if (!unit || [...per.keys()].some((q) => q >= lottery.quotas.length) || [...homes].some(([home, cost]) => !pool.together.has(home) || cost.n < 0n)) return false;
  const each = over(fractionOf(size), unit), quota = new Map([...per].map(([q, cost]) => [q, over(cost, unit)])), house = new Map([...homes].map(([h, cost]) => [h, over(cost, unit)]));
  let bound = BigInt(lottery.size) * each, above = 0n;
  for (const cost of house.values()) bound += cost;
  for (const [q, cost] of quota) bound += cost * BigInt(cost > 0n ? pool.high[q] : pool.low[q]);
  const earlier = Array(s).fill(0n);
  for (const [i, row] of pool.rows.entries()) {
    let a = each + (house.get(pool.households[i]) ?? 0n);
    for (const q of row) a += quota.get(q) ?? 0n;
    if (level[i] < s) earlier[level[i]] += a;
    else if (a > 0n) above += a;
    else if (level[i] === s) return false;
    else bound -= a;
  }
  // bound - Σ chance · spent = λ · above, in fractions
  const parts = earlier.map((spent, k) => ({ spent, chance: fractionOf(levels[k].chance) })), mine = fractionOf(levels[s].chance);
  let left = { n: bound, d: 1n };
  for (const { spent, chance } of parts) {
    const d = (left.d / gcd(left.d, chance.d)) * chance.d;
    left = { n: left.n * (d / left.d) - chance.n * spent * (d / chance.d), d };
  }
  return above > 0n && left.n * mine.d === mine.n * above * left.d;
}
function checkCertificate(found, pool, data, chances) {
  const { lottery } = found, { kind, levels = [] } = data.certificate, level = data.certificate.level || [], wrong = found.failures.length;
  const needed = lottery.status === "exact" ? { leximin: "relaxation", maximin: "lowest" }[lottery.method] : undefined, status = [lottery.status, 0];
  found.need(!needed || needed === kind, "certificate_missing", { method: lottery.method });
  if (kind !== "relaxation" && kind !== "lowest") {
    found.say("unproved", { method: lottery.method, status });
    sayGap(found);
    return;
  }
  const known = levels.length >= 1 && levels.length <= 1000 && (kind === "lowest" || (level.length === pool.names.length && level.every((k) => k < levels.length)));
  if (found.need(known, "unfit", { file: "panels.json", key: "level" })) {
    if (kind === "lowest") found.need(proves(lottery, pool, levels.slice(0, 1), pool.names.map(() => 1), 0), "certificate_prices", { n: 1 });
    else checkLadder(found, pool, levels, level);
    checkGap(found, floatOf(fractionOf(levels[0].chance)), chances);
  }
  const proved = kind === "lowest" ? "lowest" : lottery.status === "exact" ? "leximin" : "unproved";
  if (found.failures.length === wrong) found.say(proved, { method: lottery.method, status, n: levels.length, chance: levels[0].chance });
}
function checkLadder(found, pool, levels, level) {
  const chance = levels.map((one) => fractionOf(one.chance));
  levels.forEach((one, s) => {
    const climbs = !s || compared(chance[s - 1], chance[s]) <= 0n;
    found.need(climbs && (one.chance === "1" || proves(found.lottery, pool, levels, level, s)), "certificate_prices", { n: s + 1 });
  });
  checkBounds(found, pool, chance, level);
}
// the chances themselves: as many as places, within each quota and household
function checkBounds(found, pool, chance, level) {
  const { quotas, size } = found.lottery, unit = commonOf(chance), parts = chance.map((one) => over(one, unit || one.d));
  const sums = quotas.map(() => 0n), total = level.reduce((all, k) => all + parts[k], 0n);
  pool.rows.forEach((row, i) => { for (const q of row) sums[q] += parts[level[i]]; });
  found.need(unit && total === BigInt(size) * unit && parts.every((one) => one >= 0n && one <= unit), "certificate_chances", { key: "size" });
  quotas.forEach(({ feature, value }, q) => found.need(BigInt(pool.low[q]) * unit <= sums[q] && sums[q] <= BigInt(pool.high[q]) * unit, "certificate_chances", { key: `${feature}: ${value}` }));
  for (const [home, who] of pool.together) found.need(who.reduce((all, i) => all + parts[level[i]], 0n) <= unit, "certificate_chances", { key: `households[${home}]` });
}
function checkGap(found, best, chances) {
  const gap = Number(found.lottery.gap), has = chances.reduce((a, b) => Math.min(a, b), Infinity);
  const holds = near(Math.max(0, best - has), gap, 2e-9);
  found.need(holds, "gap_wrong", { gap: gap.toFixed(12), best: best.toFixed(12), has: has.toFixed(12) });
  if (holds && gap > 1e-9) found.say("gap_proved", { gap: (100 * gap).toFixed(4) });
}
