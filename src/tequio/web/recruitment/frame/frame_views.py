"""The frame on the desk: sent, checked, fixed, deleted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from tequio.faults import Fault
from tequio.web.accounts.access import user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.language import _, current
from tequio.web.recruitment.frame import actions
from tequio.web.recruitment.frame.faults import DiskFull, FrameInUse, OutOfOrder
from tequio.web.recruitment.frame.forms import EncodingForm, UploadForm
from tequio.web.recruitment.frame.queries import frame_in_force, frame_in_preparation, latest_run, live
from tequio.web.recruitment.frame.sentences import say
from tequio.web.recruitment.frame.uploads import FULL, SealingHandler
from tequio.web.recruitment.models import Frame
from tequio.web.runs.models import Run

REFRESH = "2"  # seconds: without JavaScript a page looks again by itself


def in_language(by_language: dict[str, Any]) -> Any:
    """What was said in every language, in the reader's."""
    return by_language.get(current().language) or by_language.get("en")


def refreshed(response: HttpResponse, run: Run | None) -> HttpResponse:
    """The page looks again while a run goes on."""
    if live(run):
        response["Refresh"] = REFRESH
    return response


@allowed("frame.see")
def frame(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Where the frame stands."""
    return shown(request, assembly, UploadForm())


def shown(request: HttpRequest, assembly: Assembly, form: UploadForm, status: int = 200) -> HttpResponse:
    """The page of the frame, with the form for sending one."""
    prepared, run = frame_in_preparation(assembly), latest_run(assembly, actions.CHECK)
    run = run if prepared and run and run.inputs.get("frame") == prepared.pk else None
    force = frame_in_force(assembly)
    deleted = (
        Frame.objects.filter(assembly=assembly, state=Frame.State.DELETED).order_by("-deleted_at").first()
    )
    waiting = bool(prepared and prepared.state == Frame.State.UPLOADED)
    context = {
        "assembly": assembly,
        "rehearsal": assembly.rehearsal,
        "form": form,
        "prepared": prepared,
        "force": force,
        "deleted": deleted,
        "checking": waiting and live(run),
        "stuck": waiting and not live(run),
        "run": run,
        "fault": in_language(prepared.fault) if prepared and prepared.fault else "",
        "run_fault": in_language(run.fault) if run and run.fault else "",
        "encoding_form": EncodingForm(
            initial={"encoding": prepared.encoding if prepared else ""}, auto_id="again_%s"
        ),
    }
    return refreshed(render(request, "recruitment/frame/frame.html", context, status=status), run)


def sealing(view: Callable[[HttpRequest, Assembly], HttpResponse]) -> Callable[..., HttpResponse]:
    """The file of the request goes through the sealing handler; it is set before anybody reads the body."""

    def sealed(request: HttpRequest, assembly: Assembly) -> HttpResponse:
        request.upload_handlers = [SealingHandler(request)]
        return csrf_protect(view)(request, assembly)

    return sealed


@csrf_exempt  # until the handler is set: then it is protected, inside `sealing`
@allowed("frame.change")
@require_POST
@sealing
def send(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Takes a frame in."""
    form = UploadForm(request.POST, request.FILES)
    handler: Any = request.upload_handlers[0]
    if handler.fault:
        return _refused(request, assembly, form, handler.fault)
    if not form.is_valid():
        return shown(request, assembly, form, 422)
    values = form.cleaned_data
    try:
        actions.upload_frame(
            assembly=assembly, upload=values["file"], encoding=values["encoding"], by=user_of(request)
        )
    except OutOfOrder:
        messages.warning(request, _("Another file is being checked. Wait until that is done, or remove it."))
    except OSError as error:
        if error.errno not in FULL:
            raise
        return _refused(request, assembly, form, DiskFull())
    return redirect("recruitment:frame", assembly.slug)


def _refused(request: HttpRequest, assembly: Assembly, form: UploadForm, fault: Fault) -> HttpResponse:
    fresh = UploadForm(initial={"encoding": form.data.get("encoding", "")})
    messages.error(request, say(fault, current()))
    return shown(request, assembly, fresh, 507 if isinstance(fault, DiskFull) else 413)


def _step(
    request: HttpRequest, assembly: Assembly, found: Frame | None, act: Callable[[Frame], None]
) -> HttpResponse:
    """Does something with a frame; says so where it was too late."""
    try:
        if found is None:
            raise OutOfOrder
        act(found)
    except OutOfOrder:
        messages.warning(request, _("Nothing was done: the frame is not where you saw it. Look again."))
    except FrameInUse as fault:
        messages.error(request, say(fault, current()))
    return redirect("recruitment:frame", assembly.slug)


@allowed("frame.change")
@require_POST
def check(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Checks a frame again, with another encoding."""
    form = EncodingForm(request.POST)
    encoding, by = form.cleaned_data["encoding"] if form.is_valid() else "", user_of(request)
    found = frame_in_preparation(assembly)
    return _step(
        request, assembly, found, lambda one: actions.check_again(frame=one, encoding=encoding, by=by)
    )


@allowed("frame.change")
@require_POST
def fix(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Fixes the frame."""
    return _step(request, assembly, frame_in_preparation(assembly), lambda one: actions.fix_frame(frame=one))


@allowed("frame.change")
@require_POST
def remove(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Removes a frame that is not fixed."""
    return _step(
        request, assembly, frame_in_preparation(assembly), lambda one: actions.remove_frame(frame=one)
    )


@allowed("frame.change")
@require_POST
def delete(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Deletes the fixed frame, once its letters are certified."""
    return _step(request, assembly, frame_in_force(assembly), lambda one: actions.delete_frame(frame=one))
