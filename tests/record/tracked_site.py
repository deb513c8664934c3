# ruff: noqa: E501  (one claim a line)
"""A tiny published site, as the contract in docs/spec/site.md has it, for tests of its verifier."""

import io
import json
import shutil
import zipfile
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from tequio.record import tracking_verifier as verifier

Rows = list[dict[str, str]]
THING = {"maker": "Ficta Arms", "model": "FX-1", "country": "US", "lot": "T1"}


def rows(kind: str, *made: dict[str, str]) -> Rows:
    return [{"source": "F1", "page": "3", "status": "accepted", "kind_of_row": kind, **one} for one in made]


def some(number: str, date: str = "") -> dict[str, str]:
    return {**THING, "quantity_min": number, "quantity_max": number, "date": date}


def ledger() -> dict[str, Rows]:
    """Ten rifles for a central body; of two holders one is named, one is not, and a count falls short."""
    tables = {
        "units": rows(
            "C0",
            {"unit": "U1", "name": "Dirección Central Imaginaria", "central": "yes"},
            {"unit": "U2", "name": "Policía Ficticia de Aldea Uno", "central": "no", "state": "12"},
            {"unit": "U3", "name": "Policía Ficticia de Aldea Dos", "central": "no", "state": "30"},
            {"unit": "U4", "name": "Secretaría Imaginaria", "central": "no", "state": "12"},
        ),
        "relations": rows(
            "C1",
            {"relation": "N1", "child": "U2", "parent": "U4", "type": "child_of", "since": "2010", "until": ".."},
        ),
        "licences": rows(
            "C2", {"licence": "L1", "consignee": "U1", "issued": "2011-02-01", "end_users": "listed"}
        ),
        "end_users": rows("C3", {"end_user": "E1", "licence": "L1", "unit": "U2"}),
        "items": rows("C4", {"item": "I1", "licence": "L1", **some("10")}),
        "conditions": rows(
            "C5", {"condition": "K1", "licence": "L1", "rule": "exclude_state", "state": "30"}
        ),
        "shipments": rows("C6", {"shipment": "S1", "licence": "L1", **some("10", "2011-05-01")}),
        "receipts": rows(
            "C7",
            {"receipt": "R1", "to_unit": "U1", **some("10", "2011-06-01")},
            {"receipt": "R2", "from_unit": "U1", "to_unit": "U2", **some("6", "2011-07-01")},
            {"receipt": "R3", "from_unit": "U1", "to_unit": "U3", **some("4", "2011-07-01")},
        ),
        "holdings": rows("C8", {"holding": "H1", "unit": "U2", **some("5", "2012-11-30")}),
        "allegations": rows(
            "C9", {"allegation": "A1", "unit": "U4", "date": "2014-09", "violation": "hecho ficticio"}
        ),
        "totals": rows(
            "CA",
            {"total": "X1", "what": "lost", "scope": "all", "account": "a", "since": "2010", "until": "2011", "quantity_min": "9", "quantity_max": "9"},
            {"total": "X2", "what": "lost", "scope": "all", "account": "a", "since": "2010", "until": "2012", "quantity_min": "9", "quantity_max": "9"},
        ),
        "sources": [{"source": "F1", "title": "Fuente de ejemplo", "provenance": "foi"}],
    }  # fmt: skip
    for table, lines in tables.items():
        for n, one in enumerate(lines, 1):
            prefix = one.pop("kind_of_row", "")
            if table != "sources":
                one["claim"] = f"{prefix}{n:02d}"
    return tables


