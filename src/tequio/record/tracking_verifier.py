"""Recomputes a published tracking site from its ledger with nothing but Python, trusting nobody.

    python tracking_verifier.py SITE [--lang en|es]

SITE holds `site.json`, `ledger.zip`, `SHA256SUMS` and the pages in `en/` and `es/`; docs/spec/site.md
says what stands in each. Each of the twelve sections can be read alone.
Exit code: 0 proved, 1 failed, 2 nothing that can be checked.
"""
# ruff: noqa: D101, D102, D103, E401, E501, E701, E702, I001, SIM905  (set tightly by hand, so that it stays within 700 lines)
# fmt: off

import argparse, csv, datetime, io, itertools, json, os, re, sys, urllib.parse, zipfile, zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

Json = dict[str, Any]

# 1 WHAT IT SAYS. Every sentence by name, in English and Spanish.
SENTENCES = {
    "cannot": ("Level: {level}. This recomputes what the site concludes from the ledger beside it. It cannot show that the sources say what the claims say, that the ledger holds all that exists, nor what was withheld at this level, or should have been. On pages it reads the marked words and numbers, not other sentences, tables or links: follow a citation to its source yourself.", "Nivel: {level}. Esto recalcula lo que el sitio concluye del registro que lo acompaña. No puede mostrar que las fuentes dicen lo que las afirmaciones dicen, que el registro contiene todo lo que existe, ni qué se reservó en este nivel, o debió reservarse. En las páginas lee las palabras y números marcados, no las demás frases, tablas o enlaces: siga usted cada cita hasta su fuente."),
    "counted": ("Recomputed: {named} verdicts, {breaches} breaches, {gaps} gaps, {hits} screening hits, from {claims} claims; {pages} pages read.", "Recalculado: {named} veredictos, {breaches} incumplimientos, {gaps} descuadres, {hits} coincidencias de la consulta, de {claims} afirmaciones; {pages} páginas leídas."),
    "other_copy": ("The tracking_verifier.py of the site is not the same file as this one.", "El tracking_verifier.py del sitio no es el mismo archivo que este."), "proved": ("PROVED: everything that was checked holds.", "DEMOSTRADO: todo lo revisado se cumple."),
    "failed": ("FAILED. Things that do not hold: {n}", "FALLÓ. Cosas que no se cumplen: {n}"), "more": ("… and {n} more of this kind.", "… y {n} más de este tipo."),
    # what cannot be used at all
    "no_file": ("There is no readable file {file}.", "No hay un archivo legible {file}."), "too_big": ("{file} is larger than this verifier reads.", "{file} es más grande de lo que este verificador lee."), "broken": ("{file} cannot be read: it is not valid {kind}.", "{file} no se puede leer: no es {kind} válido."),
    "shape": ("site.json: “{key}” is missing or is not what it should be.", "site.json: «{key}» falta o no es lo que debe ser."),
    "zip_names": ("ledger.zip: {file} is not a plain table, is there twice, or is packed in an unknown way.", "ledger.zip: {file} no es una tabla simple, está repetido o está comprimido de forma desconocida."),
    "no_column": ("ledger.zip, {file}: the column {column} is missing, double or unknown.", "ledger.zip, {file}: la columna {column} falta, está repetida o es desconocida."),
    "ragged": ("ledger.zip, {file}, row {line}: it has more cells than there are columns.", "ledger.zip, {file}, fila {line}: tiene más celdas que columnas."), "no_date": ("ledger.zip: “{text}” is no date.", "ledger.zip: «{text}» no es una fecha."),
    "no_quantity": ("ledger.zip: “{text}” is no quantity.", "ledger.zip: «{text}» no es una cantidad."), "paths": ("The relations between units make more paths than this verifier follows.", "Las relaciones entre unidades forman más caminos de los que este verificador sigue."), "exhausted": ("The site is too large or too deeply nested to be checked on this machine.", "El sitio es demasiado grande o anidado para revisarlo en este equipo."),
    # what fails
    "sums_line": ("SHA256SUMS, line {line}: not written as it must be, or not in the order of names.", "SHA256SUMS, línea {line}: no está escrita como debe o no sigue el orden de los nombres."), "sums_missing": ("{file} is listed in SHA256SUMS and is not there.", "{file} aparece en SHA256SUMS y no está."),
    "sums_extra": ("{file} is there and not listed in SHA256SUMS.", "{file} está y no aparece en SHA256SUMS."), "sums_changed": ("{file} is not the file that SHA256SUMS lists.", "{file} no es el archivo que indica SHA256SUMS."), "not_regular": ("{file} is not a regular file.", "{file} no es un archivo normal."),
    "other_ledger": ("ledger.zip is not the ledger that site.json names.", "ledger.zip no es el registro que nombra site.json."), "hidden": ("{kind}: the ledger gives {what}, and site.json does not.", "{kind}: el registro da {what}, y site.json no."),
    "invented": ("{kind}: site.json says {what}, and the ledger does not give it.", "{kind}: site.json dice {what}, y el registro no lo da."),
    "smallest": ("Gap {n}: “smallest” is not a smallest set of claims that cannot all be true.", "Descuadre {n}: «smallest» no es un conjunto mínimo de afirmaciones que no pueden ser todas ciertas."),
    "screened_on": ("Screening of {unit}: “{on}” does not run from its earliest acquisition to the last day of the edition.", "Consulta de {unit}: «{on}» no va de su adquisición más temprana al último día de la edición."), "page_missing": ("The page {file} is missing.", "Falta la página {file}."),
    "page_extra": ("The page {file} belongs to nothing in site.json or the ledger.", "La página {file} no corresponde a nada en site.json ni en el registro."),
    "page_script": ("{file}: it holds a script, a frame, a style or an attribute that no page of ours has, so what people see may be something else.", "{file}: contiene un programa, un marco, un estilo o un atributo que ninguna página nuestra tiene; lo que se ve puede ser otra cosa."), "page_unread": ("{file}: it cannot be read as a page.", "{file}: no se puede leer como página."),
    "marker_missing": ("{file}: it does not show {what}.", "{file}: no muestra {what}."), "marker_wrong": ("{file}: it shows {what}, which is not in site.json.", "{file}: muestra {what}, que no está en site.json."), "word_wrong": ("{file}: the words “{text}” do not say {what}.", "{file}: las palabras «{text}» no dicen {what}."), "anchor_missing": ("{file}: the claim {claim} is not on it.", "{file}: no contiene la afirmación {claim}.")}
class Unusable(Exception):  # noqa: N818
    """There is nothing that can be checked: the name of a sentence, and its values."""
class Findings:  # What was found, as names of sentences and their values.
    def __init__(self) -> None: self.said: list[tuple[str, Json]] = []; self.failures: list[tuple[str, Json]] = []
    def say(self, name: str, **values: Any) -> None: self.said.append((name, values))
    def need(self, holds: object, name: str, **values: Any) -> None:
        if not holds: self.failures.append((name, values))
    def sentences(self, language: str) -> Iterator[str]:  # All of it in words: what cannot be shown first, failures last, of one kind at most twenty.
        for name, values in sorted(self.said, key=lambda item: item[0] != "cannot"): yield sentence(name, language, **values)
        yield sentence("failed" if self.failures else "proved", language, n=len(self.failures)); kinds: dict[str, list[Json]] = defaultdict(list)
        for name, values in self.failures: kinds[name].append(values)
        for name, alike in kinds.items():
            yield from ("- " + sentence(name, language, **values) for values in alike[:20])
            if len(alike) > 20: yield "- " + sentence("more", language, n=len(alike) - 20)
def sentence(name: str, language: str, **values: Any) -> str:  # One sentence. What comes from a file is cut and cleaned, so that it cannot play with the terminal.
    cut = {key: str(value)[:1000] for key, value in values.items()}
    clean = {key: "".join(c if c.isprintable() else "?" for c in text) for key, text in cut.items()}
    return SENTENCES[name][language == "es"].format(**clean)

