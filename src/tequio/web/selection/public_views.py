"""What everybody sees of a draw: the page for the hall, and the files to check it with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tequio.web.accounts.access import public
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.selection.bundles import public_files
from tequio.web.selection.hall import part, stand
from tequio.web.selection.models import Decision
from tequio.words import languages

PAGE_EXCEPTIONS = 50


@public
def hall(request: HttpRequest, slug: str, lottery: int | None = None) -> HttpResponse:
    """The draw page; the part that moves is fetched again every five seconds."""
    assembly = get_object_or_404(Assembly, slug=slug)
    standing = stand(slug, lottery, current().language)
    decided = assembly.decisions.filter(agreed_at__isnull=False).order_by("-agreed_at")
    exceptions = decided.filter(kind=Decision.Kind.EXCEPTION).select_related("proposed_by", "agreed_by")
    context = {
        "assembly": assembly,
        "lottery": standing.lottery,
        "part": part(slug, standing, current().language).decode(),
        "language": current().language,
        "exceptions": [_decision(one) for one in exceptions[:PAGE_EXCEPTIONS]],
        "others": assembly.lotteries.filter(published_at__isnull=False).exclude(pk=standing.lottery or 0),
    }
    return render(request, "selection/hall.html", context)


def _decision(decision: Decision) -> dict[str, object]:
    """An exception in the reader's language, else in any."""
    language = current().language
    found = language if language in decision.reasons else min(decision.reasons)
    return {"decision": decision, "language": found, "reason": decision.reasons[found]}


@public
def hall_now(request: HttpRequest, slug: str, lottery: int | None = None) -> HttpResponse:
    """The part that moves. Who has it already is told so, which costs nearly nothing."""
    asked = request.GET.get("lang", "")
    language = asked if asked in languages() else languages()[0]
    standing = stand(slug, lottery, language)
    etag = f'"{standing.key}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(part(slug, standing, language), content_type="text/html; charset=utf-8")
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, max-age=2"
    return answer


@public
def file(request: HttpRequest, slug: str, lottery: int, name: str) -> HttpResponse:  # noqa: ARG001
    """A published file: `lottery.json`, `draw.json`, and earlier draws."""
    assembly = get_object_or_404(Assembly, slug=slug)
    found = get_object_or_404(assembly.lotteries.filter(published_at__isnull=False), pk=lottery)
    content = public_files(found).get(f"public/{name}.json")
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
