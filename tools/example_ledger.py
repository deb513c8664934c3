"""Makes the example ledger that `make demo` publishes: weapons, towns and bodies that are not real.

Writes src/tequio/examples/ledger/, the same files every time. It holds each of the four verdicts, a
condition that excludes a state, gaps of several kinds, allegations along relations, a weapon with a
serial number to trace, totals that are never added, and a right of reply asked and answered.
"""

from pathlib import Path

from tequio.files import csv_bytes, json_bytes
from tequio.tracking.package import package
from tequio.tracking.schema import TABLES

FOLDER = Path(__file__).parents[1] / "src" / "tequio" / "examples" / "ledger"
MAKER = "Fábrica Imaginaria"
Row = dict[str, str]


def rows(columns: str, *told: str) -> list[Row]:
    """Rows from texts whose cells are set apart by `;`."""
    names = columns.split()
    return [dict(zip(names, (cell.strip() for cell in text.split(";")), strict=True)) for text in told]


def thing(model: str, amount: str, lot: str = "", serials: str = "") -> Row:
    """The columns of a thing but its date."""
    least, _, most = amount.partition("-")
    return {
        **{"maker": MAKER, "model": model, "country": "ZZ", "lot": lot, "serials": serials},
        **{"quantity_min": least, "quantity_max": most or least},
    }


def things(columns: str, *told: tuple[str, Row]) -> list[Row]:
    """Rows of events: their own cells as text, and what was moved."""
    return [{**rows(columns, text)[0], **moved} for text, moved in told]


