"""Who may see a page of an assembly: one line above the view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tequio.web.accounts.access import View, marked, user_of
from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role, may
from tequio.web.assemblies.models import Assembly


def roles_of(user: User, assembly: Assembly) -> frozenset[Role]:
    """What somebody is in an assembly; empty for strangers and neighbours."""
    found = assembly.team.filter(user=user, user__is_active=True).values_list("role", flat=True)
    return frozenset(Role(role) for role in found)


def allowed(action: str) -> Callable[[View], View]:
    """The view gets the assembly instead of its `slug`, if whoever asks may do this there.

    Who is not signed in is asked to; who may not is told so (403).
    """

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            assembly, user = get_object_or_404(Assembly, slug=slug), user_of(request)
            if not may(action, roles_of(user, assembly), administrator=user.is_administrator):
                raise PermissionDenied
            return view(request, assembly, *args, **kwargs)

        return marked(guarded, action)

    return around
