"""Pool and quotas as files that the library reads."""

from collections.abc import Callable
from pathlib import Path

from invented_pool import volunteer

from tequio.pool import read_pool
from tequio.quotas import Quota, Quotas, read_quotas
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.recruitment.pool.queries import HOUSEHOLD_COLUMN, pool_csv, quotas_csv

QUOTAS = Quotas((Quota("Gender", "female", 3, 3), Quota("Gender", "male", 3, 3, 2, 4)))


def test_pool_csv_is_read_by_the_library(assembly: Assembly, tmp_path: Path) -> None:
    home = {"contact": {"address": "1 Example Street"}}
    volunteer(assembly, 1, **home)
    volunteer(assembly, 2)
    volunteer(assembly, 10, **home)
    file = tmp_path / "pool.csv"
    file.write_bytes(pool_csv(assembly))
    read, notes = read_pool(file, QUOTAS, households=[HOUSEHOLD_COLUMN])
    assert (read.ids, notes) == (("v1", "v2", "v10"), ())
    assert read.values[:, 0].tolist() == [1, 0, 0]
    assert read.households is not None
    assert read.households.tolist() == [0, -1, 0]


def test_pool_csv_holds_no_contact(pool: Callable[[int], list[Volunteer]], assembly: Assembly) -> None:
    pool(3)
    told = pool_csv(assembly).decode()
    assert "Example" not in told
    assert "@" not in told


def test_pool_csv_holds_only_the_confirmed_of_this_assembly(
    pool: Callable[[int], list[Volunteer]], assembly: Assembly
) -> None:
    _, second, third = pool(3)
    Volunteer.objects.filter(pk=second.pk).update(state=Volunteer.State.WITHDRAWN)
    Volunteer.objects.filter(pk=third.pk).update(state=Volunteer.State.REGISTERED)
    assert [line.split(",")[0] for line in pool_csv(assembly).decode().splitlines()] == ["id", "v1"]


def test_quotas_csv_is_read_by_the_library(assembly: Assembly, tmp_path: Path) -> None:
    rows = [vars(quota) | {"target": 0.5} for quota in QUOTAS.rows]
    table = QuotaTable.objects.create(assembly=assembly, version=1, rows=rows, size=6)
    file = tmp_path / "quotas.csv"
    file.write_bytes(quotas_csv(table))
    assert read_quotas(file) == (QUOTAS, ())


def test_quotas_csv_defuses_what_a_spreadsheet_would_run(assembly: Assembly, tmp_path: Path) -> None:
    row = vars(Quota("=1+1", "@SUM(A1)", 0, 6)) | {"target": None}
    table = QuotaTable.objects.create(assembly=assembly, version=1, rows=[row], size=6)
    assert b"'=1+1,'@SUM(A1),0,6,," in quotas_csv(table)
