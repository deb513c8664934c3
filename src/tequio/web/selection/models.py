"""Lotteries and draws of an assembly, in the public order of the design."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedTextField
from tequio.web.recruitment.models import QuotaTable
from tequio.web.runs.models import Run


class Lottery(models.Model):
    """A lottery that a run made; its bundle (`public/`, `private/`) is the run's files."""

    class Kind(models.TextChoices):
        """The first lottery of an assembly, or one for places that fell free."""

        LOTTERY = "lottery"
        REPLACEMENT = "replacement"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="lotteries")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LOTTERY)
    run = models.OneToOneField(Run, on_delete=models.PROTECT)
    quotas = models.ForeignKey(QuotaTable, on_delete=models.PROTECT)
    follows = models.ForeignKey("Draw", null=True, on_delete=models.PROTECT, related_name="replacements")
    root = models.CharField(max_length=64)
    panels = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # places that it fills
    published_at = models.DateTimeField(null=True)
    announced_source = models.CharField(max_length=10, blank=True)
    announced_round = models.PositiveBigIntegerField(null=True)
    announced_for = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)


class Typed(models.Model):
    """The randomness as one of two people typed it; the draw needs two who agree."""

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="typed")
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    text = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once a person."""

        constraints = (models.UniqueConstraint(fields=("lottery", "user"), name="typed_once_a_person"),)


class Draw(models.Model):
    """The panel that was drawn. A redraw is a new draw that names the one before."""

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveBigIntegerField()
    document = models.JSONField()  # public/draw.json
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)
    redraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="redrawn")
    rehearsal = models.BooleanField(default=False)

    class Meta:
        """A lottery has one draw that is no redraw, whatever two people press at once."""

        constraints = (
            models.UniqueConstraint(
                fields=("lottery",), condition=models.Q(redraws__isnull=True), name="one_first_draw"
            ),
        )
