"""The pool: its table, one volunteer, doublets, import, export, closing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tequio.faults import Fault
from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.recruitment.models import Doublet, Field, Volunteer
from tequio.web.recruitment.pool import actions, doublets, importing
from tequio.web.recruitment.pool.forms import CloseForm, ImportForm
from tequio.web.recruitment.pool.listing import (
    CHANNELS,
    CONTACT,
    STATES,
    FilterForm,
    SearchForm,
    cells,
    export_csv,
    label_of,
)
from tequio.web.recruitment.pool.queries import closing_of, features_of
from tequio.web.recruitment.pool.sentences import said

PAGE = 50
State = Volunteer.State


@allowed("pool.see")
def pool(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The volunteers, without their contacts."""
    fields = features_of(assembly)
    form = FilterForm(request.GET or None, fields)
    everyone = Volunteer.objects.filter(assembly=assembly).defer("contact").order_by("number")
    people = form.chosen(everyone) if form.is_bound else everyone
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    pairs = doublets.undecided(assembly)
    flagged: set[int] = set()
    for pair in pairs.filter(Q(earlier__in=shown) | Q(later__in=shown)).values_list("earlier", "later"):
        flagged.update(pair)
    note_reading(request, assembly.slug, "pool", [one.identity for one in shown])
    context = {
        "assembly": assembly,
        "form": form,
        "search": SearchForm(),
        "page": page,
        "columns": [label_of(field.labels, field.name) for field in fields],
        "rows": [_row(one, fields, flagged) for one in shown],
        "closing": closing_of(assembly),
        "asked": _without_page(request),
    }
    return render(request, "recruitment/pool/pool.html", context)


def _row(one: Volunteer, fields: list[Field], flagged: set[int]) -> dict[str, object]:
    return {
        "one": one,
        "state": STATES[one.state],
        "channel": CHANNELS.get(one.channel, one.channel),
        "cells": cells(one, fields),
        "flagged": one.pk in flagged,
    }


