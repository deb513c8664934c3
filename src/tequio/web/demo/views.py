"""Signing in to the example, by a link that its start printed."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tequio.web.accounts import links
from tequio.web.accounts.access import by_link
from tequio.web.accounts.views import BACKEND
from tequio.web.demo.links import use_up, whose


@by_link
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Says who one will be, and signs in by a button; a link works once, and never in a real site."""
    try:
        user = whose(key)
    except (links.LinkExpired, links.LinkWrong):
        return render(request, "accounts/link_over.html", status=410)
    if request.method != "POST":
        return render(request, "demo/enter.html", {"invented": user})
    if not use_up(user=user):
        return render(request, "accounts/link_over.html", status=410)
    user.refresh_from_db()
    login(request, user, backend=BACKEND)
    return redirect("/desk/")
