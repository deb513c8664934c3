"""The pool as it was closed, and the quotas."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField


class PoolClosing(models.Model):
    """The pool as it was closed: how many, and the root over the commitments of all. One an assembly.

    The leaves are kept, so that a proof can be given after others have withdrawn or were erased.
    """

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="pool_closing")
    at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    leaves = models.TextField(blank=True)  # a line a volunteer: number and commitment, by number


class PoolImport(models.Model):
    """A file of volunteers that was taken in; the same file is taken in once."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="pool_imports")
    sha256 = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)

    class Meta:
        """Each file once an assembly."""

        constraints = (models.UniqueConstraint(fields=("assembly", "sha256"), name="one_import_a_file"),)


class QuotaTable(models.Model):
    """One version of the quotas. A fixed one stays; a departure is a new version with its reason."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="quota_tables")
    version = models.PositiveIntegerField()
    rows = models.JSONField(default=list)  # see `quota_rows.py`: feature, value, target, min, max, flexes
    size = models.PositiveIntegerField()
    reasons = SealedJSONField()  # of a departure, by language
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(default=timezone.now)
    fixed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the CSV that was published
    targets_sha256 = models.CharField(max_length=64, blank=True)  # of the targets that it came from

    class Meta:
        """Versions count from 1."""

        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("assembly", "version"), name="one_quota_table_a_version"),
        )
