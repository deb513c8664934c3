"""The app `members`."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Offers, confirmations, replacements."""

    name = "tequio.web.members"
