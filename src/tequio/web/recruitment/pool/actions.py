"""Closing the pool; quotas saved, fixed and departed from; each writes its act in the same transaction."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from tequio.quotas import Quotas
from tequio.record.commitments import volunteer as commitment_of
from tequio.record.merkle import root
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.records.actions import append, attach, salted
from tequio.web.records.models import Act
from tequio.web.recruitment.models import PoolClosing, QuotaTable, Volunteer
from tequio.web.recruitment.pool.faults import (
    NobodyThere,
    PoolIsClosed,
    PoolIsOpen,
    QuotasAreFixed,
    QuotasChanged,
    QuotasNotFixed,
    QuotasUnfit,
)
from tequio.web.recruitment.pool.queries import (
    closing_of,
    features_of,
    fixed_quotas,
    latest_quotas,
    people,
    quotas_csv,
)
from tequio.web.recruitment.pool.quota_rows import Row, quotas_of
from tequio.web.recruitment.pool.targets import Target, rounded, targets_csv


def _held(assembly: Assembly) -> Assembly:
    """The assembly until the transaction ends; who adds a volunteer meanwhile waits, see migration 0002."""
    return Assembly.objects.select_for_update().get(pk=assembly.pk)


@transaction.atomic
def close_pool(*, assembly: Assembly, by: User | None) -> PoolClosing:
    """From now on nobody is added or changed; the root over everybody's commitment is published.

    Registration is closed with it. A pool that is closed already stays as it is.

    Raises:
        NobodyThere: the pool is empty.
    """
    held = _held(assembly)
    closed = closing_of(held)
    if closed is not None:
        return closed
    rows = list(people(held).values_list("number", "salt", "features"))
    if not rows:
        raise NobodyThere
    leaves = [(number, commitment_of(salt, number, features)) for number, salt, features in rows]
    top = root([leaf for _, leaf in leaves]).hex()
    closing = PoolClosing.objects.create(
        assembly=held,
        people=len(leaves),
        root=top,
        by=by,
        leaves="".join(f"{number} {leaf.hex()}\n" for number, leaf in leaves),
    )
    _close_registration(held)
    record(held, "pool.closed", {"people": len(leaves), "root": top})
    return closing


def _close_registration(assembly: Assembly) -> None:
    """The act that registration is closed, unless its last page was closed before."""
    last = (
        Act.objects.filter(assembly=assembly.slug, kind__in=("registration.opened", "registration.closed"))
        .order_by("-sequence")
        .first()
    )
    if last is None or last.kind == "registration.opened":
        registered = Volunteer.objects.filter(assembly=assembly).exclude(state="test").count()
        record(assembly, "registration.closed", {"registered": registered})


@transaction.atomic
def publish_targets(
    *, assembly: Assembly, targets: Sequence[Target], sources: Mapping[str, str], room: int, flex: int | None,
    by: User | None,
) -> QuotaTable:  # fmt: skip
    """Publishes the shares that the panel should have and where they come from; quotas follow from them.

    Args:
        assembly: whose.
        targets: a share for each value of each feature.
        sources: where the shares come from, by language.
        room: members by which min and max lie beside the rounded share.
        flex: how many members further a bound may give way if quotas clash; `None`: as far as it takes.
        by: who does it.

    Raises:
        PoolIsClosed: targets come before.
        QuotasUnfit: they are not those of the features.
        TargetsApart: the shares of a feature do not add up.
    """
    held = _held(assembly)
    closed = closing_of(held)
    if closed is not None:
        raise PoolIsClosed(closed.people)
    rows = rounded(targets, held.panel_size, room, flex)
    _fit(held, quotas_of(rows))
    content = targets_csv(targets)
    digest = sha256(content).hexdigest()
    _act_with_texts(
        held, "targets.published", {"targets": digest}, "source", sources, {"targets.csv": content}
    )
    return _add(held, rows, held.panel_size, by, targets=digest)


@transaction.atomic
def save_quotas(
    *, assembly: Assembly, rows: Sequence[Row], size: int, based_on: int, by: User | None
) -> QuotaTable:
    """A new version of the quotas, which nobody is bound to yet.

    Args:
        assembly: whose.
        rows: as `quota_rows.py` has them.
        size: members of the panel.
        based_on: the version that was before one's eyes; 0 for none.
        by: who saves.

    Raises:
        QuotasAreFixed: they can only be departed from.
        QuotasChanged: there is a newer version than that.
        QuotasUnfit: they are not those of the features.
    """
    held = _held(assembly)
    fixed = fixed_quotas(held)
    if fixed is not None:
        raise QuotasAreFixed(fixed.version)
    _see_latest(held, based_on)
    _fit(held, quotas_of(rows))
    return _add(held, rows, size, by)


@transaction.atomic
def fix_quotas(*, table: QuotaTable, by: User | None) -> QuotaTable:  # noqa: ARG001  actions say by whom
    """The quotas by which the panel is drawn, published; the same version fixed twice is fixed once.

    Raises:
        PoolIsOpen: the pool comes first.
        QuotasAreFixed: another version is fixed.
        QuotasChanged: there is a newer version.
    """
    held = _held(table.assembly)
    if closing_of(held) is None:
        raise PoolIsOpen(people(held).count())
    fixed = fixed_quotas(held)
    if fixed is not None:
        if fixed.version == table.version:
            return fixed
        raise QuotasAreFixed(fixed.version)
    _see_latest(held, table.version)
    current = held.quota_tables.get(pk=table.pk)
    digest, content = _fix(current)
    record(
        held,
        "quotas.fixed",
        {"quotas": digest, "size": current.size},
        files={"quotas.csv": content},
    )
    return current


@transaction.atomic
def depart_from_quotas(
    *,
    assembly: Assembly,
    rows: Sequence[Row],
    size: int,
    reasons: Mapping[str, str],
    based_on: int,
    by: User | None,
) -> QuotaTable:
    """Other quotas than those that were fixed, with a public reason in each language given.

    Raises:
        QuotasNotFixed: there are none to depart from.
        QuotasChanged: somebody departed from them meanwhile.
        QuotasUnfit: they are not those of the features.
    """
    held = _held(assembly)
    if fixed_quotas(held) is None:
        raise QuotasNotFixed
    _see_latest(held, based_on)
    _fit(held, quotas_of(rows))
    table = _add(held, rows, size, by)
    table.reasons = dict(reasons)
    digest, content = _fix(table)
    _act_with_texts(held, "quota.departed", {"quotas": digest}, "reason", reasons, {"quotas.csv": content})
    record(held, "quotas.fixed", {"quotas": digest, "size": size})
    return table


def _see_latest(assembly: Assembly, version: int) -> None:
    latest = latest_quotas(assembly)
    if latest is not None and latest.version != version:
        raise QuotasChanged(latest.version)


def _fit(assembly: Assembly, quotas: Quotas) -> None:
    """Sees that there is one quota for each value of each feature, and no other."""
    asked = [(field.name, one["value"]) for field in features_of(assembly) for one in field.values]
    given = [(row.feature, row.value) for row in quotas.rows]
    missing, unknown = set(asked) - set(given), set(given) - set(asked)
    if missing or unknown:
        raise QuotasUnfit(
            tuple(cell for cell in asked if cell in missing),
            tuple(cell for cell in dict.fromkeys(given) if cell in unknown),
        )


def _add(
    assembly: Assembly, rows: Sequence[Row], size: int, by: User | None, *, targets: str = ""
) -> QuotaTable:
    latest = latest_quotas(assembly)
    version = latest.version + 1 if latest else 1
    inherited = targets or (latest.targets_sha256 if latest else "")
    try:
        with transaction.atomic():
            return QuotaTable.objects.create(
                assembly=assembly,
                version=version,
                rows=list(rows),
                size=size,
                made_by=by,
                targets_sha256=inherited,
            )
    except IntegrityError:
        raise QuotasChanged(version) from None


def _fix(table: QuotaTable) -> tuple[str, bytes]:
    content = quotas_csv(table)
    table.sha256, table.fixed_at = sha256(content).hexdigest(), timezone.now()
    table.save(update_fields=["sha256", "fixed_at", "reasons"])
    return table.sha256, content


def _act_with_texts(
    assembly: Assembly,
    kind: str,
    payload: dict[str, object],
    key: str,
    texts: Mapping[str, str],
    files: dict[str, bytes],
) -> None:
    """An act that holds the salted hash of a text in each language, with the texts beside it."""
    if assembly.rehearsal:
        return
    hashes = {language: salted(text) for language, text in texts.items()}
    told = payload | {key: {language: digest for language, (digest, _) in hashes.items()}}
    act = append(kind, told, assembly.slug, files=files)
    for language, (_, salt) in hashes.items():
        attach(act, f"{key}.{language}.txt", texts[language].encode(), salt)