# 2 READING FILES. Only so much, only regular files, only plain tables.
FILE_BYTES, LEDGER_BYTES, TABLES_AT_MOST = 1 << 29, 1 << 30, 40
PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,80}")
FORMULA = re.compile("'('*(?:[\t\r\n]|\\s*[-=+@－＝＋＠]))")  # the apostrophe keeps spreadsheets from running a cell
def read(path: Path) -> bytes:
    try:
        if path.is_symlink() or not path.is_file(): raise Unusable("no_file", {"file": path})
        if path.stat().st_size > FILE_BYTES: raise Unusable("too_big", {"file": path})
        return path.read_bytes()
    except (OSError, ValueError): raise Unusable("no_file", {"file": path}) from None
def once(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) < len(pairs): raise ValueError("a key is given twice")
    return dict(pairs)
def parse(data: bytes, file: str) -> Any:  # JSON in which every key is given once, and every number is one that JSON has.
    try: return json.loads(data.decode(), parse_constant=int, object_pairs_hook=once)
    except (ValueError, RecursionError): raise Unusable("broken", {"file": file, "kind": "JSON"}) from None
def unpack(data: bytes) -> dict[str, bytes]:  # The files of a zip, read at most up to a limit, whatever its headers say.
    found: dict[str, bytes] = {}; left = LEDGER_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for one in packed.infolist()[: TABLES_AT_MOST + 1]:
                plain = PLAIN.fullmatch(one.filename) and one.compress_type in (0, 8) and not one.flag_bits & 1
                if not plain or one.filename in found or len(found) == TABLES_AT_MOST: raise Unusable("zip_names", {"file": one.filename})
                with packed.open(one) as file: found[one.filename] = file.read(left + 1)
                left -= len(found[one.filename])
                if left < 0: raise Unusable("too_big", {"file": "ledger.zip"})
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError):
        raise Unusable("broken", {"file": "ledger.zip", "kind": "zip"}) from None
    return found

# 3 DATES. Every date is some day between a first and a last; days are numbered from the year 1.
Span = tuple[int, int]
ALWAYS, FOR_EVER = 0, 4_000_000
ANY = (ALWAYS, FOR_EVER)
DATE = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([~?%]?)")
def span(text: str) -> Span:  # The days that a date may stand for: `2014`, `2014-09~`, `201X`, `2014-03/2015`; empty is any day.
    text = text.strip()
    if not text: return ANY
    parts = text.split("/")
    try: sides = [ANY if len(parts) > 1 and part in ("", "..") else one_date(part) for part in parts]
    except ValueError: raise Unusable("no_date", {"text": text}) from None
    if len(parts) > 2 or sides[0][0] > sides[-1][1]: raise Unusable("no_date", {"text": text})
    return sides[0][0], sides[-1][1]
def one_date(text: str) -> Span:
    found = DATE.fullmatch(text)
    if not found: raise ValueError(text)
    year, month, day, about = found.groups(); low, high, wide = int(year.replace("X", "0")), int(year.replace("X", "9")), int(bool(about))
    if low < 2 or high > 9997 or ("X" in year and month): raise ValueError(text)
    if month in (None, "XX"):
        wide *= 10 if high > low else 1
        start, end = max(low - wide, 1), min(high + wide, 9999); return datetime.date(start, 1, 1).toordinal(), datetime.date(end, 12, 31).toordinal()
    if day not in (None, "XX"): at = datetime.date(low, int(month), int(day)).toordinal(); return at - wide, at + wide
    datetime.date(low, int(month), 1); return month_start(low, int(month) - wide), month_start(low, int(month) + wide + 1) - 1
def month_start(year: int, month: int) -> int: years, month = divmod(month - 1, 12); return datetime.date(year + years, month + 1, 1).toordinal()

# 4 THE LEDGER. Claims by table; those that stand; the events that they are accounts of.
CITED, THING = "source page status supersedes", "lot maker model country quantity_min quantity_max serials date"
COLUMNS = {
    "sources": "source title publisher published provenance language",
    "units": f"claim unit name kind level central state municipality since until {CITED}",
    "relations": f"claim relation child parent type since until {CITED}",
    "licences": f"claim licence regime number exporter consignee value_usd_min value_usd_max issued valid_from valid_until end_users {CITED}",
    "end_users": f"claim end_user licence unit name_as_written since {CITED}",
    "items": f"claim item licence maker model country type calibre quantity_min quantity_max {CITED}",
    "conditions": f"claim condition licence rule state {CITED}",
    "shipments": f"claim shipment licence consignee {THING} {CITED}",
    "receipts": f"claim receipt from_unit to_unit {THING} {CITED}",
    "holdings": f"claim holding unit {THING} {CITED}",
    "losses": f"claim loss unit manner {THING} {CITED}",
    "recoveries": f"claim recovery holder last_holder loss state municipality {THING} {CITED}",
    "allegations": f"claim allegation unit date violation {CITED}",
    "decisions": f"claim name_as_written unit decision decided_by decided_on reason {CITED}",
    "totals": f"claim total part_of what scope account since until quantity_min quantity_max {CITED}",
    "replies": f"claim reply unit asked_on answered_on answer {CITED}"}
NO_LIMIT = 10**15; Row = Mapping[str, str]; Key = tuple[str, ...]
SAYS_WHERE = {"claim", "source", "page", "status", "supersedes", "date", "serials", "quantity_min", "quantity_max"}
@dataclass(frozen=True, eq=False)
class Event:  # One event and the hull of its accounts. `told`: for each column what accepted accounts say first; `every`: all lots and licences, each with whether an accepted one says so.
    id: str; told: Row; low: int; high: int; first: int; last: int; agreed: Row; every: Mapping[str, Mapping[str, bool]]; serials: frozenset[str]; sure_serials: frozenset[str]
    def __getitem__(self, column: str) -> str: return self.told[column]
    @property
    def licensed(self) -> bool: return bool((self.agreed or self.told)["licence"])
    @property
    def sure(self) -> bool: return bool(self.agreed)  # `agreed`: what accepted accounts alone tell
    @property
    def firm(self) -> bool: return self.sure and all(self.agreed[key] for key, said in self.told.items() if said and key not in SAYS_WHERE)  # they tell all that it is of
    @property
    def least(self) -> int:  # What is certain of its quantity: nothing, if no account of it is accepted.
        return self.low if self.firm else 0
    def weapons(self, sure: bool = False, known: bool = True) -> set[Key]:  # By number; `sure`: as accepted accounts list them; `known`: make and country told. O is not 0.
        maker, model, country = self["maker"], self["model"], self["country"]; told = maker and model and country
        return {(maker, model, number, country) for number in ((self.sure_serials if self.firm else ()) if sure else self.serials) if told or not known}
def table(name: str, data: bytes) -> list[Row]:  # The rows of a CSV file, as texts without outer spaces.
    file, columns = f"{name}.csv", COLUMNS[name].split()
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True); header = [cell.strip() for cell in next(lines, [])]
        wrong = [column for column in header if column not in columns or header.count(column) > 1]; missing = dict.fromkeys(set(columns) - set(header), "")
        if wrong: raise Unusable("no_column", {"file": file, "column": wrong[0]})
        if header and columns[0] in missing: raise Unusable("no_column", {"file": file, "column": columns[0]})
        rows: list[Row] = []
        for cells in lines:
            if len(cells) > len(header): raise Unusable("ragged", {"file": file, "line": lines.line_num})
            texts = [FORMULA.sub(r"\1", cell.strip(), 1) if cell[:1] == "'" else cell.strip() for cell in cells]
            if any(texts): rows.append(missing | dict(itertools.zip_longest(header, texts, fillvalue="")))
    except (csv.Error, ValueError): raise Unusable("broken", {"file": file, "kind": "CSV"}) from None
    return rows
