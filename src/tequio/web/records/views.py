"""The record, to be read by people and fetched by programs."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import cast

import segno
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import condition, require_safe

from tequio.record import tiles
from tequio.web.accounts.access import public
from tequio.web.language import current
from tequio.web.records import publishing, queries
from tequio.web.records.models import Act, Attachment, Checkpoint
from tequio.web.records.words import told

PAGE = 50
TILE = re.compile(r"(entries|[0-9])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def bare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A file for programs: anybody's page may fetch it, and nothing runs it."""

    def served(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return public(require_safe(served))


def _for_ever(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=31536000, immutable=True)
    return response


def _newest() -> Checkpoint:
    checkpoint = queries.newest_checkpoint()
    if checkpoint is None:
        raise Http404
    return checkpoint


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the record proves and how to check it; every act in plain words."""
    slug = request.GET.get("assembly", "")[:60]
    acts = Act.objects.order_by("-sequence")
    shown = Paginator(acts.filter(assembly=slug) if slug else acts, PAGE).get_page(request.GET.get("page"))
    checkpoint, key, words = queries.newest_checkpoint(), queries.verifier_key(), current()
    slugs = Act.objects.filter(kind="assembly.opened").order_by("assembly").values_list("assembly", flat=True)
    facts = {
        "acts": [told(act) for act in shown],
        "shown": shown,
        "slug": slug,
        "slugs": slugs[:200],
        "checkpoint": checkpoint,
        "key": key,
        "fingerprint": fingerprint(key),
        "code": square(checkpoint.note, words("The newest checkpoint")) if checkpoint else "",
    }
    return render(request, "records/page.html", facts)


def fingerprint(key: str) -> str:
    """A verifier key's SHA-256 in groups of four, short enough to be read out."""
    digits = sha256(key.encode()).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4)) if key else ""


def square(text: str, title: str) -> str:
    """A QR code as a picture within the page."""
    drawn = segno.make(text, error="l", micro=False).svg_inline(
        scale=4, svgclass="square", title=title, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308  segno escapes the title; the rest is its own


@bare
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint."""
    return _checked(request, _newest())


def _checked(request: HttpRequest, found: Checkpoint) -> HttpResponse:
    etag = f'"{sha256(found.note.encode()).hexdigest()}"'

    @condition(etag_func=lambda _: etag)
    def answer(_: HttpRequest) -> HttpResponse:
        return HttpResponse(found.note, content_type="text/plain; charset=utf-8")

    response = answer(request)
    patch_cache_control(response, public=True, max_age=5)
    return response


@bare
def earlier(request: HttpRequest, size: int) -> HttpResponse:
    """An earlier checkpoint."""
    return _checked(request, get_object_or_404(Checkpoint, size=size))


@bare
def act(_: HttpRequest, number: int) -> HttpResponse:
    """The bytes of an act."""
    found = get_object_or_404(Act, sequence=number, sequence__lt=_newest().size)
    return _for_ever(HttpResponse(bytes(found.body), content_type="application/json"))


@bare
def attachment(_: HttpRequest, digest: str) -> HttpResponse:
    """A file, or a text with its salt before it; 410 once withdrawn."""
    found = get_object_or_404(Attachment, sha256=digest)
    data = queries.attachment_bytes(found)
    if data is None:
        return HttpResponse(status=410)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.sha256}"'
    if found.salt is None:
        return _for_ever(response)
    patch_cache_control(response, no_cache=True)  # it may be withdrawn
    return response


@bare
def tile(_: HttpRequest, place: str) -> HttpResponse:
    """A tile of the tree, or a bundle of acts."""
    match = TILE.fullmatch(place)
    width = int(match[3] or tiles.WIDTH) if match else 0
    if match is None or width > tiles.WIDTH or (match[3] and width == tiles.WIDTH):
        raise Http404
    number = int(re.sub("[x/]", "", match[2]))
    if tiles.number_path(number) != match[2]:
        raise Http404
    data = queries.tile(match[1], number, width, _newest().size)
    if data is None:
        raise Http404
    return _for_ever(HttpResponse(data, content_type="application/octet-stream"))


@public
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """The whole record as one zip, made while it is sent."""
    newest = _newest()
    gone = Attachment.objects.filter(content__isnull=True).count()
    etag = f'"{sha256(newest.note.encode()).hexdigest()[:32]}-{gone}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304)
    parts = publishing.everything(newest.size)
    response = cast("HttpResponse", StreamingHttpResponse(parts, content_type="application/zip"))
    response["Content-Disposition"] = 'attachment; filename="everything.zip"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response
