"""The outbox of an assembly on the desk. It stands here since `mail` itself knows of no assembly."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tequio.faults import Fault
from tequio.web.accounts.access import note_reading
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.mail import actions, bounces
from tequio.web.mail.letters import example, templates, write
from tequio.web.mail.models import Mail
from tequio.web.members.mail_forms import BounceForm
from tequio.web.members.sentences import MAIL_HELP, MAIL_STATES, mail_fault, said
from tequio.words import languages

PAGE = 50


@allowed("mail.see")
def index(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """What became of the letters of an assembly, the newest first."""
    own = Mail.objects.filter(assembly=assembly.slug)
    counted = dict(own.order_by().values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    shown = own.filter(state=state) if state in MAIL_STATES else own
    page = Paginator(shown.order_by("-pk").defer("context"), PAGE).get_page(request.GET.get("page"))
    note_reading(request, assembly.slug, "mail", [mail.pk for mail in page])
    context = {
        "assembly": assembly,
        "page": page,
        "rows": [{"mail": mail, "state": MAIL_STATES[mail.state]} for mail in page],
        "states": [(name, MAIL_STATES[name], counted[name]) for name in MAIL_STATES if name in counted],
        "state": state if state in MAIL_STATES else "",
        "total": sum(counted.values()),
    }
    return render(request, "members/mail.html", context)


@allowed("mail.change")
def letter(request: HttpRequest, assembly: Assembly, mail: int) -> HttpResponse:
    """One letter: what became of it, its text while it is there, and what can be done."""
    found = get_object_or_404(Mail, pk=mail, assembly=assembly.slug)
    if request.method == "POST":
        done = {"again": actions.send_again, "sent": actions.count_as_sent}.get(request.POST.get("step", ""))
        if done and done(mail=found):
            messages.success(request, current()("It is done."))
        else:
            messages.error(
                request, current()("Nothing was changed: somebody else was faster, or it went on.")
            )
        return redirect("members:letter", assembly.slug, found.pk)
    note_reading(request, assembly.slug, "mail", [found.pk])
    try:
        text = write(found.template, found.language, found.context) if found.context else None
    except Fault:
        text = None
    context = {
        "assembly": assembly,
        "mail": found,
        "state": MAIL_STATES[found.state],
        "help": MAIL_HELP[found.state],
        "fault": mail_fault(found.fault),
        "letter": text,
        "again": found.state in (Mail.State.FAILED, Mail.State.UNSURE),
    }
    return render(request, "members/letter.html", context)


@allowed("mail.change")
def came_back(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Takes a report of a letter that came back."""
    form = BounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mail = bounces.take(form.cleaned_data["message"].encode(), assembly.slug)
        except Fault as fault:
            form.add_error("message", said(fault))
        else:
            if mail.state == Mail.State.BOUNCED:
                messages.success(request, current()("Noted: this letter came back. Please call the person."))
            else:
                messages.success(request, current()("This letter is only late. Nothing was changed."))
            return redirect("members:letter", assembly.slug, mail.pk)
    return render(request, "members/bounce.html", {"assembly": assembly, "form": form})


@allowed("mail.see")
def previews(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Every letter that the site can write, in each language."""
    found = [{"name": name, "languages": sorted(files)} for name, files in templates().items()]
    return render(request, "members/templates.html", {"assembly": assembly, "found": found})


@allowed("mail.see")
def preview(request: HttpRequest, assembly: Assembly, name: str, language: str) -> HttpResponse:
    """One letter in one language, with invented values."""
    if name not in templates() or language not in languages():
        raise Http404
    context = {
        "assembly": assembly,
        "name": name,
        "language": language,
        "letter": write(name, language, example(name)),
        "others": [code for code in languages() if code != language],
        "translated": language in templates()[name],
    }
    return render(request, "members/preview.html", context)
