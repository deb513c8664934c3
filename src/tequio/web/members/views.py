"""The desk's pages of offers, calls, free places and members."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from tequio.faults import Fault
from tequio.web.accounts.access import note_reading, user_of
from tequio.web.accounts.permissions import may
from tequio.web.assemblies.access import allowed, roles_of
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.members import actions, letters
from tequio.web.members.forms import CallForm, DeadlineForm, FaceForm, NeedsForm
from tequio.web.members.link_views import first_name
from tequio.web.members.models import Offer
from tequio.web.members.queries import (
    calls,
    chain_of,
    confirmation_of,
    drift,
    gone_now,
    members,
    offers_of,
    tally,
)
from tequio.web.members.replacement_run import KIND, ask_for_replacement
from tequio.web.members.sentences import CHANNELS, NEEDS, OUTCOMES, STATES, said
from tequio.words import SOURCE, languages

PAGE = 50


def _can(request: HttpRequest, assembly: Assembly, *names: str) -> list[bool]:
    """Which of these actions whoever looks may do."""
    user = user_of(request)
    roles = roles_of(user, assembly)
    return [may(name, roles, administrator=user.is_administrator) for name in names]


@allowed("members.names")
def index(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who is on the panel. A facilitator sees the first names of members, nothing else."""
    reaches, changes = _can(request, assembly, "members.contacts", "replacement.change")
    chain = chain_of(assembly)
    shown = offers_of(assembly, chain) if reaches else members(assembly, chain)
    where = tally(assembly, chain)
    pages = Paginator(shown.select_related("volunteer").order_by("state", "pseudonym"), PAGE)
    if where:  # counted already
        pages.count = sum(where.counts.values()) if reaches else where.counts[Offer.State.ACCEPTED]
    page = pages.get_page(request.GET.get("page"))
    note_reading(
        request, assembly.slug, "members", [offer.volunteer_id for offer in page if offer.volunteer_id]
    )
    context = {
        "assembly": assembly,
        "page": page,
        "rows": [_row(offer, reaches=reaches) for offer in page],
        "reaches": reaches,
        "changes": changes,
        "tally": where,
        "counts": [(STATES[state], where.counts[state]) for state in STATES] if where else [],
        "confirmation": confirmation_of(where.draw) if where else None,
    }
    return render(request, "members/index.html", context)


def _row(offer: Offer, *, reaches: bool) -> dict[str, Any]:
    if not reaches:
        return {"name": first_name(offer)}
    name = offer.volunteer.contact.get("name", "") if offer.volunteer else ""
    return {
        "name": name,
        "offer": offer,
        "state": STATES[offer.state],
        "channel": CHANNELS.get(offer.channel, ""),
    }


