"""Where Splink does its work: DuckDB on one machine, Spark on one or many.

Splink, DuckDB and Spark are extras, so they are imported when they are asked for; that one is missing
is a fault with a sentence.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from tequio.faults import Fault
from tequio.tracking.splink_settings import NAMES, TOWNS, UNITS, settings

FILES = (NAMES, UNITS, TOWNS)  # Parquet: `splink_columns.name_frame`, `unit_frame`, `town_frame`
VIEWS = {name: f"tequio_{name}" for name in FILES}  # a session of Spark may have tables of its own
BASE = "pairs.duckdb"
MEMORY = 4.0  # GB that DuckDB may hold before it writes to the disk
DIGITS = 6  # of a weight: what lies behind them differs between one library of logarithms and another
# Of a unit that stands in the register under several names only the best, then the best of all.
BEST = f"""
select name, unit, weight from (
    select *, row_number() over (partition by name order by weight desc, unit) as place from (
        select *, row_number() over (partition by name, owner order by weight desc, unit) as own from (
            select unique_id_l as name, unique_id_r as unit, owner_r as owner,
                round(match_weight, {DIGITS}) as weight
            from {{pairs}}
        ) as pairs
    ) as each_once where own = 1
) as placed where place <= {{top}}
"""  # noqa: S608 - of our own names only


class Backend(StrEnum):
    """The backends."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(eq=False)
class ExtraMissing(Fault):
    """A package is not installed that comes with an extra of this one."""

    package: str
    extra: str


@dataclass(eq=False)
class JavaMissing(Fault):
    """Spark needs Java, and there is none."""

    package: str = "pyspark"


@dataclass(eq=False)
class MemoryShort(Fault):
    """DuckDB could not do its work with as much memory as it may hold, in GB."""

    memory: float


class Linking(Protocol):
    """A backend at work."""

    def best(self, top: int) -> tuple[pl.DataFrame, int]:
        """The likeliest units of each name, from the tables `FILES` in its folder.

        Args:
            top: units a name, at most.

        Returns:
            name, unit (positions) and weight (log2 of the odds), by name, best first, ties by unit;
            and how many pairs were compared.
        """


@contextmanager
def backend(which: Backend, folder: Path, memory: float = MEMORY) -> Iterator[Linking]:
    """A backend, and its end.

    Args:
        which: DuckDB or Spark.
        folder: where `FILES` are, and for what does not stay in memory; with Spark on many machines one
            that all of them see.
        memory: GB that DuckDB may hold; Spark has settings of its own.

    Raises:
        ExtraMissing: Splink or the backend is not installed.
        JavaMissing: Spark is asked for where there is no Java.
    """
    for package in ("splink", "duckdb"):
        installed(package, "splink")
    if which == Backend.DUCKDB:
        yield _DuckDB(folder, memory)
        return
    installed("pyspark", "spark")
    session = import_module("pyspark.sql").SparkSession
    running = session.getActiveSession()
    if running is None and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise JavaMissing()
    spark = running or _session(session.builder)
    try:
        yield _Spark(folder, spark)
    finally:
        if running is None:
            spark.stop()


def _session(builder: Any) -> Any:
    """A session as the machine's own settings of Spark have it, or on this machine if there are none."""
    session = builder.appName("tequio").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")  # it warns of every folder that Splink empties before it writes
    return session


def installed(package: str, extra: str) -> None:
    """Raises `ExtraMissing` if a package is not there."""
    if find_spec(package) is None:
        raise ExtraMissing(package, extra)


def _predicted(api: Any) -> str:
    """The name of a table of all blocked pairs with their weights, from the views of `FILES`."""
    linker_of = import_module("splink").Linker
    names, units, towns = (api.register(view, dataset_display_name=name) for name, view in VIEWS.items())
    linker = linker_of([names, units], settings(), log_level=None)
    linker.table_management.register_term_frequency_lookup(towns, "town")
    return str(linker.inference.predict(warning_mode="never").physical_name)


def open_duckdb(duckdb: Any, folder: Path, memory: float) -> Any:
    """A connection to a new base in a folder, with `VIEWS`.

    Args:
        duckdb: the package.
        folder: with the files; what does not stay in memory is written there.
        memory: GB that it may hold.
    """
    con = duckdb.connect(str(folder / BASE))  # on the disk, so that what is not in use can leave the memory
    con.execute(f"SET memory_limit = '{memory:.2f}GB'")
    con.execute("SET temp_directory = " + _quoted(folder / "spilled"))
    con.execute("SET preserve_insertion_order = false")
    # Two functions under Spark's names, for lists that hold nothing twice: DuckDB's own
    # list_intersect and list_has_any took ten times as long.
    both = "list_filter(a, lambda one: list_contains(b, one))"
    con.execute(f"CREATE MACRO arrays_overlap(a, b) AS len({both}) > 0")
    con.execute(f"CREATE MACRO array_intersect(a, b) AS {both}")
    for name, view in VIEWS.items():
        table = _quoted(folder / f"{name}.parquet")
        con.execute(f"CREATE VIEW {view} AS FROM read_parquet({table})")
    return con


class _DuckDB:
    def __init__(self, folder: Path, memory: float) -> None:
        self.folder, self.memory = folder, memory

    def best(self, top: int) -> tuple[pl.DataFrame, int]:
        duckdb, api_of = import_module("duckdb"), import_module("splink").DuckDBAPI
        con = open_duckdb(duckdb, self.folder, self.memory)
        try:
            pairs = _predicted(api_of(con))
            out = self.folder / "best.parquet"
            compared = len(con.table(pairs))
            con.execute(f"COPY ({BEST.format(pairs=pairs, top=top)}) TO {_quoted(out)} (FORMAT parquet)")
        except duckdb.OutOfMemoryException as error:
            raise MemoryShort(self.memory) from error
        finally:
            con.close()
            (self.folder / BASE).unlink(missing_ok=True)
        return _sorted(pl.read_parquet(out)), int(compared)


class _Spark:
    def __init__(self, folder: Path, session: Any) -> None:
        self.folder, self.session = folder, session

    def best(self, top: int) -> tuple[pl.DataFrame, int]:
        between, out = self.folder / "between", self.folder / "best"
        # Splink cuts long plans by writing what it has so far, which must be a folder that all machines see.
        self.session.sparkContext.setCheckpointDir(between.as_uri())
        api = import_module("splink").SparkAPI(
            spark_session=self.session, break_lineage_method="parquet", register_udfs_automatically=False
        )
        for name, view in VIEWS.items():
            read = self.session.read.parquet((self.folder / f"{name}.parquet").as_uri())
            read.createOrReplaceTempView(view)
        pairs = _predicted(api)
        best = self.session.sql(BEST.format(pairs=pairs, top=top))
        best.write.mode("overwrite").parquet(out.as_uri())
        compared = int(self.session.table(pairs).count())
        for view in VIEWS.values():
            self.session.catalog.dropTempView(view)
        shutil.rmtree(between, ignore_errors=True)
        return _sorted(pl.read_parquet(out / "*.parquet")), compared


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sorted(best: pl.DataFrame) -> pl.DataFrame:
    return best.sort("name", "weight", "unit", descending=[False, True, False])
