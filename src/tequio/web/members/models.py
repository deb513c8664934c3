"""Offers of places, how people were reached, and what members ask and allow."""

import secrets

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField, SealedTextField
from tequio.web.recruitment.models import Volunteer
from tequio.web.selection.models import Draw

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
CODE = 12


def new_code() -> str:
    """A code to print: 60 bits, without signs that look alike."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE))


class Offer(models.Model):
    """A place on the panel, offered to somebody who was drawn. Who accepted is a member."""

    class State(models.TextChoices):
        """`LEFT`: accepted, and can no longer come; or was erased."""

        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        LAPSED = "lapsed"
        LEFT = "left"

    class Channel(models.TextChoices):
        """How the answer came."""

        LINK = "link"
        CODE = "code"
        PHONE = "phone"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="offers")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="offers")
    pseudonym = models.CharField(max_length=9)
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.SET_NULL, related_name="offers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now)
    offered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    deadline = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")  # for them
    channel = models.CharField(max_length=6, choices=Channel.choices, blank=True)
    left_at = models.DateTimeField(null=True)
    code = SealedTextField()
    code_blind = models.CharField(max_length=64, unique=True)

    class Meta:
        """One a person and draw."""

        constraints = (
            models.UniqueConstraint(fields=("draw", "pseudonym"), name="one_offer_a_pseudonym"),
            models.UniqueConstraint(fields=("draw", "volunteer"), name="one_offer_a_volunteer"),
        )
        indexes = (
            models.Index(fields=("state", "deadline")),
            models.Index(fields=("assembly", "state")),
        )


class Attempt(models.Model):
    """Somebody of the team tried to reach a person."""

    class Outcome(models.TextChoices):
        """What came of it."""

        NO_ANSWER = "no_answer"
        CALL_BACK = "call_back"
        WRONG_NUMBER = "wrong_number"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        LEFT = "left"

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="attempts")
    caller = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    next_call = models.DateTimeField(null=True)


class PublicFace(models.Model):
    """What a member lets everybody see; without a row nothing."""

    class Shows(models.TextChoices):
        """From nothing to a name with a sentence."""

        NOTHING = "nothing"
        FIRST_NAME = "first_name"
        SENTENCE = "sentence"

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="face")
    shows = models.CharField(max_length=12, choices=Shows.choices, default=Shows.NOTHING)
    name = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=200, blank=True)


class SupportNeeds(models.Model):
    """What a member needs to take part; asked only of those who accepted, sealed, and apart."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="needs")
    content = SealedJSONField()  # {"kinds": [a key of NEEDS …], "text": …}
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)  # for them, on the phone


class Freed(models.Model):
    """Places of a drawn panel that are to be filled: who left, fixed when it was said."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="freed")
    left = models.JSONField()  # pseudonyms, sorted
    sha256 = models.CharField(max_length=64)  # of them, so that the same is said once
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)

    class Meta:
        """The same places are freed once."""

        constraints = (models.UniqueConstraint(fields=("draw", "sha256"), name="freed_once"),)


class Confirmation(models.Model):
    """The panel is confirmed: everybody has answered, and no place is free."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="confirmation")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    confirmed = models.PositiveIntegerField()
    declined = models.PositiveIntegerField()
    lapsed = models.PositiveIntegerField()