def quantity(text: str, unknown: int) -> int:
    if text and not re.fullmatch("[0-9]{1,15}", text): raise Unusable("no_quantity", {"text": text})
    return int(text) if text else unknown
class Ledger:  # The claims that stand, and the events, by id, in the order of the file.
    def __init__(self, tables: Mapping[str, list[Row]]) -> None:
        claims = [row for name, rows in tables.items() if name != "sources" for row in rows]
        accepted = (row for row in claims if row["status"] == "accepted"); replaced = {row["supersedes"] for row in accepted if row["supersedes"]}
        self.sources = [row["source"] for row in tables["sources"]]; self.claims = [(row["claim"], row["source"]) for row in claims]
        self.rows: dict[str, list[Row]] = {name: [row for row in rows if row.get("status") in ("accepted", "conflict", "needs_work") and row["claim"] not in replaced] for name, rows in tables.items()}
    def events(self, name: str) -> list[Event]:  # Rows with one id are accounts of one event.
        columns, found = COLUMNS[name].split(), []; dated = "date" in columns
        for rows in by(self, name, columns[name != "allegations"]).values():  # each allegation is a claim of its own
            agreed = [row for row in rows if row["status"] == "accepted"]; ordered = agreed + [row for row in rows if row["status"] != "accepted"]
            told, sure = ({column: next((row[column] for row in some if row[column]), "") for column in rows[0] if some} for some in (ordered, agreed))
            days = [span(row["date"]) for row in rows] if dated else [ANY]
            low, high = min(quantity(row.get("quantity_min", ""), 0) for row in rows), max(quantity(row.get("quantity_max", ""), NO_LIMIT) for row in rows)
            serials = (frozenset(number.strip() for row in some for number in row.get("serials", "").split("|")) - {""} for some in (rows, agreed))
            every = {column: {row[column]: any(row[column] == one[column] for one in agreed) for row in rows if row[column]} for column in {"lot", "licence"} & set(columns)}
            found.append(Event(told[columns[1]], told, low, high, min(first for first, _ in days), max(last for _, last in days), sure, every, *serials))
        return found
def read_ledger(data: bytes) -> Ledger:
    files = unpack(data)
    for file in files:
        if file != "datapackage.json" and file.removesuffix(".csv") not in COLUMNS: raise Unusable("zip_names", {"file": file})
    return Ledger({name: table(name, files.get(f"{name}.csv", b"")) for name in COLUMNS})
def grouped(events: Iterable[Event], *columns: str) -> dict[Key, list[Event]]:  # Events by what stands in some columns.
    found: dict[Key, list[Event]] = defaultdict(list)
    for event in events: found[tuple(event[column] for column in columns)].append(event)
    return found
def of_lots(events: Iterable[Event], *columns: str) -> dict[Key, list[Event]]:  # Events by what stands in some columns and by every lot that an account names.
    named = sorted(((*(event[column] for column in columns), lot), at, event) for at, event in enumerate(events) for lot in event.every["lot"])
    return {key: [event for *_, event in some] for key, some in itertools.groupby(named, lambda one: one[0])}
def index(events: Iterable[Event], *columns: str) -> dict[Key, list[Event]]:  # The same without those of which a column is not known.
    return {key: some for key, some in grouped(events, *columns).items() if all(key)}

# 5 UNITS. Who is central, who was above whom, and when.
@dataclass(frozen=True)
class Edge:  # A relation: it certainly holds on the days of `must` (perhaps none), possibly on those of `may`.
    id: str; child: str; parent: str; must: Span; may: Span
def by(ledger: Ledger, name: str, column: str) -> dict[str, list[Row]]:  # The standing rows of a table by a column.
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.rows[name]: found[row[column]].append(row)
    return found
def edge(rows: list[Row]) -> Edge:
    since = [(ALWAYS, ALWAYS) if row["since"] == ".." else span(row["since"]) for row in rows]
    until = [(FOR_EVER, FOR_EVER) if row["until"] == ".." else span(row["until"]) for row in rows]
    must = (max(last for _, last in since), min(first for first, _ in until)) if rows[0]["status"] == "accepted" else (1, 0)
    return Edge(rows[0]["relation"], rows[0]["child"], rows[0]["parent"], must, (min(first for first, _ in since), max(last for _, last in until)))
class Units:  # Units and their relations.
    def __init__(self, ledger: Ledger) -> None:
        units = ledger.events("units"); self.state = {unit.id: unit["state"] for unit in units}; self.agreed = {unit.id: unit.agreed.get("state", "") for unit in units}
        self.maybe_central = {row["unit"] for row in ledger.rows["units"] if row["central"] == "yes"}
        self.central = {row["unit"] for row in ledger.rows["units"] if row["central"] == "yes" and row["status"] == "accepted"}
        self.up: dict[str, list[Edge]] = defaultdict(list); self.down: dict[str, list[Edge]] = defaultdict(list)
        self.member: dict[str, list[Edge]] = defaultdict(list); self.above: dict[str, list[Edge]] = defaultdict(list)
        accounts: dict[Key, list[Row]] = defaultdict(list)
        for row in ledger.rows["relations"]:
            one = edge([row]); accounts[row["relation"], row["child"], row["parent"]] += [row] if row["type"] == "child_of" else []
            if row["type"] == "member_of": self.member[one.child].append(one)
            else: self.up[one.child].append(one); self.down[one.parent].append(one)
        for some in filter(None, accounts.values()):  # for verdicts, accounts of one relation count as one
            one = edge(sorted(some, key=lambda row: row["status"] != "accepted")); self.above[one.child].append(one)
    def superiors(self, unit: str, first: int, last: int) -> tuple[set[str], set[str]]:  # Its superiors, certain on every day from first to last, and possible on one of them.
        certain = [unit]
        for one in certain:  # grows while it is read
            for edge in self.above[one]:
                if edge.must[0] <= first and last <= edge.must[1] and edge.parent not in certain: certain.append(edge.parent)
        seen: dict[str, list[Span]] = {unit: [(first, last)]}; reached = [(unit, first, last)]
        for one, low, high in reached:
            for edge in self.above[one]:
                days = (max(low, edge.may[0]), min(high, edge.may[1])); known = seen.setdefault(edge.parent, [])
                if days[0] <= days[1] and not any(a <= days[0] and days[1] <= b for a, b in known): known.append(days); reached.append((edge.parent, *days))
            if len(reached) > PATHS_AT_MOST: raise Unusable("paths", {})
        return set(certain) - {unit}, {one for one, spans in seen.items() if spans} - {unit}

