"""Erasing somebody: through every table, and what the files of runs and the outbox hold.

What stays: that there was a volunteer of this number, the commitment that the record published,
and a keyed hash of the number, by which a restored backup is erased again.
"""

from collections.abc import Callable, Iterable

from tequio.web import keys
from tequio.web.mail.models import Mail
from tequio.web.members.erasure import forget as forget_member
from tequio.web.members.models import Offer
from tequio.web.privacy.personal import HELD, about_volunteers, rows_of
from tequio.web.recruitment.frame.computing import EARLIER
from tequio.web.recruitment.frame.printing import PDF
from tequio.web.recruitment.models import Letter, Volunteer
from tequio.web.runs.actions import content_of, drop_content, replace_content
from tequio.web.runs.models import Run, RunFile
from tequio.web.selection.erasure import forget as forget_draws

COPIES_OF_LETTERS = (EARLIER, PDF)  # both can be made again from what is left
EMPTIED = "emptied-"  # in the place of a letter's blind, once the letter is empty
LIVE = (Run.State.WAITING, Run.State.RUNNING)
MOST_LETTERS = 2000  # letters of one mailbox that are looked at; nobody has so many


def blind_of(assembly: str, number: int) -> str:
    """The keyed hash under which an erased person is remembered."""
    return keys.blind("erased", f"{assembly}/{number}")


def forget(volunteer: Volunteer) -> None:
    """Erases what is held on somebody; in the caller's transaction. Repeating it changes nothing."""
    forget_mail(volunteer)
    for step in FORGET:
        step(volunteer)
    for label in about_volunteers():
        held, rows = HELD[label], rows_of(volunteer, label)
        if held.gone:
            rows.delete()
        elif held.erased:
            rows.update(**held.erased)


def forget_mail(volunteer: Volunteer) -> None:
    """Takes address and content out of the letters to somebody; one that waits is not sent.

    A mailbox may be shared: of letters that were sent to two people of one address, the address
    stays while the other is here, since it is the other's as well.
    """
    if not volunteer.email_blind:
        return
    address = str(volunteer.contact.get("email", "")).strip().lower()
    shared = Volunteer.objects.filter(email_blind=volunteer.email_blind).exclude(pk=volunteer.pk).exists()
    found = Mail.objects.filter(to_blind=keys.blind("mail", address)).order_by("-pk")[:MOST_LETTERS]
    theirs = [mail.pk for mail in found if not shared or _is_about(mail, volunteer)]
    blanked = {"to": "", "to_blind": "", "context": {}, "message_id": "", "fault": ""}
    letters = Mail.objects.filter(pk__in=theirs)
    letters.filter(state__in=(Mail.State.WAITING, Mail.State.SENDING)).update(state=Mail.State.FAILED)
    letters.update(**blanked)


def _is_about(mail: Mail, volunteer: Volunteer) -> bool:
    if mail.assembly != volunteer.assembly.slug:
        return False
    about = mail.context
    return (
        about.get("number") == volunteer.number
        or about.get("name", "") == volunteer.contact.get("name", None)
        or f"-{volunteer.pk}-" in mail.key
    )


def forget_runs(volunteer: Volunteer) -> None:
    """Takes somebody out of the tables that runs of the assembly were given, whatever became of them.

    Tables of people have the identity in their first column. A run that goes on now has its own
    copy; when it has ended, the nightly duty comes by again.
    """
    start = f"{volunteer.identity},".encode()
    given = RunFile.objects.filter(run__assembly=volunteer.assembly, made=False, name__endswith=".csv")
    for file in given.exclude(run__state__in=LIVE).select_related("run"):
        content = content_of(file.run, file.name)
        kept = b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(start))
        if kept != content:
            replace_content(file.run, file.name, kept)


def forget_offers(volunteer: Volunteer) -> None:
    """Takes the codes out of somebody's offers; then the confirmations forget the rest."""
    Offer.objects.filter(volunteer=volunteer).update(code="", channel="")
    forget_member(volunteer)


def forget_letters(volunteer: Volunteer) -> None:
    """Empties the letters that somebody answered, and takes away files that held their rows."""
    letters = list(Letter.objects.filter(volunteer=volunteer))
    empty_letters(letters)
    if letters:
        copies = RunFile.objects.filter(run__assembly=volunteer.assembly, name__in=COPIES_OF_LETTERS)
        for file in copies.exclude(run__state__in=LIVE).select_related("run"):
            drop_content(file.run, file.name)


def empty_letters(letters: Iterable[Letter]) -> None:
    """Takes row and code out of letters; that they were sent, and answered, stays."""
    for letter in letters:
        letter.sealed, letter.code_blind = {"code": "", "row": {}}, f"{EMPTIED}{letter.pk}"
        letter.volunteer = None
        letter.save(update_fields=["sealed", "code_blind", "volunteer"])


# What apps do themselves, in this order, before the fields of `personal.HELD` are emptied.
FORGET: tuple[Callable[[Volunteer], None], ...] = (
    forget_draws,
    forget_offers,
    forget_letters,
    forget_runs,
)
