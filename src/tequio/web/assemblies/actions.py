"""What is done with an assembly; each writes its act in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tequio.faults import Fault
from tequio.web.accounts.actions import invite
from tequio.web.accounts.models import User
from tequio.web.accounts.permissions import Role
from tequio.web.assemblies.models import Assembly, BodyMember, Membership, Promise, Stage, Text, Wording
from tequio.web.assemblies.queries import newest_wordings, open_at, stamp
from tequio.web.assemblies.stages import STAGES
from tequio.web.mail.actions import post
from tequio.web.records.actions import append, attach, salted
from tequio.web.records.models import Act


@dataclass(eq=False)
class LastOrganiser(Fault):
    """Nobody could lead the assembly any more."""

    assembly: str


@dataclass(eq=False)
class ChangedMeanwhile(Fault):
    """Somebody else saved the same text since the page was opened."""

    text: str


@dataclass(eq=False)
class NothingToPublish(Fault):
    """Everything that is written is published already, or the original is empty."""

    what: str


@transaction.atomic
def open_assembly(
    *, name: str, slug: str, languages: Sequence[str], panel_size: int, by: User, rehearsal: bool = False
) -> Assembly:
    """A new assembly, its first organiser is who opened it. A rehearsal leaves nothing in the record."""
    assembly = Assembly.objects.create(
        name=name, slug=slug, languages=list(languages), panel_size=panel_size, rehearsal=rehearsal
    )
    Membership.objects.create(assembly=assembly, user=by, role=Role.ORGANISER)
    record(assembly, "assembly.opened", {"languages": list(languages)})
    return assembly


def record(
    assembly: Assembly, kind: str, payload: Mapping[str, object], files: dict[str, bytes] | None = None
) -> Act | None:
    """Appends an act of this assembly; a rehearsal counts for nothing and leaves none."""
    return None if assembly.rehearsal else append(kind, payload, assembly.slug, files=files)


def _commit(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, bytes]]:
    """The salted hashes of a text by language, and the salts."""
    pairs = {language: salted(text) for language, text in texts.items() if text}
    return {code: digest for code, (digest, _) in pairs.items()}, {c: salt for c, (_, salt) in pairs.items()}


def _keep(act: Act | None, name: str, texts: Mapping[str, str], salts: Mapping[str, bytes]) -> None:
    """Lays the texts beside their act."""
    if act is not None:
        for language, salt in salts.items():
            attach(act, f"{name}.{language}.txt", texts[language].encode(), salt)


def _lock(assembly: Assembly) -> None:
    """Whoever holds this changes an assembly's team, stages and texts alone."""
    Assembly.objects.select_for_update().get(pk=assembly.pk)


# --- the team


