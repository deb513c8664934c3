"""The computations of an assembly: where they are, what they made, and stopping one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tequio.web.accounts.access import user_of
from tequio.web.accounts.permissions import may
from tequio.web.assemblies.access import allowed, roles_of
from tequio.web.assemblies.models import Assembly
from tequio.web.runs import actions
from tequio.web.runs.models import Run
from tequio.web.runs.names import shown

PAGE = 50


@allowed("runs.see")
def index(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """All of them, the newest first."""
    runs = assembly.runs.select_related("asked_by").defer("inputs", "result").order_by("-asked_at", "-pk")
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    rows = [shown(run) for run in page]
    return render(request, "runs/index.html", {"assembly": assembly, "page": page, "rows": rows})


@allowed("runs.see")
def one(request: HttpRequest, assembly: Assembly, run: int) -> HttpResponse:
    """One of them; htmx asks for the part that moves."""
    found = get_object_or_404(assembly.runs.select_related("asked_by"), pk=run)
    user = user_of(request)
    change = may("runs.change", roles_of(user, assembly), administrator=user.is_administrator)
    files = (
        [] if request.GET.get("part") else list(found.files.order_by("made", "name").values("name", "made"))
    )
    context = shown(found) | {
        "assembly": assembly,
        "change": change,
        "files": files,
        "made_page": _page(found),
    }
    template = "runs/now.html" if request.GET.get("part") else "runs/one.html"
    return render(request, template, context)


def _page(run: Run) -> tuple[str, int] | None:
    """The page of what a run made: the name of its view, and its number."""
    name = run.result.get("page") if run.state == Run.State.DONE else None
    return (str(name), int(run.result["of"])) if name else None


@allowed("runs.change")
@require_POST
def cancel(_request: HttpRequest, assembly: Assembly, run: int) -> HttpResponse:
    """Asks it to stop."""
    found = get_object_or_404(assembly.runs, pk=run)
    actions.cancel(found)
    return redirect("runs:one", assembly.slug, found.pk)
