"""The letters of a wave with their addresses, how many answered, and typed addresses to decide on."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tequio.selection.invitation_files import FORMULA
from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.web.recruitment.frame import answers
from tequio.web.recruitment.frame.codes import shown as code_shown
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.printing import PDF
from tequio.web.recruitment.frame.queries import Addressed, addressed, letters_to_print, place_of, replies
from tequio.web.recruitment.frame.wave_views import wave_of
from tequio.web.recruitment.models import AddressClaim, Letter, Printing
from tequio.web.runs.actions import content_of
from tequio.web.runs.models import Run

PAGE = 50
CHUNK = 1 << 16


@allowed("letters.see")
def listed(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """The letters of a wave with their addresses, fifty a page."""
    wave = wave_of(assembly, number)
    page = Paginator(Letter.objects.filter(wave=wave).order_by("number"), PAGE).get_page(
        request.GET.get("page")
    )
    found = [addressed(letter, wave.address_format) for letter in page]
    note_reading(request, assembly.slug, "letters", [one.letter.pk for one in found])
    context = {
        "assembly": assembly,
        "rehearsal": assembly.rehearsal,
        "wave": wave,
        "page": page,
        "letters": found,
    }
    return render(request, "recruitment/frame/list.html", context)


@allowed("letters.see")
def table(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """The letters of a wave as CSV, for a printer who lays them out by themselves."""
    wave = wave_of(assembly, number)
    note_reading(request, assembly.slug, "letters", [f"wave {wave.number}"] if wave.letters.exists() else [])
    found = letters_to_print(wave, (1, wave.letters_asked), frozenset())
    columns = [str(column["name"]) for column in wave.frame.columns]
    name = f"{assembly.slug}-letters-{wave.number}.csv"
    return _download(_rows(columns, found), "text/csv; charset=utf-8", name)


def _download(parts: Iterable[bytes], kind: str, name: str) -> HttpResponse:
    """A file to keep, sent piece by piece; no browser keeps another copy of it."""
    answer = StreamingHttpResponse(parts, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)  # Django's two kinds of answers have no name in common


def _rows(columns: list[str], letters: Iterable[Addressed]) -> Iterator[bytes]:
    yield "\ufeff".encode() + _line(["letter", "code", "answered", *(name for name in columns)])
    for one in letters:
        row = one.letter.sealed["row"]
        came = "" if one.letter.volunteer_id is None else "1"
        yield _line([one.letter.number, code_shown(one.code), came, *(row.get(name, "") for name in columns)])


def _line(cells: Iterable[object]) -> bytes:
    """One row; what a spreadsheet would run as a formula gets an apostrophe."""
    out = io.StringIO()
    defused = (f"'{cell}" if re.search(FORMULA, str(cell)) else cell for cell in cells)
    csv.writer(out, lineterminator="\r\n").writerow(defused)
    return out.getvalue().encode()


@allowed("letters.see")
def pdf(request: HttpRequest, assembly: Assembly, pk: int) -> HttpResponse:
    """A PDF of letters that was made."""
    made = Printing.objects.select_related("run", "wave")
    printing = get_object_or_404(made, pk=pk, wave__assembly=assembly, run__state=Run.State.DONE)
    note_reading(request, assembly.slug, "letters", [f"wave {printing.wave.number}"])
    content = content_of(printing.run, PDF)
    parts = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    name = f"{assembly.slug}-{printing.kind}-{printing.wave.number}.pdf"
    return _download(parts, "application/pdf", name)


@allowed("letters.progress")
def replied(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """How many answered, by wave and stratum: counts only, small ones together."""
    context = {"assembly": assembly, "rehearsal": assembly.rehearsal, "waves": replies(assembly)}
    return render(request, "recruitment/frame/replies.html", context)


@allowed("letters.see")
def addresses(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Typed addresses that no letter's address clearly is, with the letters they may be."""
    states = (AddressClaim.State.DOUBTFUL, AddressClaim.State.UNKNOWN)
    waiting = AddressClaim.objects.filter(assembly=assembly, state__in=states).select_related("volunteer")
    page = Paginator(waiting.order_by("state", "pk"), PAGE).get_page(request.GET.get("page"))
    claims = list(page)
    wanted = [one["letter"] for claim in claims for one in claim.candidates]
    letters = Letter.objects.filter(pk__in=wanted, wave__assembly=assembly).select_related("wave")
    known = {letter.pk: letter for letter in letters.defer("wave__plan", "wave__invitation")}
    note_reading(request, assembly.slug, "addresses", [claim.volunteer.identity for claim in claims])
    note_reading(request, assembly.slug, "letters", sorted(known))
    context = {
        "assembly": assembly,
        "rehearsal": assembly.rehearsal,
        "page": page,
        "counts": answers.counts(assembly),
        "rows": [{"claim": claim, "candidates": _candidates(claim, known)} for claim in claims],
    }
    return render(request, "recruitment/frame/addresses.html", context)


def _candidates(claim: AddressClaim, known: dict[int, Letter]) -> list[dict[str, object]]:
    found = [(known[one["letter"]], one["score"]) for one in claim.candidates if one["letter"] in known]
    return [
        {
            "letter": letter,
            "address": place_of(letter.sealed["row"], letter.wave.address_format),
            "score": score / 100,
            "free": letter.volunteer_id is None,
        }
        for letter, score in found
    ]


@allowed("letters.change")
@require_POST
def decide(request: HttpRequest, assembly: Assembly, pk: int) -> HttpResponse:
    """Accepts one of the letters for a typed address, or refuses it."""
    claim = get_object_or_404(AddressClaim, pk=pk, assembly=assembly)
    chosen = request.POST.get("letter", "")
    try:
        if "refuse" in request.POST:
            answers.refuse_claim(claim=claim, by=user_of(request))
        else:
            letter = get_object_or_404(
                Letter, pk=chosen if chosen.isdecimal() else 0, wave__assembly=assembly
            )
            answers.accept_claim(claim=claim, letter=letter, by=user_of(request))
    except OutOfOrder:
        messages.warning(
            request, _("Nothing was done: somebody decided already, or the letter was answered.")
        )
    return redirect("recruitment:addresses", assembly.slug)
