// WHAT OTHERS KEPT: the key, checkpoints, cosignatures and receipts (docs/spec/record.md, sections 6 and 7).

function checkOutside(found, log, trusted, checkpoints, cosigners) {
  const keys = log.keys.map(({ key }) => bytesOf(key)), seen = [];
  let held = 0;
  if (trusted) {
    found.need(trusted.name === log.name && keys.some((key) => same(key, trusted.key)), "key_other");
    keys.push(trusted.key);
  } else found.say("no_key");
  const given = [];
  for (const { name: file, data } of checkpoints) {
    const note = readNote(data, file);
    if (found.need(note, "outside_form", { file }) && found.need(note.name === log.name, "outside_name", { file })) given.push(note);
  }
  for (const note of given) if (checkKept(found, log, note, keys)) held = Math.max(held, note.size);
  for (const note of [...given, ...log.notes]) {
    for (const cosigner of cosigners) {
      const { times, all } = cosignedAt(note, cosigner);
      found.need(all, "cosignature_false", { file: note.file });
      if (!isOf(log, note)) continue;
      for (const time of times) {
        held = Math.max(held, note.size);
        seen.push({ size: note.size, time });
        checkTime(found, log, note, time);
      }
    }
  }
  sayOutside(found, log, held, seen);
}
const isOf = (log, note) => note.size <= log.acts.length && same(rootAt(log, note.size), note.root);
function checkKept(found, log, note, keys) {
  const { file, size } = note, count = log.acts.length;
  if (!found.need(keys.some((key) => isSigned(note, key)), "outside_signature", { file })) return false;
  found.need(size <= count, "rolled_back", { file, size, count });
  found.need(size > count || isOf(log, note), "forked", { file, size });
  return isOf(log, note);
}
function checkTime(found, log, { file, size }, time) {
  const before = log.acts[size - 1], after = log.acts[size];
  found.need(!before || secondsOf(before.time) <= time + 600, "cosigned_before", { file, n: size - 1 });
  found.need(!after || secondsOf(after.time) >= time - 86400, "backdated", { file, n: size });
}
const RESULTS = { "letters.announced": ["plan", "letters.drawn"], "randomness.announced": ["lottery", "panel.drawn"], "audit.announced": ["lottery", "audit.sampled"] };
function sayOutside(found, log, held, seen) {
  const draws = log.acts.filter(({ kind }) => kind === "panel.drawn" || kind === "letters.drawn"), last = (draws.at(-1) || log.acts.at(-1)).sequence;
  if (held) found.say("outside", { last: held - 1 });
  else found.say("no_outside");
  if (held && held <= last) found.say("outside_part", { size: held, last: held - 1 });
  for (const act of log.acts) {
    const { kind, payload, sequence: n, time } = act, about = { n, kind };
    if (kind === "exception.made") for (const hash_ of textsOf(act)) found.say("exception", { n, hash: hash_ });
    if (!Object.hasOwn(RESULTS, kind)) continue;
    if (secondsOf(payload.at) - secondsOf(time) < 86400) found.say("short_notice", about);
    const [key, result] = RESULTS[kind], used = log.acts.slice(n).some((one) => one.kind === result && one.payload[key] === payload[key]);
    if (used) found.say(seen.some((one) => one.size > n && one.time < secondsOf(dueOf(payload))) ? "announced" : "own_clock", about);
  }
}
function checkReceipt(found, file, receipt, pasts) {
  const { salt = null, number = null, features = null, pool = null, commitment } = receipt, past = pasts.get(receipt.assembly);
  const shaped = FORM.WHOLE(number) && FORM.HASH(salt) && (pool === null || (isObject(pool) && FORM.WHOLE(pool.people) && FORM.WHOLE(pool.position) && someOf("HASH", 0, 64)(pool.path)));
  const right = receipt.format === "tequio-volunteer-proof/1" && commitment === hashed("tequio-volunteer/1", salt, number, digest(canonical(features)));
  if (!found.need(right && shaped, "receipt_form", { file })) return;
  let good = found.need(past && past.committed.has(commitment), "receipt_uncommitted", { file });
  if (pool && past) {
    const closed = past.pool && past.pool.payload, root = pathRoot(bytesOf(commitment), pool.position, pool.people, pool.path.map(bytesOf));
    good = found.need(closed && pool.people === closed.people && root && hexOf(root) === closed.root, "receipt_pool", { file }) && good;
  }
  if (good) found.say("receipt", { file, pool: pool ? ` (${pool.position + 1} / ${pool.people})` : "" });
}
