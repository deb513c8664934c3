"""What the faults of clashing quotas, drop-out rates and replacements say, in the reader's language."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.selection import dropouts, relaxations, replacements, reserves
from tequio.selection.clash import Bound
from tequio.words import Words

Sentence = str | Callable[[Any, Words], str]


def bound(one: Bound, words: Words) -> str:
    """One bound of a quota: at least 11 with “Female” of “Gender”."""
    values = {"value": one.value, "feature": one.feature, "number": words.number(one.number)}
    if one.side == "min":
        return words("at least {number} with “{value}” in “{feature}”", **values)
    return words("at most {number} with “{value}” in “{feature}”", **values)


def change(one: relaxations.Change, words: Words) -> str:
    """One change to a quota, with its old and new number."""
    values = {
        "value": one.value,
        "feature": one.feature,
        "old": words.number(one.old),
        "new": words.number(one.new),
    }
    if one.side == "min":
        return words("“{value}” in “{feature}”: min {new} instead of {old}", **values)
    return words("“{value}” in “{feature}”: max {new} instead of {old}", **values)


def relaxation(one: relaxations.Relaxation, words: Words) -> str:
    """One choice of changes, headed by what is special about it."""
    changes = "; ".join(change(part, words) for part in one.changes)
    if one.spared:
        spared = ", ".join(words("“{name}”", name=name) for name in one.spared)
        return words("Without touching {features}: {changes}.", features=spared, changes=changes)
    if not one.within_flex:
        return words(
            "No change within min_flex and max_flex makes a panel possible. Beyond them the smallest change "
            "is: {changes}.",
            changes=changes,
        )
    return words("The smallest change that makes a panel possible: {changes}.", changes=changes)


def _quotas_clash(fault: relaxations.QuotasClash, words: Words) -> str:
    found = fault.clash
    size = words.number(fault.size)
    if not found.bounds:
        return words(
            "No panel of {size} exists, whatever the quotas: the volunteers or households are too few. "
            "Please find more volunteers or make the panel smaller.",
            size=size,
        )
    lines = [_no_panel(fault, size, words), *(relaxation(choice, words) for choice in fault.choices)]
    if not fault.choices:
        lines.append(words("No change of quotas makes a panel possible. Please find more volunteers."))
    lines.append(
        words(
            "Nothing was changed; please decide and correct the file of quotas (for a replacement: --quotas FILE)."
        )
    )
    return "\n".join(lines)


def _no_panel(fault: relaxations.QuotasClash, size: str, words: Words) -> str:
    """What clashes, of a whole panel or of one of which some members stay."""
    bounds = "; ".join(bound(one, words) for one in fault.clash.bounds)
    told = {"size": size, "bounds": bounds, "stay": words.number(fault.stay)}
    if fault.stay and fault.clash.households:
        return words(
            "No whole panel of {size}, of whom {stay} stay, with at most one member a household meets all of this: "
            "{bounds}.",
            **told,
        )
    if fault.stay:
        return words("No whole panel of {size}, of whom {stay} stay, meets all of this: {bounds}.", **told)
    if fault.clash.households:
        return words(
            "No panel of {size} with at most one member a household meets all of this: {bounds}.", **told
        )
    return words("No panel of {size} meets all of this: {bounds}.", **told)


def _names(ids: tuple[str, ...], words: Words) -> str:
    return ", ".join(words("“{name}”", name=name) for name in ids)


def _not_on_panel(fault: replacements.NotOnPanel, words: Words) -> str:
    return words(
        "These ids are not on the panel: {ids}. Please check who left.", ids=_names(fault.ids, words)
    )


def _left_twice(fault: replacements.LeftTwice, words: Words) -> str:
    return words(
        "These ids are named twice among those who left: {ids}. Please name each once.",
        ids=_names(fault.ids, words),
    )


def _other_quotas(fault: replacements.OtherQuotas, words: Words) -> str:
    feature, value = fault.missing or fault.unknown or ("", "")
    cell = {"path": fault.path, "feature": feature, "value": value}
    if fault.missing:
        return words(
            "{path}: there is no quota for “{value}” in “{feature}”. Please give all quotas of the whole panel.",
            **cell,
        )
    return words(
        "{path}: the draw before has no quota for “{value}” in “{feature}”. "
        "Please keep its features and values and change numbers only.",
        **cell,
    )


def _too_few_left(fault: replacements.TooFewLeft, words: Words) -> str:
    return words(
        "Free places: {places}; people who can still be asked: {volunteers}. "
        "Please find more volunteers or go on with a smaller panel.",
        places=words.number(fault.places),
        volunteers=words.number(fault.volunteers),
    )


def _too_few_reserves(fault: reserves.TooFewReserves, words: Words) -> str:
    return words.plural(
        "There cannot be {count} reserves for each panel: for one of them only {n} person is neither "
        "a member nor of a household that takes part already. Please ask for fewer reserves.",
        "There cannot be {count} reserves for each panel: for one of them only {n} people are neither "
        "members nor of a household that takes part already. Please ask for fewer reserves.",
        fault.possible,
        count=words.number(fault.count),
    )


def _reserves_beyond_pool(fault: reserves.ReservesBeyondPool, words: Words) -> str:
    told = {"count": words.number(fault.count), "size": words.number(fault.size)}
    if fault.households:
        return words.plural(
            "There cannot be {count} reserves for each panel: besides the households of its {size} members "
            "there is {n} more. Please ask for fewer reserves.",
            "There cannot be {count} reserves for each panel: besides the households of its {size} members "
            "there are {n} more. Please ask for fewer reserves.",
            fault.rest,
            **told,
        )
    return words.plural(
        "There cannot be {count} reserves for each panel: besides its {size} members there is {n} more "
        "volunteer. Please ask for fewer reserves.",
        "There cannot be {count} reserves for each panel: besides its {size} members there are {n} more "
        "volunteers. Please ask for fewer reserves.",
        fault.rest,
        **told,
    )


def _no_shared_feature(fault: dropouts.NoSharedFeature, words: Words) -> str:
    return words(
        "{path}, row {row}: none of the columns is a feature with quotas. Features with quotas: {features}. "
        "Please correct the names of the columns.",
        path=fault.path,
        row=fault.row,
        features=_names(fault.features, words),
    )


def _doubled_rate(fault: dropouts.DoubledRate, words: Words) -> str:
    return words(
        "{path}, rows {first} and {second}: both give a rate for “{value}” of “{feature}”. "
        "Please delete one of them.",
        path=fault.path,
        first=fault.rows[0],
        second=fault.rows[1],
        value=fault.value,
        feature=fault.feature,
    )


SENTENCES: dict[type[Fault] | type[Note], Sentence] = {
    # quotas that clash
    relaxations.QuotasClash: _quotas_clash,
    # replacements
    replacements.NotOnPanel: _not_on_panel,
    replacements.NobodyLeft: "Nobody is named as having left. Please give at least one id.",
    replacements.LeftTwice: _left_twice,
    replacements.TooFewLeft: _too_few_left,
    replacements.OtherQuotas: _other_quotas,
    # reserves and rates of dropping out
    reserves.TooFewReserves: _too_few_reserves,
    reserves.ReservesBeyondPool: _reserves_beyond_pool,
    dropouts.NotARate: "{path}, row {row}, column “{column}”: “{value}” is not a rate. "
    "Please write a share between 0 and 1 or a percentage.",
    dropouts.UnknownRate: "{path}, row {row}: “{value}” of “{feature}” has no quota. "
    "Please correct the row or delete it.",
    dropouts.DoubledRate: _doubled_rate,
    dropouts.NotYesOrNo: "{path}, row {row}, column “{column}”: “{value}” is neither yes nor no. "
    "Please write yes for whoever dropped out, and no for the others.",
    dropouts.NoSharedFeature: _no_shared_feature,
}
