"""Has letters printed: all of a wave, or a reminder to those who have not answered."""

from django.conf import settings
from django.db import transaction

from tequio.web.accounts.models import User
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.printing import blocks, sender
from tequio.web.recruitment.frame.queries import LETTERS_EXIST, latest_run, live
from tequio.web.recruitment.models import Printing, Wave
from tequio.web.runs.actions import enqueue

LETTERS_PDF = "letters-pdf"
PAPERS = ("us-letter", "a4")


@transaction.atomic
def ask_printing(*, wave: Wave, kind: str, paper: str, by: User) -> Printing:
    """Asks for the PDF of a wave's letters. Who has answered by now gets no reminder.

    Args:
        wave: whose letters are drawn.
        kind: a `Printing.Kind`.
        paper: one of `PAPERS`.
        by: who asks.

    Raises:
        OutOfOrder: no letters are drawn, another PDF is being made, or everybody has answered.
    """
    wave = Wave.objects.select_for_update().select_related("assembly").get(pk=wave.pk)
    if wave.state not in LETTERS_EXIST or live(latest_run(wave.assembly, LETTERS_PDF)):
        raise OutOfOrder
    reminder = kind == Printing.Kind.REMINDER
    skip = (
        list(wave.letters.filter(volunteer__isnull=False).values_list("number", flat=True))
        if reminder
        else []
    )
    letters = wave.letters.count() - len(skip)
    if not letters:
        raise OutOfOrder
    inputs = {
        "wave": wave.pk,
        "numbers": [1, wave.letters_asked],
        "skip": skip,
        "blocks": blocks(wave.assembly, reminder=reminder),
        "sender": sender(wave.assembly),
        "site": settings.SITE_URL,
        "paper": paper,
        "rehearsal": wave.assembly.rehearsal,
    }
    run = enqueue(LETTERS_PDF, wave.assembly, inputs, by=by)
    return Printing.objects.create(wave=wave, kind=kind, run=run, letters=letters)
