"""The law of order: which act may follow which (`docs/spec/record.md`, section 5).

Whoever writes an act asks here first; `record_verifier.py` knows the same law by itself. An act out of
its place changes nothing; one that breaks another rule is counted with, so that one mistake is one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tequio.faults import Fault
from tequio.record.acts import OF_SITE

Act = Mapping[str, Any]
GENESIS, PERIOD = 1692803367, 3  # of drand quicknet


@dataclass(eq=False)
class OutOfOrder(Fault):
    """An act that may not stand here; `rule` is the name of the rule in the law."""

    kind: str
    rule: str


@dataclass
class Lottery:
    """Where a lottery stands: published, announced, revealed, drawn, redraw."""

    kind: str
    quotas: str
    stage: str = "published"
    at: str = ""
    draws: list[str] = field(default_factory=list)
    audit: str | None = None  # when an audit that is announced is to be


@dataclass
class Plan:
    """Where a plan of letters stands: fixed, announced, drawn."""

    stage: str = "fixed"
    at: str = ""


@dataclass
class State:
    """What the acts of one assembly have done so far."""

    frames: set[str] = field(default_factory=set)
    plans: dict[str, Plan] = field(default_factory=dict)
    invitations: set[str] = field(default_factory=set)
    targets: bool = False
    registration: str = ""  # open or closed
    pool: bool = False
    quotas: str = ""
    departed: set[str] = field(default_factory=set)
    lotteries: dict[str, Lottery] = field(default_factory=dict)
    commitments: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    @property
    def drawn(self) -> bool:
        """Whether any panel was drawn."""
        return any(lottery.draws for lottery in self.lotteries.values())


Rule = Callable[[State, Act], Iterator[str]]


class Law:
    """Takes acts one after the other, and names the rules that each breaks."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}
        self._empty = True

    def broken(self, act: Act) -> list[str]:
        """The rules that the next act breaks; it is counted with."""
        kind, first = act["kind"], self._empty
        self._empty = False
        if first != (kind == "log.opened"):
            return ["log_start"]
        if kind in OF_SITE:
            return []
        slug = act["assembly"]
        if (slug in self.states) == (kind == "assembly.opened"):
            return ["unopened"]
        state = self.states.setdefault(slug, State())
        wrong = list(RULES[kind](state, act)) if kind in RULES else []
        state.texts.update(_texts(act["payload"]))
        pair = act["payload"].get("by")
        return wrong + (["not_two"] if pair and len(set(pair)) < 2 else [])


def check(before: Iterable[Act], act: Act) -> None:
    """Sees that an act may follow those before it, as far as these are given.

    Args:
        before: the acts of its assembly, in order; of the site and of other assemblies they do not matter.
        act: the next one.

    Raises:
        OutOfOrder: it may not.
    """
    law = Law()
    law._empty = False
    for one in before:
        law.broken(one)
    for rule in law.broken(act):
        raise OutOfOrder(act["kind"], rule)


def _texts(payload: Mapping[str, Any]) -> Iterator[str]:
    for value in payload.values():
        if isinstance(value, dict):
            yield from value.values()


def _late(act: Act) -> Iterator[str]:
    payload = act["payload"]
    late = payload["at"] <= act["time"]
    if payload["source"] == "drand":
        late |= payload["round"] is None or known_at(payload["round"]) <= act["time"]
    if late:
        yield "announced_late"


def known_at(turn: int) -> str:
    """When a round of drand quicknet is published, as acts write times; at most the last of year 9999."""
    seconds = min(GENESIS + PERIOD * (turn - 1), 253402300799)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _frame_fixed(state: State, act: Act) -> Iterator[str]:
    state.frames.add(act["payload"]["sha256"])
    yield from ()


def _frame_deleted(state: State, act: Act) -> Iterator[str]:
    if act["payload"]["sha256"] not in state.frames:
        yield "frame_order"
    state.frames.discard(act["payload"]["sha256"])


def _plan_fixed(state: State, act: Act) -> Iterator[str]:
    if act["payload"]["frame"] not in state.frames:
        yield "frame_order"
    else:
        state.plans.setdefault(act["payload"]["plan"], Plan())


def _letters_announced(state: State, act: Act) -> Iterator[str]:
    plan = state.plans.get(act["payload"]["plan"])
    if plan is None or plan.stage != "fixed":
        yield "letters_order"
    else:
        plan.stage, plan.at = "announced", act["payload"]["at"]
    yield from _late(act)


def _letters_drawn(state: State, act: Act) -> Iterator[str]:
    plan = state.plans.get(act["payload"]["plan"])
    if plan is None or plan.stage != "announced":
        yield "letters_order"
        return
    plan.stage = "drawn"
    state.invitations.add(act["payload"]["invitation"])
    if act["time"] < plan.at:
        yield "revealed_early"


def _letters_certified(state: State, act: Act) -> Iterator[str]:
    if act["payload"]["invitation"] not in state.invitations:
        yield "letters_order"


def _targets_published(state: State, act: Act) -> Iterator[str]:  # noqa: ARG001
    state.targets = True
    yield from ()


