"""The app `public`."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """What everybody sees."""

    name = "tequio.web.public"
