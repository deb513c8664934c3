"""What everybody sees: the first page, an assembly, its texts, and what is said when a page cannot be had."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from tequio.web.accounts.access import public
from tequio.web.assemblies.models import Assembly, Promise
from tequio.web.assemblies.queries import (
    bodies_of,
    differences,
    published,
    published_texts,
    said,
    stages_of,
    versions,
)
from tequio.web.language import _, own_name, reader
from tequio.web.recruitment.registration.queries import pool_is_closed, takes_registrations

PAGE, VERSIONS = 50, 20


@public
def home(request: HttpRequest) -> HttpResponse:
    """The assemblies of this site."""
    rows = Assembly.objects.filter(rehearsal=False).order_by("-created_at")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "public/home.html", {"page": page})


@dataclass(frozen=True)
class PromiseShown:
    """A promise in the reader's language; `days` are those left, below 0 once it is overdue."""

    commissioner: str
    promise: str
    language: str
    answer_by: date
    made_at: datetime
    days: int

    @property
    def late(self) -> int:
        """How many days it is overdue."""
        return -self.days


def _promise(row: Promise) -> PromiseShown:
    text, language = said(row.promise, reader())
    days = (row.answer_by - timezone.localdate()).days
    return PromiseShown(said(row.commissioner, reader())[0], text, language, row.answer_by, row.made_at, days)


def _pages(assembly: Assembly) -> list[tuple[str, str]]:
    """The links to what there is of an assembly by now."""
    closed = pool_is_closed(assembly)
    there = (
        ("recruitment:register", _("Take part: register"), not closed and takes_registrations(assembly)),
        ("selection:hall", _("The draw"), True),
        ("members:panel", _("The panel"), closed and assembly.offers.exists()),
        ("public:pot", _("Was I in the pot?"), closed),
    )
    found = [(reverse(name, args=[assembly.slug]), title) for name, title, now in there if now]
    return [*found, (reverse("records:page"), _("The public record"))]


@public
def assembly(request: HttpRequest, slug: str) -> HttpResponse:
    """An assembly, from its first day on: question, promise, people, stages."""
    row = get_object_or_404(Assembly, slug=slug)
    promises = [_promise(one) for one in row.promises.order_by("-pk")[:VERSIONS]]
    remit = published(row, "remit", reader())
    bodies = [
        (
            body,
            [(one.name if one.named_publicly else "", said(one.interests, reader())) for one in body.members],
        )
        for body in bodies_of(row, appointed=True)
        if body.members
    ]
    context = {
        "assembly": row,
        "rehearsal": row.rehearsal,
        "remit": remit,
        "promise": promises[0] if promises else None,
        "earlier": promises[1:],
        "bodies": bodies,
        "stages": stages_of(row),
        "pages": _pages(row),
        "texts": [(name, title) for name, title in published_texts(row) if name != "remit"],
        "own_name": own_name(remit.language) if remit else "",
    }
    return render(request, "public/assembly.html", context)


@public
def text(request: HttpRequest, slug: str, name: str = "remit") -> HttpResponse:
    """A text with its history; `?version=2` shows that version and what it changed."""
    row = get_object_or_404(Assembly, slug=slug)
    every = versions(row, name)
    asked = request.GET.get("version", "")
    numbers = [one.version for one in every]
    if not every or (asked and (not asked.isdecimal() or len(asked) > 9 or int(asked) not in numbers)):
        raise Http404
    number = int(asked) if asked else numbers[0]
    shown = published(row, name, reader(), number)
    if shown is None:
        raise Http404
    place = numbers.index(number)
    before = numbers[place + 1] if asked and place + 1 < len(numbers) else None
    old = published(row, name, shown.language, before) if before else None
    changes = differences(old.body, shown.body) if old and old.language == shown.language else []
    context = {
        "assembly": row,
        "rehearsal": row.rehearsal,
        "text": shown,
        "own_name": own_name(shown.language),
        "changes": changes,
        "before": before,
        "page": Paginator(every, VERSIONS).get_page(request.GET.get("page")),
        "newest": number == numbers[0],
        "address": reverse("public:text", args=[slug, name]),
    }
    return render(request, "public/text.html", context)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is too much (413), or no form at all."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return render(request, "400.html", {"too_much": too_much}, status=413 if too_much else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Somebody who is signed in may not see this."""
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """There is no such page."""
    return render(request, "404.html", status=404)


def unexpected(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    return render(request, "500.html", status=500)