def _registration_opened(state: State, act: Act) -> Iterator[str]:  # noqa: ARG001
    if state.registration == "open" or state.pool:
        yield "registration_order"
    else:
        state.registration = "open"


def _registration_closed(state: State, act: Act) -> Iterator[str]:  # noqa: ARG001
    if state.registration != "open" or not state.targets:
        yield "registration_order"
    else:
        state.registration = "closed"


def _volunteers_committed(state: State, act: Act) -> Iterator[str]:
    commitments = act["payload"]["commitments"]
    if len(set(commitments)) < len(commitments) or state.commitments & set(commitments):
        yield "committed_twice"
    state.commitments.update(commitments)


def _pool_closed(state: State, act: Act) -> Iterator[str]:  # noqa: ARG001
    if state.registration != "closed" or state.pool:
        yield "pool_order"
    else:
        state.pool = True


def _quotas_fixed(state: State, act: Act) -> Iterator[str]:
    quotas = act["payload"]["quotas"]
    published = any(lottery.kind == "lottery" for lottery in state.lotteries.values())
    reasoned = not state.quotas or quotas in state.departed
    if state.registration != "closed" or not reasoned or (published and not state.drawn):
        yield "quotas_order"
    else:
        state.quotas = quotas


def _quota_departed(state: State, act: Act) -> Iterator[str]:
    quotas = act["payload"]["quotas"]
    if any(lottery.quotas == quotas for lottery in state.lotteries.values()):
        yield "departure_late"
    else:
        state.departed.add(quotas)


def _lottery_published(state: State, act: Act) -> Iterator[str]:
    root, quotas, kind = (act["payload"][key] for key in ("lottery", "quotas", "kind"))
    again = root in state.lotteries or any(one.kind == kind == "lottery" for one in state.lotteries.values())
    unready = not state.pool or quotas != state.quotas or (kind == "replacement" and not state.drawn)
    if again or unready:
        yield "lottery_order"
    else:
        state.lotteries[root] = Lottery(kind, quotas)


def _randomness_announced(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None:
        yield "announced_order"
    elif lottery.stage not in ("published", "redraw"):
        yield "second_randomness"
    else:
        lottery.stage, lottery.at = "announced", act["payload"]["at"]
    yield from _late(act)


def _randomness_revealed(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None or lottery.stage == "published":
        yield "revealed_order"
    elif lottery.stage != "announced":
        yield "second_randomness"
    else:
        lottery.stage = "revealed"
        if act["time"] < lottery.at:
            yield "revealed_early"


def _panel_drawn(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None or lottery.stage != "revealed":
        yield "drawn_order"
    else:
        lottery.stage = "drawn"
        lottery.draws.append(act["payload"]["draw"])


def _redraw_decided(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None or lottery.stage != "drawn" or lottery.draws[-1] != act["payload"]["draw"]:
        yield "redraw_order"
    else:
        lottery.stage = "redraw"


def _panel_confirmed(state: State, act: Act) -> Iterator[str]:  # noqa: ARG001
    if not state.drawn:
        yield "after_draw"


def _places_freed(state: State, act: Act) -> Iterator[str]:
    if not any(act["payload"]["draw"] in lottery.draws for lottery in state.lotteries.values()):
        yield "after_draw"


def _audit_announced(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None:
        yield "audit_order"
    else:
        lottery.audit = act["payload"]["at"]
    yield from _late(act)


def _audit_sampled(state: State, act: Act) -> Iterator[str]:
    lottery = state.lotteries.get(act["payload"]["lottery"])
    if lottery is None or lottery.audit is None:
        yield "audit_order"
        return
    if act["time"] < lottery.audit:
        yield "revealed_early"
    lottery.audit = None


def _audit_found(state: State, act: Act) -> Iterator[str]:
    if act["payload"]["lottery"] not in state.lotteries:
        yield "audit_order"


def _text_withdrawn(state: State, act: Act) -> Iterator[str]:
    if not set(act["payload"]["hashes"]) <= state.texts:
        yield "withdrawn_unknown"


RULES: dict[str, Rule] = {
    "frame.fixed": _frame_fixed,
    "frame.deleted": _frame_deleted,
    "plan.fixed": _plan_fixed,
    "letters.announced": _letters_announced,
    "letters.drawn": _letters_drawn,
    "letters.certified": _letters_certified,
    "targets.published": _targets_published,
    "registration.opened": _registration_opened,
    "registration.closed": _registration_closed,
    "volunteers.committed": _volunteers_committed,
    "pool.closed": _pool_closed,
    "quotas.fixed": _quotas_fixed,
    "quota.departed": _quota_departed,
    "lottery.published": _lottery_published,
    "randomness.announced": _randomness_announced,
    "randomness.revealed": _randomness_revealed,
    "panel.drawn": _panel_drawn,
    "redraw.decided": _redraw_decided,
    "panel.confirmed": _panel_confirmed,
    "places.freed": _places_freed,
    "audit.announced": _audit_announced,
    "audit.sampled": _audit_sampled,
    "audit.found": _audit_found,
    "text.withdrawn": _text_withdrawn,
}
