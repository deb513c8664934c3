"""Lotteries and draws of an assembly, in the public order of the design; who looked, and exceptions."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.fields import SealedJSONField, SealedTextField
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.runs.models import Run


class Lottery(models.Model):
    """A lottery that a run made; its bundle (`public/`, `private/`) is the run's files and the proofs."""

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

    class Meta:
        """An assembly publishes one lottery, so that nobody can choose between two."""

        constraints = (
            models.UniqueConstraint(
                fields=("assembly",),
                condition=models.Q(kind="lottery", published_at__isnull=False),
                name="one_published_lottery",
            ),
        )


class Proof(models.Model):
    """What one volunteer holds of a lottery: sealed, and gone when he or she is erased."""

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="proofs")
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.SET_NULL, related_name="proofs")
    pseudonym = models.CharField(max_length=9)
    sealed = models.BinaryField()  # private/proofs/<pseudonym>.json; empty once erased

    class Meta:
        """One a pseudonym, and one a volunteer."""

        constraints = (
            models.UniqueConstraint(fields=("lottery", "pseudonym"), name="one_proof_a_pseudonym"),
            models.UniqueConstraint(fields=("lottery", "volunteer"), name="one_proof_a_volunteer"),
        )


class Announcement(models.Model):
    """Which public randomness will decide, and when it comes: said before anybody can know it."""

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="announcements")
    source = models.CharField(max_length=10)
    round = models.PositiveBigIntegerField(null=True)  # of drand
    due = models.DateTimeField()
    note = models.TextField(blank=True)  # why so soon, where it is; public
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(default=timezone.now)
    redraws = models.OneToOneField("Draw", null=True, on_delete=models.PROTECT, related_name="reannounced")

    class Meta:
        """Announced once for the first draw, and once for each redraw."""

        constraints = (
            models.UniqueConstraint(
                fields=("lottery",), condition=models.Q(redraws__isnull=True), name="announced_once"
            ),
        )


class Typed(models.Model):
    """The randomness as one of two people typed it; the draw needs two who agree."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="typed")
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    text = SealedTextField()  # as read, one line
    raw = SealedTextField()  # as typed
    salt = SealedTextField(blank=True, default="")  # with it the person can show to be one of the two
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once a person, who may mend it until somebody else types the same."""

        constraints = (models.UniqueConstraint(fields=("announcement", "user"), name="typed_once_a_person"),)


class Draw(models.Model):
    """The panel that was drawn; the database refuses to change it. A redraw names the one before."""

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="draws")
    announcement = models.OneToOneField(Announcement, on_delete=models.PROTECT, related_name="draw")
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


class Decision(models.Model):
    """A redraw or an exception: one person proposes it with a reason, another agrees; then it is public."""

    class Kind(models.TextChoices):
        """A second draw, or anything else that departs from the rules."""

        REDRAW = "redraw"
        EXCEPTION = "exception"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="decisions")
    reasons = models.JSONField()  # by language; public once agreed
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    salts = SealedJSONField(default=list)  # of the two people, in this order

    class Meta:
        """Two different people; one redraw of a draw."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="two_people_decide",
            ),
            models.UniqueConstraint(
                fields=("draw",), condition=models.Q(kind="redraw"), name="one_redraw_decided"
            ),
        )


class Audit(models.Model):
    """An auditor looks: volunteers chosen by public randomness, and what was found."""

    class Verdict(models.TextChoices):
        """Whether what the lottery says of the pool holds for those who were looked at."""

        YES = "yes"
        NO = "no"
        IN_PART = "in_part"

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="audits")
    auditor = models.ForeignKey(User, on_delete=models.PROTECT)
    source = models.CharField(max_length=10)
    round = models.PositiveBigIntegerField(null=True)
    due = models.DateTimeField()
    announced_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    sample = models.JSONField(default=list)  # pseudonyms
    sampled_at = models.DateTimeField(null=True)
    holds = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    finding = models.JSONField(default=dict)  # by language; public
    found_at = models.DateTimeField(null=True)
    salt = SealedTextField(blank=True, default="")

    class Meta:
        """One a lottery and auditor: nobody tries samples until one pleases."""

        constraints = (models.UniqueConstraint(fields=("lottery", "auditor"), name="one_audit_an_auditor"),)