# 6 VERDICTS. Was the holder named on a licence that could apply? And breaches of conditions beside it.
class Licences:  # What the ledger says of licences and shipments, by what it is asked for.
    def __init__(self, ledger: Ledger, units: Units) -> None:
        self.units = units; self.rows, self.end_users, self.decisions = by(ledger, "licences", "licence"), by(ledger, "end_users", "licence"), by(ledger, "decisions", "name_as_written")
        self.excluded, self.only, self.open = (defaultdict[str, set[str]](set) for _ in range(3))
        self.lots: dict[Key, dict[str, bool]] = defaultdict(dict)
        for row in ledger.rows["conditions"]:
            if row["rule"] == "only_state": self.open[row["licence"]].add(row["state"])
            if row["status"] == "accepted": (self.only if row["rule"] == "only_state" else self.excluded)[row["licence"]].add(row["state"])
        shipments, receipts = ledger.events("shipments"), ledger.events("receipts")
        self.shipped = of_lots(shipments); self.of_model = grouped(shipments, "maker", "model")
        items = [(row["maker"], row["model"], row["licence"], row["status"] == "accepted") for row in ledger.rows["items"]]
        items += [(one["maker"], one["model"], licence, sure) for one in shipments for licence, sure in one.every["licence"].items()]
        self.things: dict[Key, list[tuple[str, bool]]] = defaultdict(list); told = {licence for _, _, licence, _ in items}
        for maker, model, licence, sure in items: self.things[maker, model].append((licence, sure and "" not in (maker, model)))
        self.untold = [licence for licence in {**self.rows, **self.end_users} if licence and licence not in told]  # nothing says for what
        self.received = of_lots(receipts, "to_unit")
        for event in [*shipments, *receipts]:
            for weapon, (lot, agreed) in itertools.product(event.weapons(known=False), event.every["lot"].items()):
                self.lots[weapon][lot] = self.lots[weapon].get(lot, False) or (agreed and weapon in event.weapons(True, False))
    def excludes(self, licence: str, state: str) -> bool:  # Whether an accepted condition of the licence excludes the state.
        return bool(state) and (state in self.excluded[licence] or bool(self.only[licence] and state not in self.open[licence]))
    def begins(self, licence: str) -> Span:  # The days on which it may have begun to be valid.
        days = [span(row["valid_from"] or row["issued"]) for row in self.rows.get(licence, ())] or [ANY]; return min(first for first, _ in days), max(last for _, last in days)
    def says(self, licence: str, word: str) -> bool: return any(row["end_users"] == word for row in self.rows.get(licence, ()))
    def sure(self, licence: str) -> bool: return any(row["status"] == "accepted" for row in self.rows.get(licence, ()))
    def lots_of(self, event: Event) -> dict[str, bool]:  # The lots that a thing may be of, each with whether that is sure.
        found = dict(event.every["lot"])
        for weapon in event.weapons(known=False):
            for lot, sure in self.lots.get(weapon, {}).items(): found[lot] = found.get(lot, False) or (sure and weapon in event.weapons(True, False))
        return found
    @staticmethod
    def alike(groups: Mapping[Key, list[Any]], event: Event) -> Iterator[Any]:  # Those of its maker and model, which must be known; one that is not told there may be any.
        makers, models = {event["maker"], ""}, {event["model"], ""}
        for key in itertools.product(makers, models) if "" not in (event["maker"], event["model"]) else (): yield from groups.get(key, ())
    def could_apply(self, event: Event, when: Span) -> tuple[dict[str, bool], list[str], bool]:  # Licences, each with whether that is sure; shipments without one; whether the row is linked.
        lots, licences, known = self.lots_of(event), dict[str, bool](), bool(event["maker"] and event["model"])
        shipped = [(one, sure and one.every["lot"][lot]) for lot, sure in lots.items() for one in self.shipped.get((lot,), ())]
        linked = any(sure for _, sure in shipped); missing = {one.id for one, _ in shipped if not one.licensed}
        for licence, sure in ((licence, sure and agreed) for one, sure in shipped for licence, agreed in one.every["licence"].items()): licences[licence] = licences.get(licence, False) or sure
        if not linked: missing |= {one.id for one in self.alike(self.of_model, event) if one.first <= when[1] and not one.licensed}
        for licence, sure in () if linked else self.alike(self.things, event):
            if self.begins(licence)[0] <= when[1]: licences[licence] = licences.get(licence, False) or sure
        for licence in self.untold if known and not linked else ():
            if self.begins(licence)[0] <= when[1]: licences.setdefault(licence, False)
        return {licence: sure for licence, sure in licences.items() if licence}, sorted(missing), linked
    def unlisted(self, licence: str) -> bool:  # Whether its end users are not on record.
        words = {row["end_users"] for row in self.rows.get(licence, ())}
        return not words or bool(words - {"listed", "central_only"}) or ("listed" in words and licence not in self.end_users)
    def answers(self, licence: str) -> bool:  # Whether accepted claims say whom it is for.
        told = any(row["status"] == "accepted" and row["end_users"] in ("listed", "central_only") for row in self.rows.get(licence, ()))
        return told and not (self.says(licence, "listed") and all(row["status"] != "accepted" for row in self.end_users.get(licence, ())))
    def named_units(self, row: Row) -> Iterator[tuple[str, str, bool]]:  # What an end-user row says of units: (word, unit, whether that is sure).
        sure = row["status"] == "accepted"
        if row["unit"]: yield "same", row["unit"], sure
        decisions = [one for one in self.decisions.get(row["name_as_written"], ()) if one["unit"]] if row["name_as_written"] else []
        against = [one for one in decisions if one["decision"] != "same" and one["status"] == "accepted"]
        for one in decisions:  # a later decision of the same prevails; an earlier one leaves it open
            later = all(span(one["decided_on"])[0] > span(no["decided_on"])[1] for no in against if no["unit"] == one["unit"])
            yield one["decision"], one["unit"], sure and one["status"] == "accepted" and later
        if not row["unit"] and all(decision["status"] != "accepted" for decision in decisions): yield "undecided", "", sure
    def judge(self, licence: str, holder: str, when: Span, linked: bool, above: tuple[set[str], set[str]]) -> str:  # `names`, `coarse` or nothing: what one licence says of a holder at a time.
        coarse, central, begun = False, self.says(licence, "central_only"), linked or self.begins(licence)[1] <= when[0]
        for row in self.end_users.get(licence, ()):
            since = span(row["since"]) if row["since"] else (ALWAYS, ALWAYS)
            for word, unit, sure in self.named_units(row):
                certain = sure and begun and since[1] <= when[0]
                if word == "undecided" or (word == "unsure" and unit == holder): coarse = True
                central = central or (word == "same" and unit in self.units.maybe_central)
                if word != "same" or since[0] > when[1]: continue  # named only afterwards
                if certain and (unit == holder or (unit in above[0] - self.units.maybe_central and linked)): return "names"
                coarse = coarse or unit == holder or unit in above[1] - self.units.maybe_central
        if central and not self.excludes(licence, self.units.agreed.get(holder, "")): coarse = True
        return "coarse" if coarse else ""
def possessions(ledger: Ledger, units: Units) -> Iterator[tuple[Event, str]]:  # Receipts and holdings of units that are not central, and recoveries with a holder.
    for name, column in (("receipts", "to_unit"), ("holdings", "unit"), ("recoveries", "holder")):
        for event in ledger.events(name):
            if event[column] and (name == "recoveries" or event[column] not in units.central): yield event, event[column]
def acquired(event: Event, lots: Mapping[str, bool], receipts: Mapping[str, list[Event]]) -> Span:  # The day of the earliest receipt of that lot by that unit, else of the row itself.
    sure = [one for lot, some in receipts.items() for one in some if one.sure and lots[lot]]; every = [one for some in receipts.values() for one in some]
    last = min((one.last for one in sure), default=event.last); return min([one.first for one in every] + ([] if sure else [event.first])), last
def named(ledger: Ledger, units: Units) -> tuple[list[Json], list[Json], dict[str, int]]:  # All verdicts, all breaches, and for each holder the earliest day on which it may have acquired.
    licences = Licences(ledger, units); verdicts, breaches, earliest = [], [], dict[str, int]()
    for event, holder in possessions(ledger, units):
        lots = licences.lots_of(event); when = acquired(event, lots, {lot: licences.received.get((holder, lot), []) for lot in lots})
        earliest[holder] = min(when[0], earliest.get(holder, FOR_EVER))
        apply, unlicensed, linked = licences.could_apply(event, when); above, state = units.superiors(holder, *when), units.state.get(holder, "")
        judged = {one: licences.judge(one, holder, when, linked, above) for one in apply}
        names = sorted(one for one, word in judged.items() if word == "names" and apply[one] and licences.sure(one)); off = [one for one in apply if licences.unlisted(one)]
        missing = sorted([*off, *unlicensed]); silent = any(licences.sure(one) and not licences.answers(one) for one in apply)
        coarse, none = any(judged.values()), bool(missing) or silent or not any(sure and licences.sure(one) and licences.answers(one) for one, sure in apply.items())
        verdict = "yes" if names else "too_coarse" if coarse else "no_records" if none else "no"
        names_of = {"record": event.id, "unit": holder, "state": state, "maker": event["maker"], "model": event["model"]}
        verdicts.append({**names_of, "verdict": verdict, "licences": sorted(apply), "named_on": names, "missing": missing, "linked": linked})
        for place in dict.fromkeys([state, event.told.get("state", "")]):  # of the holder, and where it was found
            for licence in sorted(one for one, sure in apply.items() if sure and linked and licences.excludes(one, place)):
                sure = event.sure and place in (units.agreed.get(holder), event.agreed.get("state")) and len(apply) == 1 and not unlicensed
                breach = {"record": event.id, "unit": holder, "licence": licence, "state": place}; breaches.append(breach | {"certainty": "certain" if sure else "possible"})
    return verdicts, breaches, earliest

