// ACTS: what each holds (docs/spec/record.md, section 2), and which may follow which (section 5).

const ofText = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const someOf = (form, least, most) => (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every((one) => FORM[form](one));
const FORM = {
  HASH: ofText(HEX), KEY: ofText(HEX), SIGNED: ofText(/^[0-9a-f]{128}$/), NAME: ofText(/^[a-z0-9][a-z0-9-]{0,59}$/),
  LANGUAGE: ofText(/^[a-z]{2,3}(-[a-zA-Z0-9]{2,8})?$/), DAY: ofText(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/),
  MOMENT: ofText(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/), SOURCE: ofText(/^(digits|dice|balls|drand)$/),
  WHOLE: (value) => typeof value === "number" && value >= 0, ROUND: (value) => value === null || FORM.WHOLE(value),
  HOLDS: ofText(/^(yes|no|in_part)$/), KIND: ofText(/^(lottery|replacement)$/),
  TWO: someOf("HASH", 2, 2), LANGUAGES: someOf("LANGUAGE", 1, 2 ** 20), HASHES: someOf("HASH", 1, 2 ** 20), COMMITTED: someOf("HASH", 1, 900),
  WORDS: (value) => isObject(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, one]) => FORM.LANGUAGE(key) && FORM.HASH(one)),
};
const ANNOUNCED = { source: "SOURCE", round: "ROUND", at: "MOMENT" };
const ACTS = {
  "log.opened": { key: "KEY", name: "HASH" }, "key.rotated": { old: "KEY", new: "KEY", signature: "SIGNED" }, "backup.restored": { size: "WHOLE", root: "HASH" },
  "assembly.opened": { languages: "LANGUAGES" }, "text.published": { text: "NAME", version: "WHOLE", languages: "WORDS" }, "text.withdrawn": { hashes: "HASHES" },
  "promise.made": { commissioner: "WORDS", promise: "WORDS", answer_by: "DAY" }, "body.appointed": { body: "NAME", members: "WHOLE", declarations: "WORDS" },
  "stage.opened": { stage: "NAME" }, "stage.closed": { stage: "NAME" },
  "frame.fixed": { sha256: "HASH", rows: "WHOLE" }, "frame.deleted": { sha256: "HASH" }, "plan.fixed": { plan: "HASH", frame: "HASH" },
  "letters.announced": { plan: "HASH", ...ANNOUNCED }, "letters.drawn": { plan: "HASH", invitation: "HASH" }, "letters.certified": { invitation: "HASH", letters: "WHOLE" },
  "targets.published": { targets: "HASH", source: "WORDS" }, "registration.opened": { fields: "HASH" }, "registration.closed": { registered: "WHOLE" },
  "volunteers.committed": { day: "DAY", commitments: "COMMITTED" }, "volunteers.erased": { count: "WHOLE" }, "pool.closed": { people: "WHOLE", root: "HASH" },
  "quotas.fixed": { quotas: "HASH", size: "WHOLE" }, "quota.departed": { quotas: "HASH", reason: "WORDS" },
  "lottery.published": { lottery: "HASH", quotas: "HASH", kind: "KIND" }, "randomness.announced": { lottery: "HASH", ...ANNOUNCED },
  "randomness.revealed": { lottery: "HASH", text: "HASH", by: "TWO" }, "panel.drawn": { lottery: "HASH", draw: "HASH", number: "WHOLE" },
  "redraw.decided": { lottery: "HASH", draw: "HASH", reason: "WORDS", by: "TWO" }, "panel.confirmed": { confirmed: "WHOLE", declined: "WHOLE", lapsed: "WHOLE" },
  "places.freed": { draw: "HASH", places: "WHOLE" }, "exception.made": { reason: "WORDS", by: "TWO" }, "audit.announced": { lottery: "HASH", ...ANNOUNCED },
  "audit.sampled": { lottery: "HASH", text: "HASH", sample: "HASH" }, "audit.found": { lottery: "HASH", finding: "WORDS", auditor: "HASH", holds: "HOLDS" },
};
const OF_SITE = ["log.opened", "key.rotated", "backup.restored"];
const BESIDE = {
  "quotas.fixed": "quotas", "lottery.published": "lottery", "randomness.revealed": "text", "panel.drawn": "draw", "plan.fixed": "plan",
  "letters.drawn": "invitation", "registration.opened": "fields", "targets.published": "targets", "audit.sampled": "text",
};
const sameKeys = (value, keys) => Object.keys(value).length === keys.length && keys.every((key) => key in value);
// the key of an act that is not as it should be, or ""
function misfit(act) {
  if (!sameKeys(act, ["version", "sequence", "time", "kind", "assembly", "payload"])) return "keys";
  const shape = typeof act.kind === "string" && Object.hasOwn(ACTS, act.kind) && ACTS[act.kind];
  const right = {
    version: act.version === 1, sequence: FORM.WHOLE(act.sequence), time: FORM.MOMENT(act.time), kind: shape,
    assembly: OF_SITE.includes(act.kind) ? act.assembly === null : FORM.NAME(act.assembly), payload: isObject(act.payload),
  };
  const wrong = Object.keys(right).find((key) => !right[key]);
  if (wrong) return wrong;
  const keys = sorted(new Set([...Object.keys(shape), ...Object.keys(act.payload)]));
  return keys.find((key) => !Object.hasOwn(shape, key) || !(key in act.payload) || !FORM[shape[key]](act.payload[key])) || "";
}
const textsOf = (act) => Object.entries(ACTS[act.kind]).flatMap(([key, form]) => (form === "WORDS" ? Object.values(act.payload[key]) : []));

