"""The auditor's pages: the bundle, its check, the sample, the finding."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tequio.faults import Fault
from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.runs.models import Run
from tequio.web.selection import audits
from tequio.web.selection.bundles import private_bundle, zipped
from tequio.web.selection.forms import AnnounceForm, FindingForm, RevealForm
from tequio.web.selection.models import Audit, Lottery
from tequio.web.selection.queries import identity_of
from tequio.web.selection.randomness import audit_sources
from tequio.web.selection.sentences import SOURCE_NAMES, said
from tequio.web.selection.views import PAGE

CHECKS = 5  # shown, the newest first


@allowed("audit.change")
def index(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The published lotteries that can be looked at."""
    published = assembly.lotteries.filter(published_at__isnull=False).order_by("-pk")
    page = Paginator(published, PAGE).get_page(request.GET.get("page"))
    return render(request, "selection/audits.html", {"assembly": assembly, "page": page})


@allowed("bundle.private")
def bundle(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """Everything of a published lottery as one zip; whose data it holds is noted."""
    found = _published(assembly, lottery)
    numbers = found.proofs.filter(volunteer__isnull=False).values_list("volunteer__number", flat=True)
    note_reading(request, assembly.slug, "bundle", [f"v{number}" for number in numbers])
    answer = HttpResponse(zipped(private_bundle(found)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{assembly.slug}-{found.pk}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _published(assembly: Assembly, lottery: int) -> Lottery:
    published = assembly.lotteries.filter(published_at__isnull=False).select_related("run", "assembly")
    return get_object_or_404(published, pk=lottery)


@allowed("audit.change")
def one(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """One lottery as its auditor sees it; each form of the page is one step."""
    found = _published(assembly, lottery)
    audit = found.audits.filter(auditor=user_of(request)).first()
    form = _form(request, found, audit)
    if request.method == "POST":
        answer = _step(request, found, audit, form)
        if answer:
            return answer
    people = _people(request, found, audit) if audit and audit.sampled_at else []
    checks = assembly.runs.filter(kind="audit").order_by("-pk")[:CHECKS]
    context = {
        "assembly": assembly,
        "lottery": found,
        "audit": audit,
        "source": SOURCE_NAMES[audit.source] if audit else "",
        "form": form,
        "people": people,
        "checks": [_checked(run) for run in checks if run.inputs.get("lottery") == found.pk],
    }
    return render(request, "selection/audit.html", context)


def _checked(run: Run) -> dict[str, Any]:
    said_by = run.result.get("said", {})
    return {"run": run, "code": run.result.get("code"), "said": said_by.get(current().language, [])}


def _form(request: HttpRequest, lottery: Lottery, audit: Audit | None) -> Any:
    """The form of the step that is next; `None` when all is done."""
    data = request.POST if request.method == "POST" and request.POST.get("step") != "check" else None
    if audit is None:
        return AnnounceForm(data, sources=audit_sources(lottery), noted=False)
    if audit.sampled_at is None:
        return RevealForm(data, source=audit.source)
    if audit.found_at is None:
        label = _("What you found; everybody reads this, so write no names")
        return FindingForm(data, assembly=lottery.assembly, label=label)
    return None


def _step(request: HttpRequest, lottery: Lottery, audit: Audit | None, form: Any) -> HttpResponse | None:
    """Does the step that was sent, if it can be done; else the page shows why not."""
    user = user_of(request)
    if request.POST.get("step") == "check":
        run = audits.ask_for_check(lottery=lottery, by=user)
        return redirect("runs:one", lottery.assembly.slug, run.pk)
    if form is None:
        raise Http404
    if not form.is_valid():
        return None
    try:
        if audit is None:
            audits.announce_audit(lottery=lottery, by=user, **form.cleaned_data)
        elif audit.sampled_at is None:
            audits.sample(audit=audit, text=form.cleaned_data["text"])
        else:
            audits.find(audit=audit, holds=form.cleaned_data["holds"], finding=form.texts())
    except Fault as fault:
        form.add_error(None, said(fault))
        return None
    messages.success(request, _("It is done, and everybody can see that it was."))
    return redirect("selection:audit", lottery.assembly.slug, lottery.pk)


def _people(request: HttpRequest, lottery: Lottery, audit: Audit) -> list[dict[str, Any]]:
    """Who was chosen, with contacts, in the order of the draw; that they were shown is noted."""
    known = identity_of(lottery, audit.sample)
    people = [{"pseudonym": name, "volunteer": known.get(name)} for name in audit.sample]
    shown = [f"v{volunteer.number}" for volunteer in known.values()]
    note_reading(request, lottery.assembly.slug, "audit sample", shown)
    return people
