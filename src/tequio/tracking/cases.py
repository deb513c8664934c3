"""Questions to the published figures of one case: what adds up, what contradicts, what must not be added.

Every answer names its claims. Claims come as `claims.claims` reads them: only those that stand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

from tequio.tracking.dates import beginning, end, span
from tequio.tracking.figures import NOTHING, ZERO, Claim, Figure

Claims = Mapping[str, Claim]
Ids = tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    """An equation between claims.

    Args:
        left, right: the sums of its sides.
        unexplained: what is left of `left` after `right`.
        broken: whether accepted claims alone rule out that the sides are equal.
        claims: all of both sides, sorted.
        smallest: where it is broken, a smallest set of them that cannot all be true; else empty.
    """

    left: Figure
    right: Figure
    unexplained: Figure
    broken: bool
    claims: Ids
    smallest: Ids = ()


@dataclass(frozen=True)
class Parts:
    """A whole, the sum of its parts on record, and whether the whole may be that sum."""

    whole: str
    sum: Figure
    agrees: bool
    claims: Ids


@dataclass(frozen=True)
class Difference:
    """A figure less another whose window lies inside its own, and the claims it is made from."""

    figure: Figure
    claims: Ids


@dataclass(frozen=True)
class Breach:
    """What was passed on to a scope that a condition excludes; `certain` if one licence is on record."""

    scope: str
    certainty: str
    quantity: Figure
    claims: Ids


@dataclass(frozen=True)
class Chain:
    """Links of a chain of custody, each of one claim or of several that it may have been."""

    links: tuple[Ids, ...]
    weakest: Ids


def figure(claim: Claim) -> Figure:
    """The figure of a claim; any number from nothing up if it has none."""
    return claim.figure or Figure(ZERO, None)


def accounts(some: Iterable[Claim]) -> list[list[Claim]]:
    """Claims grouped into accounts of one thing: same `what`, `scope` and window, and not accepted both.

    Two accepted claims are two things, which may add up; contested ones stand beside each other.
    """
    groups: list[list[Claim]] = []
    for claim in some:
        frame = (claim.what, claim.scope, claim.since, claim.until)
        for group in groups:
            one = group[0]
            contested = not (claim.sure and any(each.sure for each in group))
            if contested and (one.what, one.scope, one.since, one.until) == frame:
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def balance(known: Claims, left: Sequence[str], right: Sequence[str]) -> Balance:
    """What an equation leaves unexplained; accounts of one thing count once, as their hull.

    Contested figures widen a side, and with no accepted account of the same thing they can excuse a
    break and never make one.
    """
    sides = [accounts(known[name] for name in names) for names in (left, right)]
    sums = [_total(hull(group) for group in side) for side in sides]
    smallest: Ids = ()
    for big, small in (sides, sides[::-1]):
        beyond = _total(_cautious(group) for group in small)
        if _total(_cautious(group) for group in big).exceeds(beyond):
            smallest = _smallest(big, small, beyond)
    unexplained = sums[0] - sums[1]
    return Balance(sums[0], sums[1], unexplained, bool(smallest), tuple(sorted({*left, *right})), smallest)


def hull(group: Sequence[Claim]) -> Figure:
    """What accounts of one thing say between them."""
    first, *others = group
    whole = figure(first)
    for other in others:
        whole |= figure(other)
    return whole


def _cautious(group: Sequence[Claim]) -> Figure:
    whole = hull(group)
    return whole if any(claim.sure for claim in group) else Figure(ZERO, whole.most)


def _total(figures: Iterable[Figure]) -> Figure:
    return sum(figures, NOTHING)


def _smallest(big: list[list[Claim]], small: list[list[Claim]], beyond: Figure) -> Ids:
    """All of `small`, and the fewest of `big` that exceed it."""
    taken: list[list[Claim]] = []
    for group in sorted(big, key=lambda each: -(_cautious(each).least or ZERO)):
        if _total(_cautious(each) for each in taken).exceeds(beyond):
            break
        taken.append(group)
    return tuple(sorted(claim.claim for group in (*taken, *small) for claim in group))


def differing(known: Claims) -> Iterator[Balance]:
    """Pairs of accepted accounts of the same `what`, `scope` and window that cannot both be true."""
    for one, other in permutations([claim for claim in known.values() if claim.sure and claim.figure], 2):
        same = (one.what, one.scope, one.since, one.until) == (
            other.what,
            other.scope,
            other.since,
            other.until,
        )
        if same and one.scope and one.window and not one.part_of and figure(one).exceeds(figure(other)):
            names = tuple(sorted((one.claim, other.claim)))
            sums = figure(one), figure(other)
            yield Balance(*sums, sums[0] - sums[1], True, names, names)


def apart(one: Sequence[Claim], other: Sequence[Claim]) -> tuple[str, ...]:
    """Why two sets of claims are shown side by side and not compared: `window`, `scope`, `account`.

    A window that is not known is not known to be the same. Empty if nothing keeps them apart.
    """
    both = [*one, *other]
    windows = {claim.window for claim in both}
    reasons = {
        "window": None in windows or len(windows) > 1,
        "scope": {claim.scope for claim in one} != {claim.scope for claim in other},
        "account": {claim.account for claim in one} != {claim.account for claim in other},
    }
    return tuple(name for name, differs in reasons.items() if differs)


def not_comparable(known: Claims, compared: Sequence[str]) -> list[Ids]:
    """For claims that are compared, each paired with the claims of their kind and scope of other windows."""
    return [
        (name, other.claim)
        for name in compared
        for other in known.values()
        if not other.part_of
        and (other.what, other.scope) == (known[name].what, known[name].scope)
        and "window" in apart([known[name]], [other])
    ]


def parts(known: Claims) -> list[Parts]:
    """Wholes that were broken down: each with the sum of its parts.

    A part counts the same thing as the whole (`lost`) or a kind of it (`lost: stolen`). What is only
    taken out of a whole (`of which …`) is no breakdown of it.
    """
    found = []
    for whole in known.values():
        of = [
            claim
            for claim in known.values()
            if claim.part_of == whole.claim and claim.what.partition(":")[0] == whole.what
        ]
        if of:
            added, said = _total(figure(claim) for claim in of), figure(whole)
            agrees = not added.exceeds(said) and not said.exceeds(added)
            names = (whole.claim, *(claim.claim for claim in of))
            found.append(Parts(whole.claim, added, agrees, names))
    return found


def differences(known: Claims) -> list[Difference]:
    """What may be taken off: wholes of the same kind, scope and account, one window inside the other."""
    wholes = [claim for claim in known.values() if not claim.part_of and claim.figure]
    found = []
    for inner, outer in permutations(wholes, 2):
        same = (inner.what, inner.scope, inner.account) == (outer.what, outer.scope, outer.account)
        if same and inner.window != outer.window and _inside(inner, outer):
            found.append(Difference(figure(outer) - figure(inner), (inner.claim, outer.claim)))
    return found


def beside(known: Claims, kinds: Sequence[str]) -> list[str]:
    """Ids of wholes of these kinds that differ in scope, window or account: never to be added.

    A kind is what stands before the first comma. A breakdown is no whole, be it marked as a part or
    told by the same source, for the same window, of a kind more narrowly named.
    """
    found = [claim for claim in known.values() if claim.what.partition(",")[0] in kinds and not claim.part_of]
    wholes = [claim for claim in found if not any(_breaks_down(claim, other) for other in found)]
    frames = {(claim.scope, claim.since, claim.until, claim.account) for claim in wholes}
    return [claim.claim for claim in wholes] if len(frames) > 1 else []


def _breaks_down(claim: Claim, other: Claim) -> bool:
    told = (claim.source, claim.since, claim.until) == (other.source, other.since, other.until)
    return told and claim.what.startswith(f"{other.what},")


def conflicts(known: Claims) -> list[list[Claim]]:
    """Contested claims of one thing for different windows: both are shown, and neither is taken."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in known.values():
        if not claim.sure and claim.figure:
            groups.setdefault((claim.what, claim.scope), []).append(claim)
    return [group for group in groups.values() if len({(each.since, each.until) for each in group}) > 1]