// TIMES. Seconds since 1970; 0 for a moment that no calendar has.
function secondsOf(moment) {
  const date = new Date(moment);
  return moment.startsWith("0000") || Number.isNaN(date.getTime()) || date.toISOString().replace(".000Z", "Z") !== moment ? 0 : date.getTime() / 1000;
}
const roundAt = (round) => new Date(1000 * Math.min(1692803367 + 3 * (round - 1), 253402300799)).toISOString().replace(".000Z", "Z");
// when randomness that was announced is known at the earliest
function dueOf({ source, round, at }) {
  const turn = source === "drand" && round !== null ? roundAt(round) : at;
  return turn < at ? turn : at;
}

// THE LAW OF ORDER. What an assembly has done so far.
const nothingYet = () => ({
  frames: new Set(), plans: new Map(), invitations: new Set(), targets: false, registration: "none", pool: null, quotas: null,
  departed: new Set(), committed: new Set(), texts: new Set(), lotteries: new Map(), draws: [],
});
const firstOf = (past) => [...past.lotteries.values()].some((one) => one.kind === "lottery");
const quotasFree = (past, payload) => past.quotas === null || past.departed.has(payload.quotas);

// kind: [failure, what must hold before], …; and what it changes
const LAW = {
  "frame.fixed": { change: ({ past, payload }) => past.frames.add(payload.sha256) },
  "frame.deleted": { must: [["frame_order", ({ past, payload }) => past.frames.has(payload.sha256)]], change: ({ past, payload }) => past.frames.delete(payload.sha256) },
  "plan.fixed": {
    must: [["frame_order", ({ past, payload }) => past.frames.has(payload.frame)]],
    change: ({ past, payload }) => past.plans.has(payload.plan) || past.plans.set(payload.plan, { frame: payload.frame, announced: null, drawn: null }),
  },
  "letters.announced": { must: [["letters_order", ({ plan }) => plan && !plan.announced]], change: ({ plan, act }) => { plan.announced = act; } },
  "letters.drawn": {
    must: [["letters_order", ({ plan }) => plan && plan.announced && !plan.drawn]], since: ({ plan }) => plan.announced,
    change({ past, plan, act, payload }) {
      plan.drawn = act;
      past.invitations.add(payload.invitation);
    },
  },
  "letters.certified": { must: [["letters_order", ({ past, payload }) => past.invitations.has(payload.invitation)]] },
  "targets.published": { change: ({ past }) => { past.targets = true; } },
  "registration.opened": { must: [["registration_order", ({ past }) => past.registration !== "open" && !past.pool]], change: ({ past }) => { past.registration = "open"; } },
  "registration.closed": { must: [["registration_order", ({ past }) => past.registration === "open" && past.targets]], change: ({ past }) => { past.registration = "closed"; } },
  "pool.closed": { must: [["pool_order", ({ past }) => past.registration === "closed" && !past.pool]], change: ({ past, act }) => { past.pool = act; } },
  "quotas.fixed": {
    must: [["quotas_order", ({ past, payload }) => past.registration === "closed" && quotasFree(past, payload) && (!firstOf(past) || past.draws.length)]],
    change: ({ past, act }) => { past.quotas = act; },
  },
  "quota.departed": {
    must: [["departure_late", ({ past, payload }) => ![...past.lotteries.values()].some((one) => one.quotas === payload.quotas)]],
    change: ({ past, payload }) => past.departed.add(payload.quotas),
  },
  "lottery.published": {
    must: [["lottery_order", ({ past, payload, lottery }) => !lottery && past.pool && past.quotas && past.quotas.payload.quotas === payload.quotas && (payload.kind === "lottery" ? !firstOf(past) : past.draws.length)]],
    change: ({ past, act, payload }) => past.lotteries.set(payload.lottery, { kind: payload.kind, quotas: payload.quotas, act, fixed: past.quotas, pool: past.pool, stage: "published", draws: [], acts: [], audit: null }),
  },
  "randomness.announced": {
    must: [["announced_order", ({ lottery }) => lottery], ["second_randomness", ({ lottery }) => lottery.stage === "published" || lottery.stage === "again"]],
    change: ({ lottery, act }) => Object.assign(lottery, { stage: "announced", announced: act }),
  },
  "randomness.revealed": {
    must: [["revealed_order", ({ lottery }) => lottery && lottery.announced], ["second_randomness", ({ lottery }) => lottery.stage === "announced"]],
    since: ({ lottery }) => lottery.announced, change: ({ lottery, act }) => Object.assign(lottery, { stage: "revealed", revealed: act }),
  },
  "panel.drawn": {
    must: [["drawn_order", ({ lottery }) => lottery && lottery.stage === "revealed"]],
    change({ past, lottery, act, payload }) {
      lottery.stage = "drawn";
      lottery.draws.push(payload.draw);
      lottery.acts.push({ announced: lottery.announced, revealed: lottery.revealed, drawn: act });
      past.draws.push(payload.draw);
    },
  },
  "redraw.decided": { must: [["redraw_order", ({ lottery, payload }) => lottery && lottery.stage === "drawn" && lottery.draws.at(-1) === payload.draw]], change: ({ lottery }) => { lottery.stage = "again"; } },
  "panel.confirmed": { must: [["after_draw", ({ past }) => past.draws.length]] },
  "places.freed": { must: [["after_draw", ({ past, payload }) => past.draws.includes(payload.draw)]] },
  "audit.announced": { must: [["audit_order", ({ lottery }) => lottery]], change: ({ lottery, act }) => { lottery.audit = act; } },
  "audit.sampled": { must: [["audit_order", ({ lottery }) => lottery && lottery.audit]], since: ({ lottery }) => lottery.audit, change: ({ lottery }) => { lottery.audit = null; } },
  "audit.found": { must: [["audit_order", ({ lottery }) => lottery]] },
  "text.withdrawn": { must: [["withdrawn_unknown", ({ past, payload }) => payload.hashes.every((one) => past.texts.has(one))]] },
};
function* brokenBy(past, act) {
  const { kind, payload, time } = act, { must = [], since = () => null, change = () => null } = LAW[kind] || {};
  const one = { past, act, payload, lottery: past.lotteries.get(payload.lottery), plan: past.plans.get(payload.plan) };
  if (kind.endsWith(".announced") && (payload.at <= time || (payload.source === "drand" && (payload.round === null || dueOf(payload) <= time)))) yield "announced_late";
  if (kind === "volunteers.committed") {
    if (new Set(payload.commitments).size < payload.commitments.length || payload.commitments.some((each) => past.committed.has(each))) yield "committed_twice";
    for (const each of payload.commitments) past.committed.add(each);
  }
  if ("by" in payload && payload.by[0] === payload.by[1]) yield "not_two";
  const wrong = must.find(([, holds]) => !holds(one));
  if (wrong) yield wrong[0];
  else {
    const before = since(one);
    if (before && time < before.payload.at) yield "revealed_early";
    change(one);
  }
  for (const each of textsOf(act)) past.texts.add(each);
}
// goes through the acts; gives what each assembly has done
function checkLaw(found, acts) {
  const pasts = new Map();
  for (const act of acts) {
    const { kind, assembly, sequence: n } = act, opens = kind === "assembly.opened";
    if ((n === 0) !== (kind === "log.opened")) found.need(false, "log_start", { n, kind });
    else if (OF_SITE.includes(kind)) continue;
    else if (pasts.has(assembly) === opens) found.need(false, "unopened", { n, kind });
    else {
      if (opens) pasts.set(assembly, nothingYet());
      for (const name of brokenBy(pasts.get(assembly), act)) found.need(false, name, { n, kind });
    }
  }
  return pasts;
}
