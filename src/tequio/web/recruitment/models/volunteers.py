"""What volunteers are asked, and who registered."""

import secrets

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField


def new_salt() -> str:
    """32 bytes from the operating system, hexadecimal, as `docs/spec/draw.md` has it."""
    return secrets.token_hex(32)


class Field(models.Model):
    """One thing that volunteers are asked: it makes the form, the organiser's table and the export."""

    class Kind(models.TextChoices):
        """A feature has quotas and fixed values; eligibility is a yes; text is anything else."""

        FEATURE = "feature"
        ELIGIBILITY = "eligibility"
        TEXT = "text"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=60)  # the column's name in exports and quotas
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.FEATURE)
    labels = models.JSONField(default=dict)  # by language
    values = models.JSONField(default=list)  # of a feature: [{"value": …, "labels": {language: …}}]
    required = models.BooleanField(default=True)
    sensitive = models.BooleanField(default=False)  # in public only "met"
    place = models.PositiveIntegerField(default=0)

    class Meta:
        """Each name once, in the order in which they are asked."""

        ordering = ("place", "pk")
        constraints = (models.UniqueConstraint(fields=("assembly", "name"), name="one_field_a_name"),)


class Volunteer(models.Model):
    """Somebody who registered. Contact and features are apart: who sees one need not see the other."""

    class State(models.TextChoices):
        """In the pool are those who are confirmed. `TEST` came by a page in test, and goes when one opens."""

        TEST = "test"
        REGISTERED = "registered"
        CONFIRMED = "confirmed"
        WITHDRAWN = "withdrawn"
        ERASED = "erased"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="volunteers")
    number = models.PositiveIntegerField()  # on the receipt, from 1 in each assembly
    salt = models.CharField(max_length=64, default=new_salt, blank=True)  # empty once erased
    state = models.CharField(max_length=12, choices=State.choices, default=State.REGISTERED)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=20)
    features = models.JSONField(default=dict)  # value by name of the field
    contact = SealedJSONField()  # name, email, phone, address
    email_blind = models.CharField(max_length=64, blank=True, db_index=True)
    phone_blind = models.CharField(max_length=64, blank=True, db_index=True)
    household_blind = models.CharField(max_length=64, blank=True, db_index=True)
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)  # by telephone
    confirmed_at = models.DateTimeField(null=True)
    consent = models.JSONField(default=list)  # [{"purpose", "text_sha256", "version", "language", "at"}]
    form_key = models.CharField(max_length=64, null=True, unique=True)  # the same form sent twice is one
    confirmed_how = models.CharField(max_length=10, blank=True)  # email, code, caller
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    commitment = models.CharField(max_length=64, blank=True)  # as published; stays when erased
    committed_on = models.DateField(null=True)
    doublet_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        """Receipt numbers are unique in an assembly."""

        constraints = (models.UniqueConstraint(fields=("assembly", "number"), name="one_receipt_a_number"),)
        indexes = (
            models.Index(fields=("assembly", "state", "number")),
            models.Index(
                fields=("registered_at",),
                condition=models.Q(committed_on__isnull=True),
                name="volunteer_to_commit",
            ),
        )

    @property
    def identity(self) -> str:
        """The id under which a volunteer stands in pool files and commitments; it tells nothing else."""
        return f"v{self.number}"
