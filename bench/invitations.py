"""Letters from a frame of ten million invented rows: seconds and memory of the whole command."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

ROWS, QUICK_ROWS = 10_000_000, 500_000
PART = 500_000
LETTERS = 30_000
AGES = ("16-29", "30-44", "45-64", "65+")
STRATA = ("--stratify", "region,age_band,sex")
HOMES = (*STRATA, "--per-household", "street,postcode", "--id", "id")
RATES = "age_band,rate\n16-29,2 %\n30-44,3 %\n45-64,5 %\n65+,6 %\n"


def people(start: int, count: int, rows: int) -> pl.DataFrame:
    """Some rows of the invented frame; about two people a household."""
    generator = np.random.Generator(np.random.PCG64(start))
    number = pl.int_range(start, start + count, eager=True).cast(pl.String)
    home = pl.Series(generator.integers(0, rows // 2, count))
    region = pl.Series([f"Región {n:02d}" for n in range(32)])
    return pl.DataFrame(
        {
            "id": number.str.zfill(9),
            "name": "Persona inventada " + number,
            "street": "Calle Ejemplo " + home.cast(pl.String),
            "postcode": (home % 9999).cast(pl.String).str.zfill(5),
            "town": "Municipio " + (home % 570).cast(pl.String),
            "region": region.gather(generator.integers(0, 32, count)),
            "age_band": pl.Series(AGES).gather(generator.integers(0, 4, count)),
            "sex": pl.Series(["f", "m"]).gather(generator.integers(0, 2, count)),
        }
    )


def write_frames(folder: Path, rows: int) -> None:
    """The frame as CSV in UTF-8 and in cp1252, and as Parquet."""
    with (folder / "frame.csv").open("wb") as utf8, (folder / "cp1252.csv").open("wb") as old:
        for start in range(0, rows, PART):
            text = people(start, min(PART, rows - start), rows).write_csv(include_header=start == 0)
            utf8.write(text.encode())
            old.write(text.encode("cp1252"))
    pl.scan_csv(folder / "frame.csv", infer_schema=False).sink_parquet(folder / "frame.parquet")
    (folder / "rates.csv").write_text(RATES)


def measure(frame: Path, out: Path, *options: str) -> dict[str, float]:
    """Runs `tequio invite` in a process of its own."""
    command = [sys.executable, "-c", "from tequio.cli import main; main()", "invite", str(frame)]
    return spent([*command, *options, "--letters", str(LETTERS), "--out", str(out), "--seed", "bench"])


def spent(command: list[str]) -> dict[str, float]:
    """Seconds, CPU seconds and peak megabytes of a command in a process of its own."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts kilobytes, macOS bytes
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss * unit / 1e6),
    }


def run(quick: bool) -> list[dict[str, Any]]:
    """One line a way of reading the frame: what, rows, letters, file_mb, seconds, cpu_seconds, peak_mb."""
    rows = QUICK_ROWS if quick else ROWS
    lines: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, since a child's peak memory starts from its parent's.
        subprocess.run([sys.executable, __file__, "--write", name, str(rows)], check=True)
        cases = {
            "CSV": ("frame.csv", *STRATA),
            "Parquet": ("frame.parquet", *STRATA),
            "CSV, response rates": ("frame.csv", *STRATA, "--response-rates", str(folder / "rates.csv")),
            "CSV, households and ids": ("frame.csv", *HOMES),
            "Parquet, households and ids": ("frame.parquet", *HOMES),
            "CSV in cp1252": ("cp1252.csv", *STRATA, "--encoding", "cp1252"),
        }
        for number, (what, (file, *options)) in enumerate(cases.items()):
            frame = folder / file
            found = measure(frame, folder / f"out{number}", *options)
            size = round(frame.stat().st_size / 1e6)
            lines.append({"what": what, "rows": rows, "letters": LETTERS, "file_mb": size, **found})
    return lines


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_frames(Path(sys.argv[2]), int(sys.argv[3]))
        sys.exit()
    for line in run(quick="--quick" in sys.argv):
        print(line)
