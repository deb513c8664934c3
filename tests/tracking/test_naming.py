"""Superiors on a day, and states that conditions exclude."""

from invented_licences import one_licence

from tequio.tracking.dates import span
from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.naming import edges_up, excluded_states, paths_up, superiors


def relations(*rows: tuple[str, str, str, str]) -> Ledger:
    names = ("child", "parent", "since", "until")
    told = [
        {"relation": f"N{at}", "type": "child_of", **dict(zip(names, one))} for at, one in enumerate(rows)
    ]
    return ledger(one_licence(relations=told))


def test_superiors_hold_while_all_relations_of_the_path_do() -> None:
    read = relations(("U2", "U1", "2010", "2012"), ("U1", "U3", "2011", ".."))
    far = superiors(read, ["U2"], {"U3"}).to_dicts()
    assert [one["superior"] for one in far] == ["U3"]
    assert (far[0]["certain_from"], far[0]["certain_to"]) == (span("2011").last, span("2012").first)
    assert (far[0]["possible_from"], far[0]["possible_to"]) == (span("2011").first, span("2012").last)


def test_superiors_leave_out_paths_that_never_held_together() -> None:
    read = relations(("U2", "U1", "2010", "2011"), ("U1", "U3", "2012", ".."))
    assert superiors(read, ["U2"], {"U3"}).is_empty()


def test_superiors_of_accounts_that_differ_are_certain_only_where_all_agree() -> None:
    relation = {"relation": "N1", "child": "U2", "parent": "U1", "type": "child_of", "until": ".."}
    read = ledger(one_licence(relations=[{**relation, "since": "2005"}, {**relation, "since": "2010"}]))
    (one,) = superiors(read, ["U2"], {"U1"}).to_dicts()
    assert (one["certain_from"], one["possible_from"]) == (span("2010").last, span("2005").first)


def test_paths_up_in_a_circle_pass_no_unit_twice() -> None:
    read = relations(("U1", "U2", "..", ".."), ("U2", "U3", "..", ".."), ("U3", "U1", "..", ".."))
    found = [[edge.parent for edge in path] for path in paths_up(edges_up(read), "U1")]
    assert found == [["U2"], ["U2", "U3"]]


def excluded(*conditions: tuple[str, str, str]) -> set[str]:
    rows = [
        {"licence": "L1", "rule": rule, "state": state, "status": status}
        for rule, state, status in conditions
    ]
    units = [{"unit": f"U{state}", "central": "no", "state": state} for state in ("12", "28", "30")]
    return set(excluded_states(ledger(one_licence(units=units, conditions=rows)))["state"])


def test_excluded_states_are_those_named_or_those_not_left_open() -> None:
    assert excluded(("exclude_state", "12", "accepted")) == {"12"}
    assert excluded(("only_state", "12", "accepted")) == {"28", "30"}
    assert excluded(("only_state", "12", "accepted"), ("only_state", "28", "accepted")) == {"30"}


def test_excluded_states_by_contested_conditions_are_none() -> None:
    assert excluded(("exclude_state", "12", "conflict"), ("only_state", "12", "needs_work")) == set()
    assert excluded(("only_state", "12", "accepted"), ("only_state", "28", "conflict")) == {"30"}
