"""The app `limits`."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """How often something may be asked from one network or for one mailbox."""

    name = "tequio.web.limits"
