"""*Was I in the pot?*: from the receipt to the draw, with the proofs."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tequio.web.accounts import links
from tequio.web.accounts.access import by_link, public
from tequio.web.assemblies.access import assembly_of
from tequio.web.limits.actions import network, spend
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration.forms import ReceiptForm
from tequio.web.recruitment.registration.pot import pot_facts, proof_document
from tequio.web.recruitment.registration.receipts import holder
from tequio.web.selection.queries import volunteer_facts

LOOKS_AN_HOUR = 300  # from one network, so that nobody guesses codes
PROOF_DAYS = timedelta(days=2)


@public
def pot(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for number and code of a receipt, or takes them from its square; then says all there is."""
    assembly = assembly_of(request, slug)
    if assembly is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    form = ReceiptForm(asked if "number" in asked or request.method == "POST" else None)
    shown: dict[str, Any] = {"assembly": assembly, "form": form, "rehearsal": assembly.rehearsal}
    if form.is_bound and not spend("pot", network(request), LOOKS_AN_HOUR, timedelta(hours=1)):
        return render(request, "public/pot.html", shown | {"too_many": True}, status=429)
    if form.is_bound and form.is_valid():
        volunteer = holder(assembly, form.cleaned_data["number"], form.cleaned_data["salt"])
        if volunteer is None:
            return render(request, "public/pot.html", shown | {"unknown": True})
        shown |= {"facts": pot_facts(volunteer), "lottery": volunteer_facts(volunteer)}
        shown["key"] = links.make("volunteer-proof", str(volunteer.pk))
    return render(request, "public/pot.html", shown)


@by_link
def proof(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The proofs as files: of the pool, or with `?of=lottery` of the lottery."""
    try:
        identity = links.read("volunteer-proof", key, PROOF_DAYS)
    except (links.LinkExpired, links.LinkWrong):
        return render(request, "accounts/link_over.html", status=410)
    volunteer = Volunteer.objects.filter(pk=identity, assembly__slug=slug).select_related("assembly").first()
    if volunteer is None or not volunteer.salt:
        raise Http404
    content, name = proof_document(pot_facts(volunteer)), f"pool-{volunteer.number}.json"
    if request.GET.get("of") == "lottery":
        lottery = volunteer_facts(volunteer)
        if lottery is None:
            raise Http404
        content, name = lottery.proof, f"lottery-{volunteer.number}.json"
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
