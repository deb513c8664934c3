"""Public randomness as it is announced, and as it is typed."""

from datetime import UTC, datetime, timedelta

from tequio.randomness import EXACT_TOTAL, SOURCES, Source, source
from tequio.record.drand import verify
from tequio.web.selection.faults import AlreadyPast, OtherRound, SourceUnfit, TooSoon
from tequio.web.selection.models import Announcement, Audit, Lottery

# drand quicknet: https://api.drand.sh, chain 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971
GENESIS = datetime.fromtimestamp(1692803367, UTC)
PERIOD = timedelta(seconds=3)
AHEAD = timedelta(hours=24)  # so that nobody can still change the lottery once the randomness is near
EARNEST = ("digits", "dice", "balls", "drand")
SEED = "seed"


def round_at(due: datetime) -> int:
    """The first round of drand quicknet that comes at a time or after it."""
    return 1 + max(0, -((GENESIS - due) // PERIOD))


def sources_for(lottery: Lottery) -> tuple[str, ...]:
    """What may decide: in earnest no seed, and digits only for a power of ten of panels."""
    power = lottery.panels >= 10 and str(lottery.panels).strip("0") == "1"
    kinds = tuple(kind for kind in EARNEST if kind != "digits" or power)
    return (SEED, *kinds) if lottery.assembly.rehearsal else kinds


def check_announced(
    lottery: Lottery, kind: str, due: datetime, note: str, now: datetime, ahead: timedelta = AHEAD
) -> int | None:
    """The round of drand that is announced, or `None` for other sources.

    Raises:
        SourceUnfit: this lottery cannot be drawn with it.
        AlreadyPast: the time is over.
        TooSoon: it is less than `ahead` away, and no note says why.
    """
    if kind not in sources_for(lottery) or kind not in {*SOURCES, "drand"}:
        raise SourceUnfit(kind)
    rehearsing = lottery.assembly.rehearsal
    if due <= now and not rehearsing:
        raise AlreadyPast
    if due - now < ahead and not note.strip() and not rehearsing:
        raise TooSoon(int(ahead / timedelta(hours=1)))
    return round_at(due) if kind == "drand" else None


def read_typed(announced: Announcement | Audit, text: str, total: int) -> Source:
    """What somebody typed, as the announced source.

    Args:
        announced: which source, and which round.
        text: as typed.
        total: how many panels there are, or `EXACT_TOTAL`.

    Raises:
        OtherRound: a pulse of another round.
        Fault: it is not of that kind; the library's faults say where.
    """
    read = source(announced.source, text.strip(), total, verify)
    if announced.round is not None and read.round != announced.round:
        raise OtherRound(announced.round)
    return read


def total_of(form: str, panels: int) -> int:
    """How many outcomes there are in this form of a lottery."""
    return panels if form == "numbered" else EXACT_TOTAL
