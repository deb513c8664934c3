"""The pages of volunteers: to register, the receipt, to confirm, to change the contact, to withdraw."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from tequio.web.accounts import links
from tequio.web.accounts.access import by_link, public
from tequio.web.accounts.models import User
from tequio.web.assemblies.access import roles_of
from tequio.web.assemblies.models import Assembly
from tequio.web.limits.actions import network, spend, used_up
from tequio.web.recruitment.models import RegistrationPage, Volunteer
from tequio.web.recruitment.registration import actions, letters, receipts, timing
from tequio.web.recruitment.registration.faults import RegistrationOver
from tequio.web.recruitment.registration.forms import ContactForm, RegistrationForm
from tequio.web.recruitment.registration.queries import (
    Channel,
    State,
    open_channels,
    pool_is_closed,
    purposes_of,
)

WRONG_CODES_AN_HOUR = 60  # from one network
LINK_DAYS = timedelta(days=400)  # an assembly may last a year
AGAIN, TOO_MANY = "again", "too_many"  # why the form is shown once more although it is filled in


def language_of(assembly: Assembly) -> str:
    """The reader's language if the assembly speaks it, or the first that it does."""
    current = (get_language() or "").partition("-")[0]
    return current if current in assembly.languages else assembly.languages[0]


def own_name(code: str) -> str:
    """The name of a language in itself."""
    return str(Locale.parse(code, sep="-").get_display_name(code) or code)


def chosen_language(request: HttpRequest, assembly: Assembly) -> HttpResponse | None:
    """An address that ends in `?language=es` leads to the page in that language."""
    language = request.GET.get("language", "")
    if request.method != "GET" or language not in assembly.languages:
        return None
    rest = request.GET.copy()
    del rest["language"]
    answer = redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