@transaction.atomic
def add_member(
    *, assembly: Assembly, email: str, name: str, roles: Sequence[str], language: str, by: User
) -> User:
    """Puts somebody on the team, with an account if there is none yet, and posts a letter about it."""
    user, key = invite(email=email, name=name, language=language)
    new = [
        Membership.objects.get_or_create(assembly=assembly, user=user, role=Role(role))[1] for role in roles
    ]
    if any(new):
        post(
            f"team-{assembly.pk}-{user.pk}-{timezone.now():%Y%m%d}",
            "welcome" if key else "on_the_team",
            to=user.email,
            language=user.language,
            context={
                "name": user.name,
                "assembly": assembly.name,
                "by": by.name,
                "url": settings.SITE_URL + (key or f"/desk/{assembly.slug}/"),
            },
            assembly=assembly.slug,
        )
    return user


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Takes one role from somebody.

    Raises:
        LastOrganiser: nobody else leads the assembly.
    """
    assembly = membership.assembly
    _lock(assembly)
    others = assembly.team.filter(role=Role.ORGANISER, user__is_active=True).exclude(pk=membership.pk)
    if membership.role == Role.ORGANISER and not others.exists():
        raise LastOrganiser(assembly.slug)
    Membership.objects.filter(pk=membership.pk).delete()


# --- texts


@transaction.atomic
def save_text(
    *,
    assembly: Assembly,
    name: str,
    original: str,
    bodies: Mapping[str, str],
    by: User,
    title: str = "",
    seen: str | None = None,
) -> Text:
    """Writes a draft: the next version, or the one that is not published yet.

    A changed original makes the wordings that were not changed with it outdated.

    Args:
        assembly: whose.
        name: of the text, in addresses and in the record.
        original: the language of the original.
        bodies: the text by language; an empty one takes the wording away.
        by: who writes.
        title: of a free text; empty leaves it as it is.
        seen: the stamp of what the editor showed (`queries.stamp`).

    Raises:
        ChangedMeanwhile: the latest version is not what was seen.
    """
    _lock(assembly)
    text = Text.objects.get_or_create(assembly=assembly, name=name)[0]
    if title and title != text.title:
        text.title = title
        text.save(update_fields=["title"])
    before = newest_wordings(text)
    if seen is not None and seen != stamp(before):
        raise ChangedMeanwhile(name)
    given = {code: body.replace("\r\n", "\n").strip() for code, body in bodies.items()}
    wanted = {
        code: (body, _state(code, body, original, given, before)) for code, body in given.items() if body
    }
    if wanted == {code: (row.body, row.state) for code, row in before.items()}:
        return text
    drafted = any(row.published_at is None for row in before.values())
    version = max((row.version for row in before.values()), default=0) + (not drafted)
    text.wordings.filter(version=version).delete()
    Wording.objects.bulk_create(
        Wording(text=text, version=version, language=code, body=body, state=state, created_by=by)
        for code, (body, state) in wanted.items()
    )
    return text


def _state(
    code: str, body: str, original: str, given: Mapping[str, str], before: Mapping[str, Wording]
) -> Wording.State:
    """How far a wording can be trusted after this change."""
    if code == original:
        return Wording.State.ORIGINAL
    old, was = before.get(code), before.get(original)
    if old is None or old.body != body or old.state == Wording.State.ORIGINAL:
        return Wording.State.TRANSLATED
    moved = was is None or was.body != given.get(original) or was.state != Wording.State.ORIGINAL
    return Wording.State.OUTDATED if moved else Wording.State(old.state)


def mark_reviewed(*, text: Text, language: str) -> bool:
    """Somebody compared the latest translation with the original and found it right."""
    row = newest_wordings(text).get(language)
    waiting = (Wording.State.TRANSLATED, Wording.State.OUTDATED)
    return row is not None and bool(
        Wording.objects.filter(pk=row.pk, state__in=waiting).update(state=Wording.State.REVIEWED)
    )


@transaction.atomic
def publish_text(*, text: Text) -> int:
    """Publishes the draft in all its languages; its version.

    Raises:
        NothingToPublish: there is no draft, or it has no original.
    """
    _lock(text.assembly)
    draft = {code: row for code, row in newest_wordings(text).items() if row.published_at is None}
    if not any(row.state == Wording.State.ORIGINAL for row in draft.values()):
        raise NothingToPublish(text.name)
    version = next(iter(draft.values())).version
    bodies = {code: row.body for code, row in draft.items()}
    hashes, salts = _commit(bodies)
    text.wordings.filter(version=version).update(published_at=timezone.now())
    payload = {"text": text.name, "version": version, "languages": hashes}
    _keep(record(text.assembly, "text.published", payload), f"{text.name}-{version}", bodies, salts)
    return version


# --- commissioner and bodies


@transaction.atomic
def make_promise(
    *,
    assembly: Assembly,
    commissioner: Mapping[str, str],
    promise: Mapping[str, str],
    answer_by: date,
    by: User,
) -> Promise:
    """The commissioner's public promise to answer by a day; the same again changes nothing."""
    _lock(assembly)
    last = assembly.promises.order_by("-pk").first()
    fields = {"commissioner": dict(commissioner), "promise": dict(promise), "answer_by": answer_by}
    if last is not None and all(getattr(last, name) == value for name, value in fields.items()):
        return last
    made = Promise.objects.create(assembly=assembly, made_by=by, **fields)
    (who, who_salts), (what, what_salts) = _commit(commissioner), _commit(promise)
    payload = {"commissioner": who, "promise": what, "answer_by": answer_by.isoformat()}
    act = record(assembly, "promise.made", payload)
    _keep(act, "commissioner", commissioner, who_salts)
    _keep(act, "promise", promise, what_salts)
    return made


