"""Registrations that may be one person: how they are found, and how somebody decides.

Two registrations look alike by the same e-mail address or telephone, or by the same postal address
and names that are much the same. Families share all of these, so that nothing follows by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz

from tequio.files import folded
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Doublet, Volunteer
from tequio.web.recruitment.pool.faults import PoolIsClosed
from tequio.web.recruitment.pool.queries import closing_of

State, Verdict = Volunteer.State, Doublet.Verdict
THERE = (State.REGISTERED, State.CONFIRMED)
KEYS = ("email_blind", "phone_blind", "household_blind")
EMAIL, PHONE, HOUSEHOLD = "email", "phone", "household"
LIKE = 0.8  # likeness of names from which one address makes a pair
FEW = 12  # registrations that share something: above, each is paired with the first only
AT_ONCE = 500
Pair = tuple[int, int]


def undecided(assembly: Assembly) -> QuerySet[Doublet]:
    """The pairs of which both are still there, and about which nobody has decided."""
    return Doublet.objects.filter(
        assembly=assembly, verdict=Verdict.OPEN, earlier__state__in=THERE, later__state__in=THERE
    )


@transaction.atomic
def find_doublets(*, assembly: Assembly) -> int:
    """Looks through all registrations; how many pairs are new."""
    rows = Volunteer.objects.filter(assembly=assembly, state__in=THERE).order_by("number")
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pk, *blinds in rows.values_list("pk", *KEYS).iterator(chunk_size=5000):
        for place, blind in enumerate(blinds):
            if blind:
                groups[place, blind].append(pk)
    shared = {key: members for key, members in groups.items() if len(members) > 1}
    names = _names({pk for members in shared.values() for pk in members})
    pairs: dict[Pair, list[str]] = defaultdict(list)
    for (place, _), members in shared.items():
        kind = (EMAIL, PHONE, HOUSEHOLD)[place]
        for pair in _pairs(members):
            if kind != HOUSEHOLD or pair in pairs or _likeness(names, pair) >= LIKE:
                pairs[pair].append(kind)
    before = Doublet.objects.filter(assembly=assembly).count()
    Doublet.objects.bulk_create(
        [
            Doublet(
                assembly=assembly,
                earlier_id=pair[0],
                later_id=pair[1],
                alike=alike,
                likeness=_likeness(names, pair),
            )
            for pair, alike in pairs.items()
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    return Doublet.objects.filter(assembly=assembly).count() - before


def _pairs(members: list[int]) -> Iterator[Pair]:
    if len(members) <= FEW:
        yield from combinations(members, 2)
    else:
        yield from ((members[0], other) for other in members[1:])


def _names(keys: Iterable[int]) -> dict[int, str]:
    """The folded names of some volunteers."""
    wanted, found = sorted(keys), {}
    for start in range(0, len(wanted), AT_ONCE):
        some = Volunteer.objects.filter(pk__in=wanted[start : start + AT_ONCE]).only("contact")
        found.update({one.pk: folded(str(one.contact.get("name", ""))) for one in some})
    return found


def _likeness(names: dict[int, str], pair: Pair) -> float:
    """How much two names are alike, whatever the order of their parts: 0 to 1."""
    one, other = names[pair[0]], names[pair[1]]
    return float(fuzz.token_sort_ratio(one, other)) / 100 if one and other else 0.0


@transaction.atomic
def decide(*, doublet: Doublet, same: bool, by: User | None) -> bool:
    """One person or two. If one, the later registration is withdrawn, or the one that was never confirmed.

    Returns:
        `False` if somebody decided before.

    Raises:
        PoolIsClosed: nothing of it changes any more.
    """
    held = Assembly.objects.select_for_update(no_key=True).get(pk=doublet.assembly_id)
    closed = closing_of(held)
    if closed is not None:
        raise PoolIsClosed(closed.people)
    decided = Doublet.objects.filter(pk=doublet.pk, verdict=Verdict.OPEN).update(
        verdict=Verdict.SAME if same else Verdict.DIFFERENT, decided_at=timezone.now(), decided_by=by
    )
    if decided and same:
        kept, gone = doublet.earlier, doublet.later
        if kept.state != State.CONFIRMED and gone.state == State.CONFIRMED:
            kept, gone = gone, kept
        Volunteer.objects.filter(pk=gone.pk, state__in=THERE).update(state=State.WITHDRAWN, doublet_of=kept)
    return bool(decided)
