"""What is read of pool and quotas."""

from typing import Any

from django.db.models import QuerySet

from tequio.files import csv_bytes
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, PoolClosing, QuotaTable, Volunteer
from tequio.web.recruitment.pool.quota_rows import canonical_csv

State = Volunteer.State
ID_COLUMN, HOUSEHOLD_COLUMN = "id", "household_key"


def people(assembly: Assembly) -> QuerySet[Volunteer]:
    """Who is in the pool, in the order of the receipts."""
    return Volunteer.objects.filter(assembly=assembly, state=State.CONFIRMED).order_by("number")


def features_of(assembly: Assembly) -> list[Field]:
    """The fields that may have quotas, in order."""
    return list(assembly.fields.filter(kind=Field.Kind.FEATURE))


def closing_of(assembly: Assembly) -> PoolClosing | None:
    """The pool as it was closed; `None` while it is open."""
    return PoolClosing.objects.filter(assembly=assembly).defer("leaves").first()


def closed_leaves(closing: PoolClosing) -> list[tuple[int, bytes]]:
    """Number and commitment of everybody in a closed pool, in the order of the tree's leaves."""
    pairs = (line.split() for line in closing.leaves.splitlines())
    return [(int(number), bytes.fromhex(digest)) for number, digest in pairs]


def pool_csv(assembly: Assembly) -> bytes:
    """The pool for `tequio.pool.read_pool`: `id` (v1, v2, …), a column a feature, `household_key`.

    People of one address share a key such as `h3`; it is empty for those who gave no address.
    """
    names = [field.name for field in features_of(assembly)]
    rows = people(assembly).values_list("number", "features", "household_blind")
    keys: dict[str, str] = {"": ""}
    cells: list[list[Any]] = []
    for number, features, household in rows.iterator(chunk_size=5000):
        key = keys.setdefault(household, f"h{len(keys)}")
        cells.append([f"v{number}", *(features.get(name, "") for name in names), key])
    return csv_bytes((ID_COLUMN, *names, HOUSEHOLD_COLUMN), cells)


def quotas_csv(table: QuotaTable) -> bytes:
    """The quotas for `tequio.quotas.read_quotas`, the bytes whose hash `quotas.fixed` publishes."""
    return canonical_csv(table.rows)


def latest_quotas(assembly: Assembly) -> QuotaTable | None:
    """The newest version, fixed or not."""
    return assembly.quota_tables.order_by("-version").first()


def fixed_quotas(assembly: Assembly) -> QuotaTable | None:
    """The version that a lottery uses: the newest one that was fixed; `None` before that."""
    return assembly.quota_tables.filter(fixed_at__isnull=False).order_by("-version").first()