@allowed("replacement.change")
def offer_places(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Offers the drawn places."""
    form = DeadlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer_places(assembly=assembly, by=user_of(request), **form.cleaned_data)
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            text = current().plural("{n} place is offered.", "{n} places are offered.", len(made))
            messages.success(request, text)
            return redirect("members:index", assembly.slug)
    return render(
        request, "members/offer.html", {"assembly": assembly, "form": form, "tally": tally(assembly)}
    )


@allowed("replacement.change")
def places(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The places that fell free, and the lottery that fills them."""
    if request.method == "POST":
        try:
            run = ask_for_replacement(assembly=assembly, by=user_of(request))
        except Fault as fault:
            messages.error(request, said(fault))
            return redirect("members:places", assembly.slug)
        return redirect("runs:one", assembly.slug, run.pk)
    chain = chain_of(assembly)
    open_lottery = (
        assembly.lotteries.filter(kind=KIND, follows=chain[-1]).order_by("-pk").first() if chain else None
    )
    context = {
        "assembly": assembly,
        "free": len(gone_now(assembly, chain)) if chain else 0,
        "tally": tally(assembly, chain),
        "lottery": open_lottery,
        "run": assembly.runs.filter(kind=KIND, state__in=("waiting", "running")).first(),
    }
    return render(request, "members/places.html", context)


@allowed("replacement.change")
@require_POST
def confirm(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The panel is complete."""
    try:
        actions.confirm_panel(assembly=assembly, by=user_of(request))
    except Fault as fault:
        messages.error(request, said(fault))
    else:
        messages.success(request, current()("The panel is confirmed. It stands in the public record."))
    return redirect("members:index", assembly.slug)


@allowed("quotas.see")
def drift_page(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """How far the panel is from its quotas, now and day by day; counts only."""
    found = drift(assembly, timezone.now())
    return render(request, "members/drift.html", {"assembly": assembly, "drift": found})


@allowed("members.needs")
def needs(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """First names and what members need, nothing else."""
    told = members(assembly).filter(needs__isnull=False).select_related("volunteer", "needs")
    page = Paginator(told.order_by("pseudonym"), PAGE).get_page(request.GET.get("page"))
    note_reading(request, assembly.slug, "needs", [offer.volunteer_id for offer in page])
    rows = [
        {
            "name": first_name(offer),
            "kinds": [NEEDS[kind] for kind in offer.needs.content["kinds"] if kind in NEEDS],
            "text": offer.needs.content["text"],
        }
        for offer in page
    ]
    return render(request, "members/needs.html", {"assembly": assembly, "page": page, "rows": rows})


@allowed("members.contacts")
def queue(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who is to be called, those first whom no letter reaches."""
    now = timezone.now()
    page = Paginator(calls(assembly, now), PAGE).get_page(request.GET.get("page"))
    note_reading(request, assembly.slug, "contacts", [offer.volunteer_id for offer in page])
    rows = [
        {
            "offer": offer,
            "name": offer.volunteer.contact.get("name", "") if offer.volunteer else "",
            "phone": offer.volunteer.contact.get("phone", "") if offer.volunteer else "",
            "outcome": OUTCOMES.get(str(offer.last_outcome), ""),
            "due": offer.next_call is None or offer.next_call <= now,
        }
        for offer in page
    ]
    return render(request, "members/calls.html", {"assembly": assembly, "page": page, "rows": rows})


def _offer(assembly: Assembly, offer: int) -> Offer:
    return get_object_or_404(
        offers_of(assembly).filter(volunteer__isnull=False).select_related("volunteer"), pk=offer
    )


@allowed("members.change")
def call(request: HttpRequest, assembly: Assembly, offer: int) -> HttpResponse:
    """One person: how to reach them, and what came of the call. No feature stands here."""
    found = _offer(assembly, offer)
    member = found.state == Offer.State.ACCEPTED
    form = CallForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_call(offer=found, by=user_of(request), **form.cleaned_data)
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            messages.success(request, current()("The call is noted."))
            found.refresh_from_db()
            if found.state == Offer.State.ACCEPTED:
                return redirect("members:call", assembly.slug, found.pk)
            return redirect("members:calls", assembly.slug)
    note_reading(request, assembly.slug, "contacts", [found.volunteer_id])
    attempts = found.attempts.select_related("caller").order_by("-pk")[:PAGE]
    context = {
        "assembly": assembly,
        "offer": found,
        "person": _contact(found),
        "state": STATES[found.state],
        "member": member,
        "open": found.state == Offer.State.OFFERED,
        "form": form,
        "attempts": [{"one": one, "outcome": OUTCOMES[one.outcome]} for one in attempts],
    }
    return render(request, "members/call.html", context)


def _contact(offer: Offer) -> dict[str, str]:
    """How somebody is reached, and nothing else."""
    contact = offer.volunteer.contact if offer.volunteer else {}
    return {name: str(contact.get(name) or "") for name in ("name", "phone", "email", "address")}


@allowed("members.change")
def call_needs(request: HttpRequest, assembly: Assembly, offer: int) -> HttpResponse:
    """Writes down what a member needs, on the phone. What was told before is not shown here."""
    found = _offer(assembly, offer)
    form = NeedsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_needs(offer=found, by=user_of(request), **form.cleaned_data)
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            messages.success(request, current()("It is noted."))
            return redirect("members:call", assembly.slug, found.pk)
    note_reading(request, assembly.slug, "contacts", [found.volunteer_id])
    context = {"assembly": assembly, "offer": found, "person": _contact(found), "form": form}
    return render(request, "members/call_needs.html", context)


@allowed("members.change")
def call_face(request: HttpRequest, assembly: Assembly, offer: int) -> HttpResponse:
    """Writes down what a member lets everybody see, on the phone."""
    found = _offer(assembly, offer)
    form = FaceForm(request.POST or None, initial={"name": first_name(found)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_of_me(offer=found, **form.cleaned_data)
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            messages.success(request, current()("It is noted."))
            return redirect("members:call", assembly.slug, found.pk)
    note_reading(request, assembly.slug, "contacts", [found.volunteer_id])
    context = {"assembly": assembly, "offer": found, "person": _contact(found), "form": form}
    return render(request, "members/call_face.html", context)


@allowed("members.change")
def letter(request: HttpRequest, assembly: Assembly, offer: int) -> HttpResponse:
    """The letter of an offer to print, with its code, in the language of whoever gets it."""
    found = _offer(assembly, offer)
    note_reading(request, assembly.slug, "contacts", [found.volunteer_id])
    context = {
        "assembly": assembly,
        "offer": found,
        "person": _contact(found),
        "code": letters.shown_code(found.code),
        "address": letters.code_address(assembly),
    }
    written = found.volunteer.language if found.volunteer else ""
    with translation.override(written if written in languages() else SOURCE):
        return render(request, "members/print.html", context)
