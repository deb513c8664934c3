"""What others ask of an assembly: which stage is open, what a text says in a language."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Q
from django.utils import timezone

from tequio.web.assemblies.models import Assembly, BodyMember, Stage, Text, Wording
from tequio.web.assemblies.stages import STAGES, StageKind
from tequio.web.assemblies.texts import BODIES, TEXTS


def open_at(now: datetime) -> Q:
    """Which stages are open at a time, as a condition."""
    return Q(opens_at__lte=now) & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))


def is_open(assembly: Assembly, stage: str, now: datetime | None = None) -> bool:
    """Whether what a stage opens may be done now; a stage without dates is closed.

    Raises:
        KeyError: `stage` is not one of `STAGES`.
    """
    STAGES[stage]
    return assembly.stages.filter(open_at(now or timezone.now()), name=stage).exists()


@dataclass(frozen=True)
class StageShown:
    """A stage with its dates; `state` is `unset`, `coming`, `open` or `over`."""

    name: str
    kind: StageKind
    opens_at: datetime | None
    closes_at: datetime | None
    state: str


def stages_of(assembly: Assembly, now: datetime | None = None) -> list[StageShown]:
    """Every stage in its order, with or without dates."""
    rows = {stage.name: stage for stage in assembly.stages.all()}
    return [_shown(name, rows.get(name), now or timezone.now()) for name in STAGES]


def _shown(name: str, row: Stage | None, now: datetime) -> StageShown:
    opens, closes = (row.opens_at, row.closes_at) if row else (None, None)
    if opens is None:
        state = "unset"
    elif opens > now:
        state = "coming"
    else:
        state = "over" if closes and closes <= now else "open"
    return StageShown(name, STAGES[name], opens, closes, state)


def said(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """A text in a language, or in the first that it has; and the language it is in."""
    if texts.get(language):
        return texts[language], language
    return next(((text, code) for code, text in texts.items() if text), ("", language))


@dataclass(frozen=True)
class Shown:
    """A published text as one reader gets it.

    Args:
        language: in which it is; another than was asked for if there is no wording in that one.
        state: one of `Wording.State`.
        asked: the language that was asked for.
        original: the language of the original.
    """

    name: str
    title: str
    version: int
    body: str
    language: str
    state: str
    published_at: datetime
    asked: str
    original: str


def title_of(text: Text) -> str:
    """What a text is called."""
    return TEXTS.get(text.name, text.title or text.name)


def published(assembly: Assembly, name: str, language: str, version: int | None = None) -> Shown | None:
    """A published text, the latest or one version of it, in a language or else in its original."""
    wordings = Wording.objects.filter(
        text__assembly=assembly, text__name=name, published_at__isnull=False
    ).select_related("text")
    if version is not None:
        wordings = wordings.filter(version=version)
    newest = wordings.order_by("-version").values("version")[:1]
    rows = {row.language: row for row in wordings.filter(version=newest)}
    if not rows:
        return None
    original = next(
        (code for code, row in rows.items() if row.state == Wording.State.ORIGINAL), next(iter(rows))
    )
    row = rows.get(language) or rows[original]
    return Shown(
        name=name,
        title=title_of(row.text),
        version=row.version,
        body=row.body,
        language=row.language,
        state=row.state,
        published_at=row.published_at or row.created_at,
        asked=language,
        original=original,
    )


def newest_wordings(text: Text | None) -> dict[str, Wording]:
    """The latest version of a text, a draft or published, by language."""
    if text is None:
        return {}
    newest = text.wordings.order_by("-version").values("version")[:1]
    return {row.language: row for row in text.wordings.filter(version=newest)}


def stamp(wordings: Mapping[str, Wording]) -> str:
    """What an editor had before it: changes when somebody else saves."""
    return "-".join(f"{code}{row.pk}" for code, row in sorted(wordings.items()))


@dataclass(frozen=True)
class TextRow:
    """A text in the list: its latest version, whether that is a draft, and the state of each language."""

    name: str
    title: str
    version: int
    draft: bool
    states: list[tuple[str, str]]


def texts_of(assembly: Assembly) -> list[TextRow]:
    """Every text of an assembly, those that each assembly has first, begun or not."""
    by_text: dict[Text, list[Wording]] = defaultdict(list)
    rows = Wording.objects.filter(text__assembly=assembly).defer("body").select_related("text")
    for row in rows.order_by("text__name", "-version", "language"):
        by_text[row.text].append(row)
    found = {text.name: _row(text, wordings) for text, wordings in by_text.items()}
    return [found.get(name) or TextRow(name, title, 0, False, []) for name, title in TEXTS.items()] + [
        row for name, row in found.items() if name not in TEXTS
    ]


def _row(text: Text, wordings: list[Wording]) -> TextRow:
    last = [row for row in wordings if row.version == wordings[0].version]
    states = [(row.language, row.state) for row in last]
    return TextRow(text.name, title_of(text), last[0].version, last[0].published_at is None, states)


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two texts, word by word: (`same`, `gone` or `new`, the words)."""
    old, new = _words(before), _words(after)
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(("gone", "".join(old[a:b])))
        if d > c:
            found.append(("new", "".join(new[c:d])))
    return found


def _words(text: str) -> list[str]:
    """Words, each with the space after it."""
    return re.findall(r"\s+|\S+\s*", text)


@dataclass(frozen=True)
class BodyShown:
    """A body with its members; those who have left are not in it."""

    name: str
    title: str
    members: list[BodyMember]


def bodies_of(assembly: Assembly, *, appointed: bool) -> list[BodyShown]:
    """The bodies, for everybody (`appointed`) or for the desk."""
    members = assembly.bodies.filter(left_at__isnull=True).order_by("pk")
    if appointed:
        members = members.filter(appointed_at__isnull=False)
    rows = list(members)
    return [
        BodyShown(name, title, [row for row in rows if row.body == name]) for name, title in BODIES.items()
    ]


@dataclass(frozen=True)
class Version:
    """One published version of a text: when, and in which languages."""

    version: int
    published_at: datetime
    languages: list[str]


def versions(assembly: Assembly, name: str) -> list[Version]:
    """The published versions of a text, the newest first."""
    rows = Wording.objects.filter(
        text__assembly=assembly, text__name=name, published_at__isnull=False
    ).order_by("-version", "language")
    found: dict[int, Version] = {}
    for version, at, language in rows.values_list("version", "published_at", "language"):
        if at is not None:
            found.setdefault(version, Version(version, at, [])).languages.append(language)
    return list(found.values())


def published_texts(assembly: Assembly) -> list[tuple[str, str]]:
    """Name and title of each text of which a version is public, those that each assembly has first."""
    rows = assembly.texts.filter(wordings__published_at__isnull=False).distinct().order_by("name")
    found = {text.name: title_of(text) for text in rows}
    return [(name, found[name]) for name in TEXTS if name in found] + [
        (name, title) for name, title in found.items() if name not in TEXTS
    ]
