"""The app `assemblies`."""

from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    """An assembly, its team, its texts, its stages."""

    name = "tequio.web.assemblies"
