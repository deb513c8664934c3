"""The app `runs`."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """A stored computation: inputs, lease, progress, result; it is the queue."""

    name = "tequio.web.runs"
