"""What is kept and for how long; one person's data, shown, downloaded and erased."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from tequio.web.accounts import links
from tequio.web.accounts.access import by_link, note_reading, public, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.web.privacy import actions
from tequio.web.privacy.forms import EraseForm, FindForm, PeriodsForm
from tequio.web.privacy.held import held_on, told
from tequio.web.privacy.models import Night, PurgeReceipt
from tequio.web.privacy.retention import CLASSES, WARN_DAYS, days_of, standings
from tequio.web.recruitment.models import Volunteer

PAGE = 50
OWN = "volunteer-held"  # the purpose of a person's own link
OWN_DAYS = timedelta(days=14)
State = Volunteer.State


@public
def threats(request: HttpRequest) -> HttpResponse:
    """Who could do what to this site and to people's data, in plain words."""
    return render(request, "privacy/threats.html")


@allowed("privacy.see")
def kept(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """For how long each class of data is kept, and what the nights deleted."""
    receipts = PurgeReceipt.objects.filter(assembly=assembly).order_by("-day", "data_class")
    page = Paginator(receipts, PAGE).get_page(request.GET.get("page"))
    shown = [(one, CLASSES[one.data_class].title) for one in page if one.data_class in CLASSES]
    return render(
        request,
        "privacy/kept.html",
        {
            "assembly": assembly,
            "standings": standings(assembly, timezone.now()),
            "warn_days": WARN_DAYS,
            "page": page,
            "receipts": shown,
            "last_night": Night.objects.order_by("-day").first(),
        },
    )


@allowed("privacy.change")
def periods(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Changes for how long data are kept."""
    form = PeriodsForm(request.POST or None, days=days_of(assembly))
    if request.method == "POST" and form.is_valid():
        actions.set_periods(assembly=assembly, days=form.cleaned_data)
        messages.success(request, _("The periods are saved. They hold from tonight on."))
        return redirect("privacy:kept", assembly.slug)
    return render(request, "privacy/periods.html", {"assembly": assembly, "form": form})


@allowed("privacy.change")
def people(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Finds somebody who asks for his or her data."""
    form = FindForm(request.GET or None)
    if request.GET and form.is_valid():
        number = form.cleaned_data["number"]
        if Volunteer.objects.filter(assembly=assembly, number=number).exists():
            return redirect("privacy:person", assembly.slug, number)
        form.add_error("number", _("Nobody has this number. Please look at the receipt again."))
    return render(request, "privacy/people.html", {"assembly": assembly, "form": form})


def _volunteer(assembly: Assembly, number: int) -> Volunteer:
    return get_object_or_404(Volunteer.objects.select_related("assembly"), assembly=assembly, number=number)


@allowed("privacy.change")
def person(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """What is held on one person."""
    volunteer = _volunteer(assembly, number)
    note_reading(request, assembly.slug, "held", [volunteer.identity])
    own = reverse("privacy:mine", args=[assembly.slug, own_key(volunteer)])
    return render(
        request,
        "privacy/person.html",
        {
            "assembly": assembly,
            "volunteer": volunteer,
            "erased": volunteer.state == State.ERASED,
            "lines": told(volunteer),
            "own": request.build_absolute_uri(own),
        },
    )


@allowed("privacy.change")
def person_file(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """The same as a file."""
    volunteer = _volunteer(assembly, number)
    note_reading(request, assembly.slug, "held", [volunteer.identity])
    return _file(volunteer)


def _file(volunteer: Volunteer) -> HttpResponse:
    answer = JsonResponse(held_on(volunteer), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="data-{volunteer.number}.json"'
    return answer


@allowed("privacy.change")
def erase(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Erases somebody who asked for it."""
    volunteer, form = _volunteer(assembly, number), EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(volunteer=volunteer, by=user_of(request))
        messages.success(request, _("All data of this person are deleted."))
        return redirect("privacy:kept", assembly.slug)
    return render(request, "privacy/erase.html", {"assembly": assembly, "volunteer": volunteer, "form": form})


# --- for the person, by a link of his or her own


def own_key(volunteer: Volunteer) -> str:
    """The end of the address at which somebody sees and erases what is held on him or her."""
    return links.make(OWN, str(volunteer.pk))


def for_owner(view: Callable[[HttpRequest, Volunteer, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the volunteer whose link it is; a link that is over says so."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, key: str) -> HttpResponse:
        try:
            identity = links.read(OWN, key, OWN_DAYS)
        except (links.LinkExpired, links.LinkWrong):
            return render(request, "accounts/link_over.html", status=410)
        there = Volunteer.objects.select_related("assembly").filter(assembly__slug=slug)
        volunteer = there.filter(pk=identity).first()
        if volunteer is None:
            raise Http404
        answer = view(request, volunteer, key)
        answer["Cache-Control"] = "no-store"
        return answer

    return opened


@by_link
@for_owner
def mine(request: HttpRequest, volunteer: Volunteer, key: str) -> HttpResponse:
    """What is held on whoever has the link."""
    if volunteer.state == State.ERASED:
        return render(request, "privacy/gone.html", {"assembly": volunteer.assembly})
    return render(
        request,
        "privacy/mine.html",
        {
            "assembly": volunteer.assembly,
            "volunteer": volunteer,
            "lines": told(volunteer),
            "key": key,
        },
    )


@by_link
@for_owner
def mine_file(request: HttpRequest, volunteer: Volunteer, key: str) -> HttpResponse:  # noqa: ARG001
    """The same as a file."""
    return _file(volunteer)


@by_link
@for_owner
def mine_erase(request: HttpRequest, volunteer: Volunteer, key: str) -> HttpResponse:
    """Erases whoever has the link."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(volunteer=volunteer, by=None)
    elif volunteer.state != State.ERASED:
        shown = {"assembly": volunteer.assembly, "volunteer": volunteer, "form": form, "key": key}
        return render(request, "privacy/mine_erase.html", shown)
    return redirect("privacy:mine", volunteer.assembly.slug, key)
