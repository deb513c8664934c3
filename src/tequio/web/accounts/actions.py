"""Making accounts. Nobody signs up: the first administrator comes by a printed link, others by mail."""

from datetime import timedelta

from django.db import transaction

from tequio.web.accounts import links
from tequio.web.accounts.models import User

FIRST_DAYS, WELCOME_DAYS = timedelta(days=7), timedelta(days=14)


def first_link() -> str | None:
    """The path at which the first administrator is made; `None` once there is one."""
    if User.objects.filter(is_administrator=True).exists():
        return None
    return f"/start/{links.make('first-administrator', 'site')}/"


@transaction.atomic
def make_first(*, name: str, email: str, password: str, language: str) -> User | None:
    """The first administrator; `None` if there is one by now."""
    if User.objects.select_for_update().filter(is_administrator=True).exists():
        return None
    return User.objects.create_user(email, password, name=name, language=language, is_administrator=True)


def welcome_link(user: User) -> str:
    """The path at which an invited colleague sets a password; it works until one is set."""
    return f"/welcome/{links.make('welcome', f'{user.pk}-{user.password[-12:]}')}/"


def welcomed(key: str) -> User:
    """Whom a welcome link invites.

    Raises:
        links.LinkWrong: it was never made here, or a password was set since.
        links.LinkExpired: it is older than two weeks.
    """
    identity, _, password = links.read("welcome", key, WELCOME_DAYS).partition("-")
    user = User.objects.filter(pk=identity, is_active=True).first()
    if user is None or user.password[-12:] != password:
        raise links.LinkWrong("welcome")
    return user
