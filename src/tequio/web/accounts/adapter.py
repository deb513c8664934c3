"""What allauth may do here."""

from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tequio.web import keys
from tequio.web.accounts.models import User
from tequio.web.mail.actions import post


def who_tries(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address with which somebody tries to sign in: what axes counts by."""
    return str((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()[:254]


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


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors are sealed, so that the database alone does not hold them."""

    def encrypt(self, text: str) -> str:
        """What the database keeps."""
        return keys.seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What the authenticator knows."""
        return keys.unseal(encrypted_text.encode()).decode()
