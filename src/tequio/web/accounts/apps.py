"""The app `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who somebody is, and what they may do."""

    name = "tequio.web.accounts"