# 7 GAPS. Inequalities that cannot hold: the least of `big` exceeds the most of `small`.
@dataclass(frozen=True)
class Side:  # Events on one side: those that certainly count, and all that possibly do.
    certain: tuple[Event, ...]; possible: tuple[Event, ...]
    @classmethod
    def of(cls, events: Iterable[Event]) -> "Side": every = tuple(events); return cls(tuple(one for one in every if one.firm), every)
    @classmethod
    def by(cls, events: Iterable[Event], count: Event) -> "Side":  # Those of them that happened by the day of a count.
        possible = tuple(one for one in events if one.first <= count.last)
        return cls(tuple(one for one in possible if one.firm and one.last <= count.first), possible)
    def __add__(self, other: "Side") -> "Side": return Side(self.certain + other.certain, self.possible + other.possible)
def gap(check: str, subject: str, big: Side, small: Side, at: Span | None = None, each: bool = False) -> Iterator[Json]:
    """The gap of one inequality, if there is one; `each`: every event counts as one weapon."""
    least = sum(1 if each else one.least for one in big.certain); most = sum(1 if each else one.high for one in small.possible)
    if least <= most: return
    low, high = sum(1 if each else one.least for one in small.certain), sum(1 if each else one.high for one in big.possible)
    sets = {"big": sorted(one.id for one in big.certain), "small": sorted(one.id for one in small.possible)}
    numbers = [least - most, None if high >= NO_LIMIT else high - low]; weights = {one.id: 1 if each else one.least for one in big.certain}
    yield {"check": check, "subject": subject, "at": at, "gap": numbers, **sets, "weights": weights, "most": most}
class Moves:  # Shipments, receipts, losses, finds and counts, by unit and lot.
    def __init__(self, ledger: Ledger) -> None:
        self.shipments, self.items = ledger.events("shipments"), ledger.events("items"); moved = (one for one in ledger.events("receipts") if one["from_unit"] != one["to_unit"])
        self.receipts, self.counts = list(moved), ledger.events("holdings")
        self.losses, self.recoveries = ledger.events("losses"), ledger.events("recoveries")
        self.totals = ledger.events("totals"); self.finds = [one for one in self.recoveries if not one["loss"]]  # the others are within their loss
    def gone(self, *columns: str) -> dict[Key, list[Event]]:  # What left a unit: passed on, lost, destroyed, found elsewhere or with it.
        found: dict[Key, list[Event]] = defaultdict(list)
        for events, unit in ((self.receipts, "from_unit"), (self.losses, "unit"), (self.finds, "last_holder")):
            for key, some in index(events, unit, *columns).items(): found[key] += some
        return found
def gaps(ledger: Ledger) -> Iterator[Json]:  # All gaps of the ledger.
    moves = Moves(ledger); items = index(moves.items, "licence")
    for key, shipped in grouped(moves.shipments, "licence", "maker", "model").items():
        alike = [one for one in items.get(key[:1], ()) if all(a == b or not a or not b for a, b in zip(key[1:], (one["maker"], one["model"]), strict=True))]
        if any(one.firm for one in alike): yield from gap("over_shipped", " ".join(key), Side.of(shipped), Side.of(alike))
    arrivals = index((one for one in moves.receipts if not one["from_unit"]), "lot"); by_lot = index(moves.shipments, "lot")
    for key, arrived in arrivals.items():
        sides = Side.of(by_lot.get(key, ())), Side.of(arrived)
        if sides[1].certain: yield from gap("not_received", key[0], *sides)
        if sides[0].certain: yield from gap("over_received", key[0], *sides[::-1])
    yield from stocks(moves); losses = {one.id: one for one in moves.losses if one.firm}
    for (loss,), found in index(moves.recoveries, "loss").items():
        if loss in losses: yield from gap("recovered_more_than_lost", loss, Side.of(found), Side.of([losses[loss]]))
    yield from numbers(moves); yield from sums(moves.totals)
def stocks(moves: Moves) -> Iterator[Json]:  # What a unit had of a lot, from its receipts, what left it, and counts.
    received, gone, counted = index(moves.receipts, "to_unit", "lot"), moves.gone("lot"), index(moves.counts, "unit", "lot")
    for key, come in received.items():
        if not any(one.firm for one in come): continue
        subject, left = " ".join(key), gone.get(key, []); yield from gap("issued_more_than_received", subject, Side.of(left), Side.of(come))
        for count in counted.get(key, ()):
            if count.firm:
                had, away = Side.by(come, count), Side.by(left, count) + Side.of([count])
                yield from gap("shortage", subject, had, away, (count.first, count.last))
                yield from gap("surplus", subject, away, had, (count.first, count.last))
def numbers(moves: Moves) -> Iterator[Json]:  # One weapon, by its number: counted where it was gone, or on one day in two places.
    def listed(events: Iterable[Event], column: str, sure: bool = True) -> dict[Key, list[Event]]:
        found: dict[Key, list[Event]] = defaultdict(list)
        for one in events:
            for weapon in one.weapons(sure) if one[column] else (): found[one[column], *weapon].append(one)
        return found
    received, counts = listed(moves.receipts, "to_unit", sure=False), listed(moves.counts, "unit")
    out = [listed(moves.receipts, "from_unit"), listed(moves.losses, "unit")]; found = defaultdict[Key, list[Event]](list)
    for one in moves.finds:
        for weapon in one.weapons(True): found[weapon].append(one)
    places: dict[tuple[Key, int], list[Event]] = defaultdict(list)
    for key, some in counts.items():
        come, went = received.get(key, []), [one for events in out for one in events.get(key, ())]
        seen = [one for one in found.get(key[1:], ()) if one["holder"] != key[0]]  # found elsewhere
        for count in some:
            if count.firm and count.first == count.last: places[key[1:], count.first].append(count)
            away = Side.by(went + seen, count)
            if count.firm and away.certain and any(one.firm for one in come) and not fits(come, went, seen, count):
                subject, at = f"{key[0]} {'|'.join(key[1:])}", (count.first, count.last)
                yield from gap("serial_held_but_gone", subject, away + Side.of([count]), Side.by(come, count), at, each=True)
    for (weapon, day), some in places.items():
        for pair in itertools.combinations(some, 2):
            if pair[0]["unit"] != pair[1]["unit"]:
                for two in gap("serial_two_places", "|".join(weapon), Side(pair, pair), Side((), ()), (day, day), each=True): yield two | {"gap": [1, 1], "most": 1}
def fits(come: list[Event], went: list[Event], seen: list[Event], count: Event) -> bool:  # Whether in some order of days the number is there when counted.
    moves = [(one, kind) for kind, some in (("in", come), ("out", went), ("seen", seen)) for one in some if one.first <= count.last]
    if len(moves) > 11: return True
    must = sum(1 << n for n, (one, _) in enumerate(moves) if one.firm and one.last <= count.first)
    reached = {(0, False): ALWAYS}  # which are told, and whether it is there: the earliest day
    for done, there in ((done, there) for done in range(1 << len(moves)) for there in (False, True)):
        day = reached.get((done, there), FOR_EVER + 1)
        if there and must & ~done == 0 and max(day, count.first) <= count.last: return True
        for n, (one, kind) in enumerate(moves):
            if done >> n & 1 or max(day, one.first) > one.last or (kind != "in" and there != (kind == "out")): continue
            after = (done | 1 << n, kind == "in"); reached[after] = min(max(day, one.first), reached.get(after, FOR_EVER + 1))
    return False
