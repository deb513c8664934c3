"""The desk's pages about what everybody reads: texts, the promise, the bodies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies import actions
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.forms import BodyForm, NewTextForm, PromiseForm, TextForm, by_language
from tequio.web.assemblies.models import Assembly, BodyMember, Text
from tequio.web.assemblies.queries import bodies_of, newest_wordings, said, texts_of, title_of
from tequio.web.assemblies.texts import BODIES, STATES, TEXTS
from tequio.web.language import _, own_name, reader


@allowed("assembly.see")
def texts(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Every text, with how far its translations can be trusted."""
    rows = [
        (row, [(own_name(code), code, STATES[state], state) for code, state in row.states])
        for row in texts_of(assembly)
    ]
    return render(request, "assemblies/texts.html", {"rows": rows})


@allowed("text.change")
def text_new(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Begins a text of one's own."""
    form = NewTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Text.objects.get_or_create(
            assembly=assembly,
            name=form.cleaned_data["name"],
            defaults={"title": form.cleaned_data["title"]},
        )
        return redirect("assemblies:text", assembly.slug, form.cleaned_data["name"])
    return render(request, "assemblies/text_new.html", {"form": form})


@allowed("text.change")
def text(request: HttpRequest, assembly: Assembly, name: str) -> HttpResponse:
    """Writes a text, one field a language."""
    row = Text.objects.filter(assembly=assembly, name=name).first()
    if row is None and name not in TEXTS:
        return redirect("assemblies:texts", assembly.slug)
    wordings = newest_wordings(row)
    title = title_of(row) if row else TEXTS[name]
    form = TextForm(request.POST or None, languages=assembly.languages, title=title, wordings=wordings)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_text(
                assembly=assembly,
                name=name,
                original=form.cleaned_data["original"],
                bodies=form.bodies(),
                by=user_of(request),
                seen=form.cleaned_data["seen"],
            )
        except actions.ChangedMeanwhile:
            form.see(newest_wordings(Text.objects.get(assembly=assembly, name=name)))
            form.add_error(
                None,
                _(
                    "Somebody else saved this text while you wrote. What you wrote is below, not saved yet; "
                    "save again to put it in place of theirs."
                ),
            )
        else:
            messages.success(request, _("Saved as a draft. Publish it when it is ready."))
            return redirect("assemblies:text", assembly.slug, name)
    states = [(own_name(code), code, STATES[one.state], one.state) for code, one in wordings.items()]
    draft = next((one.version for one in wordings.values() if one.published_at is None), 0)
    version = next((one.version for one in wordings.values()), 0)
    context = {"form": form, "title": title, "name": name, "states": states, "draft": draft}
    return render(request, "assemblies/text.html", context | {"version": version, "begun": bool(wordings)})


@allowed("text.change")
@require_POST
def text_reviewed(request: HttpRequest, assembly: Assembly, name: str, language: str) -> HttpResponse:
    """Says that a translation was compared with its original."""
    row = get_object_or_404(Text, assembly=assembly, name=name)
    if actions.mark_reviewed(text=row, language=language):
        messages.success(request, _("Marked as reviewed."))
    return redirect("assemblies:text", assembly.slug, name)


@allowed("text.change")
@require_POST
def text_publish(request: HttpRequest, assembly: Assembly, name: str) -> HttpResponse:
    """Publishes the draft."""
    row = get_object_or_404(Text.objects.select_related("assembly"), assembly=assembly, name=name)
    try:
        version = actions.publish_text(text=row)
    except actions.NothingToPublish:
        messages.info(request, _("There is nothing new to publish."))
    else:
        messages.success(request, _("Version {number} is public now.", number=version))
    return redirect("assemblies:text", assembly.slug, name)


@allowed("text.change")
def promise(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """The commissioner, and what it promised by when."""
    last = assembly.promises.order_by("-pk").first()
    initial: dict[str, object] = {"answer_by": last.answer_by} if last else {}
    for code in assembly.languages if last else ():
        initial[f"commissioner_{code}"] = last.commissioner.get(code, "") if last else ""
        initial[f"promise_{code}"] = last.promise.get(code, "") if last else ""
    form = PromiseForm(request.POST or None, languages=assembly.languages, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.make_promise(
            assembly=assembly,
            commissioner=by_language(form.cleaned_data, "commissioner", assembly.languages),
            promise=by_language(form.cleaned_data, "promise", assembly.languages),
            answer_by=form.cleaned_data["answer_by"],
            by=user_of(request),
        )
        messages.success(request, _("The promise is public now."))
        return redirect("assemblies:promise", assembly.slug)
    return render(request, "assemblies/promise.html", {"form": form, "last": last})


@allowed("text.change")
def bodies(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Who coordinates and who advises, and what they declared."""
    shown = bodies_of(assembly, appointed=False)
    note_reading(request, assembly.slug, "body", [one.pk for body in shown for one in body.members])
    groups = [
        (
            body,
            [(one, said(one.interests, reader())) for one in body.members],
            any(one.appointed_at is None for one in body.members),
        )
        for body in shown
    ]
    return render(request, "assemblies/bodies.html", {"groups": groups})


@allowed("text.change")
def body_add(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """Puts somebody into a body; everybody sees it once the body is published."""
    form = BodyForm(
        request.POST or None, languages=assembly.languages, initial={"body": request.GET.get("body")}
    )
    if request.method == "POST" and form.is_valid():
        BodyMember.objects.create(
            assembly=assembly,
            body=form.cleaned_data["body"],
            name=form.cleaned_data["name"],
            named_publicly=form.cleaned_data["named_publicly"],
            interests=by_language(form.cleaned_data, "interests", assembly.languages),
        )
        messages.success(request, _("Added. Publish the body when it is complete."))
        return redirect("assemblies:bodies", assembly.slug)
    return render(request, "assemblies/body_add.html", {"form": form})


@allowed("text.change")
@require_POST
def body_remove(request: HttpRequest, assembly: Assembly, pk: int) -> HttpResponse:
    """Somebody leaves a body."""
    actions.remove_from_body(member=get_object_or_404(BodyMember, assembly=assembly, pk=pk))
    messages.success(request, _("Taken out of the body."))
    return redirect("assemblies:bodies", assembly.slug)


@allowed("text.change")
@require_POST
def body_publish(request: HttpRequest, assembly: Assembly, body: str) -> HttpResponse:
    """Publishes a body as it stands."""
    try:
        actions.appoint_body(assembly=assembly, body=body if body in BODIES else "")
    except actions.NothingToPublish:
        messages.info(request, _("There is nothing new to publish."))
    else:
        messages.success(request, _("The body is public now."))
    return redirect("assemblies:bodies", assembly.slug)
