"""Waves of letters on the desk: planned, announced, drawn, printed, certified."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tequio.web.accounts.access import user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.web.recruitment.frame import actions, answers
from tequio.web.recruitment.frame.faults import OutOfOrder
from tequio.web.recruitment.frame.forms import (
    AnnounceForm,
    CertifyForm,
    FormatForm,
    PlanForm,
    PrintForm,
    RandomnessForm,
    round_at,
)
from tequio.web.recruitment.frame.frame_views import in_language, refreshed
from tequio.web.recruitment.frame.posting import LETTERS_PDF, ask_printing
from tequio.web.recruitment.frame.queries import LETTERS_EXIST, ON_ITS_WAY, frame_in_force, latest_run, live
from tequio.web.recruitment.models import Printing, Wave

PRINTINGS = 20
TOO_LATE = _("Nothing was done: this step was taken already, or does not come yet. Look again.")


def wave_of(assembly: Assembly, number: int) -> Wave:
    """The wave of this number, or page 404."""
    return get_object_or_404(
        Wave.objects.select_related("frame", "assembly"), assembly=assembly, number=number
    )


@allowed("letters.see")
def letters(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """All waves, and what is to do."""
    waves = Wave.objects.filter(assembly=assembly).exclude(state=Wave.State.DROPPED).order_by("-number")
    run = latest_run(assembly, actions.PLAN)
    shown = list(waves.defer("plan", "invitation"))
    failed = run and (run.result.get("fault") or run.fault)
    context = {
        "assembly": assembly,
        "rehearsal": assembly.rehearsal,
        "waves": shown,
        "frame": frame_in_force(assembly),
        "planning": live(run),
        "on_its_way": any(wave.state in ON_ITS_WAY for wave in shown),
        "fault": in_language(failed) if failed else "",
        "addresses": answers.counts(assembly),
    }
    return refreshed(render(request, "recruitment/frame/letters.html", context), run)


@allowed("letters.change")
def plan(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Plans a wave; after a plan that could not be carried out the form holds what was typed."""
    frame, run = frame_in_force(assembly), latest_run(assembly, actions.PLAN)
    if frame is None:
        messages.warning(request, _("First fix a frame: letters are drawn from it."))
        return redirect("recruitment:frame", assembly.slug)
    failed = run and run.inputs.get("frame") == frame.pk and (run.result.get("fault") or run.fault)
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, frame=frame, initial=run.inputs if run and failed else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_plan(assembly=assembly, options=form.cleaned_data, by=user_of(request))
        except OutOfOrder:
            messages.warning(request, TOO_LATE)
        return redirect("recruitment:letters", assembly.slug)
    context = {
        "assembly": assembly,
        "rehearsal": assembly.rehearsal,
        "form": form,
        "frame": frame,
        "earlier": Wave.objects.filter(assembly=assembly, state__in=LETTERS_EXIST).count(),
        "fault": in_language(failed) if failed and request.method != "POST" else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "recruitment/frame/plan.html", context, status=status)


