"""Links that sign somebody in without a password: once each, and only in a site that is an example."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tequio.web import keys
from tequio.web.accounts import links
from tequio.web.accounts.models import User

MARK = "demo"  # the file in the data folder that makes a site an example
PURPOSE, AGE = "demo", timedelta(days=7)


def is_example() -> bool:
    """Whether this site is an example."""
    return (keys.data_folder() / MARK).is_file()


def sign_in_link(user: User) -> str:
    """The path that signs somebody in; it works until he or she is signed in."""
    return f"/demo/{links.make(PURPOSE, f'{user.pk}-{_last(user)}')}/"


def whose(key: str) -> User:
    """Whom a link signs in.

    Raises:
        links.LinkWrong: it was used, was never made here, or this site is no example.
        links.LinkExpired: it is too old.
    """
    if not is_example():
        raise links.LinkWrong(PURPOSE)
    identity, _, last = links.read(PURPOSE, key, AGE).partition("-")
    user = User.objects.filter(pk=identity, is_active=True).first()
    if user is None or last != _last(user):
        raise links.LinkWrong(PURPOSE)
    return user


@transaction.atomic
def use_up(*, user: User) -> bool:
    """Takes the link of somebody away; of two who use it at once, one gets `True`."""
    seen = User.objects.filter(pk=user.pk, last_login=user.last_login)
    return bool(seen.update(last_login=timezone.now()))


def _last(user: User) -> str:
    return f"{user.last_login:%Y%m%d%H%M%S%f}" if user.last_login else "never"
