"""Two registrations that may be one person."""

from django.db import models
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models.volunteers import Volunteer


class Doublet(models.Model):
    """A pair of registrations that look alike, and what an organiser decided about it.

    `alike` holds what is the same: `email`, `phone`, `household`; never what it says.
    """

    class Verdict(models.TextChoices):
        """One person, who then stands in the pool once; or two people."""

        OPEN = "open"
        SAME = "same"
        DIFFERENT = "different"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="doublets")
    earlier = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    alike = models.JSONField(default=list)
    likeness = models.FloatField(default=0)  # of the names, from 0 to 1
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)

    class Meta:
        """Each pair once."""

        constraints = (models.UniqueConstraint(fields=("earlier", "later"), name="one_doublet_a_pair"),)
        indexes = (models.Index(fields=("assembly", "verdict", "later")),)