def sums(totals: list[Event]) -> Iterator[Json]:  # Totals of the same scope and window that differ, and parts that do not add.
    alike: dict[Key, list[Event]] = defaultdict(list); parts: dict[str, list[Event]] = defaultdict(list)
    for one in totals:
        alike[one["what"], one["scope"], one["since"], one["until"]].append(one)
        if one["part_of"] not in ("", one.id): parts[one["part_of"]].append(one)
    for (what, scope, since, until), some in alike.items():
        told = [one for one in some if one.firm and what and scope and since and until]
        for pair in itertools.permutations(told, 2):
            big, small = Side.of(pair[:1]), Side.of(pair[1:]); yield from gap("totals_differ", f"{what}; {scope}; {since}/{until}", big, small)
    for whole in totals:
        sides = Side.of([whole]), Side.of(parts.get(whole.id, ()))
        if all(side.certain for side in sides):
            yield from gap("parts_do_not_add", whole.id, *sides); yield from gap("parts_do_not_add", whole.id, *sides[::-1])
def is_smallest(ids: list[str], found: Json) -> bool:  # Whether a set cannot be true and none is smaller: all of `small`, as few of `big` as suffice.
    big, enough, total = found["weights"], 0, 0
    for weight in sorted(big.values(), reverse=True):
        if total > found["most"]: break
        total, enough = total + weight, enough + 1
    chosen = set(ids) - set(found["small"]); exceeds = chosen <= set(big) and sum(big[one] for one in chosen) > found["most"]
    return exceeds and len(set(ids)) == len(ids) == enough + len(found["small"])

# 8 TOTALS AND COARSENESS. What is never added; licences by year and by what they say of end users.
def never_add(ledger: Ledger) -> list[list[str]]:
    wholes: dict[str, list[Event]] = defaultdict(list)
    for one in ledger.events("totals"):
        if not one["part_of"]: wholes[one["what"]].append(one)
    differ = ("scope", "since", "until", "account"); groups = (some for some in wholes.values() if len({tuple(one[c] for c in differ) for one in some}) > 1); return [sorted(one.id for one in some) for some in groups]
def coarse(ledger: Ledger) -> Json:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in by(ledger, "licences", "licence").values():
        words = {row["end_users"] for row in rows}; ordered = sorted(rows, key=lambda row: row["status"] != "accepted")
        issued = next((row["issued"] for row in ordered if row["issued"]), ""); found[issued[:4]][words.pop() if len(words) == 1 else "contradictory"] += 1
    return {year: dict(counts) for year, counts in found.items()}

# 9 SCREENING. Allegations against a unit, those above and below it, and groups it was a member of.
PATHS_AT_MOST = 3_000_000
class Screening:  # Paths between units and the allegations at their ends.
    def __init__(self, ledger: Ledger, units: Units) -> None: self.units, self.followed = units, 0; self.against = index(ledger.events("allegations"), "unit")
    def paths(self, unit: str) -> Iterator[tuple[str, list[str], list[Edge]]]:  # Every path on which all relations may have held together on some day; no unit comes twice.
        yield "own", [unit], []
        for edge in self.units.member[unit]:
            if edge.parent != unit: yield "member", [unit, edge.parent], [edge]
        for relation, edges in (("superior", self.units.up), ("subordinate", self.units.down)):
            open_ends: list[tuple[list[str], list[Edge], Span]] = [([unit], [], ANY)]
            while open_ends:
                path, taken, days = open_ends.pop()
                for edge in edges[path[-1]]:
                    following = edge.parent if relation == "superior" else edge.child
                    both = (max(days[0], edge.may[0]), min(days[1], edge.may[1])); self.followed += 1
                    if self.followed > PATHS_AT_MOST: raise Unusable("paths", {})
                    if following not in path and both[0] <= both[1]:
                        open_ends.append(([*path, following], [*taken, edge], both)); yield relation, [*path, following], [*taken, edge]
    def hits(self, unit: str, on: Span) -> Iterator[Json]:
        for relation, path, edges in self.paths(unit):
            for one in self.against.get((path[-1],), ()):
                if one.first <= on[1]:
                    hit = self.hit(relation, edges, one, on); ends = {"allegation": one.id, "path": path, "edges": [edge.id for edge in edges]}
                    if {hit["on_date"], hit["at_incident"]} != {"none"}: yield ends | hit
    @staticmethod
    def hit(relation: str, edges: list[Edge], allegation: Event, on: Span) -> Json:
        must = (max((e.must[0] for e in edges), default=ALWAYS), min((e.must[1] for e in edges), default=FOR_EVER))
        may = (max((e.may[0] for e in edges), default=ALWAYS), min((e.may[1] for e in edges), default=FOR_EVER))
        first, last = allegation.first, allegation.last
        def meets(days: Span, others: Span) -> bool: return max(days[0], others[0]) <= min(days[1], others[1])
        whole = must[0] <= first and last <= must[1]
        on_date = "certain" if meets(must, on) and must[0] <= must[1] else "possible" if meets(may, on) else "none"
        incident = "certain" if whole else "possible" if meets(may, (first, last)) else "none"; in_time = "certain" if last <= on[1] else "possible"
        sure = in_time == "certain" and "certain" in (on_date, incident) and allegation.sure; overlap = "certain" if sure else "possible"
        said = {"relation": relation, "on_date": on_date, "at_incident": incident, "in_time": in_time}; return said | {"overlap": overlap}

# 10 site.json AGAINST THE LEDGER.
VERDICTS = ("yes", "no", "too_coarse", "no_records")
Test = Callable[[Any], bool]
def short(limit: int = 2000) -> Test: return lambda value: isinstance(value, str) and len(value) <= limit
def word(*words: str) -> Test: return lambda value: isinstance(value, str) and value in words
def whole(value: Any) -> bool: return type(value) is int and 0 <= value <= 2**70
def flag(value: Any) -> bool: return type(value) is bool
def bounds(value: Any) -> bool: return isinstance(value, list) and len(value) == 2 and whole(value[0]) and (value[1] is None or whole(value[1]))
def two_deep(value: Any) -> bool:  # Counts in a mapping of mappings.
    inner = value.values() if isinstance(value, dict) else [None]; return all(isinstance(one, dict) and all(map(whole, one.values())) for one in inner)
ID, TEXT = short(200), short()
EITHER = ("certain", "possible")
HOW_SURE = {"on_date": word(*EITHER, "none"), "at_incident": word(*EITHER, "none"), "in_time": word(*EITHER), "overlap": word(*EITHER)}
HIT = {"allegation": ID, "relation": word("own", "superior", "subordinate", "member"), "path": [ID], "edges": [ID], **HOW_SURE}
GAP = {"check": ID, "subject": short(8000), "at": TEXT, "gap": bounds, "big": [ID], "small": [ID], "smallest": [ID]}
BREACH = {"record": ID, "unit": ID, "licence": ID, "state": ID, "certainty": word(*EITHER)}
LISTS = {"licences": [ID], "named_on": [ID], "missing": [ID]}
VERDICT = {"record": ID, "unit": ID, "state": ID, "maker": TEXT, "model": TEXT, "verdict": word(*VERDICTS), **LISTS, "linked": flag}
SHAPE = {
    "format": word("tequio-site/1"), "level": word("public", "partner", "private"), "title": {"en": TEXT, "es": TEXT},
    "made_on": lambda value: isinstance(value, str) and bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value)),
    "ledger": {"file": word("ledger.zip"), "sha256": short(64)}, "named": [VERDICT], "breaches": [BREACH], "reconcile": [GAP],
    "never_add": [[ID]], "coarse": two_deep, "screen": [{"unit": ID, "on": TEXT, "hits": [HIT]}], "by_state": two_deep}
