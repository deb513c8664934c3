"""Acts, as they are: nobody changes or deletes one, the database itself refuses."""

from django.db import models
from django.utils import timezone


class Head(models.Model):
    """The end of the log, one row: whoever appends holds it, so that acts come one after the other."""

    size = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True)  # of the log; act 0 commits to it


class Act(models.Model):
    """One entry of the public record; `body` is its canonical JSON, and the rest is only for finding it."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    assembly = models.CharField(max_length=60, blank=True, db_index=True)
    body = models.BinaryField()


class Attachment(models.Model):
    """What an act commits to by its hash and lies beside it: a published file, or a text with its salt.

    A text can be withdrawn: then content and salt are gone, and the verifier says so.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    salt = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Checkpoint(models.Model):
    """The signed head of the log at one size: the note, as it is published."""

    size = models.PositiveBigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField(default=timezone.now)
