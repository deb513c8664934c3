"""The app `mail`."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mail: an outbox in the database, templates a language, and what became of each letter."""

    name = "tequio.web.mail"