def valid_on(known: Claims, day: str) -> bool | None:
    """Whether what has a claim `valid until` was valid on a day; `None` if the claims leave it open."""
    on = span(day)
    answers = set()
    for claim in known.values():
        if claim.what == "valid until" and claim.sure:
            since, until = beginning(claim.since), end(claim.until)
            certain = since.last <= on.first and on.last <= until.first
            possible = since.first <= on.last and on.first <= until.last
            answers.add(certain if certain == possible else None)
    return answers.pop() if len(answers) == 1 else None


def undrawn(value: Claim, less: Sequence[Claim], exported: Claim, *, wider: bool) -> Figure:
    """What is left of an authorised value.

    Args:
        value: the whole.
        less: parts of it that are something else.
        exported: what was exported.
        wider: whether that covers more than this authorisation, so that it is only the most that
            was drawn.

    Returns:
        the figure, rounded as the source writes the whole.
    """
    drawn = Figure(ZERO, figure(exported).most) if wider else figure(exported)
    left = figure(value) - _total(figure(claim) for claim in less) - drawn
    return Figure(_rounded(left.least, value), _rounded(left.most, value))


def _rounded(number: Decimal | None, like: Claim) -> Decimal | None:
    precise = figure(like).least or ZERO
    return None if number is None else number.quantize(precise, ROUND_HALF_UP)


