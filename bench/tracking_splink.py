"""A million invented names against a million invented units, by Splink: seconds, memory, and what it finds.

`python bench/tracking_splink.py [--names N --units N --backend duckdb|spark --memory GB]`. The tables are
made first; the matching runs in a process of its own, from the two files to the table of candidates.
Towns are invented, kinds and states are those of the shared register; names are written by the hands of
`tests/tracking/heldout.py`, family `other`, for which nothing was tuned.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import ROOT

sys.path.insert(0, str(ROOT / "tests" / "tracking"))

from heldout import NOISE, noisy

MUNICIPAL = (
    "Policía Municipal de {}",
    "Policía Municipal Preventiva de {}",
    "Policía Auxiliar Municipal de {}",
    "Policía Rural Municipal de {}",
    "Policía Turística Municipal de {}",
    "Policía de Proximidad Municipal de {}",
    "Policía de Tránsito y Vialidad Municipal de {}",
    "Dirección de Seguridad Pública Municipal de {}",
    "Dirección General de Seguridad Ciudadana de {}",
    "Dirección de Tránsito Municipal de {}",
    "Secretaría de Seguridad Pública Municipal de {}",
    "Comisaría General de Seguridad Pública de {}",
    "Comandancia de la Policía Municipal de {}",
    "Academia de Policía Municipal de {}",
    "Unidad Canina de la Policía Municipal de {}",
    "Grupo Táctico de la Policía Municipal de {}",
    "Agrupamiento de Reacción Inmediata de la Policía Municipal de {}",
    *(f"Sector {n} de la Policía Municipal de {{}}" for n in (1, 2, 3)),
    *(f"Destacamento {n} de la Policía Municipal de {{}}" for n in (1, 2)),
    "Módulo 1 de Vigilancia Municipal de {}",
)
STATE = (
    "Destacamento {n} de la Policía Estatal de Caminos de {state}",
    "Sector {n} de la Policía Bancaria e Industrial de {state}",
    "Comandancia {n} de la Policía Ministerial de {state}",
    "Agrupamiento {n} de la Policía Auxiliar de {state}",
    "Policía Estatal, Región {n}, {state}",
)
FEDERAL = (
    "{company} Compañía del {n}.º Batallón de Infantería",
    "{company} Compañía del {n}.º Batallón de la Guardia Nacional",
    "{company} Compañía del {n}.º Batallón de Policía Militar",
    "{company} Compañía del {n}.º Regimiento de Caballería Motorizado",
)
LARGEST, ZONES = 399, 46  # numbers of battalions and of military zones
COMPANIES = ("Primera", "Segunda", "Tercera", "Cuarta")
_STATES = """
Aguascalientes|Baja California|Campeche|Chiapas|Chihuahua|Coahuila|Colima|Durango|Guanajuato|Guerrero|
Hidalgo|Jalisco|Michoacán|Morelos|Nayarit|Nuevo León|Oaxaca|Puebla|Querétaro|Quintana Roo|
San Luis Potosí|Sinaloa|Sonora|Tabasco|Tamaulipas|Tlaxcala|Veracruz|Yucatán|Zacatecas
"""
_SAINTS = """
San Juan|San Pedro|San Miguel|Santa María|Santiago|San José|San Antonio|Santo Domingo|Santa Cruz
"""
_BEGIN = "Xal Tepe Coa Mix Zaca Te Ix Ama Chi Hue Tla Oco Pa Ye Aca Na Ti Cue Ja Mo"
_MIDDLE = "pa tla hua lo co me zo qui ta ni ya te chi ma xo"
_END = "tepec tlán pan co huacán cingo calco titlán yucan apa ula oc zingo jalpa"
STATES, SAINTS = ("".join(each.split("\n")).split("|") for each in (_STATES, _SAINTS))
BEGIN, MIDDLE, END = (each.split() for each in (_BEGIN, _MIDDLE, _END))
MUNICIPAL_SHARE, STATE_SHARE = 0.92, 0.035
MATCHING = """
import json, resource, sys, time
from pathlib import Path
from tequio.tracking.match_files import read_names, read_register, write_candidates
from tequio.tracking.splink_backends import Backend
from tequio.tracking.splink_engine import SplinkEngine

