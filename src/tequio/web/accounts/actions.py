"""Making accounts. Nobody signs up: the first administrator comes by a printed link, others by mail."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tequio.faults import Fault
from tequio.web.accounts import links
from tequio.web.accounts.models import SiteRules, User
from tequio.web.mail.actions import post

FIRST_DAYS, WELCOME_DAYS = timedelta(days=7), timedelta(days=14)


@dataclass(eq=False)
class LastAdministrator(Fault):
    """Nobody could lead the site any more."""


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


@transaction.atomic
def invite(*, email: str, name: str, language: str) -> tuple[User, str | None]:
    """The account of an address, made if there is none; and its welcome link while it has no password."""
    address = email.strip().lower()
    user = User.objects.select_for_update().filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, None, name=name, language=language)
    return user, None if user.has_usable_password() else welcome_link(user)


@transaction.atomic
def invite_to_site(*, email: str, name: str, language: str, administrator: bool, by: User) -> User:
    """An account, and a letter with the link at which its owner sets a password; once a day at most."""
    user, key = invite(email=email, name=name, language=language)
    if administrator:
        User.objects.filter(pk=user.pk).update(is_administrator=True)
    if key:
        post(
            f"welcome-{user.pk}-{timezone.now():%Y%m%d}",
            "welcome",
            to=user.email,
            language=user.language,
            context={
                "name": user.name,
                "assembly": "Tequio",
                "by": by.name,
                "url": settings.SITE_URL + key,
            },
        )
    return user


@transaction.atomic
def set_standing(*, user: User, active: bool, administrator: bool) -> None:
    """Whether somebody can sign in, and whether he or she leads the site. It counts from the next page on.

    Raises:
        LastAdministrator: nobody would be left.
    """
    leading = list(User.objects.select_for_update().filter(is_administrator=True, is_active=True))
    if not (active and administrator) and [one.pk for one in leading] == [user.pk]:
        raise LastAdministrator
    User.objects.filter(pk=user.pk).update(is_active=active, is_administrator=administrator)


def site_rules() -> SiteRules:
    """What holds for the whole site."""
    return SiteRules.objects.filter(pk=1).first() or SiteRules(pk=1)


def set_site_rules(*, second_factor: bool) -> None:
    """Decides what holds for the whole site."""
    SiteRules.objects.update_or_create(pk=1, defaults={"second_factor": second_factor})
