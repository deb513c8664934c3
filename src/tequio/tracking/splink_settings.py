"""What Splink is told: how names and units are blocked and compared, one object for every backend.

Conditions are written in Spark's SQL; Splink translates them for DuckDB. `_l` is a name, `_r` a unit,
both as `splink_columns` makes them. m and u are the shares of the right and of the wrong pairs that
reach a level, among pairs that a key brought together; they are fixed, so that the same input gives the
same scores with every backend, on every machine, however many names are asked at once. They were
counted by `bench/splink_shares.py`, then smoothed so that less agreement never weighs more.
"""

from importlib import import_module
from typing import Any

NAMES, UNITS = "names", "units"  # in the order of the alphabet, so that names stand on the left
TOWNS = "towns"
BLOCKING = "l.keys = r.keys and l.first <= r.last and r.first <= l.last"
PRIOR = 0.008  # of the pairs that a key brings together so many are right
RARE_TOWN = 0.5  # how much of the odds a rare place adds, or a common one takes
DIALECT = "spark"

Level = tuple[str, float, float]  # condition, m, u; the last of a comparison has none

_UNTOLD = "size(filter({0}_l, each -> not arrays_overlap(each, words_r)))"
_LACKING = "size({0}_r) - size(array_intersect({0}_r, may_l))"
_GUESSED = "size(array_intersect(words_r, may_l)) - size(array_intersect(words_r, best_l))"
_SAME_NUMBERS = "array_contains(numbers_l, number_r)"
_SAME_COUNTED = "size(array_intersect(pairs_r, counts_l)) = size(pairs_r)"

TOWN_FOUND = f"{_LACKING.format('place')} = 0"
TOWN_SHARE = 0.2164  # u of that level, about which the frequency of places is centred

# For each comparison when it says nothing, and its levels, tried in order.
COMPARISONS: dict[str, tuple[str, tuple[Level, ...]]] = {
    # words of the name, sure readings, that no word of the unit explains
    "told": (
        "told_l is null",
        (
            (f"{_UNTOLD.format('told')} = 0", 0.9980, 0.0475),
            (f"{_UNTOLD.format('told')} = 1", 0.0010, 0.1139),
            (f"{_UNTOLD.format('told')} = 2", 0.0007, 0.1993),
            ("", 0.0003, 0.6393),
        ),
    ),
    # the same for words that are no words, misread or mistyped
    "damaged": (
        "size(damaged_l) = 0",
        (
            (f"{_UNTOLD.format('damaged')} = 0", 0.9749, 0.4033),
            (f"{_UNTOLD.format('damaged')} = 1", 0.0236, 0.5477),
            ("", 0.0015, 0.0490),
        ),
    ),
    # words of the unit's kind that the name lacks
    "kind": (
        "kind_r is null",
        (
            (f"{_LACKING.format('kind')} = 0", 0.9947, 0.0710),
            (f"{_LACKING.format('kind')} = 1", 0.0043, 0.2448),
            (f"{_LACKING.format('kind')} = 2", 0.0007, 0.3510),
            ("", 0.0003, 0.3332),
        ),
    ),
    # words of its place, its state apart
    "place": (
        "place_r is null",
        (
            ("size(place_r) = 0", 0.2898, 0.5366),
            (TOWN_FOUND, 0.7092, TOWN_SHARE),
            (f"{_LACKING.format('place')} = 1", 0.0006, 0.1216),
            ("", 0.0004, 0.1254),
        ),
    ),
    # words that are explained, but not by the likeliest reading
    "guessed": (
        "best_l is null",
        (
            (f"{_GUESSED} = 0", 0.9620, 0.9264),
            (f"{_GUESSED} = 1", 0.0376, 0.0725),
            ("", 0.0004, 0.0011),
        ),
    ),
    "state": (
        "states_l is null",
        (
            ("array_contains(states_l, state_r)", 0.8195, 0.6989),
            ("size(states_l) = 0 and state_r is null", 0.1669, 0.0538),
            ("size(states_l) = 0", 0.0126, 0.0628),
            ("state_r is null", 0.0004, 0.0829),
            ("", 0.0006, 0.1016),
        ),
    ),
    # none on either side; the likeliest reading, each for what it counts; another reading; for something else
    "number": (
        "number_r is null",
        (
            (f"{_SAME_NUMBERS} and number_r = ''", 0.5699, 0.3292),
            (f"number_l = number_r and {_SAME_COUNTED}", 0.4288, 0.0692),
            (f"{_SAME_NUMBERS} and {_SAME_COUNTED}", 0.0003, 0.0002),
            (_SAME_NUMBERS, 0.0003, 0.0007),
            ("", 0.0007, 0.6007),
        ),
    ),
}


def settings() -> Any:
    """The settings of Splink, a `splink.SettingsCreator`, for DuckDB and Spark alike."""
    splink = import_module("splink")
    comparisons = import_module("splink.comparison_library")
    return splink.SettingsCreator(
        link_type="link_only",
        comparisons=[
            comparisons.CustomComparison(output_column_name=name, comparison_levels=_levels(nothing, levels))
            for name, (nothing, levels) in COMPARISONS.items()
        ],
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": BLOCKING, "arrays_to_explode": ["keys"], "sql_dialect": DIALECT}
        ],
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=False,
        additional_columns_to_retain=["owner"],
    )


def _levels(nothing: str, levels: tuple[Level, ...]) -> list[Any]:
    library = import_module("splink.comparison_level_library")
    null = library.CustomLevel(nothing, "nothing to compare", DIALECT).configure(is_null_level=True)
    found = [null]
    for condition, m, u in levels:
        level = library.CustomLevel(condition, condition, DIALECT) if condition else library.ElseLevel()
        more: dict[str, Any] = {}
        if condition == TOWN_FOUND:
            # Splink divides u by the frequency of the place, of which a table is given it, centred about u.
            more = {
                "tf_adjustment_column": "town",
                "tf_adjustment_weight": RARE_TOWN,
                "disable_tf_exact_match_detection": True,
            }
        found.append(level.configure(m_probability=m, u_probability=u, **more))
    return found
