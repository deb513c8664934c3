"""How long data are kept, a class at a time, and what the night deletes.

The days count from when the data came, or from the end of the assembly's last stage, whichever is
later; an assembly without dated stages does not keep its data for ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, Max, Q, QuerySet, Value
from django.utils import timezone

from tequio.faults import Fault
from tequio.web.accounts.models import Reading
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.web.mail.models import Mail
from tequio.web.members.models import SupportNeeds
from tequio.web.privacy.erasing import EMPTIED, empty_letters
from tequio.web.privacy.models import Complaint, PurgeReceipt, Retention
from tequio.web.recruitment.frame.actions import delete_frame, remove_frame
from tequio.web.recruitment.models import AddressClaim, Frame, Letter, Volunteer
from tequio.web.runs.models import Run, RunFile
from tequio.web.selection.models import Proof

BATCH = 500
WARN_DAYS = 14
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Rows = QuerySet[Any]


@dataclass(frozen=True)
class DataClass:
    """One class of data.

    Args:
        name: in the database.
        title: what people read.
        days: how long it is kept, if the assembly does not say.
        rows: what is held of it by an assembly.
        since: the field of those rows from which the days count.
        delete: makes the data of some rows go; of how many.
    """

    name: str
    title: str
    days: int
    rows: Callable[[Assembly], Rows]
    since: str
    delete: Callable[[Rows], int]


def _rows_gone(rows: Rows) -> int:
    count = rows.count()
    rows.delete()
    return count


def _contacts_gone(rows: Rows) -> int:
    return rows.update(contact={}, email_blind="", phone_blind="", household_blind="", form_key=None)


def _features_gone(rows: Rows) -> int:
    # A closed pool lets answers go only together with this state: the row then reads "erased".
    return rows.update(features={}, salt="", state=Volunteer.State.ERASED)


def _mail_gone(rows: Rows) -> int:
    return rows.update(to="", to_blind="", context={}, message_id="", fault="")


def _files_gone(rows: Rows) -> int:
    files = list(rows)
    proofs = Proof.objects.filter(lottery__run__in={file.run_id for file in files})
    proofs.update(volunteer=None, sealed=b"")
    for file in files:
        file.sealed.delete(save=False)
        file.delete()
    return len(files)


def _letters_gone(rows: Rows) -> int:
    letters = list(rows)
    empty_letters(letters)
    return len(letters)


def _frames_gone(rows: Rows) -> int:
    """Frames from which letters are on their way stay until these are certified."""
    count = 0
    for frame in rows:
        try:
            (delete_frame if frame.state == Frame.State.FIXED else remove_frame)(frame=frame)
            count += 1
        except Fault:
            continue
    return count


def _ended_files(assembly: Assembly) -> Rows:
    ended = (Run.State.DONE, Run.State.FAILED, Run.State.CANCELLED)
    files = RunFile.objects.filter(run__assembly=assembly, run__state__in=ended)
    return files.exclude(name__startswith="public/")


def _volunteers(assembly: Assembly) -> Rows:
    return Volunteer.objects.filter(assembly=assembly)


CLASSES: dict[str, DataClass] = {
    one.name: one
    for one in (
        DataClass(
            "frame",
            _("The list from which letters were drawn"),
            180,
            lambda assembly: Frame.objects.filter(assembly=assembly).exclude(state=Frame.State.DELETED),
            "uploaded_at",
            _frames_gone,
        ),
        DataClass(
            "letters",
            _("Letters and the addresses they went to"),
            365,
            lambda assembly: Letter.objects.filter(wave__assembly=assembly).exclude(
                code_blind__startswith=EMPTIED
            ),
            "wave__drawn_at",
            _letters_gone,
        ),
        DataClass(
            "typed",
            _("Addresses that people typed because they had no letter at hand"),
            180,
            lambda assembly: AddressClaim.objects.filter(assembly=assembly),
            "at",
            _rows_gone,
        ),
        DataClass(
            "contacts",
            _("Names, addresses and telephone numbers of volunteers"),
            730,
            lambda assembly: _volunteers(assembly).exclude(
                email_blind="", phone_blind="", household_blind=""
            ),
            "registered_at",
            _contacts_gone,
        ),
        DataClass(
            "features",
            _("What volunteers said about themselves, such as their age band"),
            730,
            lambda assembly: _volunteers(assembly).exclude(salt=""),
            "registered_at",
            _features_gone,
        ),
        DataClass(
            "needs",
            _("What members need to take part"),
            30,
            lambda assembly: SupportNeeds.objects.filter(offer__assembly=assembly),
            "told_at",
            _rows_gone,
        ),
        DataClass(
            "mail",
            _("To whom mail was sent"),
            365,
            lambda assembly: Mail.objects.filter(assembly=assembly.slug).exclude(to_blind=""),
            "created_at",
            _mail_gone,
        ),
        DataClass(
            "bundles",
            _("Private files of the lotteries"),
            730,
            _ended_files,
            "run__ended_at",
            _files_gone,
        ),
        DataClass(
            "readings",
            _("The list of who looked at whose data"),
            730,
            lambda assembly: Reading.objects.filter(assembly=assembly.slug),
            "at",
            _rows_gone,
        ),
        DataClass(
            "complaints",
            _("Complaints and worries about safety"),
            1095,
            lambda assembly: Complaint.objects.filter(assembly=assembly),
            "told_at",
            _rows_gone,
        ),
    )
}


@dataclass(frozen=True)
class Standing:
    """How a class of data stands in an assembly: how many are held, and how many go within two weeks."""

    data_class: DataClass
    days: int
    held: int
    soon: int


def days_of(assembly: Assembly) -> dict[str, int]:
    """How long an assembly keeps each class."""
    set_here = dict(Retention.objects.filter(assembly=assembly).values_list("data_class", "days"))
    return {name: set_here.get(name, one.days) for name, one in CLASSES.items()}


def end_of(assembly: Assembly) -> datetime | None:
    """When the last dated stage ends; `None` without dates."""
    end: datetime | None = assembly.stages.aggregate(end=Max("closes_at"))["end"]
    return end


def due(one: DataClass, assembly: Assembly, days: int, end: datetime | None, now: datetime) -> Rows:
    """The rows whose time is over."""
    return one.rows(assembly).filter(**{f"{one.since}__lt": _cutoff(days, end, now)})


def standings(assembly: Assembly, now: datetime) -> list[Standing]:
    """How each class of data stands."""
    days, end, soon = days_of(assembly), end_of(assembly), now + timedelta(days=WARN_DAYS)
    counted = [_counted(one, assembly, _cutoff(days[name], end, soon)) for name, one in CLASSES.items()]
    found = {row["data_class"]: row for row in counted[0].union(*counted[1:], all=True)}
    nothing = {"held": 0, "soon": 0}
    return [
        Standing(one, days[name], found.get(name, nothing)["held"], found.get(name, nothing)["soon"])
        for name, one in CLASSES.items()
    ]


def _counted(one: DataClass, assembly: Assembly, cutoff: datetime) -> Rows:
    """How many rows there are and how many are over; all classes are asked for at once."""
    rows = one.rows(assembly).order_by().annotate(data_class=Value(one.name, CharField()))
    over = Count("pk", filter=Q(**{f"{one.since}__lt": cutoff}))
    counted: Rows = rows.values("data_class").annotate(held=Count("pk"), soon=over)
    return counted


def _cutoff(days: int, end: datetime | None, now: datetime) -> datetime:
    """What is older is over; nothing is before the last stage has been over for as long."""
    cutoff = now - timedelta(days=days)
    return LONG_AGO if end is not None and end >= cutoff else cutoff


def purge(assembly: Assembly, now: datetime) -> int:
    """Deletes what is over in an assembly, each class with its receipt; how many rows."""
    days, end = days_of(assembly), end_of(assembly)
    return sum(_purge(one, assembly, days[name], end, now) for name, one in CLASSES.items())


def _purge(one: DataClass, assembly: Assembly, days: int, end: datetime | None, now: datetime) -> int:
    total, last, rows = 0, 0, due(one, assembly, days, end, now).order_by("pk")
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = keys[-1]
        with transaction.atomic():
            count = one.delete(one.rows(assembly).filter(pk__in=keys))
            if count:
                _receipt(one, assembly, now - timedelta(days=days), timezone.localtime(now).date(), count)
        total += count
    return total


def _receipt(one: DataClass, assembly: Assembly, cutoff: datetime, day: date, count: int) -> None:
    receipt, _made = PurgeReceipt.objects.select_for_update().get_or_create(
        assembly=assembly, data_class=one.name, day=day, defaults={"cutoff": cutoff, "count": 0}
    )
    receipt.count += count
    receipt.save(update_fields=["count"])
