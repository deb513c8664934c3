"""Before a licence: whom an application names, who probably gets the weapons, and what is missing.

Who a consignee passed things on to before is what records show. It says what to ask the applicant,
and nothing of what will happen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl

from tequio.tracking.application import Wanted
from tequio.tracking.dates import FOR_EVER, Span
from tequio.tracking.deliveries import Recipient, passed_on
from tequio.tracking.ledger import OPEN, Ledger
from tequio.tracking.screen import Screening, screen
from tequio.tracking.screen import to_json as screenings_to_json
from tequio.tracking.structure import Structure, structure

Naming = Literal["unit", "central", "unread", "nobody"]
Kind = Literal[
    "no_consignee",
    "no_weapon",
    "no_quantity",
    "no_date",
    "nobody",
    "central_only",
    "unknown_name",
    "several_units",
    "unit_ended",
    "nothing_on_record",
    "recipient_not_named",
]


@dataclass(frozen=True)
class Party:
    """A consignee or end user of an application.

    Args:
        written: as the application writes it.
        unit: the unit it means, empty if that is not decided.
        central: whether that is a central body.
        lines: rows of the application.
        claims: the decisions by which the name means the unit; none where its id is written.
    """

    written: str
    unit: str
    central: bool
    lines: tuple[int, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Something to ask the applicant.

    Args:
        kind: what is missing or unclear.
        lines: rows of the application about which it is.
        about: the unit, or the name as written, if it is about one.
        claims: records that give rise to it.
    """

    kind: Kind
    lines: tuple[int, ...] = ()
    about: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vetting:
    """What an application says and lacks.

    Args:
        consignees, end_users: those it writes, each once.
        naming: for each row whether it names a unit that is not central, only a central body, a
            name that nobody decided on, or nobody.
        recipients: to whom the consignees, and central bodies they passed things on to, did so.
        screenings: of each end user and each recipient, at each date of the application.
        questions: to the applicant.
    """

    consignees: tuple[Party, ...]
    end_users: tuple[Party, ...]
    naming: tuple[tuple[int, Naming], ...]
    recipients: tuple[Recipient, ...]
    screenings: tuple[Screening, ...]
    questions: tuple[Question, ...]


def vet(ledger: Ledger, application: Sequence[Wanted], prepared: Structure | None = None) -> Vetting:
    """Vets one application.

    A name as written means a unit only by an accepted decision `same`; a name on which nobody
    decided becomes a question. Without a date, everything on record counts as before it.

    Args:
        ledger: claims.
        application: its rows.
        prepared: the ledger's `structure`, if it is at hand.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
        TooManyPaths: a unit's connections are too many to follow.
    """
    known = _Known(ledger)
    consignees = known.parties((row.line, row.consignee) for row in application)
    users = known.parties((row.line, row.end_user) for row in application)
    recipients = passed_on(
        ledger,
        [party.unit for party in consignees if party.unit],
        _hull(application),
        frozenset((row.maker, row.model) for row in application),
        known.is_central,
    )
    units = dict.fromkeys([*(party.unit for party in users if party.unit), *(one.unit for one in recipients)])
    where = prepared or structure(ledger)
    dates = dict.fromkeys(row.date for row in application)
    return Vetting(
        consignees=consignees,
        end_users=users,
        naming=tuple((row.line, _naming(row, users)) for row in application),
        recipients=recipients,
        screenings=tuple(screen(where, unit, on) for unit in units for on in dates),
        questions=tuple(_questions(application, known, consignees, users, recipients)),
    )


def to_json(vetting: Vetting) -> dict[str, Any]:
    """The vetting as plain values; a quantity that nobody bounded has no most (`null`)."""
    return {
        "consignees": [_party(party) for party in vetting.consignees],
        "end_users": [_party(party) for party in vetting.end_users],
        "naming": [{"line": line, "names": naming} for line, naming in vetting.naming],
        "recipients": [
            {
                "passer": one.passer,
                "unit": one.unit,
                "quantity": _bounded(one.quantity),
                "alike": _bounded(one.alike),
                "share": list(one.share),
                "claims": list(one.claims),
            }
            for one in vetting.recipients
        ],
        "screen": screenings_to_json(vetting.screenings),
        "questions": [
            {"kind": one.kind, "lines": list(one.lines), "about": one.about, "claims": list(one.claims)}
            for one in vetting.questions
        ],
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "written": party.written,
        "unit": party.unit,
        "central": party.central,
        "lines": list(party.lines),
        "claims": list(party.claims),
    }


