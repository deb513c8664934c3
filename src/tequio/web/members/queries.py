"""Which panel stands, who is on it, and where places are free."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from tequio.web.assemblies.models import Assembly
from tequio.web.mail.models import Mail
from tequio.web.members.models import Attempt, Confirmation, Offer
from tequio.web.recruitment.models import QuotaTable
from tequio.web.recruitment.pool.queries import fixed_quotas
from tequio.web.selection.models import Draw, Lottery

State = Offer.State
GONE = (State.DECLINED, State.LAPSED, State.LEFT)
ON_PANEL = (State.OFFERED, State.ACCEPTED)
DAYS = 120  # of the drift, at most


def chain_of(assembly: Assembly) -> list[Draw]:
    """The draws that made the panel: the first one that stands, then those of the replacements."""
    draws = Draw.objects.filter(lottery__assembly=assembly, lottery__published_at__isnull=False)
    chain: list[Draw] = []
    latest: dict[int | None, Draw] = {}
    for draw in draws.select_related("lottery__run", "confirmation").defer("document").order_by("pk"):
        first = draw.lottery.kind == Lottery.Kind.LOTTERY
        latest[None if first else draw.lottery.follows_id] = (
            draw  # a redraw takes the place of the one before
        )
    at: int | None = None
    while at in latest and len(chain) < len(latest):
        chain.append(latest[at])
        at = chain[-1].pk
    return chain


def offers_of(assembly: Assembly, chain: Iterable[Draw] | None = None) -> QuerySet[Offer]:
    """The offers of the panel that stands."""
    draws = chain_of(assembly) if chain is None else chain
    return Offer.objects.filter(draw__in=[draw.pk for draw in draws])


def members(assembly: Assembly, chain: Iterable[Draw] | None = None) -> QuerySet[Offer]:
    """The members: who accepted, and has not left."""
    return offers_of(assembly, chain).filter(state=State.ACCEPTED)


@dataclass(frozen=True)
class Tally:
    """Where the confirmations stand.

    Args:
        draw: the last one of the chain.
        offered: places of it that were offered.
        counts: offers of the whole chain by state.
        free: offers whose place is free and not yet filled by a later draw.
    """

    draw: Draw
    offered: int
    counts: dict[str, int]
    free: int


def tally(assembly: Assembly, chain: list[Draw] | None = None) -> Tally | None:
    """Where the confirmations stand; `None` before a panel is drawn."""
    chain = chain_of(assembly) if chain is None else chain
    if not chain:
        return None
    rows = offers_of(assembly, chain).order_by().values_list("draw", "state").annotate(n=Count("pk"))
    counts, offered = Counter[str](), 0
    for draw, state, n in rows:
        counts[state] += n
        offered += n if draw == chain[-1].pk else 0
    filled = sum(draw.lottery.size for draw in chain[1:])
    gone = sum(counts[state] for state in GONE)
    return Tally(chain[-1], offered, {state.value: counts[state] for state in State}, gone - filled)


def confirmation_of(draw: Draw) -> Confirmation | None:
    """The confirmation of the panel whose last draw this is; no query for a draw of `chain_of`."""
    return getattr(draw, "confirmation", None)


def gone_now(assembly: Assembly, chain: list[Draw]) -> list[str]:
    """Pseudonyms of those who are gone and whose place no later draw has filled."""
    gone = set(offers_of(assembly, chain).filter(state__in=GONE).values_list("pseudonym", flat=True))
    filled: set[str] = set()
    for draw in chain[1:]:
        filled |= set(draw.lottery.run.inputs["left"])
    return sorted(gone - filled)


def calls(assembly: Assembly, now: datetime) -> QuerySet[Any]:
    """Who is to be called: whoever has not answered and has no letter on the way, those first who wait.

    Offers, each with `by_mail`, `tries`, `last_outcome`, `last_try` and `next_call`; of those alike, whoever
    is not promised a later call first, then by deadline.
    """
    key = Concat(Value("offer-"), F("pk"), output_field=CharField())
    reached = Mail.objects.filter(key=OuterRef("letter_key")).exclude(
        state__in=(Mail.State.FAILED, Mail.State.BOUNCED)
    )
    last = Attempt.objects.filter(offer=OuterRef("pk")).order_by("-pk")
    return (
        offers_of(assembly)
        .filter(state=State.OFFERED, deadline__gt=now)
        .annotate(
            letter_key=key,
            by_mail=Exists(reached),
            tries=Count("attempts"),
            last_outcome=Subquery(last.values("outcome")[:1]),
            next_call=Subquery(last.values("next_call")[:1]),
            last_try=Max("attempts__at"),
        )
        .select_related("volunteer")
        .order_by("by_mail", F("next_call").asc(nulls_first=True), "deadline", "pk")
    )


@dataclass(frozen=True)
class DriftRow:
    """One quota, and the panel beside it.

    Args:
        feature, value: which.
        least, most: what the quota allows.
        drawn: members when the first panel was drawn.
        now: members and people who are asked, now.
        accepted: of them, who accepted.
    """

    feature: str
    value: str
    least: int
    most: int
    drawn: int
    now: int
    accepted: int

    @property
    def short(self) -> int:
        """How many are missing; negative if there are too many; 0 within the quota."""
        return max(self.least - self.now, 0) or min(self.most - self.now, 0)

    @property
    def over(self) -> int:
        """How many are too many."""
        return max(self.now - self.most, 0)


@dataclass(frozen=True)
class Day:
    """The panel at the end of a day: how many people are on it, and how many quotas are not met."""

    day: date
    people: int
    unmet: int


@dataclass(frozen=True)
class Drift:
    """How the panel moved away from its quotas, and back; of the days, those on which something changed."""

    rows: tuple[DriftRow, ...]
    days: tuple[Day, ...]
    table: QuotaTable


def drift(assembly: Assembly, now: datetime) -> Drift | None:
    """The panel beside its quotas, now and day by day; `None` before places are offered. Three queries."""
    table, chain = fixed_quotas(assembly), chain_of(assembly)
    offers = list(offers_of(assembly, chain).select_related("volunteer")) if chain else []
    if table is None or not offers:
        return None
    first = [offer for offer in offers if offer.draw_id == chain[0].pk]
    here = [offer for offer in offers if offer.state in ON_PANEL]
    accepted = [offer for offer in here if offer.state == State.ACCEPTED]
    counts = [_counts(each) for each in (first, here, accepted)]
    rows = tuple(
        DriftRow(row["feature"], row["value"], row["min"], row["max"], *(count[key] for count in counts))
        for row in table.rows
        for key in [(row["feature"], row["value"])]
    )
    zone = ZoneInfo(assembly.time_zone)
    day, today = (
        min(offer.offered_at for offer in offers).astimezone(zone).date(),
        now.astimezone(zone).date(),
    )
    days = [day + timedelta(days=n) for n in range((today - day).days + 1)][-DAYS:]
    told = [_day(one, offers, table, zone) for one in days]
    moved = [one for at, one in enumerate(told) if at in (0, len(told) - 1) or _moved(told[at - 1], one)]
    return Drift(rows, tuple(moved), table)


def _moved(before: Day, after: Day) -> bool:
    return (before.people, before.unmet) != (after.people, after.unmet)


def _counts(offers: Iterable[Offer]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for offer in offers:
        features: dict[str, Any] = offer.volunteer.features if offer.volunteer else {}
        found.update((name, str(value)) for name, value in features.items())
    return found


def _day(day: date, offers: list[Offer], table: QuotaTable, zone: ZoneInfo) -> Day:
    def by_then(at: datetime | None) -> bool:
        return at is not None and at.astimezone(zone).date() <= day

    def gone(offer: Offer) -> bool:
        if offer.state == State.LEFT:
            return by_then(offer.left_at)
        return offer.state in GONE and by_then(offer.answered_at)

    here = [offer for offer in offers if by_then(offer.offered_at) and not gone(offer)]
    counts = _counts(here)
    unmet = [
        row for row in table.rows if not row["min"] <= counts[row["feature"], row["value"]] <= row["max"]
    ]
    return Day(day, len(here), len(unmet))