def remove_from_body(*, member: BodyMember) -> None:
    """Somebody leaves a body: who was never published goes without a trace."""
    if not BodyMember.objects.filter(pk=member.pk, appointed_at__isnull=True).delete()[0]:
        BodyMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=timezone.now())


@transaction.atomic
def appoint_body(*, assembly: Assembly, body: str) -> int:
    """Publishes a body as it stands, with what its members declared; how many they are.

    The act holds the number and the hash of the declarations, without names.

    Raises:
        NothingToPublish: it stands in the record already as it is now.
    """
    _lock(assembly)
    come = assembly.bodies.filter(body=body, left_at__isnull=True, appointed_at__isnull=True)
    gone = assembly.bodies.filter(body=body, left_at__isnull=False, left_told=False)
    if not come.exists() and not gone.exists():
        raise NothingToPublish(body)
    members = list(assembly.bodies.filter(body=body, left_at__isnull=True).order_by("pk"))
    declarations = {
        code: "\n\n".join(f"{n}. {row.interests.get(code, '')}" for n, row in enumerate(members, 1)) or "-"
        for code in assembly.languages
    }
    hashes, salts = _commit(declarations)
    come.update(appointed_at=timezone.now())
    gone.update(left_told=True)
    payload = {"body": body, "members": len(members), "declarations": hashes}
    _keep(record(assembly, "body.appointed", payload), body, declarations, salts)
    return len(members)


# --- stages


@transaction.atomic
def open_stage(*, assembly: Assembly, stage: str, now: datetime | None = None) -> None:
    """Opens a stage now; one that is open stays as it is."""
    now = now or timezone.now()
    row = _stage(assembly, stage)
    if not Stage.objects.filter(open_at(now), pk=row.pk).exists():
        row.opens_at = now
        row.closes_at = row.closes_at if row.closes_at and row.closes_at > now else None
        row.save(update_fields=["opens_at", "closes_at"])
    _tell(row, now)


@transaction.atomic
def close_stage(*, assembly: Assembly, stage: str, now: datetime | None = None) -> None:
    """Closes a stage now; one that is not open stays as it is."""
    now = now or timezone.now()
    row = _stage(assembly, stage)
    if Stage.objects.filter(open_at(now), pk=row.pk).exists():
        _tell(row, now)
        row.opens_at = min(row.opens_at or now, now - timedelta(seconds=1))  # it closes after it opened
        row.closes_at = now
        row.save(update_fields=["opens_at", "closes_at"])
    _tell(row, now)


@transaction.atomic
def set_dates(
    *,
    assembly: Assembly,
    dates: Mapping[str, tuple[datetime | None, datetime | None]],
    now: datetime | None = None,
) -> None:
    """When stages open and close; what that opens or closes at once is told at once."""
    for stage, (opens_at, closes_at) in dates.items():
        row = _stage(assembly, stage)
        row.opens_at, row.closes_at = opens_at, closes_at
        row.save(update_fields=["opens_at", "closes_at"])
        _tell(row, now or timezone.now())


def _stage(assembly: Assembly, stage: str) -> Stage:
    STAGES[stage]
    _lock(assembly)
    return Stage.objects.get_or_create(assembly=assembly, name=stage)[0]


def _tell(row: Stage, now: datetime) -> bool:
    """Writes into the record that a stage opened or closed, if it does not say so yet."""
    is_open = Stage.objects.filter(open_at(now), pk=row.pk).exists()
    if not Stage.objects.filter(pk=row.pk, told_open=not is_open).update(told_open=is_open):
        return False
    record(row.assembly, "stage.opened" if is_open else "stage.closed", {"stage": row.name})
    return True


def tell_stages(_worker: str = "", now: datetime | None = None) -> bool:
    """A duty of the worker: tells the record of stages whose time has come; whether there was one."""
    now = now or timezone.now()
    due = Stage.objects.filter(Q(told_open=False) & open_at(now) | Q(told_open=True) & ~open_at(now))
    told = False
    for row in due.select_related("assembly").order_by("pk"):
        with transaction.atomic():
            _lock(row.assembly)
            told = _tell(row, now) or told
    return told
