"""The app of the example."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Makes an example assembly."""

    name = "tequio.web.demo"
