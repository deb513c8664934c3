"""The quotas: the table, targets, files, the check, fixing, departing."""

from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tequio.faults import Fault
from tequio.web.accounts.access import user_of
from tequio.web.accounts.permissions import may
from tequio.web.assemblies.access import allowed, roles_of
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _ as words
from tequio.web.recruitment.models import QuotaTable
from tequio.web.recruitment.pool import actions, costs, editor
from tequio.web.recruitment.pool.forms import UploadForm
from tequio.web.recruitment.pool.queries import (
    closing_of,
    features_of,
    fixed_quotas,
    latest_quotas,
    pool_csv,
    quotas_csv,
)
from tequio.web.recruitment.pool.quota_forms import CheckForm, QuotaForm, TargetsForm
from tequio.web.recruitment.pool.sentences import said
from tequio.web.recruitment.pool.uploads import quotas_from, targets_from
from tequio.web.recruitment.pool.views import csv_response
from tequio.web.runs.actions import enqueue
from tequio.web.runs.models import Run


@allowed("quotas.see")
def quotas(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The newest quotas, with the pool's counts for those who may see the pool."""
    return _page(request, assembly, None)


def _page(
    request: HttpRequest, assembly: Assembly, sent: QuotaForm | None, errors: list[str] | None = None
) -> HttpResponse:
    fields = features_of(assembly)
    latest, fixed = editor.table_of(list(assembly.quota_tables.all()))
    rows = latest.rows if latest else editor.empty_rows(fields, assembly.panel_size)
    size, version = (latest.size, latest.version) if latest else (assembly.panel_size, 0)
    form = sent or QuotaForm(None, rows, size=size, version=version)
    user = user_of(request)
    roles = roles_of(user, assembly)
    seen = {
        action: may(action, roles, administrator=user.is_administrator)
        for action in ("quotas.change", "pool.see")
    }
    run, result = editor.checked(assembly, rows)
    counts = editor.pool_counts(assembly) if seen["pool.see"] else None
    context = {
        "assembly": assembly,
        "form": form,
        "errors": errors or [],
        "size": size,
        "table": latest,
        "fixed": fixed,
        "closing": closing_of(assembly),
        "groups": editor.groups(form, fields, counts, result, size),
        "counted": counts is not None,
        "may_change": seen["quotas.change"],
        "run": run,
        "result": result,
        "clash": editor.clash_sentences(result, size),
        "choices": editor.choices(result),
        "check": CheckForm(initial={"household_rule": True}),
        "upload": UploadForm(auto_id="upload-%s"),
        "states": Run.State,
    }
    return render(request, "recruitment/quotas/quotas.html", context)


@allowed("quotas.change")
def save(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """A new version from the table on the page; on a mistake the page comes back as it was filled in."""
    if request.method != "POST":
        return redirect("recruitment:quotas", assembly.slug)
    form = _sent(request, assembly)
    if not form.is_valid():
        wrong = words("Nothing was saved. Please look at the cells that are marked.")
        return _page(request, assembly, form, [wrong])
    try:
        actions.save_quotas(
            assembly=assembly,
            rows=form.rows(),
            size=form.cleaned_data["size"],
            based_on=form.cleaned_data["version"],
            by=user_of(request),
        )
    except Fault as fault:
        return _page(request, assembly, form, said(fault))
    messages.success(request, words("The quotas were saved."))
    return redirect("recruitment:quotas", assembly.slug)


def _sent(request: HttpRequest, assembly: Assembly, *, reasons: bool = False) -> QuotaForm:
    latest = latest_quotas(assembly)
    rows = latest.rows if latest else editor.empty_rows(features_of(assembly), assembly.panel_size)
    languages = assembly.languages if reasons else ()
    data = request.POST if request.method == "POST" else None
    size, version = (latest.size, latest.version) if latest else (assembly.panel_size, 0)
    return QuotaForm(data, rows, size=size, version=version, languages=languages)


@allowed("quotas.change")
def targets(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Publishes target shares with their source, and makes quotas of them."""
    fields = features_of(assembly)
    form = TargetsForm(request.POST or None, request.FILES or None, fields, assembly.languages)
    if request.method == "POST" and form.is_valid():
        try:
            given = (
                targets_from(form.name, form.content(), fields) if form.cleaned_data["file"] else form.typed()
            )
            if form.is_valid():
                actions.publish_targets(
                    assembly=assembly,
                    targets=given,
                    sources=form.sources,
                    room=form.cleaned_data["room"],
                    flex=form.cleaned_data["flex"],
                    by=user_of(request),
                )
                return redirect("recruitment:quotas", assembly.slug)
        except Fault as fault:
            form.add_error(None, said(fault))
    context = {"assembly": assembly, "form": form, "closing": closing_of(assembly)}
    return render(request, "recruitment/quotas/targets.html", context)


@allowed("quotas.see")
def file(request: HttpRequest, assembly: Assembly, version: int) -> HttpResponse:  # noqa: ARG001
    """One version of the quotas as a table."""
    table = get_object_or_404(QuotaTable, assembly=assembly, version=version)
    return csv_response(quotas_csv(table), f"{assembly.slug}-quotas-{version}.csv")


@allowed("quotas.change")
def upload(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """A new version from a table."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        latest = latest_quotas(assembly)
        try:
            rows = quotas_from(
                form.name, form.content(), features_of(assembly), latest.rows if latest else ()
            )
            actions.save_quotas(
                assembly=assembly,
                rows=rows,
                size=latest.size if latest else assembly.panel_size,
                based_on=latest.version if latest else 0,
                by=user_of(request),
            )
        except Fault as fault:
            form.add_error("file", said(fault))
        else:
            messages.success(request, words("The quotas were saved."))
            return redirect("recruitment:quotas", assembly.slug)
    return render(request, "recruitment/quotas/upload.html", {"assembly": assembly, "form": form})


@allowed("quotas.change")
def check(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Asks for the check of the newest quotas; it is computed in the background."""
    form, latest = CheckForm(request.POST or None), latest_quotas(assembly)
    if request.method == "POST" and latest is not None and form.is_valid():
        content = quotas_csv(latest)
        inputs = {
            "size": latest.size,
            "quotas": sha256(content).hexdigest(),
            "household_rule": form.cleaned_data["household_rule"],
        }
        files = {costs.POOL: pool_csv(assembly), costs.QUOTAS: content}
        enqueue(costs.NAME, assembly, inputs, by=user_of(request), files=files)
    return redirect("recruitment:quotas", assembly.slug)


@allowed("quotas.change")
def apply(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Saves one of the least changes that were proposed."""
    latest = latest_quotas(assembly)
    if request.method == "POST" and latest is not None:
        found = editor.checked(assembly, latest.rows)[1].get("choices", [])
        chosen = request.POST.get("choice", "")
        if chosen.isdecimal() and int(chosen) < len(found):
            try:
                actions.save_quotas(
                    assembly=assembly,
                    rows=editor.changed(latest.rows, found[int(chosen)]),
                    size=latest.size,
                    based_on=latest.version,
                    by=user_of(request),
                )
            except Fault as fault:
                messages.error(request, " ".join(said(fault)))
    return redirect("recruitment:quotas", assembly.slug)


@allowed("quotas.change")
def fix(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Fixes the version that was before one's eyes."""
    version = request.POST.get("version", "")
    if request.method == "POST" and version.isdecimal():
        table = get_object_or_404(
            QuotaTable.objects.select_related("assembly"), assembly=assembly, version=version
        )
        try:
            actions.fix_quotas(table=table, by=user_of(request))
        except Fault as fault:
            messages.error(request, " ".join(said(fault)))
        else:
            messages.success(request, words("The quotas are fixed and published."))
    return redirect("recruitment:quotas", assembly.slug)


@allowed("quotas.change")
def depart(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Other quotas than the fixed ones, with a reason that everybody can read."""
    if fixed_quotas(assembly) is None:
        return redirect("recruitment:quotas", assembly.slug)
    form = _sent(request, assembly, reasons=True)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.depart_from_quotas(
                assembly=assembly,
                rows=form.rows(),
                size=form.cleaned_data["size"],
                reasons=form.reasons,
                based_on=form.cleaned_data["version"],
                by=user_of(request),
            )
        except Fault as fault:
            errors = said(fault)
        else:
            messages.success(request, words("The new quotas and the reason are published."))
            return redirect("recruitment:quotas", assembly.slug)
    groups = editor.groups(form, features_of(assembly), None, {}, form.initial["size"])
    context = {
        "assembly": assembly,
        "form": form,
        "errors": errors,
        "groups": groups,
        "may_change": True,
        "counted": False,
    }
    return render(request, "recruitment/quotas/depart.html", context)
