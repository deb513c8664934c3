"""An assembly, its team, its texts and its stages."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role
from tequio.web.fields import SealedTextField


class Assembly(models.Model):
    """One citizens' assembly; its slug is its name in addresses and in the record."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    languages = models.JSONField(default=list)
    time_zone = models.CharField(max_length=60, default="America/Mexico_City")
    panel_size = models.PositiveIntegerField(default=0)
    rehearsal = models.BooleanField(default=False)
    second_factor = models.BooleanField(default=False)  # compulsory for its team
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody of the staff has a role in an assembly; one person may have several."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One row a person and role."""

        constraints = (models.UniqueConstraint(fields=("assembly", "user", "role"), name="one_role_once"),)


class Text(models.Model):
    """A text of an assembly that changes over time: remit, rulebook, promise, what volunteers read."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="texts")
    name = models.SlugField(max_length=60)
    title = models.CharField(
        max_length=120, blank=True
    )  # of free texts; the others have theirs in every language

    class Meta:
        """One text a name."""

        constraints = (models.UniqueConstraint(fields=("assembly", "name"), name="one_text_a_name"),)


class Wording(models.Model):
    """One version of a text in one language, counted from 1; once published, what it says never changes."""

    class State(models.TextChoices):
        """How far a translation can be trusted."""

        ORIGINAL = "original"
        TRANSLATED = "translated"
        REVIEWED = "reviewed"
        OUTDATED = "outdated"

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="wordings")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.ORIGINAL)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    published_at = models.DateTimeField(null=True)

    class Meta:
        """One wording a version and language."""

        constraints = (
            models.UniqueConstraint(fields=("text", "version", "language"), name="one_wording_a_language"),
        )


class Stage(models.Model):
    """A span of an assembly that opens and closes what may be done; without a time it waits for somebody."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="stages")
    name = models.SlugField(max_length=60)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    told_open = models.BooleanField(default=False)  # whether the record says that it is open

    class Meta:
        """Each stage once, and it closes after it opens."""

        constraints = (
            models.UniqueConstraint(fields=("assembly", "name"), name="each_stage_once"),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True)
                | models.Q(opens_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="stage_closes_after_opening",
            ),
        )


class Promise(models.Model):
    """What the commissioner promised in public, and by when; a later one stands beside it, not over it."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="promises")
    commissioner = models.JSONField()  # by language
    promise = models.JSONField()  # by language
    answer_by = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)


class BodyMember(models.Model):
    """Somebody who coordinates or advises an assembly, with what he or she has declared.

    Seen by everybody from `appointed_at` to `left_at`; the name only if its owner agreed.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="bodies")
    body = models.SlugField(max_length=60)
    name = SealedTextField()
    named_publicly = models.BooleanField(default=False)
    interests = models.JSONField(default=dict)  # by language
    created_at = models.DateTimeField(default=timezone.now)
    appointed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_told = models.BooleanField(default=False)  # whether the record knows that he or she left
