"""The pages on which volunteers register."""

from django.db import models
from django.utils import timezone

from tequio.web.assemblies.models import Assembly


class RegistrationPage(models.Model):
    """Registration in one language through one channel, and whether it is open."""

    class Channel(models.TextChoices):
        """How somebody comes: from anywhere, with a letter's code or address, or by telephone."""

        WEB = "web"
        LETTER = "letter"
        PHONE = "phone"

    class State(models.TextChoices):
        """In test the team alone sees it, and what it brings is deleted when it opens."""

        TEST = "test"
        OPEN = "open"
        CLOSED = "closed"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="registration_pages")
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.TEST)
    changed_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)  # for the first time

    class Meta:
        """One page a language and channel."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("assembly", "language", "channel"), name="one_registration_page_a_channel"
            ),
        )