folder, which, memory = Path(sys.argv[1]), Backend(sys.argv[2]), float(sys.argv[3])
wall = time.monotonic()
names, register = read_names(folder / "names.csv"), read_register(folder / "register.csv")
engine = SplinkEngine(which, folder, memory)
asked = write_candidates(folder / "candidates.csv", engine(names, register))
wall = time.monotonic() - wall
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({
    "wall": wall,
    "cpu": sum(each.ru_utime + each.ru_stime for each in used),
    "memory": used[0].ru_maxrss / 1e6,
    "asked": asked,
    "pairs": engine.pairs,
}))
"""


def main() -> None:
    """Makes the tables, matches, prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--backend", default="duckdb")
    parser.add_argument("--memory", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, chance = Path(made), random.Random(options.seed)
        units = list(register(options.units, chance))
        write(folder / "register.csv", ("id", "name"), units)
        gold = [chance.randrange(len(units)) for _ in range(options.names)]
        written = (noisy(units[at][1], chance.choice(NOISE), "other", chance) for at in gold)
        write(folder / "names.csv", ("query", "name"), enumerate(written))
        of_name: dict[str, set[str]] = {}
        for unit, name in units:
            of_name.setdefault(name, set()).add(unit)
        right = [of_name[units[at][1]] for at in gold]
        del units, of_name
        command = [sys.executable, "-c", MATCHING, made, options.backend, str(options.memory)]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        said = json.loads(done.stdout.splitlines()[-1])
        first, among = found(folder / "candidates.csv", right)
    print(f"| {options.names:,} names × {options.units:,} units, {options.backend} | |")
    print("|---|---|")
    print(f"| wall s | {said['wall']:,.0f} |")
    java = ", without Java's" if options.backend == "spark" else ""
    print(f"| CPU s{java} | {said['cpu']:,.0f} |")
    print(f"| peak memory, GB{java} | {said['memory']:.2f} |")
    print(f"| pairs compared a name | {said['pairs'] / options.names:,.1f} |")
    print(f"| names with candidates | {said['asked'] / options.names:.2%} |")
    print(f"| true unit first | {first / options.names:.2%} |")
    print(f"| true unit among 20 | {among / options.names:.2%} |")


def register(count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Units with ids: mostly of towns, each town with all municipal kinds, some of states and federal."""
    number = 0
    towns = round(count * MUNICIPAL_SHARE / len(MUNICIPAL))
    for town in invented_towns(towns, chance):
        for kind in MUNICIPAL:
            number += 1
            yield f"U{number:07d}", kind.format(town)
    state_units = round(count * STATE_SHARE)
    for at in range(state_units):
        kind, state = STATE[at % len(STATE)], STATES[at // len(STATE) % len(STATES)]
        number += 1
        yield f"U{number:07d}", kind.format(n=1 + at // (len(STATE) * len(STATES)), state=state)
    ways = len(COMPANIES) * LARGEST
    for at in range(count - number):
        company, n = COMPANIES[at % len(COMPANIES)], 1 + at // len(COMPANIES) % LARGEST
        kind, zone = FEDERAL[at // ways % len(FEDERAL)], at // (ways * len(FEDERAL))
        behind = f", {zone}.ª Zona Militar" if zone else ""
        number += 1
        yield f"U{number:07d}", kind.format(n=n, company=company) + behind


def invented_towns(count: int, chance: random.Random) -> Iterator[str]:
    """Different towns with their states, some of a saint, some of one name in several states."""
    seen: set[str] = set()
    while len(seen) < count:
        word = chance.choice(BEGIN) + "".join(chance.sample(MIDDLE, chance.choice((0, 1, 1, 2))))
        word += chance.choice(END)
        town = f"{chance.choice(SAINTS)} {word}" if chance.random() < 0.5 else word
        whole = f"{town}, {chance.choice(STATES)}"
        if whole not in seen:
            seen.add(whole)
            yield whole


def write(path: Path, columns: tuple[str, str], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def found(path: Path, right: list[set[str]]) -> tuple[int, int]:
    """How many names have their unit first, and among the candidates."""
    first, among = 0, set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            query = int(row["query"])
            if row["id"] in right[query]:
                first += row["rank"] == "1"
                among.add(query)
    return first, len(among)


if __name__ == "__main__":
    main()