def breaches(known: Claims) -> list[Breach]:
    """What was passed on to places that an accepted condition excludes."""
    licences = [claim for claim in known.values() if claim.what.startswith("licensed")]
    certainty = "certain" if len(licences) == 1 else "possible"
    found = []
    for condition, scope in _excluded(known):
        passed = [claim for claim in known.values() if (claim.what, claim.scope) == ("passed on", scope)]
        if passed:
            names = (condition, *(claim.claim for claim in passed))
            total = _total(hull(group) for group in accounts(passed))
            found.append(Breach(scope, certainty, total, names))
    return sorted(found, key=lambda breach: breach.claims)


def named(known: Claims, state: str) -> tuple[str, Ids]:
    """Whether a holder in a state was named, where licences name only a central consignee.

    Returns:
        `no_records` without a licence; `no` where an accepted condition excludes the state, because
        then the condition answers; else `too_coarse`. With the claims that say so.
    """
    licences = tuple(claim.claim for claim in known.values() if claim.what.startswith("licensed"))
    conditions = tuple(condition for condition, scope in _excluded(known) if scope == state)
    verdict = "no_records" if not licences else "no" if conditions else "too_coarse"
    return verdict, tuple(sorted((*conditions, *licences)))


def _excluded(known: Claims) -> list[tuple[str, str]]:
    """Conditions and each place that they exclude."""
    return [
        (claim.claim, scope)
        for claim in known.values()
        if claim.sure and claim.what == "condition: not to these states"
        for scope in claim.scope.split("|")
    ]


def chain(known: Claims, stages: Sequence[str]) -> Chain:
    """The links from stage to stage; claims of one stage and scope are alternatives of one link.

    The weakest link is the one with most alternatives; empty if every link has one claim.
    """
    links = []
    for stage in stages:
        of: dict[str, list[str]] = {}
        for claim in known.values():
            if claim.what == stage:
                of.setdefault(claim.scope, []).append(claim.claim)
        links += [tuple(names) for names in of.values()]
    widest = max(links, key=len, default=())
    return Chain(tuple(links), widest if len(widest) > 1 else ())


def by_scope(known: Claims, what: str, scopes: Sequence[str]) -> dict[str, Figure | None]:
    """The figure of each scope; `None` where there is no record, which is not zero."""
    figures = {claim.scope: claim.figure for claim in known.values() if claim.what == what}
    return {scope: figures.get(scope) for scope in scopes}


def unlike(known: Claims) -> list[Ids]:
    """Pairs whose inner window has more than the outer, so that their scopes cannot be the same.

    Only claims of one kind are looked at; the pair is (inner, outer).
    """
    told = [claim for claim in known.values() if claim.figure]
    return [
        (inner.claim, outer.claim)
        for inner, outer in permutations(told, 2)
        if inner.what == outer.what and _inside(inner, outer) and figure(inner).exceeds(figure(outer))
    ]


def _inside(inner: Claim, outer: Claim) -> bool:
    """Whether the window of one certainly lies within that of the other."""
    one, other = inner.window, outer.window
    return bool(one and other and other.first <= one.first and one.last <= other.last)
