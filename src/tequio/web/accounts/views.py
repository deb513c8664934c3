"""How staff accounts begin; signing in, out and the second factor are allauth's."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tequio.web.accounts import actions, links
from tequio.web.accounts.access import by_link
from tequio.web.accounts.forms import FirstForm, PasswordForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@by_link
def first(request: HttpRequest, key: str) -> HttpResponse:
    """Makes the first administrator of a new site, by the link that its start printed."""
    try:
        links.read("first-administrator", key, actions.FIRST_DAYS)
    except (links.LinkExpired, links.LinkWrong):
        return render(request, "accounts/link_over.html", status=410)
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "email", "password")}
        user = actions.make_first(**given, language=get_language() or "en")
        if user is not None:
            login(request, user, backend=BACKEND)
            return redirect("/desk/")
    if actions.first_link() is None:
        return render(request, "accounts/link_over.html", status=410)
    return render(request, "accounts/first.html", {"form": form})


@by_link
def welcome(request: HttpRequest, key: str) -> HttpResponse:
    """An invited colleague sets a password."""
    try:
        user = actions.welcomed(key)
    except (links.LinkExpired, links.LinkWrong):
        return render(request, "accounts/link_over.html", status=410)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        login(request, user, backend=BACKEND)
        return redirect("/desk/")
    return render(request, "accounts/welcome.html", {"form": form, "invited": user})
