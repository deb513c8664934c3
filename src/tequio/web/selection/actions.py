"""What is done with a lottery, in the public order; each writes its acts in the same transaction."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from tequio.randomness import Source
from tequio.record.acts import moment
from tequio.record.commitments import public_bytes
from tequio.selection.draw import Redraw, SameRandomness
from tequio.selection.draw import draw as pick
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.records.actions import salted
from tequio.web.recruitment.models import PoolClosing, QuotaTable, Volunteer
from tequio.web.recruitment.pool.queries import pool_csv, quotas_csv
from tequio.web.runs.actions import content_of, enqueue
from tequio.web.runs.models import Run
from tequio.web.selection import faults
from tequio.web.selection.bundles import opened, public_lottery
from tequio.web.selection.lottery_run import HOUSEHOLD, POOL, QUOTAS, SALTS
from tequio.web.selection.models import Announcement, Decision, Draw, Lottery, Typed
from tequio.web.selection.order import Step, expect, hold, latest_announcement, latest_draw
from tequio.web.selection.randomness import check_announced, read_typed, total_of


def ask_for_lottery(
    *, assembly: Assembly, method: str, panels: str, reserves: int, publish: str, household: bool, by: User
) -> Run:
    """Asks for a lottery with the pool and the quotas as they are now; two clicks make one run.

    Raises:
        NoFixedQuotas: there are no quotas yet.
    """
    newest = assembly.quota_tables.order_by(F("fixed_at").desc(nulls_last=True), "-version")
    table = newest.first() or _no_quotas()
    pool = pool_csv(assembly)
    shared = household and HOUSEHOLD in pool.partition(b"\n")[0].decode("utf-8-sig").strip().split(",")
    inputs = {
        "method": method,
        "panels": panels,
        "reserves": reserves,
        "publish": publish,
        "household": shared,
        "quotas": table.pk,
        "size": table.size,
    }
    people = Volunteer.objects.filter(assembly=assembly, state=Volunteer.State.CONFIRMED)
    salts = "\n".join(f"v{number},{salt}" for number, salt in people.values_list("number", "salt"))
    files = {POOL: pool, QUOTAS: quotas_csv(table), SALTS: salts.encode()}
    return enqueue("lottery", assembly, inputs, by=by, files=files)


def _no_quotas() -> QuotaTable:
    raise faults.NoFixedQuotas


@transaction.atomic
def publish(*, lottery: Lottery, by: User) -> None:  # noqa: ARG001 - who may is judged by the view
    """Publishes a lottery: from now on nobody can change who is on which panel.

    Raises:
        OutOfOrder: it is published.
        PoolOpen, QuotasOpen: the order is pool, quotas, lottery.
        PoolMoved: the pool is not what the lottery was made from.
        AnotherPublished: the assembly has a published lottery.
    """
    lottery = hold(lottery)
    expect(lottery, Step.PUBLISH)
    if not PoolClosing.objects.filter(assembly=lottery.assembly).exists():
        raise faults.PoolOpen
    if lottery.quotas.fixed_at is None:
        raise faults.QuotasOpen
    if lottery.kind == Lottery.Kind.LOTTERY and not _of_this_pool(lottery):
        raise faults.PoolMoved
    lottery.published_at = timezone.now()
    try:
        with transaction.atomic():
            lottery.save(update_fields=["published_at"])
    except IntegrityError:
        raise faults.AnotherPublished from None
    quotas = lottery.quotas.sha256 or sha256(quotas_csv(lottery.quotas)).hexdigest()
    payload: dict[str, object] = {"lottery": lottery.root, "quotas": quotas, "kind": lottery.kind}
    record(lottery.assembly, "lottery.published", payload, {"lottery.json": public_lottery(lottery)})


def _of_this_pool(lottery: Lottery) -> bool:
    """Whether pool and quotas are, to the byte, what was frozen when the lottery was asked for."""
    frozen = {file.name: file for file in lottery.run.files.filter(made=False)}
    now = {POOL: pool_csv(lottery.assembly), QUOTAS: quotas_csv(lottery.quotas)}
    return all(name in frozen and content_of(lottery.run, name) == now[name] for name in now)


@transaction.atomic
def announce(
    *, lottery: Lottery, source: str, due: datetime, note: str, by: User, now: datetime | None = None
) -> Announcement:
    """Says which public randomness will decide, and when.

    Raises:
        OutOfOrder: the lottery is not published, or it is announced.
        SourceUnfit, AlreadyPast, TooSoon: see `check_announced`.
    """
    lottery = hold(lottery)
    expect(lottery, Step.ANNOUNCE)
    turn = check_announced(lottery, source, due, note, now or timezone.now())
    announcement = Announcement.objects.create(
        lottery=lottery,
        source=source,
        round=turn,
        due=due,
        note=note.strip(),
        by=by,
        redraws=latest_draw(lottery),
    )
    payload: dict[str, object] = {
        "lottery": lottery.root,
        "source": source,
        "round": turn,
        "at": moment(due),
    }
    record(lottery.assembly, "randomness.announced", payload)
    return announcement


def reveal(*, lottery: Lottery, text: str, by: User, now: datetime | None = None) -> Draw | None:
    """Takes down the randomness as one person read it; once two people typed the same, the panel is drawn.

    Returns:
        The draw, or `None` while the second person is awaited.

    Raises:
        OutOfOrder: nothing is announced, or the panel is drawn.
        NotYet: the announced time has not come.
        SameRandomness: a redraw with the randomness of an earlier draw.
        ReadingsDiffer: the other person typed something else; both are kept, and either may be mended.
        Fault: the text is not of the announced kind.
    """
    typed = _take_down(lottery=lottery, text=text, by=by, now=now or timezone.now())
    drawn = _draw_if_agreed(typed)
    if drawn is None and typed.announcement.typed.exclude(user=by).exists():
        raise faults.ReadingsDiffer
    return drawn


@transaction.atomic
def _take_down(*, lottery: Lottery, text: str, by: User, now: datetime) -> Typed:
    lottery = hold(lottery)
    expect(lottery, Step.REVEAL)
    announcement = latest_announcement(lottery) or _unannounced()
    if now < announcement.due:
        raise faults.NotYet
    read = read_typed(announcement, text, outcomes_of(lottery))
    if any(draw.document["source"]["text"] == read.text for draw in lottery.draws.all()):
        raise SameRandomness(read.text)
    fields = {"text": read.text, "raw": text.strip(), "at": now}
    return Typed.objects.update_or_create(announcement=announcement, user=by, defaults=fields)[0]


def _unannounced() -> Announcement:
    raise faults.OutOfOrder(Step.REVEAL, "published")


def outcomes_of(lottery: Lottery) -> int:
    """How many outcomes the randomness decides between; the exact form has 2^64."""
    return total_of("exact" if lottery.run.inputs.get("panels") == "exact" else "numbered", lottery.panels)


@transaction.atomic
def _draw_if_agreed(typed: Typed) -> Draw | None:
    lottery = hold(typed.announcement.lottery)
    readings = list(typed.announcement.typed.select_related("user").order_by("at", "pk"))
    agreed = [reading for reading in readings if reading.text == typed.text]
    if len(agreed) < 2:
        return None
    expect(lottery, Step.REVEAL)
    seen = read_typed(typed.announcement, typed.raw, outcomes_of(lottery))
    first, second = agreed[:2]
    before = typed.announcement.redraws
    with opened(lottery) as files:
        document = pick(files, seen, _redraw(before)).document
    content = public_bytes(document)
    draw = Draw.objects.create(
        lottery=lottery,
        announcement=typed.announcement,
        number=document["number"],
        document=document,
        sha256=sha256(content).hexdigest(),
        redraws=before,
        rehearsal=lottery.assembly.rehearsal,
    )
    _record_draw(draw, seen, (first, second), content)
    return draw


def _record_draw(draw: Draw, seen: Source, readings: tuple[Typed, Typed], content: bytes) -> None:
    lottery, who = draw.lottery, []
    for reading in readings:
        person, salt = salted(person_text(reading.user))
        Typed.objects.filter(pk=reading.pk).update(salt=salt.hex())
        who.append(person)
    text = sha256(seen.text.encode()).hexdigest()
    revealed: dict[str, object] = {"lottery": lottery.root, "text": text, "by": who}
    record(lottery.assembly, "randomness.revealed", revealed, {"randomness.txt": seen.text.encode()})
    drawn: dict[str, object] = {"lottery": lottery.root, "draw": draw.sha256, "number": draw.number}
    record(lottery.assembly, "panel.drawn", drawn, {"draw.json": content})


def person_text(user: User) -> str:
    """What the salted hash of somebody of the staff is made from."""
    return user.email


def _redraw(before: Draw | None) -> Redraw | None:
    if before is None:
        return None
    decision = before.decisions.select_related("proposed_by", "agreed_by").get(
        kind=Decision.Kind.REDRAW, agreed_at__isnull=False
    )
    reason = " / ".join(decision.reasons[code] for code in sorted(decision.reasons))
    return Redraw(before.sha256, reason, (str(decision.proposed_by), str(decision.agreed_by)))
