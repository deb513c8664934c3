"""The app `selection`."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Lottery and draw, shown."""

    name = "tequio.web.selection"
