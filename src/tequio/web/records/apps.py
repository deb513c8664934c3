"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The public record: acts, stored in the transaction of what they tell of, and published."""

    name = "tequio.web.records"