def _bounded(quantity: tuple[int, int]) -> list[int | None]:
    return [quantity[0], quantity[1] if quantity[1] < OPEN else None]


class _Known:
    """What a ledger knows of units and names."""

    def __init__(self, ledger: Ledger) -> None:
        self.units = ledger.standing("units").with_columns(
            pl.Series("ends", ledger.spans("units", "until")[1], dtype=pl.Int64)
        )
        decided = ledger.standing("decisions")
        self.same = decided.filter((pl.col("decision") == "same") & pl.col("sure") & (pl.col("unit") != ""))

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.units["unit"].to_list())

    @cached_property
    def central(self) -> frozenset[str]:
        """Central bodies, as an accepted claim says or, for want of one, a contested one."""
        told = self.units.filter(pl.col("central") != "")
        sure = told.filter("sure")
        doubtful = told.join(sure.select("unit"), on="unit", how="anti")
        return frozenset(pl.concat([sure, doubtful]).filter(pl.col("central") == "yes")["unit"].to_list())

    def is_central(self, unit: str) -> bool:
        return unit in self.central

    def decided(self, written: str) -> pl.DataFrame:
        """The accepted decisions that a name means a unit."""
        return self.same.filter(pl.col("name_as_written") == written)

    def parties(self, cells: Iterable[tuple[int, str]]) -> tuple[Party, ...]:
        lines: dict[str, list[int]] = {}
        for line, written in cells:
            if written:
                lines.setdefault(written, [])
                lines[written] += [line] if line not in lines[written] else []
        return tuple(self._party(written, tuple(found)) for written, found in lines.items())

    def _party(self, written: str, lines: tuple[int, ...]) -> Party:
        if written in self.ids:
            return Party(written, written, self.is_central(written), lines, ())
        same = self.decided(written)
        units = same["unit"].unique().to_list()
        unit = units[0] if len(units) == 1 else ""
        return Party(written, unit, self.is_central(unit), lines, tuple(same["claim"].to_list()))

    def ended(self, unit: str, before: int) -> tuple[str, ...]:
        """The claims that a unit had ended by a day; none if one of its names may still have been in use."""
        rows = self.units.filter(pl.col("unit") == unit)
        gone = len(rows) > 0 and bool((rows["ends"] < before).all())
        return tuple(rows["claim"].to_list()) if gone else ()


def _hull(application: Sequence[Wanted]) -> Span:
    """The days of the application; the end of days if one of its dates is not told."""
    if not application or not all(row.date for row in application):
        return Span(FOR_EVER, FOR_EVER)
    return Span(min(row.days.first for row in application), max(row.days.last for row in application))


def _naming(row: Wanted, users: Sequence[Party]) -> Naming:
    if not row.end_user:
        return "nobody"
    (user,) = (user for user in users if user.written == row.end_user)
    return "unread" if not user.unit else "central" if user.central else "unit"


def _questions(
    application: Sequence[Wanted],
    known: _Known,
    consignees: Sequence[Party],
    users: Sequence[Party],
    recipients: Sequence[Recipient],
) -> Iterator[Question]:
    yield from _empty_cells(application)
    for party in known.parties(
        (row.line, cell) for row in application for cell in (row.consignee, row.end_user)
    ):
        if not party.unit:
            kind: Kind = "several_units" if party.claims else "unknown_name"
            yield Question(kind, party.lines, party.written, party.claims)
    for user in users:
        if user.central:
            yield Question("central_only", user.lines, user.unit, user.claims)
        first = min(row.days.first for row in application if row.line in user.lines)
        ended = known.ended(user.unit, first)
        if ended:
            yield Question("unit_ended", user.lines, user.unit, ended)
    for party in consignees:
        if party.unit and not any(one.passer == party.unit for one in recipients):
            yield Question("nothing_on_record", party.lines, party.unit)
    named = {user.unit for user in users}
    for unit in dict.fromkeys(one.unit for one in recipients):
        if unit not in named and not known.is_central(unit):
            claims = [claim for one in recipients if one.unit == unit for claim in one.claims]
            yield Question("recipient_not_named", (), unit, tuple(claims))


def _empty_cells(application: Sequence[Wanted]) -> Iterator[Question]:
    empty: dict[Kind, list[int]] = {
        "no_consignee": [row.line for row in application if not row.consignee],
        "nobody": [row.line for row in application if not row.end_user],
        "no_weapon": [row.line for row in application if not (row.maker and row.model)],
        "no_quantity": [row.line for row in application if row.quantity is None],
        "no_date": [row.line for row in application if not row.date],
    }
    for kind, lines in empty.items():
        if lines:
            yield Question(kind, tuple(lines))