def pack(tables: dict[str, Rows]) -> bytes:
    """The tables as a zip of CSV files without times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, columns in verifier.COLUMNS.items():
            names = columns.split()
            lines = [",".join(names)]
            lines += [",".join(row.get(column, "") for column in names) for row in tables.get(name, [])]
            zipped.writestr(zipfile.ZipInfo(f"{name}.csv"), "\n".join([*lines, ""]))
    return packed.getvalue()


# What the site says, written by hand and not by the verifier
MODEL = {"maker": "Ficta Arms", "model": "FX-1", "licences": ["L1"], "missing": [], "linked": True}
TWO = {"unit": "U2", "state": "12", "verdict": "yes", "named_on": ["L1"], **MODEL}
SITE: dict[str, Any] = {
    "format": "tequio-site/1",
    "level": "public",
    "made_on": "2024-12-31",
    "title": {"en": "Example", "es": "Ejemplo"},
    "ledger": {"file": "ledger.zip", "sha256": ""},
    "named": [
        {"record": "R2", **TWO},
        {"record": "R3", "unit": "U3", "state": "30", "verdict": "no", "named_on": [], **MODEL},
        {"record": "H1", **TWO},
    ],
    "breaches": [
        {"record": "R3", "unit": "U3", "licence": "L1", "state": "30", "certainty": "certain"},
    ],
    "reconcile": [
        {
            "check": "shortage",
            "subject": "U2 T1",
            "at": "2012-11-30",
            "gap": [1, 1],
            "big": ["R2"],
            "small": ["H1"],
            "smallest": ["H1", "R2"],
        }
    ],
    "never_add": [["X1", "X2"]],
    "coarse": {"2011": {"listed": 1}},
    "screen": [
        {
            "unit": "U2",
            "on": "2011-07-01/2024-12-31",
            "hits": [
                {
                    "allegation": "A1",
                    "relation": "superior",
                    "path": ["U2", "U4"],
                    "edges": ["N1"],
                    "on_date": "certain",
                    "at_incident": "certain",
                    "in_time": "certain",
                    "overlap": "certain",
                }
            ],
        },
        {"unit": "U3", "on": "2011-07-01/2024-12-31", "hits": []},
        {
            "unit": "U4",
            "on": "2014-09-01/2024-12-31",
            "hits": [
                {
                    "allegation": "A1",
                    "relation": "own",
                    "path": ["U4"],
                    "edges": [],
                    "on_date": "certain",
                    "at_incident": "certain",
                    "in_time": "certain",
                    "overlap": "certain",
                }
            ],
        },
    ],
    "by_state": {"12": {"yes": 2}, "30": {"no": 1}},
}
WORDS = verifier.WORDS


def element(tag: str, kind: str, text: str, **data: object) -> str:
    marks = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    return f'<{tag} class="{kind}"{marks}>{escape(text)}</{tag}>'


def pages(site: dict[str, Any], language: str) -> dict[str, str]:
    """The pages of one language, without any sentence that a test does not need."""
    words = WORDS[language]
    counts = [
        element("td", "count", str(n), state=state, verdict=verdict)
        for state, some_counts in site["by_state"].items()
        for verdict, n in some_counts.items()
    ]
    made = {f"{name}.html": "<p>…</p>" for name in ("flows", "coarse", "totals", "unknown", "about")}
    made["index.html"] = f"<table><tr>{''.join(counts)}</tr></table>"
    for one in site["named"]:
        made[f"findings/{one['record']}.html"] = element(
            "strong", "verdict", words[one["verdict"]], record=one["record"], verdict=one["verdict"]
        )
    made["breaches.html"] = "".join(
        element("li", "breach", "…", **{key: one[key] for key in ("record", "licence", "state", "certainty")})
        for one in site["breaches"]
    )
    for n, one in enumerate(site["reconcile"], 1):
        least, most = one["gap"]
        told = {key: one[key] for key in ("check", "subject", "at")}
        made[f"gaps/{n}.html"] = element(
            "p", "gap", "…", **told, least=least, most="" if most is None else most
        )
    for entry in site["screen"]:
        made[f"units/{entry['unit']}.html"] = "".join(
            element(
                "li", "hit", "…", unit=entry["unit"], on=entry["on"], allegation=hit["allegation"],
                path=" ".join(hit["path"]), overlap=hit["overlap"],
            )
            for hit in entry["hits"]
        )  # fmt: skip
    return made


def write(folder: Path, tables: dict[str, Rows] | None = None, site: dict[str, Any] | None = None) -> Path:
    """A whole site."""
    tables = ledger() if tables is None else tables
    site = json.loads(json.dumps(SITE if site is None else site))
    packed = pack(tables)
    site["ledger"]["sha256"] = sha256(packed).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ledger.zip").write_bytes(packed)
    (folder / "site.json").write_text(json.dumps(site, ensure_ascii=False), "utf-8")
    (folder / "index.html").write_text(
        "<body><a href='en/'>English</a> <a href='es/'>Español</a></body>", "utf-8"
    )
    claims = [row["claim"] for name, lines in tables.items() if name != "sources" for row in lines]
    for language in WORDS:
        made = pages(site, language)
        made["sources/F1.html"] = "".join(f'<p id="{claim}">…</p>' for claim in claims)
        for name, body in made.items():
            path = folder / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"<!doctype html><html><body>{body}</body></html>", "utf-8")
    shutil.copyfile(verifier.__file__, folder / "tracking_verifier.py")
    add_up(folder)
    return folder


def add_up(folder: Path) -> None:
    """SHA256SUMS anew, as a careful forger would."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{sha256((folder / file).read_bytes()).hexdigest()}  {file}\n"
        for file in files
        if file != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")
