"""The desk: the assemblies of whoever signed in, and one of them with its team and stages."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tequio.web.accounts.access import administrators, staff, user_of
from tequio.web.accounts.models import Reading
from tequio.web.assemblies import actions
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.forms import ROLES, NewForm, SettingsForm, StagesForm, TeamForm
from tequio.web.assemblies.models import Assembly, Membership
from tequio.web.assemblies.queries import stages_of, texts_of
from tequio.web.assemblies.stages import STAGES
from tequio.web.language import _

PAGE = 50


@staff
def desk(request: HttpRequest) -> HttpResponse:
    """The assemblies on whose team somebody is; all of them for administrators."""
    user = user_of(request)
    assemblies = Assembly.objects.order_by("-created_at")
    if not user.is_administrator:
        assemblies = assemblies.filter(team__user=user).distinct()
    page = Paginator(assemblies, PAGE).get_page(request.GET.get("page"))
    return render(request, "assemblies/desk.html", {"page": page})


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """Opens an assembly."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assembly = actions.open_assembly(**form.cleaned_data, by=user_of(request))
        return redirect("assemblies:overview", assembly.slug)
    return render(request, "assemblies/new.html", {"form": form})


@dataclass(frozen=True)
class Step:
    """One thing that an assembly needs before it begins."""

    title: str
    done: bool
    url: str


@allowed("assembly.see")
def overview(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """One assembly: where it stands, and what is next."""
    texts = {row.name: row for row in texts_of(assembly)}
    published = {name for name, row in texts.items() if row.version > row.draft}

    def page(name: str) -> str:
        return reverse(f"assemblies:{name}", args=[assembly.slug])

    stages = stages_of(assembly)
    steps = [
        Step(_("Publish the remit"), "remit" in published, page("texts")),
        Step(_("Publish the commissioner's promise"), assembly.promises.exists(), page("promise")),
        Step(
            _("Publish who coordinates and who advises"),
            assembly.bodies.filter(appointed_at__isnull=False).exists(),
            page("bodies"),
        ),
        Step(_("Publish the rulebook"), "rulebook" in published, page("texts")),
        Step(_("Write what volunteers read"), "for-volunteers" in published, page("texts")),
        Step(_("Bring a team together"), assembly.team.values("user").distinct().count() > 1, page("team")),
        Step(_("Set the dates of the stages"), any(s.state != "unset" for s in stages), page("stages")),
    ]
    following = next((step for step in steps if not step.done), None)
    context = {"assembly": assembly, "steps": steps, "following": following, "stages": stages}
    return render(request, "assemblies/overview.html", context)


@allowed("assembly.change")
def settings(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Name, languages and size."""
    names = ("name", "languages", "panel_size", "second_factor")
    form = SettingsForm(request.POST or None, initial={name: getattr(assembly, name) for name in names})
    if request.method == "POST" and form.is_valid():
        Assembly.objects.filter(pk=assembly.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("assemblies:settings", assembly.slug)
    return render(request, "assemblies/settings.html", {"form": form})


@allowed("team.see")
def team(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who is on the team, with which role."""
    rows = assembly.team.select_related("user").order_by("user__name", "role")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [(row, ROLES[row.role]) for row in page]
    return render(request, "assemblies/team.html", {"page": page, "rows": shown})


@allowed("team.change")
def team_add(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Puts somebody on the team."""
    form = TeamForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        user = actions.add_member(assembly=assembly, by=user_of(request), **form.cleaned_data)
        messages.success(request, _("{name} is on the team and gets a letter.", name=user.name))
        return redirect("assemblies:team", assembly.slug)
    return render(request, "assemblies/team_add.html", {"form": form})


@allowed("team.change")
def team_remove(request: HttpRequest, assembly: Assembly, pk: int) -> HttpResponse:
    """Takes a role from somebody."""
    row = get_object_or_404(Membership.objects.select_related("user"), assembly=assembly, pk=pk)
    if request.method == "POST":
        try:
            actions.remove_member(membership=row)
        except actions.LastOrganiser:
            messages.error(request, _("This is the last organiser. Please add another one first."))
        else:
            messages.success(request, _("{name} no longer has this role.", name=row.user.name))
        return redirect("assemblies:team", assembly.slug)
    return render(request, "assemblies/team_remove.html", {"row": row, "role": ROLES[row.role]})


@allowed("stage.change")
def stages(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """When each stage opens and closes, and what it opens."""
    rows = stages_of(assembly)
    form = StagesForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        actions.set_dates(assembly=assembly, dates=form.changed_dates())
        messages.success(request, _("Saved."))
        return redirect("assemblies:stages", assembly.slug)
    return render(request, "assemblies/stages.html", {"form": form, "stages": rows})


@allowed("stage.change")
@require_POST
def stage_now(request: HttpRequest, assembly: Assembly, stage: str, what: str) -> HttpResponse:  # noqa: ARG001
    """Opens or closes a stage now."""
    if stage in STAGES:
        act = actions.open_stage if what == "open" else actions.close_stage
        act(assembly=assembly, stage=stage)
    return redirect("assemblies:stages", assembly.slug)


@allowed("privacy.see")
def readings(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who looked at whose data, by id."""
    rows = Reading.objects.filter(assembly=assembly.slug).select_related("user").order_by("-at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "assemblies/readings.html", {"page": page})