def misfit(value: Any, shape: Any, where: str = "") -> str:  # Where a value is not of its shape; empty if it is. Keys that no shape names are left alone.
    if isinstance(shape, list):
        if not isinstance(value, list): return where or "?"
        return next((bad for n, one in enumerate(value) if (bad := misfit(one, shape[0], f"{where}[{n}]"))), "")
    if isinstance(shape, dict):
        if not isinstance(value, dict): return where or "?"
        inner = ((value.get(key), one, f"{where}.{key}" if where else key) for key, one in shape.items())
        return next((bad for one in inner if (bad := misfit(*one))), "")
    return "" if shape(value) else where
def compare(found: Findings, kind: str, mine: Iterable[Json], theirs: Iterable[Json]) -> None:  # Both as sets in which a thing may stand twice; lists of ids within are sorted.
    def canonical(one: Json) -> str: return json.dumps(one, ensure_ascii=False, sort_keys=True)
    have, said = Counter(map(canonical, mine)), Counter(map(canonical, theirs))
    for one in have - said: found.need(False, "hidden", kind=kind, what=one)
    for one in said - have: found.need(False, "invented", kind=kind, what=one)
def pick(one: Json, keys: Iterable[str], *lists: str) -> Json:  # Some fields; those in `lists` sorted, since their order says nothing.
    return {key: sorted(one[key]) if key in lists else one[key] for key in keys}
def counted(value: Json) -> Json:  # Counts without zeros.
    kept = {key: {name: n for name, n in one.items() if n} for key, one in value.items()}; return {key: one for key, one in kept.items() if one}
def check_site(found: Findings, site: Json, ledger: Ledger) -> None:  # Every verdict, breach, gap, total, count and hit of site.json against the ledger.
    units = Units(ledger); verdicts, breaches, earliest = named(ledger, units); compare(found, "named", verdicts, [pick(one, VERDICT, *LISTS) for one in site["named"]])
    compare(found, "breaches", breaches, [pick(one, BREACH) for one in site["breaches"]]); states: dict[str, Counter[str]] = defaultdict(Counter)
    for one in verdicts: states[one["state"]][one["verdict"]] += 1
    mine: list[Json] = [{"state": state, **counts} for state, counts in states.items()]
    compare(found, "by_state", mine, [{"state": s, **c} for s, c in counted(site["by_state"]).items()])
    compare(found, "coarse", [coarse(ledger)], [counted(site["coarse"])]); sets = [{"totals": group} for group in never_add(ledger)]
    compare(found, "never_add", sets, [{"totals": sorted(group)} for group in site["never_add"]])
    accused = {unit: min(one.first for one in some) for (unit,), some in index(ledger.events("allegations"), "unit").items()}
    check_gaps(found, site, ledger); check_hits(found, site, Screening(ledger, units), accused | earliest)
def check_gaps(found: Findings, site: Json, ledger: Ledger) -> None:
    keys = ("check", "subject", "at", "gap", "big", "small")
    mine, theirs = list(gaps(ledger)), []; known = {json.dumps(pick(one | {"at": None}, keys), sort_keys=True): one for one in mine}
    for n, one in enumerate(site["reconcile"], 1):
        theirs.append(pick(one | {"at": span(one["at"]) if one["at"] else None}, keys, "big", "small"))
        same = known.get(json.dumps(theirs[-1] | {"at": None}, sort_keys=True))
        found.need(not same or is_smallest(one["smallest"], same), "smallest", n=n)
    compare(found, "reconcile", [pick(one, keys) for one in mine], theirs)
def check_hits(found: Findings, site: Json, screening: Screening, earliest: Mapping[str, int]) -> None:  # All units with a possession or an allegation, each from the first of its possessions, else of these.
    last = max((span(one["on"])[1] for one in site["screen"]), default=ALWAYS); mine, theirs = [], []
    for one in site["screen"]:
        unit, on = one["unit"], span(one["on"])
        fits = on == (min(earliest.get(unit, FOR_EVER), last), last) and last <= span(site["made_on"])[1]; found.need(fits, "screened_on", unit=unit, on=one["on"])
        mine += [{"unit": unit, **hit} for hit in screening.hits(unit, on)]; theirs += [{"unit": unit, **pick(hit, HIT)} for hit in one["hits"]]
    compare(found, "screen", mine, theirs)
    units = ([{"unit": unit} for unit in some] for some in (earliest, (one["unit"] for one in site["screen"]))); compare(found, "screen", *units)

# 11 PAGES. What the marked elements say, in both languages, against site.json; the words against the marks.
WORDS = {
    "en": {"yes": "Yes", "no": "No", "too_coarse": "Too coarse", "no_records": "No records"},
    "es": {"yes": "Sí", "no": "No", "too_coarse": "Demasiado general", "no_records": "Sin registros"}}
MARKS = {
    "verdict": ("record", "verdict"), "gap": ("check", "subject", "at", "least", "most"), "count": ("state", "verdict"),
    "breach": ("record", "licence", "state", "certainty"), "hit": ("unit", "on", "allegation", "path", "overlap")}
FIXED, FOLDERS = ("index", "breaches", "flows", "coarse", "totals", "unknown", "about"), ("findings", "gaps", "units", "sources")
PAGE_BYTES = 1 << 27
def page_of(folder: str, name: str) -> str: return f"{folder}/{urllib.parse.quote(name, safe='').replace('%', '=')}.html"  # unusual signs of an id, with `=` for `%`
TAGS = set("a body caption code dd div dl dt em h1 h2 h3 h4 head html i li link main meta nav ol p pre small span strong style table tbody td th thead title tr ul br".split())
ATTRIBUTES = set("aria-label charset class colspan content href hreflang http-equiv id lang name rel role scope style tabindex".split())
STYLES = {"4bf9455e980e5625d596a8fdf871cbae171147728e0ee45a314070fc701c764a", "e3e4c43f55c61681024068b336767407cb0d7e6f30a08b6b2d20f28f1e2e0430"}  # SHA-256 of the style sheets of all versions
class Page(HTMLParser):  # The marked elements of a page, each (class, data, text), its anchors, and whether it holds anything by which people may see something else.
    def __init__(self) -> None:
        super().__init__(); self.marks: list[tuple[str, Key, list[str]]] = []; self.open: list[list[Any]] = []  # tag, how deep, where its words go
        self.anchors: set[str] = set(); self.program = self.body = self.skip = False; self.style: list[str] | None = None
    def strange(self, tag: str, data: dict[str, str]) -> bool:  # What can hide or cover words: tags, attributes and places that no page of ours has.
        kinds = set(data.get("class", "").split()); self.skip |= "skip" in kinds; bar = re.fullmatch(r"margin-left:[\d.]+%;width:[\d.]+%", data.get("style", "")) and tag == "i"
        return any((tag not in TAGS, any(key not in ATTRIBUTES and key[:5] != "data-" for key in data), "style" in data and not bar, "skip" in kinds and tag != "a",
            self.body == (tag in ("head", "title", "style", "link", "meta")) and tag not in ("html", "body"), tag == "link" and data.get("rel") != "icon", kinds & set(MARKS) and self.skip))
    def handle_comment(self, data: str) -> None: self.program = True  # noqa: ARG002
    handle_pi = unknown_decl = handle_comment
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        data = {key: value or "" for key, value in attrs}; refers = any(value.strip().lower().startswith(("javascript:", "data:text")) for value in data.values())
        self.program |= refers or len(data) < len(attrs) or self.strange(tag, data); self.body |= tag == "body"; self.style = [] if tag == "style" else self.style
        self.program |= any(key.startswith("on") or (key == "http-equiv" and data[key].lower() == "refresh") for key in data)
        self.anchors.add(data.get("id", ""))
        for one in self.open: one[1] += one[0] == tag
        for kind in set(data.get("class", "").split()) & set(MARKS):
            words: list[str] = []; self.marks.append((kind, tuple(data.get(f"data-{key}", "") for key in MARKS[kind]), words)); self.open.append([tag, 1, words])
        if len(self.open) > 100: raise ValueError("marks within marks")
    def handle_endtag(self, tag: str) -> None:
        self.skip &= tag != "a"
        if tag == "style" and self.style is not None: self.program |= sha256("".join(self.style).encode()).hexdigest() not in STYLES; self.style = None
        for one in self.open: one[1] -= one[0] == tag
        self.open = [one for one in self.open if one[1]]
    def handle_data(self, data: str) -> None:
        if self.style is not None: self.style.append(data)
        for one in self.open: one[2].append(data)
