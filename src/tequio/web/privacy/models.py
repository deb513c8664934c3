"""How long data are kept, what was deleted, who was erased; and the private log of complaints."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedTextField


class Retention(models.Model):
    """How many days an assembly keeps data of a class; without a row as many as `retention.CLASSES` says."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="retentions")
    data_class = models.CharField(max_length=20)
    days = models.PositiveIntegerField()

    class Meta:
        """One period a class."""

        constraints = (models.UniqueConstraint(fields=("assembly", "data_class"), name="one_period_a_class"),)


class Night(models.Model):
    """A night whose duties are done, so that they are done once, whoever asks."""

    day = models.DateField(unique=True)
    at = models.DateTimeField(default=timezone.now)


class PurgeReceipt(models.Model):
    """What a night deleted: of which class, older than when, how many. It names nobody."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="purges")
    data_class = models.CharField(max_length=20)
    day = models.DateField()
    cutoff = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        """One a class and night."""

        constraints = (
            models.UniqueConstraint(fields=("assembly", "data_class", "day"), name="one_purge_a_night"),
        )


class Erasure(models.Model):
    """Somebody was erased: by a keyed hash of the receipt number, which is applied again after a restore."""

    blind = models.CharField(max_length=64, unique=True)
    assembly = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)  # else by the person's own link
    told_at = models.DateTimeField(null=True)  # when the record counted it

    class Meta:
        """The nightly act counts those that it has not told."""

        indexes = (models.Index(fields=("told_at", "assembly")),)


class Complaint(models.Model):
    """Something that somebody complained of, or that endangers somebody; sealed, for organisers only."""

    class Kind(models.TextChoices):
        """A complaint, or a worry about somebody's safety."""

        COMPLAINT = "complaint"
        SAFEGUARDING = "safeguarding"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="complaints")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    told_at = models.DateTimeField(default=timezone.now)
    told_by = SealedTextField(blank=True, default="")  # whoever complained, if known
    text = SealedTextField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)
    form_key = models.CharField(max_length=64, unique=True)  # the same form sent twice is one

    class Meta:
        """Numbered from 1 in each assembly."""

        constraints = (models.UniqueConstraint(fields=("assembly", "number"), name="one_complaint_a_number"),)


class ComplaintNote(models.Model):
    """What was done about a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="notes")
    text = SealedTextField()
    at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    form_key = models.CharField(max_length=64, unique=True)
