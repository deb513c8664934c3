"""How each view says who may see it; a test finds views that do not say."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from tequio.web.accounts.models import Reading, User

View = Callable[..., HttpResponse]
PUBLIC, STAFF, ADMINISTRATOR, LINK = "public", "staff", "administrator", "link"


def marked(view: View, access: str) -> View:
    """The view, with a mark that says who may see it: a word of this module, or an action."""
    cast("Any", view).access = access
    return view


def public(view: View) -> View:
    """A page for everybody."""
    return marked(view, PUBLIC)


def by_link(view: View) -> View:
    """A page for whoever has a signed link; the view checks it (`links.read`)."""
    return marked(view, LINK)


def staff(view: View) -> View:
    """A page for everybody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return marked(guarded, STAFF)


def administrators(view: View) -> View:
    """A page for administrators of the site."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_of(request).is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return marked(staff(guarded), ADMINISTRATOR)


def user_of(request: HttpRequest) -> User:
    """Who is signed in.

    Raises:
        PermissionDenied: nobody is.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def note_reading(request: HttpRequest, assembly: str, kind: str, ids: list[Any]) -> None:
    """Logs that personal data were shown: of which kind, of whom by id."""
    user = request.user if isinstance(request.user, User) else None
    if ids:
        Reading.objects.create(user=user, assembly=assembly, kind=kind, ids=[str(one) for one in ids])