def _without_page(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


@allowed("pool.see")
def search(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """One volunteer by number or address; what was typed stands in no address of a page."""
    form = SearchForm(request.POST or None)
    if request.method != "POST":
        return redirect("recruitment:pool", assembly.slug)
    found = list(form.found(assembly)[:PAGE]) if form.is_valid() else []
    if len(found) == 1:
        return redirect("recruitment:volunteer", assembly.slug, found[0].number)
    note_reading(request, assembly.slug, "pool", [one.identity for one in found])
    rows = [(one, STATES[one.state]) for one in found]
    context = {"assembly": assembly, "form": form, "rows": rows, "asked": form.is_valid()}
    return render(request, "recruitment/pool/search.html", context)


@allowed("pool.see")
def person(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """One volunteer: answers, and how the person came; the contact has a page of its own."""
    one = get_object_or_404(
        Volunteer.objects.defer("contact").select_related("registered_by", "doublet_of"),
        assembly=assembly,
        number=number,
    )
    fields = list(assembly.fields.all())
    pairs = Doublet.objects.filter(Q(earlier=one) | Q(later=one)).select_related("earlier", "later")
    note_reading(request, assembly.slug, "features", [one.identity])
    context = {
        "assembly": assembly,
        "one": one,
        "state": STATES[one.state],
        "channel": CHANNELS.get(one.channel, one.channel),
        "answers": list(
            zip((label_of(field.labels, field.name) for field in fields), cells(one, fields), strict=True)
        ),
        "others": [pair.later if pair.earlier_id == one.pk else pair.earlier for pair in pairs],
    }
    return render(request, "recruitment/pool/person.html", context)


@allowed("pool.see")
def contact(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """How one volunteer is reached; that somebody looked is logged."""
    one = get_object_or_404(Volunteer, assembly=assembly, number=number)
    note_reading(request, assembly.slug, "contact", [one.identity])
    told = {name: one.contact.get(name, "") for name in CONTACT}
    return render(
        request, "recruitment/pool/contact.html", {"assembly": assembly, "one": one, "contact": told}
    )


@allowed("pool.change")
def pairs(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The pairs that may be one person each, and the search for more."""
    if request.method == "POST":
        count = doublets.find_doublets(assembly=assembly)
        told = current().plural("{n} new pair was found.", "{n} new pairs were found.", count)
        messages.success(request, told)
        return redirect("recruitment:pool-pairs", assembly.slug)
    waiting = doublets.undecided(assembly).order_by("later__number", "earlier__number")
    page = Paginator(waiting.select_related("earlier", "later"), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    ids = sorted({one.identity for pair in shown for one in (pair.earlier, pair.later)})
    note_reading(request, assembly.slug, "contact", ids)
    context = {"assembly": assembly, "page": page, "pairs": shown, "closing": closing_of(assembly)}
    return render(request, "recruitment/pool/pairs.html", context)


@allowed("pool.change")
def decide(request: HttpRequest, assembly: Assembly, pair: int) -> HttpResponse:
    """One person or two, as somebody decided."""
    if request.method == "POST" and request.POST.get("verdict") in ("same", "different"):
        doublet = get_object_or_404(
            Doublet.objects.select_related("earlier", "later"), assembly=assembly, pk=pair
        )
        try:
            doublets.decide(doublet=doublet, same=request.POST["verdict"] == "same", by=user_of(request))
        except Fault as fault:
            messages.error(request, " ".join(said(fault)))
    return redirect("recruitment:pool-pairs", assembly.slug)


@allowed("pool.change")
def import_(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Volunteers from a table."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = importing.import_people(
                assembly=assembly, name=form.name, data=form.content(), by=user_of(request)
            )
        except Fault as fault:
            form.add_error("file", said(fault))
        else:
            told = current().plural("{n} person was taken in.", "{n} people were taken in.", count)
            messages.success(request, told)
            return redirect("recruitment:pool", assembly.slug)
    fields = list(assembly.fields.all())
    context = {"assembly": assembly, "form": form, "fields": fields, "closing": closing_of(assembly)}
    return render(request, "recruitment/pool/import.html", context)


@allowed("pool.change")
def template(request: HttpRequest, assembly: Assembly) -> HttpResponse:  # noqa: ARG001
    """An empty table with the columns that an import has."""
    return csv_response(importing.template_csv(list(assembly.fields.all())), f"{assembly.slug}-template.csv")


@allowed("pool.export")
def export(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The table as a file, with or without contacts; who is in it is logged."""
    if request.method != "POST":
        return render(request, "recruitment/pool/export.html", {"assembly": assembly})
    contacts = request.POST.get("contacts") == "yes"
    data, ids = export_csv(assembly, list(assembly.fields.all()), contacts=contacts)
    note_reading(request, assembly.slug, "contact" if contacts else "pool", ids)
    return csv_response(data, f"{assembly.slug}-pool.csv")


def csv_response(data: bytes, name: str) -> HttpResponse:
    """A table to keep; no cache on the way keeps it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@allowed("pool.change")
def close(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Closes the pool, after one has seen how many are in it and what is still open."""
    pairs_left = doublets.undecided(assembly).count()
    form = CloseForm(request.POST if request.method == "POST" else None, pairs_left)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_pool(assembly=assembly, by=user_of(request))
        except Fault as fault:
            messages.error(request, " ".join(said(fault)))
        return redirect(reverse("recruitment:pool", args=[assembly.slug]))
    counts = Volunteer.objects.filter(assembly=assembly).aggregate(
        confirmed=Count("pk", filter=Q(state=State.CONFIRMED)),
        registered=Count("pk", filter=Q(state=State.REGISTERED)),
    )
    context = {
        "assembly": assembly,
        "form": form,
        "pairs": pairs_left,
        "closing": closing_of(assembly),
        "targets": assembly.quota_tables.exclude(targets_sha256="").exists(),
    }
    return render(request, "recruitment/pool/close.html", context | counts)
