"""What volunteers and members do themselves, by link or printed code; and what everybody sees."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation

from tequio.faults import Fault
from tequio.web.accounts import links
from tequio.web.accounts.access import by_link, public
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.members import actions
from tequio.web.members.forms import CodeForm, FaceForm, NeedsForm
from tequio.web.members.letters import MEMBER, MEMBER_AGE, OFFER, OFFER_AGE
from tequio.web.members.models import Offer, PublicFace, SupportNeeds
from tequio.web.members.queries import chain_of, confirmation_of, members
from tequio.web.members.sentences import said
from tequio.words import languages

CODE = "offer-code"
CODE_AGE = timedelta(hours=2)
PAGE = 50


def _offer(text: str, ways: tuple[tuple[str, timedelta], ...]) -> tuple[Offer, str] | None:
    """Whose link it is, and for which purpose; `None` if it is none or too old."""
    for purpose, age in ways:
        try:
            identity = links.read(purpose, text, age)
        except (links.LinkExpired, links.LinkWrong):
            continue
        found = Offer.objects.filter(pk=int(identity)).select_related("volunteer", "assembly").first()
        if found and found.volunteer:
            return found, purpose
    return None


def speak(request: HttpRequest, offer: Offer) -> None:
    """The page in the language in which somebody registered, unless another one was chosen here."""
    wanted = offer.volunteer.language if offer.volunteer else ""
    if wanted in languages() and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted  # for templates


@by_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A place is accepted or declined; looking at the page changes nothing."""
    found = _offer(token, ((OFFER, OFFER_AGE), (CODE, CODE_AGE)))
    if found is None:
        return render(request, "accounts/link_over.html", status=410)
    offer, purpose = found
    speak(request, offer)
    chosen = {"yes": True, "no": False}.get(request.POST.get("answer", ""))
    if request.method == "POST" and chosen is not None:
        channel = Offer.Channel.CODE if purpose == CODE else Offer.Channel.LINK
        try:
            actions.answer(offer=offer, accept=chosen, channel=channel)
        except Fault as fault:
            messages.error(request, said(fault))
            return redirect("members:answer", token)
        if chosen:
            return redirect("members:me", links.make(MEMBER, str(offer.pk)))
        return redirect("members:answer", token)
    member = links.make(MEMBER, str(offer.pk)) if offer.state == Offer.State.ACCEPTED else ""
    return render(
        request, "members/answer.html", {"offer": offer, "assembly": offer.assembly, "member": member}
    )


@public
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever has a printed letter types its code."""
    assembly = get_object_or_404(Assembly, slug=slug)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer = actions.offer_of_code(assembly, form.cleaned_data["code"])
        except Fault as fault:
            form.add_error("code", said(fault))
        else:
            return redirect("members:answer", links.make(CODE, str(offer.pk)))
    return render(request, "members/code.html", {"assembly": assembly, "form": form})


@by_link
def me(request: HttpRequest, token: str) -> HttpResponse:
    """A member's own page: what helps to take part, what everybody sees, and leaving."""
    found = _offer(token, ((MEMBER, MEMBER_AGE),))
    if found is None:
        return render(request, "accounts/link_over.html", status=410)
    offer = found[0]
    speak(request, offer)
    step = request.POST.get("step", "")
    needs, face = _forms(request, offer, step)
    form = {"needs": needs, "face": face}.get(step)
    saved = _saved(request, offer, step, needs, face) if form is None or form.is_valid() else False
    if request.method == "POST" and saved:
        return redirect("members:me", token)
    context = {"offer": offer, "assembly": offer.assembly, "needs": needs, "face": face}
    return render(request, "members/me.html", context)


def _forms(request: HttpRequest, offer: Offer, step: str) -> tuple[NeedsForm, FaceForm]:
    told = SupportNeeds.objects.filter(offer=offer).first()
    shown = PublicFace.objects.filter(offer=offer).first()
    name = first_name(offer)
    needs = NeedsForm(
        request.POST if step == "needs" else None, initial=told.content if told else None, prefix="needs"
    )
    face = FaceForm(
        request.POST if step == "face" else None,
        initial={"shows": shown.shows, "name": shown.name or name, "sentence": shown.sentence}
        if shown
        else {"name": name},
        prefix="face",
    )
    return needs, face


def _saved(request: HttpRequest, offer: Offer, step: str, needs: NeedsForm, face: FaceForm) -> bool:
    steps: dict[str, Callable[[], None]] = {
        "needs": lambda: actions.tell_needs(offer=offer, **needs.cleaned_data),
        "face": lambda: actions.show_of_me(offer=offer, **face.cleaned_data),
        "leave": lambda: actions.leave(offer=offer, channel=Offer.Channel.LINK),
    }
    if step not in steps or (step == "leave" and not request.POST.get("sure")):
        return False
    try:
        steps[step]()
    except Fault as fault:
        messages.error(request, said(fault))
    else:
        messages.success(request, current()("Thank you. It is noted."))
    return True


def first_name(offer: Offer) -> str:
    """The first word of somebody's name; empty for somebody erased."""
    name = str(offer.volunteer.contact.get("name", "")) if offer.volunteer else ""
    return name.split()[0][:60] if name.split() else ""


@public
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """The panel for everybody: how many members, and those who want to be seen."""
    assembly = get_object_or_404(Assembly, slug=slug)
    chain = chain_of(assembly)
    seen = PublicFace.objects.filter(offer__in=members(assembly, chain)).exclude(
        shows=PublicFace.Shows.NOTHING
    )
    page = Paginator(seen.order_by("offer__pseudonym"), PAGE).get_page(request.GET.get("page"))
    context = {
        "assembly": assembly,
        "drawn": bool(chain),
        "members": members(assembly, chain).count(),
        "page": page,
        "confirmation": confirmation_of(chain[-1]) if chain else None,
    }
    return render(request, "members/panel.html", context)
