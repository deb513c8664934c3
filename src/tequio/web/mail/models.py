"""The outbox: one row a letter, kept after it is sent without its text."""

from django.db import models
from django.utils import timezone

from tequio.web.fields import SealedJSONField, SealedTextField


class Mail(models.Model):
    """One letter to one recipient; `key` names what it is about, so that the same is never posted twice."""

    class State(models.TextChoices):
        """What became of it.

        `UNSURE`: the worker died while it was being handed over; a person decides. `WRITTEN`: a
        letter of a test or a rehearsal, which can be read here and is never sent.
        """

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        WRITTEN = "written"
        UNSURE = "unsure"
        FAILED = "failed"
        BOUNCED = "bounced"

    key = models.CharField(max_length=160, unique=True)
    assembly = models.CharField(max_length=60, blank=True, db_index=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    to = SealedTextField()
    to_blind = models.CharField(max_length=64, db_index=True)
    context = SealedJSONField()  # emptied once it is sent
    test = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=80, blank=True)  # who hands it over
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    fault = models.CharField(max_length=300, blank=True)  # the mail server's code, never what it wrote

    class Meta:
        """The worker asks for what is due; the desk for what became of an assembly's letters."""

        indexes = (
            models.Index(fields=("state", "next_at")),
            models.Index(fields=("assembly", "state", "-id")),
        )
