"""The frame, the waves of letters drawn from it, and the answers to them."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField, SealedTextField
from tequio.web.recruitment.models.volunteers import Volunteer
from tequio.web.runs.models import Run


def frame_path(frame: "Frame", name: str) -> str:
    """Where a frame lies in the storage, sealed (`frame/container.py`)."""
    return f"frames/{frame.assembly_id}/{name}"


class Frame(models.Model):
    """A list of addresses or people from which letters are drawn; its file is sealed, and goes in the end."""

    class State(models.TextChoices):
        """From the upload to the end."""

        UPLOADED = "uploaded"
        REFUSED = "refused"
        CHECKED = "checked"
        FIXED = "fixed"
        DELETED = "deleted"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="frames")
    name = SealedTextField()  # as the file was called
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    sealed = models.FileField(upload_to=frame_path, max_length=300, blank=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=40, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    columns = models.JSONField(default=list)  # [{"name", "empty", "values" (about how many different)}]
    fault = models.JSONField(default=dict)  # why it was refused, by language
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    uploaded_at = models.DateTimeField(default=timezone.now)
    fixed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        """One frame at a time is being prepared."""

        constraints = (
            models.UniqueConstraint(
                fields=("assembly",),
                condition=models.Q(state__in=("uploaded", "refused", "checked")),
                name="one_frame_in_preparation",
            ),
        )


class Wave(models.Model):
    """One lottery of letters, from the plan that is fixed to the letters that are certified."""

    class State(models.TextChoices):
        """The order is law: plan, announcement, draw, certificate. A plan may be dropped first."""

        FIXED = "fixed"
        DROPPED = "dropped"
        ANNOUNCED = "announced"
        DRAWING = "drawing"
        DRAWN = "drawn"
        CERTIFIED = "certified"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="waves")
    state = models.CharField(max_length=12, choices=State.choices, default=State.FIXED)
    letters_asked = models.PositiveIntegerField()
    plan = models.TextField()  # plan.json
    root = models.CharField(max_length=64)  # its SHA-256
    notes = models.JSONField(default=dict)  # by language, a list: what the organisers should know of the plan
    address_format = models.TextField()  # `{street} {number}`, a line a line
    fixed_at = models.DateTimeField(default=timezone.now)
    announced_source = models.CharField(max_length=10, blank=True)
    announced_round = models.PositiveBigIntegerField(null=True)
    announced_for = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    randomness = models.TextField(blank=True)  # S, one line, as `docs/spec/draw.md` writes it
    signature = models.CharField(max_length=96, blank=True)
    invitation = models.TextField(blank=True)  # invitation.json
    strata = models.JSONField(default=list)  # their values, in order
    drawn_at = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)

    class Meta:
        """Numbered from 1; one wave at a time is on its way to be drawn."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("assembly", "number"), name="one_wave_a_number"),
            models.UniqueConstraint(
                fields=("assembly",),
                condition=models.Q(state__in=("fixed", "announced", "drawing")),
                name="one_wave_on_its_way",
            ),
        )


class Letter(models.Model):
    """One invitation. Its row and code are sealed; the code is found again by its blind."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="letters")
    number = models.PositiveIntegerField()  # in the wave, from 1
    row = models.PositiveBigIntegerField()  # in the frame, from 1
    stratum = models.PositiveIntegerField()  # place in the wave's `strata`
    sealed = SealedJSONField()  # {"code": …, "row": {column: cell}}
    code_blind = models.CharField(max_length=64, unique=True)
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.SET_NULL, related_name="letters")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Numbered from 1; a volunteer answers one letter."""

        ordering = ("wave", "number")
        constraints = (
            models.UniqueConstraint(fields=("wave", "number"), name="one_letter_a_number"),
            models.UniqueConstraint(
                fields=("volunteer",),
                condition=models.Q(volunteer__isnull=False),
                name="one_letter_a_volunteer",
            ),
        )


class Printing(models.Model):
    """A PDF of letters that was asked for; the run's files hold it."""

    class Kind(models.TextChoices):
        """All letters of a wave, or a reminder to those who have not answered."""

        FIRST = "first"
        REMINDER = "reminder"

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="printings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    run = models.OneToOneField(Run, on_delete=models.CASCADE)
    letters = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)


class AddressClaim(models.Model):
    """A volunteer without a code typed an address: whose letter is it? The table is the matcher's queue."""

    class State(models.TextChoices):
        """Clear ones are matched by themselves; doubtful ones wait for an organiser."""

        WAITING = "waiting"
        MATCHED = "matched"
        DOUBTFUL = "doubtful"
        UNKNOWN = "unknown"  # no letter went to an address like it
        REFUSED = "refused"

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="address_claim")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="address_claims")
    address = SealedTextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    candidates = models.JSONField(default=list)  # [{"letter": id, "score": 0 … 100}], best first
    at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """The matcher asks for those that wait, the organisers for the doubtful ones."""

        indexes = (models.Index(fields=("state", "assembly")),)
