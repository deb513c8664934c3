"""Keys bound how many pairs of names and units are looked at."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.blocking_keys import BUDGET, CAP, Keys
from tequio.tracking.register import Register, Unit
from tequio.tracking.search import Search
from tequio.tracking.splink_columns import Readings, name_frame

TOWNS = ("Ejemplo", "San Juan Ejemplo", "San Juan Ficticio", "Santa María Ficticia")
STATES = ("Oaxaca", "Guerrero", "Veracruz")
KINDS = ("Policía Municipal", "Policía Municipal Preventiva", "Unidad Canina", "Guardia")
parts = st.tuples(st.sampled_from(KINDS), st.sampled_from(TOWNS), st.sampled_from(STATES))


def crowded(sectors: int) -> Register:
    """Many units of one town, and one of every other kind and place."""
    names = [f"Sector {n} de la Policía Municipal de Ejemplo, Oaxaca" for n in range(1, sectors)]
    names += [f"Policía Municipal de {town}, {state}" for town in TOWNS for state in STATES]
    names += [f"{n}.º Batallón de Infantería" for n in range(1, sectors)]
    names += ["Guardia Nacional"] * (2 * CAP)
    return Register([Unit(f"U{at:05d}", name) for at, name in enumerate(names)])


def keys_of(name: str, register: Register, keys: Keys) -> list[int]:
    readings = Readings(register)
    (tokens,) = readings.read([name])
    return name_frame([Search(tokens, readings.costs, register)], keys, [(0, 0)])["keys"][0].to_list()


def brought(name: str, register: Register, keys: Keys) -> set[str]:
    unit, key = keys.unit_keys
    return {register.units[at].id for at in unit[np.isin(key, keys_of(name, register, keys))]}


def test_no_key_is_shared_by_more_units_than_the_cap() -> None:
    keys = Keys(crowded(1_000))
    assert max(np.unique(keys.unit_keys[1], return_counts=True)[1]) <= CAP


def test_pairs_of_a_name_stay_bounded_however_many_units_there_are() -> None:
    register = crowded(2_000)
    keys = Keys(register)
    for name in ("Policía Municipal de Ejemplo, Oaxaca", "Infantería", "Guardia Nacional", "Oaxaca", "1"):
        assert len(brought(name, register, keys)) <= max(BUDGET, CAP)


def test_crowded_place_is_parted_by_numbers() -> None:
    register = crowded(1_000)
    wanted = next(unit.id for unit in register.units if unit.name.startswith("Sector 777 "))
    assert wanted in brought("Sect. 777, Pol. Mpal. Ejemplo, Oax.", register, Keys(register))


def test_crowded_kind_is_parted_by_numbers() -> None:
    register = crowded(1_000)
    wanted = next(unit.id for unit in register.units if unit.name.startswith("777."))
    assert wanted in brought("777/o. B.I.", register, Keys(register))


def test_units_that_are_all_alike_bring_nothing() -> None:
    register = Register([Unit(f"U{at}", "Guardia Nacional") for at in range(2 * CAP)])
    assert keys_of("Guardia Nacional", register, Keys(register)) == []


def test_keys_of_a_very_long_name_stay_within_the_budget() -> None:
    register = crowded(500)
    name = " ".join(f"{town}, {state} Policía Municipal" for town in TOWNS for state in STATES) * 20
    assert len(brought(name, register, Keys(register))) <= max(BUDGET, CAP)


@settings(deadline=None, max_examples=30)
@given(st.sets(parts, min_size=1, max_size=30))
def test_unit_is_brought_by_its_own_name(chosen: set[tuple[str, str, str]]) -> None:
    names = [f"{kind} de {town}, {state}" for kind, town, state in sorted(chosen)]
    register = Register([Unit(f"U{at:03d}", name) for at, name in enumerate(names)])
    keys = Keys(register)
    assert all(unit.id in brought(unit.name, register, keys) for unit in register.units)
