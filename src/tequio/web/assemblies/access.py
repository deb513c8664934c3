"""Who may see a page of an assembly: one line above the view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from tequio.web.accounts.access import View, marked, user_of
from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role, may
from tequio.web.assemblies.models import Assembly


def roles_of(user: User, assembly: Assembly) -> frozenset[Role]:
    """What somebody is in an assembly; empty for strangers and neighbours."""
    found = assembly.team.filter(user=user, user__is_active=True).values_list("role", flat=True)
    return frozenset(Role(role) for role in found)


def assembly_of(request: HttpRequest, slug: str) -> Assembly | None:
    """The assembly of a page, read once for view, menu and watermark; `None` if there is none."""
    kept: dict[str, Assembly | None] = request.__dict__.setdefault("tequio_assemblies", {})
    if slug not in kept:
        kept[slug] = Assembly.objects.filter(slug=slug).first()
    return kept[slug]


def roles_here(request: HttpRequest, assembly: Assembly) -> frozenset[Role]:
    """What whoever looks is in the assembly, read once a page."""
    kept: dict[int, frozenset[Role]] = request.__dict__.setdefault("tequio_roles", {})
    if assembly.pk not in kept:
        kept[assembly.pk] = roles_of(user_of(request), assembly)
    return kept[assembly.pk]


def allowed(action: str) -> Callable[[View], View]:
    """The view gets the assembly instead of its `slug`, if whoever asks may do this there.

    Who is not signed in is asked to; who may not is told so (403).
    """

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            assembly, user = assembly_of(request, slug), user_of(request)
            if assembly is None:
                raise Http404
            if not may(action, roles_here(request, assembly), administrator=user.is_administrator):
                raise PermissionDenied
            return view(request, assembly, *args, **kwargs)

        return marked(guarded, action)

    return around
