"""The desk's pages of registration: what is asked, which pages are open, and who is on the telephone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tequio.faults import Fault
from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration import actions, faults, letters, page_actions, receipts, timing
from tequio.web.recruitment.registration.desk_forms import FieldForm, language_name
from tequio.web.recruitment.registration.forms import RegistrationForm
from tequio.web.recruitment.registration.queries import (
    Channel,
    State,
    fields_are_fixed,
    open_channels,
    pool_is_closed,
    purposes_of,
)
from tequio.web.recruitment.registration.views import language_of

FAULT_SENTENCES = {
    faults.RegistrationOver: "The pool is closed: nobody can be added or confirmed any more.",
    faults.FieldsFixed: "Registration has opened. What people read may still change, and nothing else.",
    faults.NothingAsked: "First say what is asked: at least one feature by which the panel is made up.",
    faults.LabelsMissing: "These fields are not yet said in this language: {fields}.",
}
PER_PAGE = 50


def sentence(fault: Fault) -> str:
    """What a fault says to staff."""
    facts = {"fields": ", ".join(fault.fields)} if isinstance(fault, faults.LabelsMissing) else {}
    return _(FAULT_SENTENCES[type(fault)], **facts)


@allowed("registration.change")
def fields(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """What volunteers are asked, in order."""
    if request.method == "POST":
        one = get_object_or_404(assembly.fields, pk=_number(request.POST.get("field", "")))
        act = page_actions.delete_field if request.POST.get("do") == "delete" else page_actions.raise_field
        try:
            act(field=one)
        except faults.FieldsFixed as fault:
            messages.error(request, sentence(fault))
        return redirect("recruitment:fields", assembly.slug)
    shown = {
        "assembly": assembly,
        "fields": assembly.fields.all(),
        "fixed": fields_are_fixed(assembly),
    }
    return render(request, "recruitment/fields.html", shown)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@allowed("registration.change")
def new_field(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """One more thing that is asked."""
    form = FieldForm(request.POST or None, assembly=assembly, field=None, fixed=False)
    if request.method == "POST" and form.is_valid():
        try:
            page_actions.add_field(assembly=assembly, asked=form.asked)
        except faults.FieldsFixed as fault:
            messages.error(request, sentence(fault))
        return redirect("recruitment:fields", assembly.slug)
    return render(request, "recruitment/field.html", {"assembly": assembly, "form": form})


@allowed("registration.change")
def field(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """Changes one field."""
    one = get_object_or_404(assembly.fields, pk=number)
    fixed = fields_are_fixed(assembly)
    form = FieldForm(request.POST or None, assembly=assembly, field=one, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        try:
            page_actions.change_field(field=one, asked=form.asked)
        except faults.FieldsFixed as fault:
            messages.error(request, sentence(fault))
        return redirect("recruitment:fields", assembly.slug)
    return render(request, "recruitment/field.html", {"assembly": assembly, "form": form, "fixed": fixed})


@allowed("registration.change")
def pages(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Opens and closes registration, each language and channel by itself."""
    if request.method == "POST":
        _change_page(request, assembly)
        return redirect("recruitment:registration", assembly.slug)
    found = {(page.language, page.channel): page for page in assembly.registration_pages.all()}
    rows = [
        {
            "language": code,
            "language_name": language_name(code),
            "channel": channel.value,
            "state": found[code, channel].state if (code, channel) in found else "",
        }
        for code in assembly.languages
        for channel in Channel
    ]
    shown = {"assembly": assembly, "rows": rows, "closed": pool_is_closed(assembly)}
    return render(request, "recruitment/pages.html", shown)


DOINGS = {
    "test": page_actions.try_page,
    "open": page_actions.open_page,
    "close": page_actions.close_page,
}


def _change_page(request: HttpRequest, assembly: Assembly) -> None:
    language, channel = request.POST.get("language", ""), request.POST.get("channel", "")
    do = DOINGS.get(request.POST.get("do", ""))
    if do is None or language not in assembly.languages or channel not in Channel.values:
        messages.error(request, _("Please press one of the buttons of this page."))
        return
    try:
        do(assembly=assembly, language=language, channel=channel)
    except (faults.RegistrationOver, faults.NothingAsked, faults.LabelsMissing) as fault:
        messages.error(request, sentence(fault))


@allowed("registration.by_phone")
def by_phone(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """A caller fills in the form for somebody on the telephone; it is recorded as such."""
    asked = request.GET.get("language", "")
    language = asked if asked in assembly.languages else language_of(assembly)
    channels = open_channels(assembly, language, team=True)
    offered = [(code, language_name(code)) for code in assembly.languages]
    shown = {"assembly": assembly, "offered": offered, "language": language}
    if Channel.PHONE not in channels:
        return render(request, "recruitment/by_phone.html", shown)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        fields=list(assembly.fields.all()),
        purposes=purposes_of(assembly, language),
        language=language,
        letter_of=lambda code: letters.letter_of_code(assembly, code),
        caller=True,
    )
    if request.method == "POST" and form.is_valid():
        form_shown = timing.read(request.POST.get("shown", ""), timezone.now())
        try:
            volunteer = actions.register(
                assembly=assembly,
                language=language,
                channel=Channel.PHONE,
                given=form.given,
                test=channels[Channel.PHONE] == State.TEST,
                key=actions.form_key(form_shown.nonce, form.given) if form_shown else None,
                by=user_of(request),
            )
        except faults.RegistrationOver as fault:
            messages.error(request, sentence(fault))
            return redirect("recruitment:by_phone", assembly.slug)
        return redirect("recruitment:phoned", assembly.slug, volunteer.number)
    shown |= {
        "form": form,
        "test": channels[Channel.PHONE] == State.TEST,
        "token": request.POST.get("shown") or timing.issue(timezone.now()),
    }
    return render(request, "recruitment/by_phone.html", shown)


@allowed("registration.by_phone")
def phoned(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """What the caller reads out to whom was registered: number and code of the receipt."""
    volunteer = get_object_or_404(assembly.volunteers, number=number, registered_by=user_of(request))
    note_reading(request, assembly.slug, "receipt", [volunteer.identity])
    shown = {
        "assembly": assembly,
        "volunteer": volunteer,
        "code": receipts.code_of(volunteer),
        "receipt": actions.link(actions.RECEIPT, volunteer),
    }
    return render(request, "recruitment/phoned.html", shown)


@allowed("registration.by_phone")
def to_confirm(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who registered and is not confirmed: callers ring them up and confirm them here."""
    waiting = assembly.volunteers.filter(state=Volunteer.State.REGISTERED)
    if request.method == "POST":
        volunteer = get_object_or_404(assembly.volunteers, number=_number(request.POST.get("number", "")))
        try:
            actions.confirm(volunteer=volunteer, how=actions.CALLER, by=user_of(request))
        except faults.RegistrationOver as fault:
            messages.error(request, sentence(fault))
        else:
            messages.success(request, _("Number {number} is confirmed.", number=volunteer.number))
        return redirect("recruitment:to_confirm", assembly.slug)
    order = waiting.order_by("number")
    number = _number(request.GET.get("number", ""))
    page = Paginator(order.filter(number=number) if number else order, PER_PAGE).get_page(
        request.GET.get("page")
    )
    people = list(page.object_list)
    note_reading(request, assembly.slug, "contact", [one.identity for one in people])
    shown = {"assembly": assembly, "people": people, "page": page}
    return render(request, "recruitment/to_confirm.html", shown)