@public
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody registers; what was filled in stays on the page until it is taken."""
    assembly = get_object_or_404(Assembly, slug=slug)
    if (answer := chosen_language(request, assembly)) is not None:
        return answer
    language = language_of(assembly)
    team = isinstance(request.user, User) and bool(roles_of(request.user, assembly))
    channels = open_channels(assembly, language, team=team)
    channels.pop(Channel.PHONE, None)
    if not channels:
        return _not_open(request, assembly)
    form = _form(request, assembly, language, channels)
    why = ""
    if request.method == "POST" and form.is_valid():
        try:
            volunteer, why = _take(request, assembly, language, channels, form)
        except RegistrationOver:
            return _not_open(request, assembly)
        if volunteer is not None:
            return redirect(actions.link(actions.RECEIPT, volunteer))
    shown = {
        "assembly": assembly,
        "form": form,
        "token": _token(request, why),
        "why": why,
        "test": State.TEST in channels.values(),
        "rehearsal": assembly.rehearsal,
    }
    return render(request, "recruitment/register.html", shown, status=429 if why == TOO_MANY else 200)


def _not_open(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    pages = RegistrationPage.objects.filter(assembly=assembly, opened_at__isnull=False)
    over = pool_is_closed(assembly) or pages.exists()
    others = pages.filter(state=State.OPEN).exclude(channel=Channel.PHONE).values_list("language", flat=True)
    shown = {
        "assembly": assembly,
        "over": over,
        "others": [(code, own_name(code)) for code in sorted(set(others))],
        "rehearsal": assembly.rehearsal,
    }
    return render(request, "recruitment/not_open.html", shown)


def _form(
    request: HttpRequest, assembly: Assembly, language: str, channels: dict[str, str]
) -> RegistrationForm:
    finder = _finder(request, assembly) if Channel.LETTER in channels else None
    return RegistrationForm(
        request.POST if request.method == "POST" else None,
        fields=list(assembly.fields.all()),
        purposes=purposes_of(assembly, language),
        language=language,
        letter_of=finder,
        letters_only=Channel.WEB not in channels,
        initial={"code": request.GET.get("code", "")[:40]},
    )


def _finder(request: HttpRequest, assembly: Assembly) -> Callable[[str], Any]:
    """Finds the letter of a code; whoever tries many wrong ones finds none for an hour."""

    def found(code: str) -> Any:
        limit = ("wrong code", network(request), WRONG_CODES_AN_HOUR, timedelta(hours=1))
        letter = None if used_up(*limit) else letters.letter_of_code(assembly, code)
        if letter is None:
            spend(*limit)
        return letter

    return found


def _token(request: HttpRequest, why: str) -> str:
    """The token of the form: the one it had while it is good, so that time counts from the first look."""
    now = timezone.now()
    had = request.POST.get("shown", "") if request.method == "POST" else ""
    shown = timing.read(had, now)
    return had if shown is not None and shown.timely and not why else timing.issue(now)


def _take(
    request: HttpRequest,
    assembly: Assembly,
    language: str,
    channels: dict[str, str],
    form: RegistrationForm,
) -> tuple[Volunteer | None, str]:
    """The volunteer of a form that is filled in, or why it is asked once more."""
    shown = timing.read(request.POST.get("shown", ""), timezone.now())
    if shown is None or not shown.timely or request.POST.get("website"):
        return None, AGAIN
    given = form.given
    if given.letter is None and not spend(
        "register", network(request), settings.NETWORK_LIMIT, timedelta(hours=1)
    ):
        return None, TOO_MANY
    channel = actions.channel_of(channels, given.letter)
    volunteer = actions.register(
        assembly=assembly,
        language=language,
        channel=channel,
        given=given,
        test=channels[channel] == State.TEST,
        key=actions.form_key(shown.nonce, given),
    )
    return volunteer, ""


def volunteer_of(slug: str, purpose: str, key: str) -> Volunteer:
    """Whose link it is.

    Raises:
        links.LinkExpired, links.LinkWrong: it cannot be used.
        Http404: there is no such volunteer any more.
    """
    identity = links.read(f"volunteer-{purpose}", key, LINK_DAYS)
    volunteer = Volunteer.objects.filter(pk=identity, assembly__slug=slug).select_related("assembly").first()
    if volunteer is None or volunteer.state == Volunteer.State.ERASED:
        raise Http404
    return volunteer


def for_volunteer(purpose: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view gets the volunteer instead of slug and key; a link that is over says so."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def opened(request: HttpRequest, slug: str, key: str) -> HttpResponse:
            try:
                volunteer = volunteer_of(slug, purpose, key)
            except (links.LinkExpired, links.LinkWrong):
                return render(request, "accounts/link_over.html", status=410)
            return view(request, volunteer)

        return by_link(opened)

    return around


def _shown(volunteer: Volunteer, **more: Any) -> dict[str, Any]:
    assembly = volunteer.assembly
    return {"volunteer": volunteer, "assembly": assembly, "rehearsal": assembly.rehearsal} | more


@for_volunteer(actions.RECEIPT)
def receipt(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """The receipt: number, code, and the square that holds both; to print or to copy by hand."""
    purposes = (actions.CONFIRM, actions.CONTACT, actions.WITHDRAW)
    shown = _shown(
        volunteer,
        code=receipts.code_of(volunteer),
        square=receipts.square_of(volunteer),
        address=receipts.address_of(volunteer),
        to={purpose: actions.link(purpose, volunteer) for purpose in purposes},
    )
    return render(request, "recruitment/receipt.html", shown)


@for_volunteer(actions.CONFIRM)
def confirm(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Confirms, by a button: programs that look at each link of a letter change nothing."""
    over = False
    if request.method == "POST":
        try:
            actions.confirm(volunteer=volunteer, how=actions.EMAIL)
        except RegistrationOver:
            over = True
        volunteer.refresh_from_db()
    over = over or (volunteer.state == Volunteer.State.REGISTERED and pool_is_closed(volunteer.assembly))
    shown = _shown(volunteer, over=over, receipt=actions.link(actions.RECEIPT, volunteer))
    return render(request, "recruitment/confirm.html", shown)


@for_volunteer(actions.CONTACT)
def contact(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Another e-mail address, telephone number or name."""
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, initial=volunteer.contact)
    done = request.method == "POST" and form.is_valid()
    if done:
        new = {key: str(form.cleaned_data[key]) for key in ("name", "email", "phone", "address")}
        actions.change_contact(volunteer=volunteer, contact=new)
    return render(request, "recruitment/contact.html", _shown(volunteer, form=form, done=done))


@for_volunteer(actions.WITHDRAW)
def withdraw(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Takes part no longer, by a button."""
    if request.method == "POST":
        actions.withdraw(volunteer=volunteer)
        volunteer.refresh_from_db()
    return render(request, "recruitment/withdraw.html", _shown(volunteer))