def expected_marks(site: Json) -> dict[str, dict[str, list[Key]]]:  # For each page that must show marks: the marks of a class, as often as they must be shown.
    pages: dict[str, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for one in site["named"]: pages[page_of("findings", one["record"])]["verdict"].append((one["record"], one["verdict"]))
    for n, one in enumerate(site["reconcile"], 1):
        numbers = ("" if number is None else str(number) for number in one["gap"]); pages[f"gaps/{n}.html"]["gap"].append((one["check"], one["subject"], one["at"], *numbers))
    for one in site["breaches"]: pages["breaches.html"]["breach"].append(tuple(one[key] for key in MARKS["breach"]))
    for entry in site["screen"]:
        shown = pages[page_of("units", entry["unit"])]["hit"]
        for one in entry["hits"]: shown.append((entry["unit"], entry["on"], one["allegation"], " ".join(one["path"]), one["overlap"]))
    for state, counts in counted(site["by_state"]).items(): pages["index.html"]["count"] += [(state, verdict) for verdict in counts]
    return pages
def check_page(found: Findings, path: Path, name: str, language: str, must: Mapping[str, list[Key]], site: Json, known: set[tuple[str, Key]]) -> set[str]:
    """One page: every mark is one of site.json's, those that must stand there do, and words say the same."""
    page = Page()
    try:
        data = read(path)
        if len(data) > PAGE_BYTES: raise Unusable("too_big", {"file": name})
        page.feed(data.decode()); page.close()
    except (ValueError, AssertionError, RecursionError): found.need(False, "page_unread", file=name); return set()
    found.need(not page.program, "page_script", file=name); shown = Counter((kind, mark) for kind, mark, _ in page.marks)
    for kind, marked, words in page.marks:
        said, what = " ".join("".join(words).split()), f"{kind}: {' '.join(marked)}"
        if kind == "count":
            n = site["by_state"].get(marked[0], {}).get(marked[1], 0); found.need(marked[1] in VERDICTS, "marker_wrong", file=name, what=what)
            found.need(re.sub(r"[\s,.]", "", said) == str(n), "word_wrong", file=name, text=said, what=f"{what} {n}"); continue
        found.need((kind, marked) in known, "marker_wrong", file=name, what=what); right = WORDS[language].get(marked[-1]) if kind == "verdict" else said
        found.need(said and right == said, "word_wrong", file=name, text=said, what=what)
    for kind, some in must.items():
        for marked, times in Counter(some).items(): found.need(shown[kind, marked] >= times, "marker_missing", file=name, what=f"{kind}: {' '.join(marked)}")
    return page.anchors
def check_pages(found: Findings, folder: Path, files: set[str], site: Json, ledger: Ledger) -> int:  # All pages of both languages.
    must, claims = expected_marks(site), defaultdict[str, list[str]](list)
    for claim, source in ledger.claims: claims[page_of("sources", source)].append(claim)
    needed = {f"{name}.html" for name in FIXED} | set(must) | {page_of("sources", one) for one in ledger.sources}
    known = {(kind, data) for marks in must.values() for kind, some in marks.items() for data in some}
    units, pages = {page_of("units", row["unit"]) for row in ledger.rows["units"]}, 0
    for language in WORDS:
        there = {one.partition("/")[2] for one in files if one.startswith(f"{language}/") and one.endswith(".html")}
        for name in sorted(needed - there): found.need(False, "page_missing", file=f"{language}/{name}")
        for name in sorted(there):
            file = f"{language}/{name}"; belongs = name in needed or name in units or name.partition("/")[0] not in FOLDERS
            found.need(belongs, "page_extra", file=file); anchors = check_page(found, folder / file, file, language, must.get(name, {}), site, known)
            for claim in claims.get(name, ()): found.need(claim in anchors, "anchor_missing", file=file, claim=claim)
        pages += len(there)
    for file in sorted(one for one in files if one.endswith((".html", ".htm")) and one[:3] not in ("en/", "es/")):
        check_page(found, folder / file, file, "en", {}, site, known)
    return pages

# 12 THE FILES, and the whole check.
LINE = re.compile(r"([0-9a-f]{64})  ([^\n\\]{1,500})")
def check_sums(found: Findings, folder: Path) -> set[str]:  # SHA256SUMS against every file of the site; returns the names of all files.
    files: set[str] = set()
    for at, _, names in os.walk(folder):
        for name in names:
            path = Path(at) / name; file = path.relative_to(folder).as_posix(); found.need(path.is_file() and not path.is_symlink(), "not_regular", file=file)
            if path.is_file() and not path.is_symlink(): files.add(file)
    try: lines = read(folder / "SHA256SUMS").decode().splitlines()
    except ValueError: raise Unusable("broken", {"file": "SHA256SUMS", "kind": "UTF-8"}) from None
    listed, before = dict[str, str](), ""
    for n, line in enumerate(lines, 1):
        written = LINE.fullmatch(line); found.need(written and written[2] > before, "sums_line", line=n)
        if written: before = written[2]; listed[before] = written[1]
    for file in sorted(files - set(listed) - {"SHA256SUMS"}): found.need(False, "sums_extra", file=file)
    for file in sorted(set(listed)):
        found.need(file in files, "sums_missing", file=file); same = file not in files or sha256(read(folder / file)).hexdigest() == listed[file]; found.need(same, "sums_changed", file=file)
    return files
def check(folder: Path) -> Findings:
    """Checks a site; raises `Unusable` if nothing can be checked."""
    found = Findings(); site = parse(read(folder / "site.json"), "site.json"); bad = misfit(site, SHAPE)
    if bad: raise Unusable("shape", {"key": bad})
    found.say("cannot", level=site["level"]); files = check_sums(found, folder)
    packed = read(folder / "ledger.zip"); found.need(sha256(packed).hexdigest() == site["ledger"]["sha256"], "other_ledger"); ledger = read_ledger(packed)
    check_site(found, site, ledger); pages = check_pages(found, folder, files, site, ledger); copy = folder / "tracking_verifier.py"
    if "tracking_verifier.py" in files and read(copy) != Path(__file__).read_bytes(): found.say("other_copy")
    hits = sum(len(one["hits"]) for one in site["screen"]); sizes = {"named": len(site["named"]), "breaches": len(site["breaches"]), "gaps": len(site["reconcile"])}
    found.say("counted", **sizes, hits=hits, claims=len(ledger.claims), pages=pages); return found
def verify(folder: Path, language: str = "en") -> int:  # Checks a site, prints what was found, and returns the exit code.
    try: found = check(folder)
    except Unusable as fault: print(sentence(fault.args[0], language, **fault.args[1])); return 2
    except (MemoryError, RecursionError, OSError): print(sentence("exhausted", language)); return 2
    print(*found.sentences(language), sep="\n"); return 1 if found.failures else 0
def main(arguments: list[str] | None = None) -> int:  # The command line.
    parser = argparse.ArgumentParser(description="Recomputes a tracking site. / Recalcula un sitio de rastreo.")
    parser.add_argument("site", type=Path, metavar="SITE"); parser.add_argument("--lang", choices=("en", "es"), default="en"); options = parser.parse_args(arguments); return verify(options.site, options.lang)
if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
