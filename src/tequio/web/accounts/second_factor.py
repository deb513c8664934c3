"""A second factor can be made compulsory: for the whole site, or for the team of an assembly."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tequio.web.accounts.access import LINK, PUBLIC
from tequio.web.accounts.models import SiteRules, User
from tequio.web.language import _


def lacking(user: User) -> bool:
    """Whether somebody must set up a second factor before anything else; one query."""
    asked = User.objects.annotate(
        by_site=Exists(SiteRules.objects.filter(second_factor=True)),
        has_one=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)),
        by_assembly=Exists(User.objects.filter(pk=OuterRef("pk"), memberships__assembly__second_factor=True)),
    ).filter(pk=user.pk)
    row = asked.values("by_site", "by_assembly", "has_one").get()
    return (row["by_site"] or row["by_assembly"]) and not row["has_one"]


class SecondFactorFirst:
    """Leads staff to the second factor; pages for everybody and allauth's own stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes on; the decision is made once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Redirects to the second factor, or goes on."""
        open_to_all = getattr(view, "access", PUBLIC) in (PUBLIC, LINK)
        if open_to_all or not isinstance(request.user, User) or not lacking(request.user):
            return None
        messages.info(request, _("Please set up a second factor first. It keeps people's data safe."))
        return redirect("mfa_activate_totp")
