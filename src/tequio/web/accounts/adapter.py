"""What allauth may do here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: staff are invited, volunteers need no account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> Any:
        """The address as the site's own settings find it."""
        return request.META.get("REMOTE_ADDR")
