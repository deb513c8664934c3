"""An auditor looks: the bundle is checked, and twenty volunteers are chosen by public randomness."""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from tequio.randomness import EXACT_TOTAL, in_order
from tequio.record import verifier
from tequio.record.acts import moment
from tequio.record.commitments import canonical
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.records.actions import append, attach, salted
from tequio.web.runs.actions import drop_content, enqueue
from tequio.web.runs.kinds import Outcome, Work
from tequio.web.runs.models import Run
from tequio.web.selection import faults
from tequio.web.selection.actions import person_text
from tequio.web.selection.bundles import private_bundle, zipped
from tequio.web.selection.lottery_run import plain_files
from tequio.web.selection.models import Audit, Lottery
from tequio.web.selection.order import hold
from tequio.web.selection.randomness import audit_sources, read_typed, round_at
from tequio.words import languages

BUNDLE = "bundle.zip"
SAMPLE = 20
LABEL = "tequio-audit/1"  # of the order of pseudonyms, as in docs/spec/draw.md, section 5


def ask_for_check(*, lottery: Lottery, by: User) -> Run:
    """Asks for a run that checks the whole bundle of a lottery, and its earlier ones, as an auditor would."""
    files = {"0": private_bundle(lottery)}
    before, place = lottery.follows, 0
    while before is not None:
        place += 1
        files[str(place)] = private_bundle(before.lottery)
        before = before.lottery.follows
    flat = {f"{folder}/{name}": content for folder, some in files.items() for name, content in some.items()}
    inputs = {"lottery": lottery.pk, "root": lottery.root, "earlier": place}
    return enqueue("audit", lottery.assembly, inputs, by=by, files={BUNDLE: zipped(flat)})


def check(work: Work) -> Outcome:
    """What the verifier says of the bundle, in each language."""
    with zipfile.ZipFile(BytesIO(work.read(BUNDLE))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with plain_files(files) as folder:
        earlier = [folder / str(place) for place in range(work.inputs["earlier"], 0, -1)]
        found = verifier.check(folder / "0", earlier=earlier)
    said = {code: list(found.sentences(code)) for code in languages()}
    result = {"page": "selection:audit", "of": work.inputs["lottery"], "code": found.code, "said": said}
    return Outcome(result, {})


def checked(run: Run, outcome: Outcome) -> None:  # noqa: ARG001 - what every kind is given
    """The copy that was checked is taken away; the lottery has all of it."""
    drop_content(run, BUNDLE)


@transaction.atomic
def announce_audit(
    *, lottery: Lottery, source: str, due: datetime, by: User, now: datetime | None = None
) -> Audit:
    """Says which public randomness will choose the volunteers, and when.

    Raises:
        NotPublished: the lottery is not published.
        SourceUnfit, AlreadyPast: as for a draw.
        AuditOpen: another auditor's sample is awaited.
        AuditDone: this auditor announced one before.
    """
    lottery, now = hold(lottery), now or timezone.now()
    if lottery.published_at is None:
        raise faults.NotPublished
    if source not in audit_sources(lottery):
        raise faults.SourceUnfit(source)
    if due <= now and not lottery.assembly.rehearsal:
        raise faults.AlreadyPast
    if lottery.audits.filter(sampled_at__isnull=True).exclude(auditor=by).exists():
        raise faults.AuditOpen
    turn = round_at(due) if source == "drand" else None
    try:
        with transaction.atomic():
            audit = Audit.objects.create(lottery=lottery, auditor=by, source=source, round=turn, due=due)
    except IntegrityError:
        raise faults.AuditDone from None
    payload: dict[str, object] = {
        "lottery": lottery.root,
        "source": source,
        "round": turn,
        "at": moment(due),
    }
    record(lottery.assembly, "audit.announced", payload)
    return audit


@transaction.atomic
def sample(*, audit: Audit, text: str, now: datetime | None = None) -> None:
    """Chooses the volunteers by what was thrown or published.

    Raises:
        NotYet: the announced time has not come.
        AuditDone: they are chosen.
        Fault: the text is not of the announced kind.
    """
    now = now or timezone.now()
    if now < audit.due:
        raise faults.NotYet
    seen = read_typed(audit, text, EXACT_TOTAL)
    names = audit.lottery.proofs.values_list("pseudonym", flat=True)
    chosen = in_order(LABEL, audit.lottery.root, seen, names)[:SAMPLE]
    taken = Audit.objects.filter(pk=audit.pk, sampled_at__isnull=True).update(
        text=seen.text, sample=chosen, sampled_at=now
    )
    if not taken:
        raise faults.AuditDone
    audit.refresh_from_db()
    line = seen.text.encode()
    payload: dict[str, object] = {
        "lottery": audit.lottery.root,
        "text": sha256(line).hexdigest(),
        "sample": sha256(canonical(chosen)).hexdigest(),
    }
    record(audit.lottery.assembly, "audit.sampled", payload, {"randomness.txt": line})


@transaction.atomic
def find(*, audit: Audit, holds: str, finding: Mapping[str, str], now: datetime | None = None) -> None:
    """Signs what was found; everybody reads it.

    Raises:
        NoReason: without a word in any language.
        AuditDone: it was signed, or nobody was looked at.
    """
    texts = {code: text.strip() for code, text in finding.items() if text.strip()}
    if not texts:
        raise faults.NoReason
    person, salt = salted(person_text(audit.auditor))
    waiting = Audit.objects.filter(pk=audit.pk, sampled_at__isnull=False, found_at__isnull=True)
    if not waiting.update(holds=holds, finding=texts, found_at=now or timezone.now(), salt=salt.hex()):
        raise faults.AuditDone
    if audit.lottery.assembly.rehearsal:
        return
    hashes = {code: salted(text) for code, text in texts.items()}
    payload: dict[str, object] = {
        "lottery": audit.lottery.root,
        "finding": {code: digest for code, (digest, _) in hashes.items()},
        "auditor": person,
        "holds": holds,
    }
    act = append("audit.found", payload, audit.lottery.assembly.slug)
    for code, (_, key) in hashes.items():
        attach(act, f"finding.{code}.txt", texts[code].encode(), key)
