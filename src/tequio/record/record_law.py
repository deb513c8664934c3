"""What each act of the public record holds, and which may follow which: docs/spec/record.md, sections 2 and 5.

`record_verifier.py` asks this file, which stands alone like it. It was written from the specification, apart
from `acts.py` and `order.py`, by which a site writes its acts: a mistake in one of them shows in the other.
"""
# ruff: noqa: D101, D102, D103, E501, E701  (set tightly by hand, so that it can be read at a sitting)
# fmt: off

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

# 1 SHAPES. What the payload of each kind holds: `key:form`.
FORMS: dict[str, Callable[[Any], bool]] = {
    form: lambda value, pattern=pattern: isinstance(value, str) and re.fullmatch(pattern, value) is not None  # type: ignore[misc]
    for form, pattern in {"H": "[0-9a-f]{64}", "G": "[0-9a-f]{128}", "N": "[a-z0-9][a-z0-9-]{0,59}", "L": "[a-z]{2,3}(-[a-zA-Z0-9]{2,8})?", "D": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "M": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", "S": "digits|dice|balls|drand", "V": "yes|no|in_part", "Y": "lottery|replacement"}.items()}
FORMS["W"] = lambda value: type(value) is int and 0 <= value < 2**53
FORMS["R"] = lambda value: value is None or FORMS["W"](value)
FORMS["B"] = lambda value: isinstance(value, dict) and bool(value) and all(FORMS["L"](key) and FORMS["H"](one) for key, one in value.items())
def some(form: str, least: int, most: int) -> Callable[[Any], bool]: return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(FORMS[form], value))
FORMS |= {"T": some("H", 2, 2), "LL": some("L", 1, 2**20), "HH": some("H", 1, 2**20), "C": some("H", 1, 900)}
KINDS = {kind: dict(pair.split(":") for pair in shape.split()) for kind, shape in {
    "log.opened": "key:H name:H", "key.rotated": "old:H new:H signature:G", "backup.restored": "size:W root:H", "assembly.opened": "languages:LL", "text.published": "text:N version:W languages:B", "text.withdrawn": "hashes:HH", "promise.made": "commissioner:B promise:B answer_by:D", "body.appointed": "body:N members:W declarations:B", "stage.opened": "stage:N", "stage.closed": "stage:N",
    "frame.fixed": "sha256:H rows:W", "plan.fixed": "plan:H frame:H", "letters.announced": "plan:H source:S round:R at:M", "letters.drawn": "plan:H invitation:H", "letters.certified": "invitation:H letters:W", "frame.deleted": "sha256:H", "targets.published": "targets:H source:B", "registration.opened": "fields:H", "registration.closed": "registered:W", "volunteers.committed": "day:D commitments:C", "volunteers.erased": "count:W", "pool.closed": "people:W root:H",
    "quotas.fixed": "quotas:H size:W", "quota.departed": "quotas:H reason:B", "lottery.published": "lottery:H quotas:H kind:Y", "randomness.announced": "lottery:H source:S round:R at:M", "randomness.revealed": "lottery:H text:H by:T", "panel.drawn": "lottery:H draw:H number:W", "redraw.decided": "lottery:H draw:H reason:B by:T", "panel.confirmed": "confirmed:W declined:W lapsed:W", "places.freed": "draw:H places:W", "exception.made": "reason:B by:T", "audit.announced": "lottery:H source:S round:R at:M", "audit.sampled": "lottery:H text:H sample:H", "audit.found": "lottery:H finding:B auditor:H holds:V"}.items()}
OF_SITE = ("log.opened", "key.rotated", "backup.restored")
BESIDE = {("quotas.fixed", "quotas"), ("lottery.published", "lottery"), ("randomness.revealed", "text"), ("panel.drawn", "draw"), ("plan.fixed", "plan"), ("letters.drawn", "invitation"), ("registration.opened", "fields"), ("targets.published", "targets"), ("audit.sampled", "text")}
def misfit(act: Any) -> str:
    """The key of an act that is not as it should be; empty if all are."""
    if not isinstance(act, dict) or act.keys() != {"version", "sequence", "time", "kind", "assembly", "payload"}: return "keys"
    shape = KINDS.get(act["kind"]) if isinstance(act["kind"], str) else None
    right = {"version": type(act["version"]) is int and act["version"] == 1, "sequence": FORMS["W"](act["sequence"]), "time": FORMS["M"](act["time"]), "kind": shape, "assembly": act["assembly"] is None if act["kind"] in OF_SITE else FORMS["N"](act["assembly"]), "payload": isinstance(act["payload"], dict)}
    wrong = [key for key, holds in right.items() if not holds]
    if wrong or shape is None: return wrong[0]
    return next((key for key in sorted(shape.keys() | act["payload"].keys()) if key not in shape or key not in act["payload"] or not FORMS[shape[key]](act["payload"][key])), "")
def texts_of(act: Json) -> list[str]: return [one for key, form in KINDS[act["kind"]].items() if form == "B" for one in act["payload"][key].values()]

# 2 THE LAW OF ORDER. What each assembly has done so far, as sets and dictionaries, and what may follow.
def known_at(turn: int) -> str: return datetime.fromtimestamp(min(1692803367 + 3 * (turn - 1), 253402300799), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
def seconds(time: str) -> int:
    try: return int(datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError: return 0
def due(payload: Json) -> str: return min(payload["at"], known_at(payload["round"])) if payload["source"] == "drand" and payload["round"] is not None else str(payload["at"])
class Past:
    def __init__(self) -> None:
        self.frames, self.invitations, self.departed, self.committed, self.texts = set[str](), set[str](), set[str](), set[str](), set[str]()
        self.plans, self.lotteries = dict[str, Json](), dict[str, Json]()
        self.flags: Json = {"targets": False, "registration": "", "pool": None, "quotas": "", "fixed": None}
    @property
    def drawn(self) -> list[str]: return [draw for lottery in self.lotteries.values() for draw in lottery["draws"]]
def law(need: Callable[..., Any], acts: list[Json]) -> dict[str, Past]:
    """Goes through the acts, tells `need` of what breaks a rule, and gives what each assembly has done."""
    pasts = dict[str, Past]()
    for act in acts:
        kind, slug = act["kind"], act["assembly"]
        if (act["sequence"] == 0) != (kind == "log.opened"): need(False, "log_start", n=act["sequence"], kind=kind)
        elif kind in OF_SITE: continue
        elif (slug in pasts) == (kind == "assembly.opened"): need(False, "unopened", n=act["sequence"], kind=kind)
        else:
            past = pasts.setdefault(slug, Past())
            for name in follows(past, act): need(False, name, n=act["sequence"], kind=kind)
            past.texts.update(texts_of(act))
            if "by" in act["payload"] and len(set(act["payload"]["by"])) < 2: need(False, "not_two", n=act["sequence"], kind=kind)
    return pasts
class Case:
    """An act with the past of its assembly, and the lottery and plan that it names."""
    def __init__(self, past: Past, act: Json) -> None:
        self.past, self.act, self.payload, self.flags, self.time = past, act, act["payload"], past.flags, act["time"]
        self.lottery, self.plan = past.lotteries.get(self.payload.get("lottery", "")) or {}, past.plans.get(self.payload.get("plan", "")) or {}
    @property
    def announced_first(self) -> bool: return any(one["kind"] == "lottery" for one in self.past.lotteries.values())
def publish(one: Case) -> None: one.past.lotteries[one.payload["lottery"]] = {"kind": one.payload["kind"], "quotas": one.payload["quotas"], "stage": "published", "draws": [], "acts": [], "by": one.act, "fixed": one.flags["fixed"], "pool": one.flags["pool"], "audit": None}
def draw(one: Case) -> None: one.lottery.update(stage="drawn", draws=[*one.lottery["draws"], one.payload["draw"]], acts=[*one.lottery["acts"], (one.lottery["announced"], one.lottery["revealed"], one.act)])
def letters(one: Case) -> None:
    one.plan.update(stage="drawn", drawn=one.act)
    one.past.invitations.add(one.payload["invitation"])
# kind: the rules that must hold, each with its name, before anything changes; then what changes
Rules = list[tuple[str, Callable[[Case], Any]]]
LAW: dict[str, tuple[Rules, Callable[[Case], Any]]] = {
    "frame.fixed": ([], lambda one: one.past.frames.add(one.payload["sha256"])), "frame.deleted": ([("frame_order", lambda one: one.payload["sha256"] in one.past.frames)], lambda one: one.past.frames.remove(one.payload["sha256"])),
    "plan.fixed": ([("frame_order", lambda one: one.payload["frame"] in one.past.frames)], lambda one: one.past.plans.setdefault(one.payload["plan"], {"stage": "fixed", "frame": one.payload["frame"]})),
    "letters.announced": ([("letters_order", lambda one: one.plan.get("stage") == "fixed")], lambda one: one.plan.update(stage="announced", by=one.act)),
    "letters.drawn": ([("letters_order", lambda one: one.plan.get("stage") == "announced")], letters),
    "letters.certified": ([("letters_order", lambda one: one.payload["invitation"] in one.past.invitations)], lambda _: None),
    "targets.published": ([], lambda one: one.flags.update(targets=True)),
    "registration.opened": ([("registration_order", lambda one: one.flags["registration"] != "open" and not one.flags["pool"])], lambda one: one.flags.update(registration="open")),
    "registration.closed": ([("registration_order", lambda one: one.flags["registration"] == "open" and one.flags["targets"])], lambda one: one.flags.update(registration="closed")),
    "pool.closed": ([("pool_order", lambda one: one.flags["registration"] == "closed" and not one.flags["pool"])], lambda one: one.flags.update(pool=one.act)),
    "quotas.fixed": ([("quotas_order", lambda one: one.flags["registration"] == "closed" and (one.past.drawn or not one.announced_first) and (not one.flags["quotas"] or one.payload["quotas"] in one.past.departed))], lambda one: one.flags.update(quotas=one.payload["quotas"], fixed=one.act)),
    "quota.departed": ([("departure_late", lambda one: all(lottery["quotas"] != one.payload["quotas"] for lottery in one.past.lotteries.values()))], lambda one: one.past.departed.add(one.payload["quotas"])),
    "lottery.published": ([("lottery_order", lambda one: not one.lottery and one.flags["pool"] and one.payload["quotas"] == one.flags["quotas"] and (one.past.drawn if one.payload["kind"] == "replacement" else not one.announced_first))], publish),
    "randomness.announced": ([("announced_order", lambda one: one.lottery), ("second_randomness", lambda one: one.lottery["stage"] in ("published", "redraw"))], lambda one: one.lottery.update(stage="announced", announced=one.act)),
    "randomness.revealed": ([("revealed_order", lambda one: one.lottery and one.lottery["stage"] != "published"), ("second_randomness", lambda one: one.lottery["stage"] == "announced")], lambda one: one.lottery.update(stage="revealed", revealed=one.act)),
    "panel.drawn": ([("drawn_order", lambda one: one.lottery and one.lottery["stage"] == "revealed")], draw),
    "redraw.decided": ([("redraw_order", lambda one: one.lottery and one.lottery["stage"] == "drawn" and one.lottery["draws"][-1] == one.payload["draw"])], lambda one: one.lottery.update(stage="redraw")),
    "panel.confirmed": ([("after_draw", lambda one: one.past.drawn)], lambda _: None), "places.freed": ([("after_draw", lambda one: one.payload["draw"] in one.past.drawn)], lambda _: None),
    "audit.announced": ([("audit_order", lambda one: one.lottery)], lambda one: one.lottery.update(audit=one.act)), "audit.found": ([("audit_order", lambda one: one.lottery)], lambda _: None),
    "audit.sampled": ([("audit_order", lambda one: one.lottery and one.lottery["audit"])], lambda one: one.lottery.update(audit=None)),
    "text.withdrawn": ([("withdrawn_unknown", lambda one: set(one.payload["hashes"]) <= one.past.texts)], lambda _: None)}
def follows(past: Past, act: Json) -> Iterator[str]:
    one, payload, kind = Case(past, act), act["payload"], act["kind"]
    if kind.endswith(".announced") and (payload["at"] <= act["time"] or (payload["source"] == "drand" and (payload["round"] is None or due(payload) <= act["time"]))): yield "announced_late"
    if kind == "volunteers.committed":
        if len({*payload["commitments"]} - past.committed) < len(payload["commitments"]): yield "committed_twice"
        past.committed.update(payload["commitments"])
    rules, change = LAW.get(kind, ([], lambda _: None))
    wrong = next((name for name, holds in rules if not holds(one)), None)
    if wrong: yield wrong
    else:
        before = {"letters.drawn": one.plan.get("by"), "randomness.revealed": one.lottery.get("announced"), "audit.sampled": one.lottery.get("audit")}.get(kind)
        if before and act["time"] < before["payload"]["at"]: yield "revealed_early"
        change(one)
