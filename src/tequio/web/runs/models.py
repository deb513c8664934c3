"""A stored computation. The table is the queue."""

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField


class Run(models.Model):
    """One computation: its inputs are frozen when it is asked for, its result is kept."""

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=40)
    inputs = SealedJSONField()
    inputs_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    result = SealedJSONField()
    fault = models.JSONField(default=dict)  # what to say, by language; empty unless it failed

    class Meta:
        """At most one of a kind waits or runs in an assembly, so that two clicks make one run."""

        constraints = (
            models.UniqueConstraint(
                fields=("assembly", "kind"),
                condition=models.Q(state__in=("waiting", "running")),
                name="one_run_of_a_kind_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("state", "asked_at")),)


def sealed_path(file: "RunFile", name: str) -> str:
    """Where a file of a run lies in the storage."""
    return f"runs/{file.run_id}/{name}"


def storage() -> FileSystemStorage:
    """Where files of runs lie: a second attempt writes over what a worker that died left behind."""
    return FileSystemStorage(allow_overwrite=True)


class RunFile(models.Model):
    """A file that a run was given or made, sealed with the site's key."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    made = models.BooleanField(default=False)  # by the run; else given to it
    sealed = models.FileField(upload_to=sealed_path, storage=storage, max_length=300)

    class Meta:
        """One file a name."""

        constraints = (models.UniqueConstraint(fields=("run", "name"), name="one_file_a_name"),)
