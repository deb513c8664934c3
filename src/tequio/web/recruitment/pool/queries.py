"""The pool and the quotas as the files that a lottery is made from."""

from tequio.files import csv_bytes
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import QuotaTable, Volunteer


def pool_csv(assembly: Assembly) -> bytes:
    """The confirmed volunteers, a column each feature."""
    names = list(assembly.fields.filter(kind="feature").values_list("name", flat=True))
    people = Volunteer.objects.filter(assembly=assembly, state="confirmed").order_by("number")
    return csv_bytes(["id", *names], [[p.identity, *(p.features.get(n, "") for n in names)] for p in people])


def quotas_csv(table: QuotaTable) -> bytes:
    """One row a quota."""
    return csv_bytes(
        ["feature", "value", "min", "max"],
        [[r["feature"], r["value"], r["min"], r["max"]] for r in table.rows],
    )
