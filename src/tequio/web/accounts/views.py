"""Staff accounts, how they begin and who leads; signing in and the second factor are allauth's."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from tequio.web.accounts import actions, links
from tequio.web.accounts.access import administrators, by_link, staff, user_of
from tequio.web.accounts.forms import (
    FirstForm,
    InviteForm,
    OwnForm,
    PasswordForm,
    RulesForm,
    StandingForm,
)
from tequio.web.accounts.models import User
from tequio.web.language import _

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = 50


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


@administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in."""
    rows = User.objects.annotate(
        second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    ).order_by("email")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/accounts.html", {"page": page, "rules": actions.site_rules()})


@administrators
def invite(request: HttpRequest) -> HttpResponse:
    """Invites somebody to the site."""
    form = InviteForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        user = actions.invite_to_site(**form.cleaned_data, by=user_of(request))
        messages.success(request, _("A letter goes to {email}.", email=user.email))
        return redirect("accounts:accounts")
    return render(request, "accounts/invite.html", {"form": form})


@administrators
def rules(request: HttpRequest) -> HttpResponse:
    """Decides what holds for the whole site."""
    form = RulesForm(request.POST or None, initial={"second_factor": actions.site_rules().second_factor})
    if request.method == "POST" and form.is_valid():
        actions.set_site_rules(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:accounts")
    return render(request, "accounts/rules.html", {"form": form})


@administrators
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether somebody can sign in, and leads the site."""
    user = get_object_or_404(User, pk=pk)
    form = StandingForm(
        request.POST or None, initial={"active": user.is_active, "administrator": user.is_administrator}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_standing(user=user, **form.cleaned_data)
        except actions.LastAdministrator:
            form.add_error(
                None, _("This is the last administrator. Please make somebody else one before this change.")
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:accounts")
    return render(request, "accounts/standing.html", {"form": form, "person": user})


@staff
def own(request: HttpRequest) -> HttpResponse:
    """One's own account: name and language; password and second factor are a link away."""
    user = user_of(request)
    form = OwnForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:own")
    return render(request, "accounts/own.html", {"form": form})
