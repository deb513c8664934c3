"""The draw page, for the hall's screen, the live stream and 2,000 phones: what it shows, and how it is kept.

Everybody is shown the same part, again and again. It is made once for each state of the draw and
language, and the state itself is looked up at most once a second by each process.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tequio.reports.draw import DrawFacts, draw_facts
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.selection.bundles import document_of, draws_of
from tequio.web.selection.models import Announcement, Decision, Lottery
from tequio.web.selection.order import State, latest_announcement, state_of
from tequio.web.selection.sentences import SOURCE_NAMES

FRESH = 1  # seconds for which a state is taken as known
KEPT = 3600  # seconds for which a part is kept
SOON = timedelta(days=1)


@dataclass(frozen=True)
class Stand:
    """Where a draw is: everything that changes what the page shows.

    Args:
        lottery: which, or `None` before any is published.
        key: changes whenever the page does.
    """

    lottery: int | None
    key: str


def stand(slug: str, lottery: int | None, language: str) -> Stand:
    """Where the draw of an assembly is: of the named published lottery, else of the newest.

    Raises:
        Http404: there is no such assembly, or no such published lottery.
    """
    name = f"draw-stand:{slug}:{lottery or 0}:{language}"
    known: Stand | None = cache.get(name)
    if known is None:
        known = _stand(slug, lottery, language)
        cache.set(name, known, FRESH)
    return known


def _stand(slug: str, lottery: int | None, language: str) -> Stand:
    assembly = get_object_or_404(Assembly.objects.only("pk", "name"), slug=slug)
    published = assembly.lotteries.filter(published_at__isnull=False).order_by("-published_at")
    found = get_object_or_404(published, pk=lottery) if lottery else published.first()
    parts: list[Any] = [slug, assembly.name, language]
    if found:
        announcement = latest_announcement(found)
        typed = announcement.typed.values_list("user", flat=True).count() if announcement else 0
        due = bool(announcement and announcement.due <= timezone.now())
        draws = list(found.draws.order_by("pk").values_list("pk", flat=True))
        parts += [found.pk, announcement and announcement.pk, typed, due, draws, state_of(found)]
    return Stand(found.pk if found else None, sha256(repr(parts).encode()).hexdigest()[:32])


def part(slug: str, standing: Stand, language: str) -> bytes:
    """The part of the page that moves, in a language."""
    name = f"draw-part:{standing.key}"
    known: bytes | None = cache.get(name)
    if known is None:
        with translation.override(language):
            known = render_to_string("selection/hall_now.html", facts(slug, standing)).encode()
        cache.set(name, known, KEPT)
    return known


def facts(slug: str, standing: Stand) -> dict[str, Any]:
    """What the part shows."""
    if standing.lottery is None:
        return {"slug": slug, "lottery": None}
    lottery = Lottery.objects.select_related("assembly", "run").get(pk=standing.lottery)
    draws, announcement = draws_of(lottery), latest_announcement(lottery)
    document = document_of(lottery)
    drawn: DrawFacts | None = None
    if draws:
        earlier = [draw.document for draw in draws[:-1]]
        drawn = draw_facts(document, draws[-1].document, earlier)
    return {
        "slug": slug,
        "lottery": lottery,
        "quotas": quotas_of(document["quotas"], lottery.assembly),
        "counts": quotas_of(draws[-1].document["counts"], lottery.assembly) if draws else [],
        "replacement": len(document["replaces"]["stay"]) if "replaces" in document else None,
        "announcement": announcement,
        "source": SOURCE_NAMES[announcement.source] if announcement else "",
        "due": bool(announcement and announcement.due <= timezone.now()),
        "typed": announcement.typed.count() if announcement else 0,
        "soon": bool(announcement and announcement.due - announcement.at < SOON),
        "drawn": drawn if state_of(lottery) == State.DRAWN else None,
        "redrawing": bool(draws) and state_of(lottery) != State.DRAWN,
        "before": drawn,
        "reason": _reason(announcement),
        "shown": drawn.source.split(" ") if drawn and drawn.kind in ("digits", "dice") else [],
    }


def quotas_of(rows: list[dict[str, Any]], assembly: Assembly) -> list[dict[str, Any]]:
    """Quotas, or counts, by feature, each as the assembly calls it in the reader's language."""
    language = current().language
    fields = {field.name: field for field in assembly.fields.all()}
    by_feature: dict[str, dict[str, Any]] = {}
    for row in rows:
        name, field = row["feature"], fields.get(row["feature"])
        labels = {one["value"]: one.get("labels", {}) for one in field.values} if field else {}
        title = field.labels.get(language) if field else None
        group = by_feature.setdefault(name, {"feature": title or name, "rows": []})
        value = row["value"]
        group["rows"].append(row | {"label": labels.get(value, {}).get(language) or value})
    return list(by_feature.values())


def _reason(announcement: Announcement | None) -> dict[str, str]:
    if announcement is None or announcement.redraws_id is None:
        return {}
    decided = Decision.objects.filter(draw=announcement.redraws_id, agreed_at__isnull=False).first()
    return dict(decided.reasons) if decided else {}
