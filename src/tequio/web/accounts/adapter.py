"""What allauth may do here."""

from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tequio.web.accounts.models import User
from tequio.web.mail.actions import post


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: staff are invited, volunteers need no account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> Any:
        """The address as the site's own settings find it."""
        return request.META.get("REMOTE_ADDR")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, like every letter; the only one that allauth sends here renews a password."""
        user = context.get("user")
        if template_prefix == "account/email/password_reset_key" and isinstance(user, User):
            post(
                f"password-{user.pk}-{sha256(context['password_reset_url'].encode()).hexdigest()[:32]}",
                "new_password",
                to=email,
                language=user.language,
                context={"name": user.name, "url": context["password_reset_url"]},
            )
