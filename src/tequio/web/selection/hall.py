"""The draw page, for the hall's screen, the live stream and 2,000 phones: what it shows, and how it is kept.

Everybody is shown the same part, again and again. It is made once for each state of the draw and
language, and the state itself is looked up at most once a second by each process.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone, translation

from tequio.reports.draw import draw_facts
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.selection.bundles import document_of
from tequio.web.selection.models import Lottery
from tequio.web.selection.order import Standing, State, standing
from tequio.web.selection.sentences import SOURCE_NAMES

FRESH = 1  # seconds for which a state is taken as known
KEPT = 3600  # seconds for which a part is kept
SOON = timedelta(days=1)


@dataclass(frozen=True)
class Stand:
    """Where a draw is: everything that changes what the page shows.

    Args:
        now: of the lottery that is shown, or `None` before any is published.
        key: changes whenever the page does.
    """

    now: Standing | None
    key: str

    @property
    def lottery(self) -> int | None:
        """Which lottery is shown."""
        return self.now.lottery.pk if self.now else None


def stand(slug: str, lottery: int | None, language: str) -> Stand:
    """Where the draw of an assembly is: of the named published lottery, else of the newest.

    Raises:
        Http404: there is no such assembly, or no such published lottery.
    """
    name = f"draw-stand:{slug}:{lottery or 0}:{language}"
    known: Stand | None = caches["pages"].get(name)
    if known is None:
        known = _stand(slug, lottery, language)
        caches["pages"].set(name, known, FRESH)
    return known


def _stand(slug: str, lottery: int | None, language: str) -> Stand:
    published = Lottery.objects.filter(assembly__slug=slug, published_at__isnull=False)
    named = published.filter(pk=lottery) if lottery else published.order_by("-published_at")
    found = named.select_related("assembly", "run").first()
    if found is None:
        if lottery or not Assembly.objects.filter(slug=slug).exists():
            raise Http404
        return Stand(None, f"none-{slug}-{language}")
    now = standing(found)
    due = bool(now.announcement and now.announcement.due <= timezone.now())
    announced = now.announcement and now.announcement.pk
    draws = [draw.pk for draw in now.draws]
    parts = [slug, found.pk, language, announced, now.typed, due, draws, now.state]
    return Stand(now, sha256(repr(parts).encode()).hexdigest()[:32])


def part(slug: str, shown: Stand, language: str) -> bytes:
    """The part of the page that moves, in a language."""
    name = f"draw-part:{shown.key}"
    known: bytes | None = caches["pages"].get(name)
    if known is None:
        with translation.override(language):
            known = render_to_string("selection/hall_now.html", facts(slug, shown.now)).encode()
        caches["pages"].set(name, known, KEPT)
    return known


def facts(slug: str, now: Standing | None) -> dict[str, Any]:
    """What the part shows."""
    if now is None:
        return {"slug": slug, "lottery": None}
    lottery, announcement, document = now.lottery, now.announcement, document_of(now.lottery)
    documents = list(lottery.draws.order_by("pk").values_list("document", flat=True)) if now.draws else []
    drawn = draw_facts(document, documents[-1], documents[:-1]) if documents else None
    labels = labels_of(lottery.assembly)
    return {
        "slug": slug,
        "lottery": lottery,
        "quotas": quotas_of(document["quotas"], labels),
        "counts": quotas_of(documents[-1]["counts"], labels) if documents else [],
        "replacement": len(document["replaces"]["stay"]) if "replaces" in document else None,
        "announcement": announcement,
        "source": SOURCE_NAMES[announcement.source] if announcement else "",
        "due": bool(announcement and announcement.due <= timezone.now()),
        "typed": now.typed,
        "soon": bool(announcement and announcement.due - announcement.at < SOON),
        "drawn": drawn if now.state == State.DRAWN else None,
        "redrawing": bool(now.draws) and now.state != State.DRAWN,
        "decided": now.state == State.REDRAW,
        "before": drawn,
        "reason": now.decision.reasons if now.decision and now.decision.agreed_at else {},
        "shown": drawn.source.split(" ") if drawn and drawn.kind in ("digits", "dice") else [],
    }


Labels = dict[str, tuple[str, dict[str, str]]]


def labels_of(assembly: Assembly) -> Labels:
    """What a feature and each of its values are called in the reader's language, where that was said."""
    language = current().language
    return {
        field.name: (
            field.labels.get(language) or field.name,
            {one["value"]: one.get("labels", {}).get(language) or one["value"] for one in field.values},
        )
        for field in assembly.fields.all()
    }


def quotas_of(rows: list[dict[str, Any]], labels: Labels) -> list[dict[str, Any]]:
    """Quotas, or counts, by feature, each as the assembly calls it."""
    by_feature: dict[str, dict[str, Any]] = {}
    for row in rows:
        name, value = row["feature"], row["value"]
        title, values = labels.get(name, (name, {}))
        group = by_feature.setdefault(name, {"feature": title, "rows": []})
        group["rows"].append(row | {"label": values.get(value, value)})
    return list(by_feature.values())
