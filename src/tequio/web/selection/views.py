"""The desk's pages of lottery and draw, in the public order."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tequio.faults import Fault
from tequio.web.accounts.access import user_of
from tequio.web.accounts.permissions import may
from tequio.web.assemblies.access import allowed, roles_of
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.runs.actions import content_of
from tequio.web.selection import actions, decisions, rehearsal
from tequio.web.selection.forms import AnnounceForm, LotteryForm, ReasonForm, RehearsalForm, RevealForm
from tequio.web.selection.lottery_run import report_name
from tequio.web.selection.models import Decision, Lottery
from tequio.web.selection.order import ORDER, latest_announcement, standing
from tequio.web.selection.randomness import sources_for
from tequio.web.selection.sentences import SOURCE_NAMES, STATE_NAMES, said

PAGE = 50
# A report stands alone: its own styles, nothing from anywhere, no script, no form.
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

MARK = (
    '<p style="margin:0;padding:.5rem;text-align:center;font-weight:700;background:#fff3d6;color:#8a5300">'
    "{sentence}</p>"
)


def can(request: HttpRequest, assembly: Assembly, *names: str) -> dict[str, bool]:
    """For templates: which of these actions whoever looks may do, `lottery.change` as `lottery_change`."""
    user = user_of(request)
    roles = roles_of(user, assembly)
    return {
        f"may_{name.replace('.', '_')}": may(name, roles, administrator=user.is_administrator)
        for name in names
    }


def tried(request: HttpRequest, step: Callable[[], object], done: str, form: Any = None) -> bool:
    """Does a step; says that it is done, or on the form or the page what keeps it from being done."""
    try:
        step()
    except Fault as fault:
        if form is None:
            messages.error(request, said(fault))
        else:
            form.add_error(None, said(fault))
        return False
    messages.success(request, done)
    return True


@allowed("lottery.see")
def index(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The lotteries of an assembly, the newest first."""
    page = Paginator(assembly.lotteries.select_related("run").order_by("-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"assembly": assembly, "page": page} | can(request, assembly, "lottery.change")
    return render(request, "selection/index.html", context)


@allowed("lottery.change")
def make(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Asks for a lottery."""
    form = LotteryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.ask_for_lottery(assembly=assembly, by=user_of(request), **form.cleaned_data)
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            return redirect("runs:one", assembly.slug, run.pk)
    return render(request, "selection/make.html", {"assembly": assembly, "form": form})


@allowed("lottery.see")
def one(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """One lottery: where it stands, and the next step."""
    found = get_object_or_404(assembly.lotteries.select_related("run", "quotas"), pk=lottery)
    now = standing(found)
    context = {
        "assembly": assembly,
        "lottery": found,
        "state": now.state,
        "state_name": STATE_NAMES[now.state],
        "next": {step.value for step, states in ORDER.items() if now.state in states},
        "announcement": now.announcement,
        "source": SOURCE_NAMES[now.announcement.source] if now.announcement else "",
        "typed": now.typed,
        "draws": now.draws,
        "decision": now.decision,
        "mine": now.decision is not None and now.decision.proposed_by_id == user_of(request).pk,
    }
    context |= can(request, assembly, "lottery.change", "draw.reveal", "audit.change")
    return render(request, "selection/one.html", context)


@allowed("lottery.see")
@csp_update({"frame-src": ["'self'"]})  # type: ignore[untyped-decorator]  # it has no types
def report(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """The report, framed by the desk."""
    found = get_object_or_404(assembly.lotteries, pk=lottery)
    return render(request, "selection/report.html", {"assembly": assembly, "lottery": found})


@allowed("lottery.see")
def report_page(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:  # noqa: ARG001
    """The report itself, shut in a sandbox."""
    found = get_object_or_404(assembly.lotteries.select_related("run"), pk=lottery)
    headers = {"Content-Security-Policy": ALONE, "X-Frame-Options": "SAMEORIGIN"}
    content = content_of(found.run, report_name(current().language))
    if assembly.rehearsal:
        content = _marked(content)
    return HttpResponse(content, content_type="text/html; charset=utf-8", headers=headers)


def _marked(page: bytes) -> bytes:
    """The report of a rehearsal, which says so on top."""
    begin, body, rest = page.partition(b"<body")
    opening, end, rest = rest.partition(b">")
    sentence = current()("REHEARSAL: invented people. Nothing here counts.")
    return begin + body + opening + end + MARK.format(sentence=sentence).encode() + rest


@allowed("lottery.change")
@require_POST
def publish(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """Publishes a lottery."""
    found = get_object_or_404(assembly.lotteries, pk=lottery)
    done = _("The lottery is published. Nobody can change it any more.")
    tried(request, lambda: actions.publish(lottery=found, by=user_of(request)), done)
    return redirect("selection:lottery", assembly.slug, found.pk)


@allowed("lottery.change")
def announce(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """Announces the randomness."""
    found = get_object_or_404(assembly.lotteries, pk=lottery)
    form = AnnounceForm(request.POST or None, sources=sources_for(found))
    done = _("The randomness is announced. Everybody can see it on the draw page.")
    if request.method == "POST" and form.is_valid():

        def step() -> object:
            return actions.announce(lottery=found, by=user_of(request), **form.cleaned_data)

        if tried(request, step, done, form):
            return redirect("selection:lottery", assembly.slug, found.pk)
    return render(request, "selection/announce.html", {"assembly": assembly, "lottery": found, "form": form})


@allowed("draw.reveal")
def reveal(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """One of two people types the number that everybody sees."""
    found = get_object_or_404(assembly.lotteries.select_related("run"), pk=lottery)
    announcement = latest_announcement(found)
    if announcement is None:
        messages.error(request, _("Randomness must be announced first."))
        return redirect("selection:lottery", assembly.slug, found.pk)
    form = RevealForm(request.POST or None, source=announcement.source)
    if request.method == "POST" and form.is_valid():
        answer = _revealed(request, found, form)
        if answer:
            return answer
    mine = announcement.typed.filter(user=user_of(request)).exists()
    context = {
        "assembly": assembly,
        "lottery": found,
        "form": form,
        "announcement": announcement,
        "mine": mine,
    }
    return render(request, "selection/reveal.html", context)


def _revealed(request: HttpRequest, lottery: Lottery, form: RevealForm) -> HttpResponse | None:
    try:
        draw = actions.reveal(lottery=lottery, text=form.cleaned_data["text"], by=user_of(request))
    except Fault as fault:
        form.add_error(None, said(fault))
        return None
    if draw is None:
        messages.success(request, _("Thank you. Now a second person types what he or she sees."))
    else:
        sentence = _("Panel {number} is drawn.", number=current().number(draw.number))
        messages.success(request, sentence)
    return redirect("selection:lottery", lottery.assembly.slug, lottery.pk)


@allowed("lottery.change")
def redraw(request: HttpRequest, assembly: Assembly, lottery: int) -> HttpResponse:
    """Proposes a second draw."""
    found = get_object_or_404(assembly.lotteries, pk=lottery)
    form = ReasonForm(request.POST or None, assembly=assembly, label=_("Reason for a second draw"))
    if request.method == "POST" and form.is_valid():
        done = _("A second draw is proposed. Another person of the team must agree.")

        def step() -> object:
            return decisions.propose_redraw(lottery=found, reasons=form.texts(), by=user_of(request))

        if tried(request, step, done, form):
            return redirect("selection:lottery", assembly.slug, found.pk)
    return render(request, "selection/redraw.html", {"assembly": assembly, "lottery": found, "form": form})


@allowed("lottery.change")
def exceptions(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Exceptions from the rules: proposed, agreed, and public."""
    form = ReasonForm(request.POST or None, assembly=assembly, label=_("What is done, and why"))
    if request.method == "POST" and form.is_valid():
        done = _("The exception is proposed. Another person of the team must agree.")

        def step() -> object:
            return decisions.propose_exception(assembly=assembly, reasons=form.texts(), by=user_of(request))

        if tried(request, step, done, form):
            return redirect("selection:exceptions", assembly.slug)
    made = assembly.decisions.filter(kind=Decision.Kind.EXCEPTION).order_by("-pk")
    page = Paginator(made.select_related("proposed_by", "agreed_by"), PAGE).get_page(request.GET.get("page"))
    context = {"assembly": assembly, "form": form, "page": page, "me": user_of(request).pk}
    return render(request, "selection/exceptions.html", context)


@allowed("lottery.change")
@require_POST
def decide(request: HttpRequest, assembly: Assembly, decision: int) -> HttpResponse:
    """The second person agrees, or the proposal is taken back."""
    found = get_object_or_404(assembly.decisions.select_related("draw__lottery", "proposed_by"), pk=decision)
    if request.POST.get("answer") == "withdraw":
        decisions.withdraw(decision=found, by=user_of(request))
        messages.success(request, _("The proposal is taken back."))
    else:
        done = _("It is decided, and everybody can read it.")
        tried(request, lambda: decisions.agree(decision=found, by=user_of(request)), done)
    if found.draw is None:
        return redirect("selection:exceptions", assembly.slug)
    return redirect("selection:lottery", assembly.slug, found.draw.lottery_id)


@allowed("lottery.change")
def rehearse(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Makes a copy with invented people, in which the whole draw can be rehearsed."""
    form = RehearsalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            copy = rehearsal.rehearse(
                assembly=assembly, people=form.cleaned_data["people"], by=user_of(request)
            )
        except Fault as fault:
            form.add_error(None, said(fault))
        else:
            return redirect("selection:index", copy.slug)
    return render(request, "selection/rehearse.html", {"assembly": assembly, "form": form})
