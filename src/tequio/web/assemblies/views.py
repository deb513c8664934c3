"""The desk: the assemblies of whoever signed in, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tequio.web.accounts.access import administrators, staff, user_of
from tequio.web.assemblies import actions
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.forms import NewForm
from tequio.web.assemblies.models import Assembly


@staff
def desk(request: HttpRequest) -> HttpResponse:
    """The assemblies on whose team somebody is; all of them for administrators."""
    user = user_of(request)
    assemblies = Assembly.objects.order_by("-created_at")
    if not user.is_administrator:
        assemblies = assemblies.filter(team__user=user).distinct()
    return render(request, "assemblies/desk.html", {"assemblies": assemblies})


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """Opens an assembly."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assembly = actions.open_assembly(**form.cleaned_data, by=user_of(request))
        return redirect("assemblies:overview", assembly.slug)
    return render(request, "assemblies/new.html", {"form": form})


@allowed("assembly.see")
def overview(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """One assembly: where it stands."""
    return render(request, "assemblies/overview.html", {"assembly": assembly})
