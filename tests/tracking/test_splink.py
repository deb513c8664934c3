"""The engine for very many names and units: Splink with DuckDB, and the same settings with Spark."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.match import Candidate, Name, Register, Unit, match
from tequio.tracking.splink_backends import Backend, ExtraMissing, installed
from tequio.tracking.splink_engine import SplinkEngine
from tequio.tracking.splink_settings import COMPARISONS, settings

pytest.importorskip("splink", reason="the extra [splink] is not installed")

KINDS = ("Policía Municipal", "Policía Municipal Preventiva", "Sector 1 de la Policía Municipal")
TOWNS = ("San Juan Ejemplo, Oaxaca", "San Pedro Ejemplo, Oaxaca", "Ficticia, Guerrero", "Ficticia, Veracruz")
UNITS = [
    *(
        Unit(f"M{at}", f"{kind} de {town}")
        for at, (town, kind) in enumerate((town, kind) for town in TOWNS for kind in KINDS)
    ),
    Unit("S1", "Policía Estatal de Guerrero", state="12"),
    Unit("S2", "Policía Estatal, Región 2, Guerrero", state="12"),
    *(Unit(f"F{number}", f"{number}.º Batallón de Infantería") for number in range(1, 40)),
    Unit("C1", "Segunda Compañía del 3.º Batallón de Infantería"),
    Unit("C2", "Tercera Compañía del 2.º Batallón de Infantería"),
    Unit("P1", "Policía Federal", since="2009-06-01", until="2019-12-31"),
    Unit("P2", "Guardia Nacional", since="2019-06-30"),
]
REGISTER = Register(UNITS)
WRITTEN = {
    "POL. MPAL. DE S. JUAN EJEMPLO, OAX.": "M0",
    "San Pedro Ejernplo Municipal Police, Oaxaca": "M3",
    "Sector 1 de la Pol. Mpal., Ficticia, Ver.": "M11",
    "PoliciaMunicipal de Ficticia, Gro": "M6",
    "Guerrero State Police": "S1",
    "14/o. B.I.": "F14",
    "3.er Batallón de Infantería, Segunda Compañía": "C1",
    "2.º Batallón de Infantería, 3/a. Cía.": "C2",
    "P.F.": "P1",
}
NAMES = [Name(f"Q{at}", name) for at, name in enumerate(WRITTEN)]


def found(names: list[Name], register: Register = REGISTER, **more: Any) -> list[Candidate]:
    return list(SplinkEngine(**more)(names, register))


def of(candidates: list[Candidate], query: str) -> list[Candidate]:
    return [each for each in candidates if each.query == query]


@pytest.fixture(scope="module")
def by_duckdb() -> list[Candidate]:
    return found(NAMES)


def test_unit_is_first_however_it_is_written(by_duckdb: list[Candidate]) -> None:
    firsts = {each.query: each.id for each in by_duckdb if each.rank == 1}
    assert firsts == {f"Q{at}": unit for at, unit in enumerate(WRITTEN.values())}


def test_candidates_have_the_form_of_the_own_engine(by_duckdb: list[Candidate]) -> None:
    for name in NAMES:
        each = of(by_duckdb, name.query)
        assert [one.rank for one in each] == list(range(1, len(each) + 1))
        assert len(each) <= 20
        assert len({one.id for one in each}) == len(each)
        assert [one.score for one in each] == sorted((one.score for one in each), reverse=True)
        assert all(0 <= one.score <= 100 for one in each)


def test_vetoes_are_those_of_the_own_engine(by_duckdb: list[Candidate]) -> None:
    ours = {(each.query, each.id): each.vetoes for each in match(NAMES, REGISTER, len(UNITS))}
    theirs = {(each.query, each.id): each.vetoes for each in by_duckdb}
    assert theirs == {pair: ours[pair] for pair in theirs}
    assert {veto for vetoes in theirs.values() for veto in vetoes} == {"number", "place", "kind"}


def test_same_names_in_parts_give_the_same_candidates(by_duckdb: list[Candidate]) -> None:
    assert found(NAMES, chunk=4) == by_duckdb


def test_order_of_rows_does_not_change_candidates(by_duckdb: list[Candidate]) -> None:
    assert found(NAMES, Register(UNITS[::-1])) == by_duckdb


def test_little_memory_does_not_change_candidates(by_duckdb: list[Candidate], tmp_path: Path) -> None:
    assert found(NAMES, memory=0.5, folder=tmp_path / "new") == by_duckdb
    assert list((tmp_path / "new").iterdir()) == []


def test_unit_of_another_time_is_no_candidate() -> None:
    names = [Name("A", "Policía Federal", "2021"), Name("B", "Policía Federal", "2012")]
    candidates = found(names)
    assert "P1" not in {each.id for each in of(candidates, "A")}
    assert of(candidates, "B")[0].id == "P1"


def test_impossible_date_of_a_name_is_a_fault() -> None:
    with pytest.raises(ImpossibleDate):
        found([Name("Q", "Policía Federal", "2014-13")])


def test_unit_of_several_names_is_a_candidate_once() -> None:
    units = [
        Unit("A", "Policía Municipal de Ficticia"),
        Unit("A", "Dirección de Seguridad Pública de Ficticia"),
    ]
    candidates = found([Name("Q", "Pol. Mpal. de Ficticia")], Register(units))
    assert [each.id for each in candidates] == ["A"]


def test_ties_are_broken_by_id() -> None:
    twins = [Unit(key, "Policía Municipal de Ficticia, Guerrero", state="12") for key in ("B", "C", "A")]
    assert [each.id for each in found([Name("Q", twins[0].name)], Register(twins))] == ["A", "B", "C"]


def test_state_is_found_whether_the_register_has_it_as_a_word_or_in_a_column() -> None:
    for codes in (("", ""), ("20", "20"), ("20", "")):
        units = [
            Unit("S", "Policía Estatal de Oaxaca", state=codes[0]),
            Unit("M", "Policía Municipal de Ejemplo, Oaxaca", state=codes[1]),
        ]
        candidates = found([Name("Q", "Pol. Est. de OAX")], Register(units))
        assert candidates[0].id == "S", codes


def test_name_without_a_word_has_no_candidates() -> None:
    assert found([Name("Q", "¿?")]) == []


def test_empty_register_has_no_candidates() -> None:
    assert found(NAMES, Register([])) == []


def test_missing_package_is_a_fault_with_its_extra() -> None:
    with pytest.raises(ExtraMissing) as caught:
        installed("a_package_that_nobody_made", "splink")
    assert caught.value.extra == "splink"


def test_own_engine_loads_no_splink() -> None:
    code = (
        "import sys\n"
        "from tequio.tracking.match import Name, Register, Unit, match\n"
        "import tequio.cli.track.match\n"
        "match([Name('Q', 'Policía')], Register([Unit('U', 'Policía')]))\n"
        "sys.exit(any(name in sys.modules for name in ('splink', 'duckdb', 'pyspark')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Any]:
    """A session of Spark on this machine."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra [spark] is not installed")
    if which("java") is None:
        pytest.skip("there is no Java on this machine")
    builder = sql.SparkSession.builder.master("local[2]")
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path / "warehouse"),
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_spark_gives_the_same_candidates_by_the_same_settings(by_duckdb: list[Candidate], spark: Any) -> None:
    by_spark = found(NAMES, which=Backend.SPARK, chunk=5)
    told = [(each.query, each.rank, each.id, each.vetoes) for each in by_spark]
    assert told == [(each.query, each.rank, each.id, each.vetoes) for each in by_duckdb]
    assert [each.score for each in by_spark] == pytest.approx([each.score for each in by_duckdb], abs=1e-6)


def test_shares_of_each_comparison_sum_to_one_and_less_agreement_weighs_no_more() -> None:
    for name, (_, levels) in COMPARISONS.items():
        assert sum(m for _, m, _ in levels) == pytest.approx(1, abs=1e-3), name
        assert sum(u for _, _, u in levels) == pytest.approx(1, abs=1e-3), name
    for name in ("told", "damaged", "kind", "guessed", "state"):
        weights = [m / u for _, m, u in COMPARISONS[name][1]]
        assert weights[0] > 1 > weights[-1], name
    for name in ("told", "damaged", "kind", "guessed"):
        weights = [m / u for _, m, u in COMPARISONS[name][1]]
        assert weights == sorted(weights, reverse=True), name


def test_settings_are_the_same_for_both_backends_but_for_their_sql() -> None:
    shares = [
        [
            (level.get("m_probability"), level.get("u_probability"), level.get("tf_adjustment_weight"))
            for comparison in settings().create_settings_dict(dialect)["comparisons"]
            for level in comparison["comparison_levels"]
        ]
        for dialect in ("duckdb", "spark")
    ]
    assert shares[0] == shares[1]