SOURCES = rows(
    "source title publisher published provenance language",
    "F000001; Register of licences (example); Imaginary Licensing Office; 2018; official; en",
    "F000002; Respuesta de transparencia (ejemplo); Oficina Ficticia de Transparencia; 2017-05; foi; es",
    "F000003; Sentencia ficticia 3/2016; Juzgado Imaginario; 2016-09-30; court; es",
    "F000004; Reportaje de ejemplo; Diario Inventado; 2017-10-03; press; es",
    "F000005; Correo de ejemplo; nadie (ficticio); 2015; leaked; es",
)
UNITS = rows(
    "unit name kind level central state municipality",
    "U000001; Dirección Imaginaria de Armamento; central_body; federal; yes; ;",
    "U000002; Policía Municipal de Valle Inventado; policia_municipal; municipal; no; 12; 12991",
    "U000003; Policía Municipal de Puerto Ficticio; policia_municipal; municipal; no; 12; 12992",
    "U000004; Policía Estatal Imaginaria del Sur; policia_estatal; state; no; 12;",
    "U000005; Policía Municipal de Laguna Soñada; policia_municipal; municipal; no; 30; 30991",
    "U000006; Policía Estatal Imaginaria de la Costa; policia_estatal; state; no; 30;",
    "U000007; Grupo Conjunto Inventado; grupo; state; no; 12;",
)
LICENCES = rows(
    "licence regime number exporter consignee issued valid_from valid_until end_users",
    f"L000001; EX-1; EJ-101; {MAKER}; U000001; 2011-01-15; 2011-02-01; 2015-01-31; listed",
    f"L000002; EX-1; EJ-102; {MAKER}; U000001; 2011-01-20; 2011-02-01; 2015-01-31; central_only",
    f"L000003; EX-1; EJ-103; {MAKER}; U000001; 2012-03-01; 2012-03-15; 2016-03-14; listed",
    f"L000004; EX-1; EJ-104; {MAKER}; U000001; 2012-06-01; 2012-06-15; ; not_on_record",
    f"L000005; EX-1; EJ-105; {MAKER}; U000001; 2013-01-10; 2013-02-01; ; listed",
)
SERIALS = "FI-1001|FI-1002|FI-1003|FI-1004|FI-1005|FI-1006"
LEDGER: dict[str, list[Row]] = {
    "units": UNITS,
    "relations": rows(
        "relation child parent type since until",
        "N000001; U000003; U000004; child_of; 2010; ..",
        "N000002; U000002; U000007; member_of; 2012-01; 2014~",
    ),
    "licences": LICENCES,
    "end_users": rows(
        "end_user licence unit name_as_written",
        "E000001; L000001; U000002;",
        "E000002; L000001; ; POL. MPAL. LAGUNA SOÑADA",
        "E000003; L000003; U000002;",
        "E000004; L000005; ; FZA. DE REACCIÓN DE EJEMPLO",
    ),
    "items": things(
        "item licence",
        ("I000001; L000001", thing("Sol 5", "40")),
        ("I000002; L000002", thing("Sol 5", "30")),
        ("I000003; L000003", thing("Estrella 9", "6")),
        ("I000004; L000004", thing("Luna 7", "8")),
        ("I000005; L000005", thing("Cometa 2", "4")),
    ),
    "conditions": rows("condition licence rule state", "K000001; L000002; exclude_state; 30"),
    "shipments": things(
        "shipment licence consignee date",
        ("S000001; L000001; U000001; 2011-05-10", thing("Sol 5", "40", "T000001")),
        ("S000002; L000002; U000001; 2011-08-02", thing("Sol 5", "30", "T000002")),
        ("S000003; L000003; U000001; 2012-07-01", thing("Estrella 9", "6", "T000003", SERIALS)),
        ("S000004; L000004; U000001; 2012-09", thing("Luna 7", "10", "T000004")),
    ),
    "receipts": things(
        "receipt from_unit to_unit date",
        ("R000001; ; U000001; 2011-06-02", thing("Sol 5", "40", "T000001")),
        ("R000002; U000001; U000002; 2011-09-15", thing("Sol 5", "20", "T000001")),
        ("R000003; U000001; U000005; 2011-09-20", thing("Sol 5", "20", "T000001")),
        ("R000004; ; U000001; 2011-08-30", thing("Sol 5", "30", "T000002")),
        ("R000005; U000001; U000003; 2011-10-03", thing("Sol 5", "15", "T000002")),
        ("R000005; U000001; U000003; 2011-10-03", thing("Sol 5", "15", "T000002")),
        ("R000006; U000001; U000006; 2011-10", thing("Sol 5", "15", "T000002")),
        ("R000007; ; U000001; 2012-07-25", thing("Estrella 9", "6", "T000003", SERIALS)),
        ("R000008; U000001; U000004; 2012-08-15", thing("Estrella 9", "6", "T000003", SERIALS)),
        ("R000009; U000001; U000003; 2012-11", thing("Luna 7", "5", "T000004")),
    ),
    "holdings": things(
        "holding unit date",
        ("H000001; U000002; 2013-11-30", thing("Sol 5", "20", "T000001")),
        ("H000002; U000002; 2015-11-30", thing("Sol 5", "19", "T000001")),
        ("H000003; U000005; 2013-11-30", thing("Sol 5", "20", "T000001")),
        ("H000004; U000005; 2015-11-30", thing("Sol 5", "17-18", "T000001")),
        ("H000005; U000003; 2013-11-30", thing("Sol 5", "15", "T000002")),
        ("H000006; U000006; 2013-11-30", thing("Sol 5", "15", "T000002")),
        ("H000007; U000004; 2016-11-30", thing("Estrella 9", "6", "T000003", SERIALS)),
    ),
    "losses": things(
        "loss unit manner date",
        ("O000001; U000002; lost_or_stolen; 2014", thing("Sol 5", "1", "T000001")),
    ),
    "recoveries": things(
        "recovery holder last_holder loss state date",
        ("V000001; ; U000002; O000001; 12; 2015-02-11", thing("Sol 5", "1", "T000001")),
        ("V000002; U000003; ; ; 12; 2015-06-20", thing("Estrella 9", "1", "", "FI-1004")),
        ("V000003; U000006; ; ; 30; 2016-03", thing("Cometa 2", "2")),
    ),
    "allegations": rows(
        "allegation unit date violation",
        "A000001; U000004; 2012-05; invented, as an example",
        "A000002; U000007; 2013-03-08; invented, as an example",
    ),
    "decisions": rows(
        "name_as_written unit decision decided_by decided_on reason",
        "POL. MPAL. LAGUNA SOÑADA; U000005; same; persona de ejemplo; 2021-03-04; mismo municipio (ejemplo)",
    ),
    "totals": rows(
        "total part_of what scope account since until quantity_min quantity_max",
        "X000001; ; lost or stolen (example); all bodies; press; 2006; 2016; 2345; 2345",
        "X000002; ; lost or stolen (example); all bodies; court file; 2006; 2016; 2350; 2350",
        "X000003; ; lost or stolen (example); Policía Imaginaria; internal report; 2010; 2016; 905; 905",
    ),
    "replies": rows(
        "reply unit asked_on answered_on answer",
        "Y000001; U000004; 2026-01-12; ;",
        "Y000002; U000003; 2026-01-12; 2026-02-02; We hold the fifteen weapons of 2011 (invented answer).",
    ),
}
LEAKED_COPY = 6
"""The row of receipts that repeats another from a leaked source, so that editions do without it."""


def cited(table: str, number: int, claim: int) -> Row:
    """The citation of the claim with a number, from one of the sources in turn."""
    leaked = table == "receipts" and number == LEAKED_COPY
    source = "F000005" if leaked else f"F{claim % 4 + 1:06d}"
    return {"claim": f"C{claim:06d}", "source": source, "page": str(claim * 7 % 90 + 1), "status": "accepted"}


def files() -> dict[str, bytes]:
    """The files of the example, by name."""
    made = {"datapackage.json": json_bytes(package("example", "An invented ledger, as an example"))}
    claim = 0
    for table, kind in TABLES.items():
        told = []
        for number, row in enumerate(SOURCES if table == "sources" else LEDGER[table], 1):
            claim += table != "sources"
            more = {} if table == "sources" else cited(table, number, claim)
            told.append([{**row, **more}.get(column, "") for column in kind.columns])
        made[f"{table}.csv"] = csv_bytes(kind.columns, told)
    return made


def main() -> None:
    """Writes the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