@allowed("letters.see")
def wave(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """One wave: where it stands, and the next step."""
    return shown(request, wave_of(assembly, number))


def shown(request: HttpRequest, one: Wave, forms: dict[str, Any] | None = None) -> HttpResponse:
    """The page of a wave, with the forms of its step; those given hold what was typed."""
    kind = LETTERS_PDF if one.state in LETTERS_EXIST else actions.LETTERS
    run, drawn = latest_run(one.assembly, kind), one.state in LETTERS_EXIST
    failed = run and one.state == Wave.State.DRAWING and (run.result.get("fault") or run.fault)
    context = {
        "assembly": one.assembly,
        "rehearsal": one.assembly.rehearsal,
        "wave": one,
        "notes": in_language(one.notes) or [],
        "running": live(run),
        "run": run,
        "fault": in_language(failed) if failed else "",
        "printings": _printings(one) if drawn else [],
        "sent": one.letters.count() if drawn else 0,
        "answered": one.letters.filter(volunteer__isnull=False).count() if drawn else 0,
        "announce_form": AnnounceForm(rehearsal=one.assembly.rehearsal),
        "randomness_form": RandomnessForm(wave=one) if one.announced_source else None,
        "print_form": PrintForm(),
        "certify_form": CertifyForm(),
        "format_form": FormatForm(columns=[], initial={"address_format": one.address_format}),
    }
    page = render(
        request, "recruitment/frame/wave.html", context | (forms or {}), status=422 if forms else 200
    )
    return refreshed(page, run) if not forms else page


def _printings(one: Wave) -> list[Printing]:
    found = Printing.objects.filter(wave=one).select_related("run").defer("run__inputs", "run__result")
    return list(found.order_by("-at", "-pk")[:PRINTINGS])


def _step(request: HttpRequest, one: Wave, act: Callable[[], object]) -> HttpResponse:
    """Does something with a wave; says so where it was too late."""
    try:
        act()
    except OutOfOrder:
        messages.warning(request, TOO_LATE)
    return redirect("recruitment:wave", one.assembly.slug, one.number)


@allowed("letters.change")
@require_POST
def drop(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Gives up a plan."""
    one = wave_of(assembly, number)
    _step(request, one, lambda: actions.drop_plan(wave=one))
    return redirect("recruitment:letters", assembly.slug)


@allowed("letters.change")
@require_POST
def announce(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Announces the randomness."""
    one = wave_of(assembly, number)
    form = AnnounceForm(request.POST, rehearsal=assembly.rehearsal)
    if not form.is_valid():
        return shown(request, one, {"announce_form": form})
    at, source = form.cleaned_data["at"], form.cleaned_data["source"]
    pulse = round_at(at) if source == "drand" else None
    return _step(request, one, lambda: actions.announce(wave=one, source=source, at=at, number=pulse))


@allowed("letters.change")
@require_POST
def draw(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Takes the randomness and has the letters drawn."""
    one = wave_of(assembly, number)
    if one.state != Wave.State.ANNOUNCED:
        messages.warning(request, TOO_LATE)
        return redirect("recruitment:wave", assembly.slug, number)
    form = RandomnessForm(request.POST, wave=one)
    source = form.source if form.is_valid() else None
    if source is None:
        return shown(request, one, {"randomness_form": form})
    return _step(request, one, lambda: actions.draw_wave(wave=one, source=source, by=user_of(request)))


@allowed("letters.change")
@require_POST
def again(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Asks once more for an interrupted draw."""
    one = wave_of(assembly, number)
    return _step(request, one, lambda: actions.draw_again(wave=one, by=user_of(request)))


@allowed("letters.change")
@require_POST
def address(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Changes how the address stands on the letters."""
    one = wave_of(assembly, number)
    form = FormatForm(request.POST, columns=[str(column["name"]) for column in one.frame.columns])
    if not form.is_valid():
        return shown(request, one, {"format_form": form})
    text = form.cleaned_data["address_format"]
    return _step(request, one, lambda: actions.change_format(wave=one, address_format=text))


@allowed("letters.change")
@require_POST
def print_(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Has the letters, or a reminder, made as a PDF."""
    one, form = wave_of(assembly, number), PrintForm(request.POST)
    if not form.is_valid():
        return shown(request, one, {"print_form": form})
    kind = Printing.Kind.REMINDER if "reminder" in request.POST else Printing.Kind.FIRST
    paper, by = form.cleaned_data["paper"], user_of(request)
    return _step(request, one, lambda: ask_printing(wave=one, kind=kind, paper=paper, by=by))


@allowed("letters.change")
@require_POST
def certify(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """States that the letters were sent."""
    one, keep = wave_of(assembly, number), "keep_frame" in request.POST
    return _step(request, one, lambda: actions.certify(wave=one, keep_frame=keep))
