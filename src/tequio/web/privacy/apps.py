"""The app `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Retention and erasure, over all of the others."""

    name = "tequio.web.privacy"
