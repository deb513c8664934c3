"""Invented pools: every person in them is plainly made up."""

from hashlib import sha256
from pathlib import Path

import numpy as np

from tequio.files import write_csv, write_json
from tequio.pool import Pool, read_pool
from tequio.quotas import Quota, Quotas, read_quotas
from tequio.randomness import ALPHABET
from tequio.selection.bundle import Bundle
from tequio.selection.identities import Key, identities
from tequio.selection.leximin import leximin
from tequio.selection.numbered import Choice, number
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched

CATEGORIES = (("ada", "bea"), ("north", "south", "west"), ("tall", "short"))
FEATURES = ("name", "region", "height")


def invented_pool(people: int = 60, *, seed: int = 1, households: bool = False) -> Pool:
    """A pool with three features; with `households`, about a third share one."""
    generator = np.random.default_rng(seed)
    values = np.column_stack([generator.integers(0, len(found), people) for found in CATEGORIES]).astype(
        np.int32
    )
    homes = generator.integers(0, people, people).astype(np.int32) if households else None
    kept = {"telephone": tuple(f"000-{place:04d}" for place in range(people))}
    return Pool(
        tuple(f"canary{place:04d}" for place in range(people)), FEATURES, CATEGORIES, values, homes, kept
    )


def fair_quotas(pool: Pool, size: int, slack: int = 1) -> Quotas:
    """Quotas round each value's share of the pool, `slack` up or down."""
    rows = []
    for place, (feature, values) in enumerate(zip(pool.features, pool.categories, strict=True)):
        counts = np.bincount(pool.values[:, place], minlength=len(values))
        for value, count in zip(values, counts.tolist(), strict=True):
            ideal = round(count * size / len(pool))
            rows.append(Quota(feature, value, max(0, ideal - slack), ideal + slack))
    return Quotas(tuple(rows))


def invented_bundle(
    pool: Pool, quotas: Quotas, size: int, panels: str = "100", key: Key | None = None
) -> Bundle:
    """A leximin lottery over the pool, numbered as asked."""
    known = key or Key()
    who = identities(pool.ids, known)
    generator = np.random.default_rng(7)
    found = leximin(problem(pool, quotas, size), generator, Unwatched())
    numbering = number(found, Choice(panels), who.ranks, generator, Unwatched())
    return Bundle(pool, quotas, found, numbering, who, known)


def invented_key(pool: Pool, panels: int = 1000, *, seed: str = "a") -> Key:
    """Pseudonyms and salts that are the same in every run; true ones come from the operating system."""

    def made(*what: object) -> str:
        return sha256(repr((seed, *what)).encode()).hexdigest()

    people = {}
    for identity in pool.ids:
        signs = "".join(ALPHABET[int(made("name", identity, place)[:8], 16) % 32] for place in range(8))
        people[identity] = (f"{signs[:4]}-{signs[4:]}", made("salt", identity))
    return Key(people, tuple(made("panel", number) for number in range(panels)))


def write_key(folder: Path, key: Key) -> Path:
    """What `--key` reads: the folder with `key.csv` and `panels.json`."""
    folder.mkdir()
    rows = [[identity, *pair] for identity, pair in key.people.items()]
    write_csv(folder / "key.csv", ["id", "pseudonym", "salt"], rows)
    write_json(folder / "panels.json", {"numbered": {"salts": list(key.panels)}})
    return folder


def write_inputs(folder: Path, pool: Pool, quotas: Quotas) -> tuple[Path, Path]:
    """The two files of the field for a pool and its quotas."""
    volunteers, asked = folder / "volunteers.csv", folder / "quotas.csv"
    kept = zip(*pool.kept.values(), strict=True) if pool.kept else [()] * len(pool)
    rows = [
        [identity, *(pool.categories[at][value] for at, value in enumerate(values)), home, *carried]
        for identity, values, home, carried in zip(
            pool.ids, pool.values.tolist(), _homes(pool), kept, strict=True
        )
    ]
    write_csv(volunteers, ["id", *pool.features, "home", *pool.kept], rows)
    write_csv(
        asked, ["feature", "value", "min", "max"], [[q.feature, q.value, q.min, q.max] for q in quotas.rows]
    )
    return volunteers, asked


def read_inputs(volunteers: Path, asked: Path, *, households: bool = False) -> tuple[Pool, Quotas]:
    """The pool and the quotas as the command line reads them."""
    quotas, _ = read_quotas(asked)
    pool, _ = read_pool(volunteers, quotas, households=["home"] if households else ())
    return pool, quotas


def _homes(pool: Pool) -> list[str]:
    if pool.households is None:
        return ["" for _ in pool.ids]
    return ["" if home < 0 else f"house {home}" for home in pool.households.tolist()]
