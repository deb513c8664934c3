"""Checks a lottery and its draw with nothing but Python, trusting nobody.

    python verifier.py DIR [--lang en|es] [--proof FILE] [--earlier DIR …] [--pool CSV --id COLUMN --household COLUMN …]

DIR holds `public/` and, for auditors, `private/`; docs/spec/draw.md says what stands in each file.
`drand.py` lies beside this file; for the whole record of a site (its zip instead of DIR, docs/spec/record.md)
also `record_verifier.py`, `record_law.py` and `ed25519.py`. Nothing else is needed. Each of the twelve sections can be read alone.
For a replacement, --earlier names the folders of the draws before it, the first lottery first.
Exit code: 0 proved, 1 failed, 2 nothing that can be checked, 3 proved, but drawn more than once.
"""
# ruff: noqa: D102, D103, E401, E501, E701, E731, I001  (set tightly by hand, so that it stays within 700 lines)
# fmt: off

import argparse, csv, io, json, re, struct, sys, unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import accumulate, count
from math import gcd, isfinite, lcm
from pathlib import Path
from typing import Any

if __package__: from . import drand, record_verifier
else:
    sys.path.insert(0, str(Path(__file__).resolve().parent))  # under python -I too
    try: import drand  # type: ignore[import-not-found,no-redef]
    except ImportError:
        print("drand.py must lie beside verifier.py. / drand.py debe estar junto a verifier.py.")
        raise SystemExit(2) from None
    try: import record_verifier  # type: ignore[import-not-found,no-redef]
    except ImportError: record_verifier = None  # type: ignore[assignment]

Json = dict[str, Any]
Test = Callable[[Any], bool]

# 1 WHAT IT SAYS. Every sentence by name, in English and Spanish.
SENTENCES = {
    "level_public": ("Level: PUBLIC. It checks the published files: that the panel is one of those committed to before the draw, and the one that the randomness picks. It cannot show that the panels meet the quotas, what chance anybody had, that the volunteers are real, nor that the lottery was published before the randomness was known.", "Nivel: PÚBLICO. Revisa los archivos publicados: que el panel es uno de los comprometidos antes del sorteo y el que el azar indica. No puede mostrar que los paneles cumplen las cuotas, qué probabilidad tuvo cada quien, que las personas voluntarias existen, ni que la lotería se publicó antes de conocerse el azar."), "level_auditor": ("Level: AUDITOR. It checks the published files and everything in private/. It cannot show that the volunteers are real and all who came forward, nor that the lottery was published before the randomness was known.", "Nivel: AUDITORÍA. Revisa los archivos publicados y todo lo que hay en private/. No puede mostrar que las personas voluntarias existen y son todas las que se presentaron, ni que la lotería se publicó antes de conocerse el azar."), "redrawn": ("DRAWN MORE THAN ONCE: draw {n} was replaced. Number {number}, from: {source}. Reason: {reason}. By: {by}.", "SORTEADO MÁS DE UNA VEZ: el sorteo {n} fue reemplazado. Número {number}, de: {source}. Motivo: {reason}. Por: {by}."), "drawn": ("Drawn: panel {number} of {count}, from: {source}.", "Sorteado: el panel {number} de {count}, de: {source}."), "rehearsal": ("This is a REHEARSAL: somebody chose the seed.", "Esto es un ENSAYO: alguien eligió la semilla."),
    "not_drawn": ("Not drawn yet: there is a lottery and no draw.", "Aún sin sorteo: hay una lotería y ningún sorteo."), "root": ("Root of the lottery: {root}.", "Raíz de la lotería: {root}."), "exact_number": ("WARNING: this lottery does not publish its weights, as it must, so only auditors can check which composition the randomness picks.", "ADVERTENCIA: esta lotería no publica sus pesos, como debe; solo la auditoría puede comprobar qué composición indica el azar."), "in_part": ("PROVED IN PART: what was checked holds; what was not checked is said above.", "DEMOSTRADO EN PARTE: lo revisado se cumple; lo que no se revisó se dice arriba."), "gap_said": ("The file says that its lowest chance is at most {gap} points below the best possible one; that is not checked here.", "El archivo dice que su probabilidad más baja está a lo sumo {gap} puntos por debajo de la mejor posible; eso no se revisa aquí."), "gap_proved": ("The lowest chance is at most {gap} points below the best possible one, as proved.", "La probabilidad más baja está a lo sumo {gap} puntos por debajo de la mejor posible, según lo demostrado."), "level_exact": ("Level: PUBLIC, of an exact lottery. It checks the published files: that the composition is one of those committed to before the draw and, by the published weights, the one that the randomness picks. It cannot show that the people of the panel are those whom the randomness picks within it, that the panels meet the quotas, what chance anybody had, that the volunteers are real, nor that the lottery was published before the randomness was known. Auditors can check the first three.", "Nivel: PÚBLICO, de una lotería exacta. Revisa los archivos publicados: que la composición es una de las comprometidas antes del sorteo y, por los pesos publicados, la que el azar indica. No puede mostrar que las personas del panel son las que el azar indica dentro de ella, que los paneles cumplen las cuotas, qué probabilidad tuvo cada quien, que las personas voluntarias existen, ni que la lotería se publicó antes de conocerse el azar. La auditoría puede comprobar lo primero, lo segundo y lo tercero."),
    "panels_checked": ("Panels checked in whole numbers, against every quota, the size and the household rule: {n}.", "Paneles revisados en números enteros, contra cada cuota, el tamaño y la regla de hogares: {n}."), "proofs_checked": ("Proofs of volunteers checked: {n} of {people}.", "Pruebas de personas voluntarias revisadas: {n} de {people}."), "change": ("The draw is made from numbered panels, which move a chance by at most {absolute} points (of 100) and {relative} % of itself.", "El sorteo se hace con paneles numerados, que mueven una probabilidad a lo sumo {absolute} puntos (de 100) y {relative} % de sí misma."), "change_large": ("WARNING: that is more than 5% of a chance; the draw is less fair than the lottery.", "ADVERTENCIA: eso es más del 5% de una probabilidad; el sorteo es menos justo que la lotería."), "erased": ("Erased people, whose rows can no longer be opened: {n}. The root of the seats is not recomputed then.", "Personas borradas, cuyas filas ya no pueden abrirse: {n}. En ese caso no se recalcula la raíz de los lugares."), "leximin": ("Proved in fractions: no lottery over any panels is fairer (leximin). Levels of chance: {n}.", "Demostrado con fracciones: ninguna lotería sobre ningún panel es más justa (leximin). Niveles de probabilidad: {n}."), "lowest": ("Proved in fractions: no lottery gives everybody a chance above {chance}.", "Demostrado con fracciones: ninguna lotería da a todas las personas una probabilidad mayor que {chance}."), "unproved": ("Not proved here: that no other lottery is fairer ({method}; the file says: {status}).", "No demostrado aquí: que ninguna otra lotería sea más justa ({method}; el archivo dice: {status})."), "exact": ("its chances are met exactly", "sus probabilidades se cumplen exactamente"),
    "near": ("its chances are met within a tolerance", "sus probabilidades se cumplen dentro de una tolerancia"), "panels": ("the fairest over whole panels", "la más justa sobre paneles enteros"), "stopped": ("its search was stopped", "su búsqueda se detuvo"), "simulated": ("its chances are frequencies of simulated draws", "sus probabilidades son frecuencias de sorteos simulados"), "pool_fits": ("The file of volunteers is the pool that was committed to.", "El archivo de voluntarios es el grupo que se comprometió."), "replacement": ("A replacement. Members who left: {left}; who stay: {stay}. How many stay under each quota is committed to, and known to auditors only.", "Un reemplazo. Integrantes que se fueron: {left}; que siguen: {stay}. Cuántos siguen en cada cuota está comprometido y solo lo conoce la auditoría."), "earlier_unread": ("The draw before was not given (--earlier DIR), so this replacement was not compared with it.", "No se dio el sorteo anterior (--earlier CARPETA); este reemplazo no se comparó con él."), "people_unread": ("Not checked: that the people, and those who stay, are those of the first lottery. Auditors give every folder before this one, with its private/: --earlier FIRST --earlier SECOND.", "No se revisó que las personas, y quienes siguen, son las de la primera lotería. La auditoría da todas las carpetas anteriores, con su private/: --earlier PRIMERA --earlier SEGUNDA."), "people_follow": ("The people who may come, and how many stay under each quota, follow from the first lottery.", "Las personas que pueden llegar, y cuántas siguen en cada cuota, se deducen de la primera lotería."),
    "quota_changed": ("QUOTAS WERE CHANGED: {feature}: {value}, {min} to {max} instead of {old_min} to {old_max}.", "SE CAMBIARON CUOTAS: {feature}: {value}, de {min} a {max} en lugar de {old_min} a {old_max}."), "in_pool": ("{pseudonym} is in the pool, as number {n} of {people}.", "{pseudonym} está en el grupo, con el número {n} de {people}."), "in_panels": ("{pseudonym} is in {n} of the {count} panels: {numbers}.", "{pseudonym} está en {n} de los {count} paneles: {numbers}."), "chosen": ("Panel {number} was drawn, and {pseudonym} is in it.", "Se sorteó el panel {number}, y {pseudonym} está en él."), "not_chosen": ("Panel {number} was drawn, and {pseudonym} is not in it.", "Se sorteó el panel {number}, y {pseudonym} no está en él."), "proved": ("PROVED: everything that was checked holds.", "DEMOSTRADO: todo lo revisado se cumple."), "failed": ("FAILED. Things that do not hold: {n}", "FALLÓ. Cosas que no se cumplen: {n}"), "more": ("… and {n} more of this kind.", "… y {n} más de este tipo."), "portfolio_panel": ("panel {n} of the lottery", "el panel {n} de la lotería"), "numbered_panel": ("numbered panel {n}", "el panel numerado {n}"), "composition": ("composition {n}", "la composición {n}"),
    # what cannot be used at all
    "no_file": ("There is no file {file}.", "No existe el archivo {file}."), "too_big": ("{file} is larger than this verifier reads.", "{file} es más grande de lo que este verificador lee."), "broken": ("{file} cannot be read: it is not valid {kind}.", "{file} no se puede leer: no es {kind} válido."), "no_column": ("{file} has no column {column}.", "{file} no tiene la columna {column}."), "workbook": ("{file} is a workbook. Please save it as CSV and give that file.", "{file} es un libro de cálculo. Guárdelo como CSV y dé ese archivo."), "inside": ("Please give the folder that holds public/: {file}.", "Dé la carpeta que contiene public/: {file}."), "earlier_none": ("--earlier: {file} holds no draw (public/lottery.json and public/draw.json).", "--earlier: {file} no contiene un sorteo (public/lottery.json y public/draw.json)."), "earlier_same": ("--earlier names the folder that is checked. Please give that of the draw before it.", "--earlier nombra la misma carpeta que se revisa. Dé la del sorteo anterior."),
    # what fails
    "shape": ("{file}: “{key}” is missing or is not what it should be.", "{file}: «{key}» falta o no es lo que debe ser."), "not_canonical": ("{file} is not written in canonical form, so its hash is not fixed.", "{file} no está escrito en forma canónica; su huella no es fija."), "quota_wrong": ("The quota {feature}: {value} is given twice, has no feature, or its minimum exceeds its maximum.", "La cuota {feature}: {value} está repetida, no tiene característica o su mínimo supera su máximo."), "levels_wrong": ("The levels of chance in lottery.json are not ascending, do not count all people, or do not add up to the size of a panel, {size}.", "Los niveles de probabilidad en lottery.json no son ascendentes, no cuentan a todas las personas o no suman el tamaño de un panel, {size}."), "root_wrong": ("lottery.json, “{key}”: the root is not that of what it stands for.", "lottery.json, «{key}»: la raíz no es la de lo que representa."), "unfit": ("{file}: “{key}” does not fit the rest.", "{file}: «{key}» no concuerda con lo demás."), "drawn_panel": ("the panel of {n}", "el panel de {n}"), "draw_missing": ("{file} is missing, though there are other draws.", "Falta {file}, aunque hay otros sorteos."), "redraw_unsaid": ("{file} does not name the draw before it, {earlier}.", "{file} no nombra el sorteo anterior, {earlier}."), "earlier_hidden": ("{file} names an earlier draw that is not in the folder.", "{file} nombra un sorteo anterior que no está en la carpeta."), "redraw_by": ("{file}: a redraw needs two different names.", "{file}: repetir el sorteo requiere dos nombres distintos."), "other_lottery": ("{file} belongs to another lottery than lottery.json.", "{file} pertenece a otra lotería que lottery.json."), "source_wrong": ("{file}: the randomness “{text}” is not written as its kind must be, or does not fit this lottery.", "{file}: el azar «{text}» no está escrito como debe o no sirve para esta lotería."),
    "pulse_wrong": ("{file}: the signature is not that of drand round {round}.", "{file}: la firma no es la de la ronda {round} de drand."), "number_wrong": ("{file}: the randomness picks panel {expected}, not {number}.", "{file}: el azar indica el panel {expected}, no el {number}."), "opening_wrong": ("{file}: what was opened is not panel {number} as committed.", "{file}: lo que se abrió no es el panel {number} comprometido."), "drawn_members": ("{file}: panel {number} was published with other members.", "{file}: el panel {number} se publicó con otros integrantes."), "count_quotas": ("{file}: the counts do not follow the quotas of the lottery, or say of a replacement more than that each is met.", "{file}: los conteos no siguen las cuotas de la lotería o, en un reemplazo, dicen más que si cada una se cumple."), "count_sum": ("{file}: the counts of {feature} add up to {count}, not {size}.", "{file}: los conteos de {feature} suman {count}, no {size}."), "count_wrong": ("{file}: members with {feature}: {value} are not {count}, but {expected}.", "{file}: integrantes con {feature}: {value}: no son {count}, sino {expected}."), "reserves_wrong": ("{file}: the reserves are not those committed to, or not in the order that the randomness gives.", "{file}: las y los suplentes no son los comprometidos o no están en el orden que da el azar."), "key_rows": ("key.csv: {pseudonym} is missing, unknown or given twice.", "key.csv: {pseudonym} falta, es desconocido o está repetido."), "person_commitment": ("{pseudonym}: id, household and features are not those committed to.", "{pseudonym}: la identificación, el hogar y las características no son los comprometidos."), "panel_commitment": ("{panel} is not the one committed to.", "{panel} no es lo comprometido."), "panel_size": ("{panel} is not made of as many different people of the pool as it must be: {size}.", "{panel} no se compone de tantas personas distintas del grupo como debe: {size}."),
    "panel_quota": ("{panel} has {count} of {feature}: {value}, outside {min} to {max} (in a replacement, with those who stay).", "{panel} tiene {count} de {feature}: {value}, fuera de {min} a {max} (en un reemplazo, junto con quienes siguen)."), "panel_household": ("{panel} holds more than one member of a household.", "{panel} incluye a más de una persona de un hogar."), "panel_reserves": ("{panel} does not have as many different reserves outside the panel as it must: {n}.", "{panel} no tiene tantos suplentes distintos fuera del panel como debe: {n}."), "panels_count": ("panels.json: the panels, weights or salts are not {n} each.", "panels.json: los paneles, los pesos o las sales no son {n} de cada uno."), "weights_sum": ("panels.json: the weights are not positive or do not add up to {total}.", "panels.json: los pesos no son positivos o no suman {total}."), "person_chance": ("{pseudonym} has the chance {has} in the lottery, not {should}.", "{pseudonym} tiene la probabilidad {has} en la lotería, no {should}."), "levels_differ": ("The levels of chance in lottery.json are not those of the lottery.", "Los niveles de probabilidad en lottery.json no son los de la lotería."), "change_wrong": ("lottery.json, “largest_change”, “{key}”: it is {has}, not {should}.", "lottery.json, «largest_change», «{key}»: es {has}, no {should}."), "people_list": ("{file} does not list exactly the people that the draw says.", "{file} no contiene exactamente a las personas que dice el sorteo."), "chances_csv": ("chances.csv, {pseudonym}: “{key}” is wrong or missing.", "chances.csv, {pseudonym}: «{key}» es erróneo o falta."), "proof_wrong": ("{file}: “{key}” does not lead to what was published.", "{file}: «{key}» no conduce a lo publicado."),
    "certificate_missing": ("{method}, where it calls itself exact, needs a certificate.", "{method}, si se declara exacta, requiere un certificado."), "certificate_prices": ("The certificate does not prove level {n}: its prices do not add up, or it lies below the one before.", "El certificado no demuestra el nivel {n}: sus precios no cuadran o está por debajo del anterior."), "certificate_chances": ("The certificate's chances break a bound: {key}.", "Las probabilidades del certificado violan un límite: {key}."), "gap_wrong": ("lottery.json says that the lowest chance is {gap} below the best possible one; it is {has}, and {best} is proved.", "lottery.json dice que la probabilidad más baja está {gap} por debajo de la mejor posible; es {has}, y lo demostrado es {best}."), "pool_row": ("{file}, {id}: “{key}” is not what was committed to.", "{file}, {id}: «{key}» no es lo comprometido."),
    "earlier_other": ("--earlier: {file} is not the draw that this replacement follows, or was drawn again since.", "--earlier: {file} no es el sorteo al que sigue este reemplazo, o se volvió a sortear desde entonces."), "earlier_broken": ("--earlier: what {file} holds in private/ is not what its lottery committed to. Please check that folder by itself.", "--earlier: lo que {file} tiene en private/ no es lo que su lotería comprometió. Revise esa carpeta por separado."), "left_stay": ("lottery.json: those who left and those who stay are not, together and each once, the members of the draw before.", "lottery.json: quienes se fueron y quienes siguen no son, en conjunto y una sola vez, las y los integrantes del sorteo anterior."), "seated_wrong": ("panels.json: “seated” is not what was committed to.", "panels.json: «seated» no es lo comprometido."),
    "seated_earlier": ("Of those who stay, {expected} have {feature}: {value} in the first lottery, not {count}.", "De quienes siguen, {expected} tienen {feature}: {value} en la primera lotería, no {count}."), "person_added": ("{pseudonym} may not come: unknown, a member, left before, or of the household of a member who stays.", "{pseudonym} no puede llegar: es desconocida, integrante, ya se fue o vive con integrantes que siguen."), "person_missing": ("{pseudonym} may come, and is not in the pool of the replacement.", "{pseudonym} puede llegar y no está en el grupo del reemplazo."), "person_changed": ("{pseudonym}: id, salt, household or features are not those of the first lottery.", "{pseudonym}: la identificación, la sal, el hogar o las características no son los de la primera lotería."),
}
class Findings:
    """What was found, as names of sentences and their values, and the lottery in which it was found."""
    def __init__(self) -> None:
        self.said, self.failures = list[tuple[str, Json]](), list[tuple[str, Json]]()
        self.lottery, self.root = Json(), ""
    def say(self, name: str, **values: Any) -> None: self.said.append((name, values))
    def need(self, holds: object, name: str, **values: Any) -> None:
        if not holds: self.failures.append((name, values))
    def fits(self, value: Any, shape: Any, file: str) -> bool:
        bad = misfit(value, shape)
        self.need(not bad, "shape", file=file, key=bad[2:] or "format")
        return not bad
    def need_all(self, holds: dict[str, bool], name: str, **values: Any) -> None:
        for key, one in holds.items(): self.need(one, name, key=key, **values)
    @property
    def code(self) -> int:
        """0 proved, 1 failed, 3 proved but redrawn."""
        return 1 if self.failures else 3 if any(name == "redrawn" for name, _ in self.said) else 0
    def sentences(self, language: str) -> Iterator[str]:
        """All of it in words: the level and the draws first, failures last, of one kind at most twenty."""
        first = {"level_public": 0, "level_exact": 0, "level_auditor": 0, "rehearsal": 1, "redrawn": 1, "quota_changed": 2, "drawn": 3}
        for name, values in sorted(self.said, key=lambda item: first.get(item[0], 4)): yield sentence(name, language, **values)
        part = any(parts <= {name for name, _ in self.said} for parts in ({"earlier_unread"}, {"exact_number", "level_exact"}))
        yield sentence("failed" if self.failures else "in_part" if part else "proved", language, n=len(self.failures))
        for kind in dict.fromkeys(name for name, _ in self.failures):
            alike = [values for name, values in self.failures if name == kind]
            yield from ("- " + sentence(kind, language, **values) for values in alike[:20])
            if len(alike) > 20: yield "- " + sentence("more", language, n=len(alike) - 20)
def sentence(name: str, language: str, **values: Any) -> str:
    """One sentence. What comes from a file is cut and cleaned, so that it cannot play with the terminal."""
    def clean(value: Any) -> str:
        if isinstance(value, tuple): return sentence(value[0], language, n=value[1])
        return "".join(letter if letter.isprintable() else "?" for letter in str(value)[:2000])
    text = SENTENCES[name][language == "es"].format(**{key: clean(value) for key, value in values.items()})
    return text[0].upper() + text[1:] if isinstance(values.get("panel"), tuple) else text
class Unusable(Exception):  # noqa: N818
    """There is nothing that can be checked: the name of a sentence, and its values."""

# 2 READING. Only names that this file knows, only regular files, only so much.
FORMULA = re.compile("'('*(?:[\t\r\n]|\\s*[-=+@－＝＋＠]))")  # the first apostrophe keeps spreadsheets from running a cell
def read(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size < 1 << 29: return path.read_bytes()
        raise Unusable("too_big" if path.is_file() else "no_file", {"file": path})
    except OSError:
        raise Unusable("no_file", {"file": path}) from None
def parse(path: Path) -> Any:
    try:
        return json.loads(read(path).decode(), parse_constant=lambda _: json.loads(""))
    except (ValueError, RecursionError):
        raise Unusable("broken", {"file": path, "kind": "JSON"}) from None
def fold(text: str) -> str:  # as the package reads: whatever the case, the spaces and Unicode's spelling
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))
def table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    data = read(path)
    if data.startswith(b"PK\3\4"): raise Unusable("workbook", {"file": path})
    try:
        try: text = data.decode("utf-8-sig")
        except ValueError: text = data.decode("cp1252")  # what spreadsheets in Spanish and English write
        mark = max(",;\t|", key=text.partition("\n")[0].count)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        rows = [[cell[1:] if FORMULA.match(cell) else cell for cell in row] for row in lines if any(map(str.strip, row))]
    except (ValueError, csv.Error):
        raise Unusable("broken", {"file": path, "kind": "CSV"}) from None
    names = [fold(name) for name in rows[0]] if rows else []
    missing, blank = [column for column in columns if fold(column) not in names], [""] * len(names)
    if missing: raise Unusable("no_column", {"file": path, "column": missing[0]})
    if any(cell.strip() for row in rows for cell in row[len(names):]): raise Unusable("broken", {"file": path, "kind": "CSV"})
    places = {column: names.index(fold(column)) for column in columns}
    return [{column: cells[place] for column, place in places.items()} for cells in ([*row, *blank] for row in rows[1:])]

# 3 SHAPES. What a value must look like before anything is done with it: a test, a list of one shape, a
# dictionary of shapes ("?" after a key: may be missing), or a tuple of alternatives.
def misfit(value: Any, shape: Any, at: str = "$") -> str:
    if callable(shape): return "" if shape(value) else at
    if isinstance(shape, tuple):
        found = [misfit(value, one, at) for one in shape]
        return "" if "" in found else max(found, key=len)
    if isinstance(shape, list) and isinstance(value, list): return next((bad for n, item in enumerate(value) if (bad := misfit(item, shape[0], f"{at}[{n}]"))), "")
    if isinstance(shape, dict) and isinstance(value, dict):
        names = {key.rstrip("?"): key for key in shape}
        wrong = [key for key in [*names, *value] if key not in names or (key not in value and names[key] == key)]
        parts = (misfit(item, shape[names[key]], f"{at}.{key}") for key, item in value.items() if not wrong)
        return f"{at}.{wrong[0]}" if wrong else next((bad for bad in parts if bad), "")
    return "" if shape is None and value is None else at
def _text(pattern: str) -> Test: return lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None
def _whole(least: int = 0, most: int = 2**31) -> Test: return lambda value: type(value) is int and least <= value <= most
_positions: Test = lambda value: isinstance(value, list) and set(map(type, value)) <= {int} and 0 <= min(value, default=0) <= max(value, default=0) < 2**31
_written_fraction = _text("-?(0|[1-9][0-9]{0,999})(/[1-9][0-9]{0,999})?")
_fraction: Test = lambda value: _written_fraction(value) and ("/" not in value or (gcd(*map(int, value.split("/"))) == 1 and not value.endswith("/1")))
_price: Test = lambda value: isinstance(value, list) and len(value) == 2 and _whole()(value[0]) and _fraction(value[1])
_share: Test = lambda value: type(value) in (int, float) and abs(value) < 1e9 and isfinite(value)
_flag: Test = lambda value: isinstance(value, bool)
HASH, TEXT, LINE = _text("[0-9a-f]{64}"), _text(".{0,10000}"), _text("[^\n]{1,20000}")
NAME, WEIGHT, DECIMAL = _text("[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}"), _text("[1-9][0-9]{0,19}"), _text(r"[0-9]{1,9}(\.[0-9]{1,30})?(e-[0-9]{1,3})?")
QUOTA = {"feature": TEXT, "value": TEXT, "min": _whole(), "max": _whole()}
LOTTERY = {
    "format": _text("tequio-lottery/1"), "kind": _text("lottery|replacement"), "method": _text("leximin|maximin|nash|goldilocks|legacy"),
    "size": _whole(1, 10**6), "features": [TEXT], "quotas": [QUOTA], "pool": {"people": _whole(1, 10**7), "root": HASH}, "household_rule": _flag, "levels": [{"chance": (_fraction, DECIMAL), "people": _whole(1, 10**7)}], "status": _text("exact|near|panels|stopped|simulated"),
    "distance": DECIMAL, "gap": DECIMAL, "form": _text("numbered|exact"), "panels": {"count": _whole(1), "root": HASH, "commitments": [HASH]}, "seats": (None, {"root": HASH}), "weights?": [WEIGHT], "largest_change": {"absolute": DECIMAL, "relative": DECIMAL}, "reserves": _whole(),
    "published": _text("commitments|panels"), "members?": [[NAME]], "replaces?": {"draw": HASH, "left": [NAME], "stay": [NAME], "seated": HASH}}
DRAW = {
    "format": _text("tequio-draw/1"), "lottery": HASH, "rehearsal": _flag, "number": _whole(1), "reserves": [NAME], "source": {"kind": _text("digits|dice|balls|drand|seed"), "text": LINE, "round?": _whole(1, 2**53), "signature?": _text("[0-9a-f]{96}")},
    "panel": ({"salt": HASH, "members": [NAME], "reserves": [NAME]}, {"salt": HASH, "members": [NAME], "weight": WEIGHT, "composition": [_positions]}),
    "counts": ([QUOTA | {"count": _whole()}], [QUOTA | {"met": _flag}]), "redraw": (None, {"draw": HASH, "reason": TEXT, "by": [TEXT]})}
SEATED = {"salt": HASH, "counts": _positions}
PANELS = {
    "format": _text("tequio-panels/1"), "lottery": HASH, "features": [TEXT], "values": [[TEXT]], "pseudonyms": [NAME], "leaves": [HASH], "seated?": SEATED,
    "people": [_positions], "households": (None, [(None, _whole())]), "panels": [_positions], "weights": [_share], "numbered": (None, {"panels": [_positions], "salts": [HASH], "reserves": [_positions]}),
    "exact": (None, {"compositions": [[_positions]], "weights": [WEIGHT], "salts": [HASH]}),
    "certificate": {"kind": _text("relaxation|lowest|panels|none"), "level?": (None, _positions), "levels?": [ {"chance": _fraction, "size?": _fraction, "quotas?": [_price], "households?": [_price]}]}}
PROOF = {
    "format": _text("tequio-proof/1"), "lottery": HASH, "id": TEXT, "pseudonym": NAME, "salt": HASH, "household": (None, _whole()), "features": [TEXT], "values": [TEXT], "position": _whole(), "people": _whole(), "person_path": [HASH],
    "panels": (None, _positions), "panel_count": _whole(), "seats_path": (None, [HASH]), "says?": lambda value: isinstance(value, dict)}
def load(found: Findings, path: Path, shape: Any) -> tuple[Any, str]:
    value, data = parse(path), read(path)
    fits = found.fits(value, shape, path.name)
    found.need(not fits or canonical(value) + b"\n" == data, "not_canonical", file=path.name)
    return value if fits else None, sha256(data).hexdigest()

# 4 HASHES AND TREES. Canonical JSON (RFC 8785), commitments, the tree of RFC 6962.
def canonical(value: Any) -> bytes: return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")
def hashed(*value: Any) -> str: return sha256(canonical(value)).hexdigest()
def tree_root(commitments: Iterable[str]) -> str:
    level = [sha256(b"\x00" + bytes.fromhex(commitment)).digest() for commitment in commitments]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2])] + odd
    return (level[0] if level else sha256().digest()).hex()
def path_root(commitment: str, index: int, size: int, path: Sequence[str]) -> str:
    node, last, rest = sha256(b"\x00" + bytes.fromhex(commitment)).digest(), size - 1, list(path)[::-1]
    while last > 0:
        if index & 1 or index < last:
            if not rest: return ""
            sibling = bytes.fromhex(rest.pop())
            node = sha256(b"\x01" + (sibling + node if index & 1 else node + sibling)).digest()
        index, last = index >> 1, last >> 1
    return "" if rest or index else node.hex()

# 5 RANDOMNESS. What each source looks like, and the number that follows.
SOURCES: dict[str, tuple[str, Callable[[re.Match[str], Json, int], bool]]] = {
    "digits": ("digits((?: [0-9])+)", lambda text, _, total: total == 10 ** (len(text[1]) // 2)),
    "dice": ("dice d([1-9][0-9]{0,3})((?: [1-9][0-9]{0,3})+)", lambda text, *_: max(map(int, text[2].split())) <= int(text[1]) <= 1000 and int(text[1]) ** len(text[2].split()) >= 2**128),
    "balls": (r"balls ((?:(?:[0-9]{1,12}\.)+/)+)", lambda text, *_: text[1].count(".") >= 6 and all( part.split(".")[:-1] == [str(ball) for ball in sorted(map(int, part.split(".")[:-1]))] for part in text[1][:-1].split("/"))),
    "drand": ("drand quicknet ([0-9]{1,19}) ([0-9a-f]{64})", lambda text, source, _: "round" in source and "signature" in source and text[1] == str(source["round"]) and text[2] == drand.randomness(source["signature"])),
    "seed": ("seed .+", lambda text, *_: text[0].splitlines() == [text[0]])}
pulse_holds = cache(drand.verify)
def number(root: str, text: str, total: int) -> int:
    if text.startswith("digits "): return (int("0" + "".join(re.findall("[0-9]", text))[:18]) - 1) % total
    texts = (f"tequio-draw/1\n{root}\n{text}\n{attempt}\n" for attempt in count())
    values = (int.from_bytes(sha256(one.encode("utf-8", "surrogatepass")).digest(), "big") for one in texts)
    return next(value % total for value in values if value < 2**256 - 2**256 % total)
def picked(root: str, text: str, weights: Iterable[str]) -> int:  # which composition, from 1
    u = number(root, text, 2**64)
    return next((k for k, total in enumerate(accumulate(map(int, weights)), 1) if total > u), 0)
def common(shares: Iterable[Fraction]) -> int:  # the common denominator; 0 if it is beyond all measure
    unit = 1
    for share in shares: unit = lcm(unit, share.denominator) if unit.bit_length() <= 20_000 else 0
    return unit
def in_order(label: str, root: str, text: str, names: Iterable[str]) -> list[str]: return sorted(names, key=lambda name: hashed(label, root, text, name))

# 6 THE LOTTERY. lottery.json by itself.
def check_lottery(found: Findings) -> None:
    lottery, panels, size, members = found.lottery, found.lottery["panels"], found.lottery["size"], found.lottery.get("members")
    seen = Counter((quota["feature"], quota["value"]) for quota in lottery["quotas"])
    for quota in lottery["quotas"]:
        alone = seen[quota["feature"], quota["value"]] == 1 and quota["feature"] in lottery["features"]
        found.need(alone and quota["min"] <= quota["max"], "quota_wrong", **quota)
    levels = [(Fraction(level["chance"]), level["people"]) for level in lottery["levels"]]
    people, unit = sum(n for _, n in levels), common(chance for chance, _ in levels)
    over = sum(chance.numerator * (unit // chance.denominator) * n for chance, n in levels) - size * unit
    slack = 0 if all(_fraction(level["chance"]) for level in lottery["levels"]) else Fraction(unit * people, 10**9)
    found.need([chance for chance, _ in levels] == sorted({chance for chance, _ in levels}) and people == lottery["pool"]["people"] and unit and abs(over) <= slack, "levels_wrong", size=size)
    complete, numbered = len(panels["commitments"]) == panels["count"], lottery["form"] == "numbered"
    found.need(complete and tree_root(panels["commitments"]) == panels["root"], "root_wrong", key="panels")
    found.need_all({
        "seats": (lottery["seats"] is not None) == numbered, "reserves": numbered or lottery["reserves"] == 0,
        "members": (members is not None) == (lottery["published"] == "panels") and (members is None or (numbered and len(members) == panels["count"])),
        "replaces": ("replaces" in lottery) == (lottery["kind"] == "replacement"), "size": size <= lottery["pool"]["people"], "weights": "weights" not in lottery or (not numbered and len(lottery["weights"]) == panels["count"] and sum(map(int, lottery["weights"])) == 2**64),
        "status": (lottery["method"] == "legacy") == (lottery["status"] == "simulated"), "distance": lottery["status"] != "exact" or float(lottery["distance"]) <= 1e-9}, "unfit", file="lottery.json")
    for n, names in enumerate(members or [], 1): found.need(len(names) == size and sorted(set(names)) == names, "panel_size", panel=("numbered_panel", n), size=size)
def check_replacement(found: Findings, draw: Json | None, folders: Sequence[Path]) -> list[tuple[Path, Json]]:
    replaces, wrong, chain, digest = found.lottery["replaces"], len(found.failures), list[tuple[Path, Json]](), ""
    left, stay, panel = set(replaces["left"]), set(replaces["stay"]), set[str]()
    found.say("replacement", left=len(left), stay=len(stay))
    found.need(not draw or not {*draw["panel"]["members"], *draw["reserves"]} & (left | stay), "unfit", file="draw.json", key="members")
    sound = [*replaces["left"], *replaces["stay"]] == sorted(left) + sorted(stay) and not left & stay
    for folder in folders:
        if not all((folder / "public" / name).is_file() for name in ("lottery.json", "draw.json")): raise Unusable("earlier_none", {"file": folder})
        (first, root), (before, following) = load(found, folder / "public/lottery.json", LOTTERY), load(found, folder / "public/draw.json", DRAW)
        if not first or not before: return []
        found.need(before["lottery"] == root and (not chain or first.get("replaces", {}).get("draw") == digest), "earlier_other", file=folder)
        chain, digest = [*chain, (folder, first)], following
        panel = {*before["panel"]["members"], *first.get("replaces", {"stay": []})["stay"]}
    found.need(not chain or digest == replaces["draw"], "earlier_other", file=folders[-1] if folders else "")
    if not folders: found.say("earlier_unread")
    if len(found.failures) > wrong: return []
    found.need(sound and (not chain or left | stay == panel), "left_stay")
    found.need(found.lottery["size"] == len(left), "unfit", file="lottery.json", key="size")
    named = [[(quota["feature"], quota["value"]) for quota in one["quotas"]] for one in (found.lottery, *(old for _, old in chain))]
    alike = {key: all(old[key] == found.lottery[key] for _, old in chain) for key in ("features", "household_rule")}
    found.need_all(alike | {"quotas": all(names == named[0] for names in named)}, "unfit", file="lottery.json")
    for was, now in zip(chain[-1][1]["quotas"] if chain else (), found.lottery["quotas"]):
        if was != now: found.say("quota_changed", **now, old_min=was["min"], old_max=was["max"])
    return chain if len(found.failures) == wrong else []

# 7 THE DRAWS. From randomness to a number to a panel; who drew again, and why.
def check_draws(found: Findings, folder: Path) -> Json | None:
    numbers = [int(path.name[5:-5]) for path in folder.glob("draw-*.json") if re.fullmatch(r"draw-[1-9][0-9]{0,3}\.json", path.name)]
    names = [f"draw-{n}.json" for n in range(1, max(numbers, default=0) + 1)] + ["draw.json"]
    if not numbers and not (folder / "draw.json").exists():
        found.say("not_drawn")
        return None
    draw, digest = Json(), ""
    for n, name in enumerate(names):
        before, earlier = draw, digest
        found.need((folder / name).is_file(), "draw_missing", file=name)
        draw, digest = load(found, folder / name, DRAW) if (folder / name).is_file() else ({}, "")
        if not draw: continue
        again = draw["redraw"]
        found.need(n or not again, "earlier_hidden", file=name)
        found.need(not n or (again and again["draw"] == earlier), "redraw_unsaid", file=name, earlier=names[n - 1])
        if again and before:
            found.need(len({who.strip() for who in again["by"]} - {""}) == 2 and again["reason"].strip(), "redraw_by", file=name)
            found.say("redrawn", n=n, number=before["number"], source=before["source"]["text"], reason=again["reason"], by=", ".join(again["by"]))
        check_draw(found, name, draw)
    if draw: found.say("drawn", number=draw["number"], count=found.lottery["panels"]["count"], source=draw["source"]["text"])
    if draw and draw["rehearsal"]: found.say("rehearsal")
    return draw or None
def check_draw(found: Findings, name: str, draw: Json) -> None:
    lottery, source, panel, drawn = found.lottery, draw["source"], draw["panel"], draw["number"]
    kind, text, members, reserves = source["kind"], source["text"], panel["members"], draw["reserves"]
    numbered, commitments = lottery["form"] == "numbered", lottery["panels"]["commitments"]
    found.need(draw["lottery"] == found.root, "other_lottery", file=name)
    found.need(draw["rehearsal"] == (kind == "seed"), "unfit", file=name, key="rehearsal")
    written = re.fullmatch(SOURCES[kind][0], text)
    found.need(written and SOURCES[kind][1](written, source, len(commitments) if numbered else 0), "source_wrong", file=name, text=text)
    if kind == "drand" and "signature" in source and "round" in source: found.need(pulse_holds(source["round"], source["signature"]), "pulse_wrong", file=name, round=source["round"])
    shares = lottery.get("weights", [])
    expected = number(found.root, text, lottery["panels"]["count"]) + 1 if numbered else picked(found.root, text, shares) if shares else drawn
    found.need(drawn == expected and shares[drawn - 1 : drawn] in ([], [panel.get("weight")]), "number_wrong", file=name, expected=expected, number=drawn)
    opened = ["tequio-composition/1", panel["salt"], drawn, panel.get("weight"), panel.get("composition")]
    if numbered: opened = ["tequio-panel/1", panel["salt"], drawn, sorted(members), panel.get("reserves")]
    found.need(drawn <= len(commitments) and hashed(*opened) == commitments[drawn - 1], "opening_wrong", file=name, number=drawn)
    found.need(len(members) == lottery["size"] and sorted(set(members)) == members, "panel_size", panel=("drawn_panel", name), size=lottery["size"])
    found.need("members" not in lottery or lottery["members"][drawn - 1 : drawn] == [members], "drawn_members", file=name, number=drawn)
    if not numbered and not shares: found.say("exact_number")
    right = panel.get("reserves") if lottery["reserves"] else in_order("tequio-reserve/1", found.root, text, reserves)
    apart = len({*reserves, *members}) == len(reserves) + len(members) and len(reserves) <= (lottery["reserves"] or lottery["size"])
    found.need(reserves == right and apart, "reserves_wrong", file=name)
    counts, told, sums = draw["counts"], "met" if "replaces" in lottery else "count", Counter[str]()
    follow = [{key: row.get(key) for key in (*QUOTA, told)} for row in counts] == counts and all(row.get("met", True) for row in counts)
    follow = follow and [{key: row[key] for key in QUOTA} for row in counts] == lottery["quotas"]
    found.need(follow, "count_quotas", file=name)
    for row in counts if follow and told == "count" else ():
        sums[row["feature"]] += row["count"]
        found.need(row["min"] <= row["count"] <= row["max"], "panel_quota", panel=("drawn_panel", name), **row)
    for feature, total in sums.items(): found.need(total == lottery["size"], "count_sum", file=name, feature=feature, count=total, size=lottery["size"])

# 8 THE POOL. The people behind the root, from panels.json, key.csv and the proofs.
class Pool:
    """By position: a person's quotas, also as one whole number with 32 bits a quota, household, and type; who stays."""
    def __init__(self, lottery: Json, data: Json) -> None:
        self.names: list[str] = data["pseudonyms"]
        self.at = {name: i for i, name in enumerate(self.names)}
        self.households: list[int | None] = data["households"] or [None] * len(self.names)
        self.seated: list[int] = data.get("seated", {}).get("counts") or [0] * len(lottery["quotas"])
        self.staying = sum(n << 32 * quota for quota, n in enumerate(self.seated))
        self.low, self.high = ([max(0, one[end] - n) for one, n in zip(lottery["quotas"], self.seated)] for end in ("min", "max"))
        at = {(quota["feature"], quota["value"]): n for n, quota in enumerate(lottery["quotas"])}
        columns = [[at[feature, value] for value in values] for feature, values in zip(data["features"], data["values"])]
        self.rows = [tuple(column[value] for column, value in zip(columns, person)) for person in data["people"]]
        self.sum_of = {row: sum(1 << 32 * quota for quota in row) for row in dict.fromkeys(self.rows)}
        self.sums = [self.sum_of[row] for row in self.rows]
        self.together: dict[int, list[int]] = defaultdict(list)
        for i, home in enumerate(self.households):
            if home is not None: self.together[home].append(i)
        pattern_of = {home: tuple(sorted(self.rows[i] for i in who)) for home, who in self.together.items()}
        self.patterns = [() if home is None else pattern_of[home] for home in self.households]
        kinds: dict[Any, int] = {}
        self.types = [kinds.setdefault(key, len(kinds)) for key in zip(self.rows, self.patterns)]
        self.members: list[list[int]] = [[] for _ in kinds]
        for i, kind in enumerate(self.types): self.members[kind].append(i)
        self.room = Counter(pattern_of.values())  # households of each pattern: no panel takes two of one
    def free(self, members: Iterable[str]) -> list[str]:
        taken, homes = set(members), {self.households[self.at[name]] for name in members if name in self.at} - {None}
        return [name for name, home in zip(self.names, self.households) if name not in taken and home not in homes]
def open_pool(found: Findings, data: Json) -> Pool | None:
    lottery, n, wrong = found.lottery, found.lottery["pool"]["people"], len(found.failures)
    values = [[quota["value"] for quota in lottery["quotas"] if quota["feature"] == feature] for feature in data["features"]]
    sizes, homes = [len(some) for some in values], data["households"]
    found.need_all({
        "features": data["features"] == lottery["features"], "values": data["values"] == values, "leaves": len(data["leaves"]) == n,
        "pseudonyms": len(data["pseudonyms"]) == n and sorted(set(data["pseudonyms"])) == data["pseudonyms"],
        "people": len(data["people"]) == n and all(len(row) == len(sizes) and all(map(int.__lt__, row, sizes)) for row in data["people"]),
        "households": (homes is not None) == lottery["household_rule"] and len(homes or data["leaves"]) == n,
        "seated": ("seated" in data) == ("replaces" in lottery) and len(data.get("seated", {"counts": lottery["quotas"]})["counts"]) == len(lottery["quotas"])},
        "unfit", file="panels.json")
    if len(found.failures) > wrong: return None
    pool = Pool(lottery, data)
    found.need(data["lottery"] == found.root, "other_lottery", file="panels.json")
    found.need(tree_root(data["leaves"]) == lottery["pool"]["root"], "root_wrong", key="pool")
    found.need(list(pool.together) == [*range(len(pool.together))] and all(len(who) > 1 for who in pool.together.values()), "unfit", file="panels.json", key="households")
    if "replaces" in lottery:
        told, stay = data["seated"], len(lottery["replaces"]["stay"])
        whole = [sum(n for n, quota in zip(pool.seated, lottery["quotas"]) if quota["feature"] == feature) == stay for feature in data["features"]]
        found.need(hashed("tequio-seated/1", told["salt"], told["counts"]) == lottery["replaces"]["seated"] and all(whole), "seated_wrong")
    return pool
def open_private(found: Findings, folder: Path) -> tuple[Json, Pool, list[tuple[str, str]]] | None:
    data = parse(folder / "panels.json")
    pool = open_pool(found, data) if found.fits(data, PANELS, "panels.json") else None
    return (data, pool, check_key(found, data, pool, folder)) if pool else None
def check_key(found: Findings, data: Json, pool: Pool, folder: Path) -> list[tuple[str, str]]:
    rows = table(folder / "key.csv", ("id", "pseudonym", "salt"))
    key, times = {row["pseudonym"]: (row["id"], row["salt"]) for row in rows}, Counter(row["pseudonym"] for row in rows)
    for name in sorted({name for name in times if times[name] > 1} | (set(pool.names) ^ set(key))): found.need(False, "key_rows", pseudonym=name)
    opened = [key.get(name, ("", "")) for name in pool.names]
    ids = Counter(identity for identity, _ in opened)
    for i, (name, (identity, salt)) in enumerate(zip(pool.names, opened)):
        values = [data["values"][feature][value] for feature, value in enumerate(data["people"][i])]
        commitment = hashed("tequio-person/1", salt, name, identity, pool.households[i], values)
        erased = not identity and not salt
        found.need(erased or (commitment == data["leaves"][i] and ids[identity] == 1), "person_commitment", pseudonym=name)
    if ids[""]: found.say("erased", n=ids[""])
    return opened
def mates(homes: Iterable[Any]) -> list[set[int]]:  # for each position those who share its household, without `None`
    numbered, shared = list(homes), defaultdict[Any, set[int]](set)
    for i, home in enumerate(numbered): shared[home].add(i)
    return [set() if home is None else shared[home] - {i} for i, home in enumerate(numbered)]
def check_volunteers(found: Findings, data: Json, key: list[tuple[str, str]], path: Path, column: str, household: Sequence[str]) -> None:
    rows, names, wrong = table(path, (column, *data["features"], *household)), [identity.strip() for identity, _ in key], len(found.failures)
    given, known = {row[column].strip(): row for row in rows}, set(names) - {""}
    for identity, times in Counter(row[column].strip() for row in rows).items(): found.need(times == 1 and identity in known, "pool_row", file=path.name, id=identity, key=column)
    for identity, person in zip(names, data["people"]):
        row = given.get(identity, {})
        for feature, values, value in zip(data["features"], data["values"], person) if identity else ():
            found.need(fold(row.get(feature, "")) == fold(values[value]), "pool_row", file=path.name, id=identity, key=feature if row else column)
    cells = [tuple(fold(given.get(identity, {}).get(name, "")) for name in household) for identity in names]
    told = mates(home if identity and any(home) else None for identity, home in zip(names, cells))
    ours = mates(home if identity else None for identity, home in zip(names, data["households"] or [None] * len(names)))
    for identity, one, other in zip(names, told, ours) if household else (): found.need(one == other, "pool_row", file=path.name, id=identity, key=", ".join(household))
    if len(found.failures) == wrong: found.say("pool_fits")
def check_people(found: Findings, pool: Pool, key: list[tuple[str, str]], chain: list[tuple[Path, Json]]) -> None:
    """A replacement's people and those who stay, against the private files of the first lottery."""
    (folder, lottery), first, wrong = chain[0], Findings(), len(found.failures)
    if lottery["kind"] != "lottery" or not (folder / "private").is_dir():
        found.say("people_unread")
        return
    first.lottery, first.root = lottery, sha256(read(folder / "public/lottery.json")).hexdigest()
    opened = open_private(first, folder / "private")
    found.need(opened and not first.failures, "earlier_broken", file=folder)
    if not opened or first.failures: return
    at, here, (_, before, old) = opened[1].at, pool.at, opened
    stay = [at[name] for name in found.lottery["replaces"]["stay"] if name in at]
    replaced = [one["replaces"] for one in (*(one for _, one in chain[1:]), found.lottery)]
    gone, homes = {name for one in replaced for name in (*one["left"], *one["stay"])}, {before.households[i] for i in stay} - {None}
    may = {name for name, i in at.items() if name not in gone and before.households[i] not in homes}
    for quota, told, expected in zip(lottery["quotas"], pool.seated, unpacked(sum(before.sums[i] for i in stay), len(pool.seated))):
        found.need(told == expected, "seated_earlier", count=told, expected=expected, **quota)
    for name in sorted(may ^ set(here)):  # whoever was erased before cannot be asked
        found.need(name in may and not old[at[name]][0], "person_missing" if name in may else "person_added", pseudonym=name)
    ours, theirs = mates(pool.households), mates(home if name in here else None for name, home in zip(before.names, before.households))
    for name in sorted(may & set(here)):
        i, j = at[name], here[name]
        same = before.rows[i] == pool.rows[j] and ("" in (*key[j], *old[i]) or key[j] == old[i])
        found.need(same and {before.names[k] for k in theirs[i]} == {pool.names[k] for k in ours[j]}, "person_changed", pseudonym=name)
    if len(found.failures) == wrong: found.say("people_follow")

# 9 THE PANELS. Each against every quota, in whole numbers; and the chances that they give.
def check_panel(found: Findings, pool: Pool, panel: Sequence[int], subject: tuple[str, int]) -> bool:
    size = found.lottery["size"]
    sound = len(set(panel)) == len(panel) == size and max(panel) < len(pool.names)
    found.need(sound, "panel_size", panel=subject, size=size)
    if sound:
        check_quotas(found, pool, sum(map(pool.sums.__getitem__, panel)), subject)
        homes = [home for home in map(pool.households.__getitem__, panel) if home is not None]
        found.need(len(homes) == len(set(homes)), "panel_household", panel=subject)
    return sound
def unpacked(total: int, n: int) -> tuple[int, ...]: return struct.unpack(f"<{n}I", total.to_bytes(4 * n, "little"))
def check_quotas(found: Findings, pool: Pool, total: int, subject: tuple[str, Any]) -> None:
    for quota, members in zip(found.lottery["quotas"], unpacked(total + pool.staying, len(pool.seated))):
        if not quota["min"] <= members <= quota["max"]: found.need(False, "panel_quota", panel=subject, count=members, **quota)
def check_numbered(found: Findings, pool: Pool, data: Json, salts: list[str]) -> tuple[list[float], list[list[int]]] | None:
    lottery, ours, n = found.lottery, data["numbered"] or {"panels": []}, len(pool.names)
    whole = {len(some) for some in ours.values()} == {lottery["panels"]["count"]} == {len(lottery["panels"]["commitments"])}
    found.need(whole and len(data["panels"]) == len(data["weights"]) and lottery["seats"], "panels_count", n=lottery["panels"]["count"])
    if not whole or not lottery["seats"]: return None
    found.need(min(data["weights"], default=0) > 0 and abs(sum(data["weights"]) - 1) < 1e-9, "weights_sum", total=1)
    chances, seats = [0.0] * n, [list[int]() for _ in range(n)]
    for k, (panel, share) in enumerate(zip(data["panels"], data["weights"]), 1):
        for i in panel if check_panel(found, pool, panel, ("portfolio_panel", k)) else (): chances[i] += share
    for k, (panel, salt, reserves) in enumerate(zip(ours["panels"], ours["salts"], ours["reserves"]), 1):
        for i in panel if check_panel(found, pool, panel, subject := ("numbered_panel", k)) else (): seats[i].append(k)
        apart = max([*panel, *reserves], default=0) < n and len({*panel, *reserves}) == len(panel) + len(reserves)
        found.need(apart and len(reserves) == lottery["reserves"], "panel_reserves", panel=subject, n=lottery["reserves"])
        names = [pool.names[i] for i in sorted(panel)] if apart else []
        opened = hashed("tequio-panel/1", salt, k, names, [pool.names[i] for i in reserves] if apart else [])
        found.need(opened == lottery["panels"]["commitments"][k - 1], "panel_commitment", panel=subject)
        found.need("members" not in lottery or names in lottery["members"][k - 1 : k], "drawn_members", file="lottery.json", number=k)
    found.say("panels_checked", n=len(data["panels"]) + len(ours["panels"]))
    root = tree_root(hashed("tequio-seats/1", *row) for row in zip(salts, pool.names, seats))
    found.need(root == lottery["seats"]["root"] or not all(salts), "root_wrong", key="seats")
    return chances, seats
def check_exact(found: Findings, pool: Pool, data: Json) -> list[float] | None:
    lottery, ours, size = found.lottery, data["exact"] or {"salts": []}, found.lottery["size"]
    found.need(lottery.get("weights", ours.get("weights")) == ours.get("weights"), "unfit", file="lottery.json", key="weights")
    whole = {len(some) for some in ours.values()} == {lottery["panels"]["count"]} == {len(lottery["panels"]["commitments"])}
    found.need(whole, "panels_count", n=lottery["panels"]["count"])
    if not whole: return None
    weights, seats = [int(text) for text in ours["weights"]], [0] * len(pool.members)
    found.need(sum(weights) == 2**64, "weights_sum", total="2^64")
    for k, (composition, share, salt) in enumerate(zip(ours["compositions"], weights, ours["salts"]), 1):
        subject = ("composition", k)
        types = [pair[0] for pair in composition if len(pair) == 2 and pair[1] > 0 and pair[0] < len(seats)]
        sound = types == sorted(set(types)) and len(types) == len(composition) and sum(pair[1] for pair in composition) == size
        found.need(sound, "panel_size", panel=subject, size=size)
        taken: Counter[Any] = Counter()
        for kind, taking in composition if sound else ():
            seats[kind] += share * taking
            pattern = pool.patterns[pool.members[kind][0]]
            taken[pattern or kind] += taking
            room = pool.room[pattern] if pattern else len(pool.members[kind])
            found.need(taken[pattern or kind] <= room, "panel_household", panel=subject)
        if sound: check_quotas(found, pool, sum(taking * pool.sums[pool.members[kind][0]] for kind, taking in composition), subject)
        opened = hashed("tequio-composition/1", salt, k, str(share), composition)
        found.need(opened == lottery["panels"]["commitments"][k - 1], "panel_commitment", panel=subject)
    found.say("panels_checked", n=len(weights))
    return [seats[kind] / (len(pool.members[kind]) * 2**64) for kind in pool.types]
def check_drawn(found: Findings, pool: Pool, data: Json, draw: Json) -> None:
    at, text, members = pool.at, draw["source"]["text"], draw["panel"]["members"]
    found.need({*members, *draw["reserves"]} <= set(at), "panel_size", panel=("drawn_panel", "draw.json"), size=found.lottery["size"])
    if not {*members, *draw["reserves"]} <= set(at): return
    if found.lottery["form"] == "exact":
        expected = picked(found.root, text, data["exact"]["weights"])
        people = people_of(found, pool, data["exact"]["compositions"][expected - 1], text)
        found.need(draw["number"] == expected, "number_wrong", file="draw.json", expected=expected, number=draw["number"])
        found.need(draw["number"] != expected or members == people, "drawn_members", file="draw.json", number=expected)
    total = sum(pool.sums[at[name]] for name in members)
    if "replaces" in found.lottery: check_quotas(found, pool, total, ("drawn_panel", "draw.json"))
    for row, expected in zip(draw["counts"], unpacked(total, len(pool.seated))): found.need(row.get("count", expected) == expected, "count_wrong", file="draw.json", expected=expected, **row)
    right = found.lottery["reserves"] or in_order("tequio-reserve/1", found.root, text, pool.free(members))[: found.lottery["size"]] == draw["reserves"]
    found.need(right, "reserves_wrong", file="draw.json")
def check_lists(found: Findings, pool: Pool, data: Json, key: list[tuple[str, str]], members: list[str], folder: Path) -> None:
    for path, names in ((folder / file, names) for file, names in (("panel.csv", members), ("remaining.csv", pool.free(members))) if (folder / file).is_file()):
        rows = table(path, ("id", "pseudonym", *data["features"]))
        listed = [row["pseudonym"] for row in rows]
        found.need(listed == [name for name in names if name in listed or name not in pool.at or key[pool.at[name]][0]], "people_list", file=path.name)
        for row, i in ((row, pool.at[row["pseudonym"]]) for row in rows if row["pseudonym"] in pool.at):
            told = [values[value] for values, value in zip(data["values"], data["people"][i])]
            found.need([row["id"], *(row[feature] for feature in data["features"])] == [key[i][0], *told], "pool_row", file=path.name, id=row["pseudonym"], key="id")
def people_of(found: Findings, pool: Pool, composition: Iterable[Sequence[int]], text: str) -> list[str]:
    homes, taken = set[int](), list[str]()
    for kind, taking in (pair for pair in composition if len(pair) == 2 and pair[0] < len(pool.members)):
        full = len(taken) + taking
        for name in in_order("tequio-order/1", found.root, text, (pool.names[i] for i in pool.members[kind])):
            home = pool.households[pool.at[name]]
            if len(taken) < full and home not in homes:
                homes.update(set() if home is None else {home})
                taken.append(name)
    return sorted(taken)
def check_chances(found: Findings, pool: Pool, data: Json, chances: list[float], seats: list[list[int]] | None) -> list[float]:
    lottery, certificate = found.lottery, data["certificate"]
    levels, level, slack = certificate.get("levels", []), certificate.get("level") or [], float(lottery["distance"]) + 1e-9
    total = sum(one["people"] for one in lottery["levels"])
    stated = [float(Fraction(one["chance"])) for one in lottery["levels"] for _ in range(one["people"])] if total == len(chances) else []
    found.need(total == len(chances) and all(abs(a - b) <= slack for a, b in zip(stated, sorted(chances))), "levels_differ")
    if certificate["kind"] in ("relaxation", "panels") and len(level) == len(chances) and max(level) < len(levels):
        counts = Counter(Fraction(levels[k]["chance"]) for k in level)
        same = [(str(chance), n) for chance, n in sorted(counts.items())] == [(one["chance"], one["people"]) for one in lottery["levels"]]
        found.need(same or lottery["status"] != "exact", "levels_differ")
        should = [float(Fraction(one["chance"])) for one in levels]
        for name, has, k in zip(pool.names, chances, level): found.need(abs(has - should[k]) <= slack, "person_chance", pseudonym=name, has=f"{has:.12f}", should=levels[k]["chance"])
        found.need(max(abs(has - should[k]) for has, k in zip(chances, level)) >= slack - 3e-9, "unfit", file="lottery.json", key="distance")
    numbered = [len(mine) / lottery["panels"]["count"] for mine in seats] if seats else chances
    changes = [(abs(a - b), b) for a, b in zip(numbered, chances)]
    largest = {"absolute": max(a for a, _ in changes), "relative": max((a / b for a, b in changes if b > 0), default=0.0)}
    for key, should_be in lottery["largest_change"].items():
        found.need(abs(largest[key] - float(should_be)) <= 1e-6, "change_wrong", key=key, has=f"{largest[key]:.9f}", should=should_be)
    return numbered
def check_chances_csv(found: Findings, pool: Pool, data: Json, key: list[tuple[str, str]], path: Path, both: Sequence[list[float]]) -> None:
    rows = {row["id"]: row for row in table(path, ("id", "chance", "chance_numbered", "fraction"))}
    levels, level = data["certificate"].get("levels", []), data["certificate"].get("level") or []
    for i, (name, (identity, _)) in enumerate(zip(pool.names, key)):
        row = rows.get(identity, {})
        for column, value in zip(("chance", "chance_numbered"), (both[0][i], both[1][i]) if identity else ()):
            number_of = re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,40})?(e-[0-9]{1,3})?", row.get(column, ""))
            found.need(number_of and abs(float(row[column]) - value) <= 1e-9, "chances_csv", pseudonym=name, key=column)
        fraction = row.get("fraction") if i < len(level) and level[i] < len(levels) else ""
        found.need(not fraction or fraction == levels[level[i]]["chance"], "chances_csv", pseudonym=name, key="fraction")

# 10 THE CERTIFICATE. Prices that prove, in fractions, that no lottery is fairer (docs/spec/draw.md, section 7).
def proves(lottery: Json, pool: Pool, levels: list[Json], level: Sequence[int], s: int) -> bool:
    quotas, homes = ({at: Fraction(price) for at, price in levels[s].get(key, [])} for key in ("quotas", "households"))
    size, chance = Fraction(levels[s].get("size", "0")), [Fraction(one["chance"]) for one in levels[: s + 1]]
    unit = common((size, *quotas.values(), *homes.values()))
    known = max(quotas, default=0) < len(lottery["quotas"]) and set(homes) <= set(pool.together) and min(homes.values(), default=0) >= 0
    if not known or not unit: return False
    quota_price, home_price = ({at: price.numerator * (unit // price.denominator) for at, price in some.items()} for some in (quotas, homes))
    row_price = {row: int(size * unit) + sum(quota_price.get(q, 0) for q in row) for row in pool.sum_of}
    rest = lottery["size"] * int(size * unit) + sum(home_price.values())
    rest += sum(price * (pool.high if price > 0 else pool.low)[q] for q, price in quota_price.items())
    earlier, above = [0] * s, 0
    for row, home, mine in zip(pool.rows, pool.households, level):
        price = row_price[row] + (0 if home is None else home_price.get(home, 0))
        if mine < s: earlier[mine] += price
        elif price > 0: above += price
        elif mine == s: return False
        else: rest -= price
    return above > 0 and rest - sum(share * spent for share, spent in zip(chance, earlier)) == chance[s] * above
def check_certificate(found: Findings, pool: Pool, data: Json, chances: list[float]) -> None:
    certificate, lottery, wrong = data["certificate"], found.lottery, len(found.failures)
    kind, levels, level = certificate["kind"], certificate.get("levels", []), certificate.get("level") or []
    needed = {"leximin": "relaxation", "maximin": "lowest"}.get(lottery["method"]) if lottery["status"] == "exact" else None
    found.need(needed in (None, kind), "certificate_missing", method=lottery["method"])
    if kind not in ("relaxation", "lowest"):
        found.say("unproved", method=lottery["method"], status=(lottery["status"], 0))
        say_gap(found)
        return
    fits = 1 <= len(levels) <= 1000 and (kind == "lowest" or (len(level) == len(pool.names) and max(level) < len(levels)))
    found.need(fits, "unfit", file="panels.json", key="level")
    if fits and kind == "lowest":
        found.need(proves(lottery, pool, levels[:1], [1] * len(pool.names), 0), "certificate_prices", n=1)
    for s, one in enumerate(levels if fits and kind == "relaxation" else ()):
        climbs = Fraction(one["chance"]) >= Fraction(levels[max(s - 1, 0)]["chance"])
        found.need(climbs and (one["chance"] == "1" or proves(lottery, pool, levels, level, s)), "certificate_prices", n=s + 1)
    if fits and kind == "relaxation": check_bounds(found, pool, [Fraction(one["chance"]) for one in levels], level)
    if fits: check_gap(found, float(Fraction(levels[0]["chance"])), chances)
    proved = "lowest" if kind == "lowest" else "leximin" if lottery["status"] == "exact" else "unproved"
    if len(found.failures) == wrong: found.say(proved, method=lottery["method"], status=(lottery["status"], 0), n=len(levels), chance=levels[0]["chance"])
def check_gap(found: Findings, best: float, chances: list[float]) -> None:
    gap, has = float(found.lottery["gap"]), min(chances)
    holds = abs(max(0.0, best - has) - gap) <= 2e-9
    found.need(holds, "gap_wrong", gap=f"{gap:.12f}", best=f"{best:.12f}", has=f"{has:.12f}")
    if holds and gap > 1e-9: found.say("gap_proved", gap=f"{100 * gap:.4f}")
def say_gap(found: Findings) -> None: found.say("gap_said", gap=f"{100 * float(found.lottery['gap']):.4f}")
def check_bounds(found: Findings, pool: Pool, chance: list[Fraction], level: list[int]) -> None:
    unit = common(chance)
    parts, sums = [int(share * unit) for share in chance], [0] * len(found.lottery["quotas"])
    for (row, k), n in Counter(zip(pool.rows, level)).items():
        for q in row: sums[q] += n * parts[k]
    seats = sum(parts[k] for k in level) == found.lottery["size"] * unit > 0 and 0 <= min(parts) <= max(parts) <= unit
    found.need(seats, "certificate_chances", key="size")
    for quota, low, high, total in zip(found.lottery["quotas"], pool.low, pool.high, sums):
        found.need(low * unit <= total <= high * unit, "certificate_chances", key=f"{quota['feature']}: {quota['value']}")
    for home, who in pool.together.items(): found.need(sum(parts[level[i]] for i in who) <= unit, "certificate_chances", key=f"households[{home}]")

# 11 A PROOF. What a volunteer holds.
SAYS = {"en": ("You are on none of the {count} panels.", "You are on all {count} panels.", "You are on {n} of the {count} panels, this one: {panels}.", "You are on {n} of the {count} panels, these: {panels}."),
    "es": ("Usted no está en ninguno de los {count} paneles.", "Usted está en todos los {count} paneles.", "Usted está en {n} de los {count} paneles, este: {panels}.", "Usted está en {n} de los {count} paneles, estos: {panels}.")}
def says(proof: Json, language: str) -> str:  # what the proof of a numbered lottery says in words
    mine, count, comma = proof["panels"] or [], proof["panel_count"], {"en": ","}.get(language)
    def written(n: int) -> str: return f"{n:,}".replace(",", comma or ("\u202f" if n > 9999 else ""))
    which = 0 if not mine else 1 if len(mine) == count else min(len(mine), 2) + 1
    return SAYS[language][which].format(n=written(len(mine)), count=written(count), panels=", ".join(map(written, mine)))
def check_proof(found: Findings, path: Path) -> Json | None:
    proof, lottery = parse(path), found.lottery
    if not found.fits(proof, PROOF, path.name): return None
    at, people, numbered = proof["position"], lottery["pool"]["people"], lottery["form"] == "numbered"
    person = hashed("tequio-person/1", proof["salt"], proof["pseudonym"], proof["id"], proof["household"], proof["values"])
    seats = hashed("tequio-seats/1", proof["salt"], proof["pseudonym"], proof["panels"])
    root = path_root(seats, at, people, proof["seats_path"] or []) if numbered else None
    found.need_all({
        "lottery": proof["lottery"] == found.root, "features": proof["features"] == lottery["features"],
        "says": not numbered or "says" not in proof or proof["says"] == {language: says(proof, language) for language in SAYS},
        "person_path": path_root(person, at, people, proof["person_path"]) == lottery["pool"]["root"],
        "panels": (proof["panels"] is not None) == numbered, "seats_path": root == (lottery["seats"] or {"root": None})["root"],
        "panel_count": proof["panel_count"] == lottery["panels"]["count"], "people": proof["people"] == people},
        "proof_wrong", file=path.name)
    return proof  # type: ignore[no-any-return]
def say_proof(found: Findings, proof: Json, draw: Json | None) -> None:
    name, numbers = proof["pseudonym"], proof["panels"]
    found.say("in_pool", pseudonym=name, n=proof["position"] + 1, people=proof["people"])
    if numbers is not None: found.say("in_panels", pseudonym=name, n=len(numbers), count=proof["panel_count"], numbers=", ".join(map(str, numbers)))
    if draw: found.say("chosen" if name in draw["panel"]["members"] else "not_chosen", number=draw["number"], pseudonym=name)

# 12 THE COMMAND.
def audit(found: Findings, draw: Json | None, folder: Path, chain: list[tuple[Path, Json]], volunteers: Path | None, columns: Sequence[str]) -> None:
    opened = open_private(found, folder)
    if not opened: return
    data, pool, key = opened
    if volunteers: check_volunteers(found, data, key, volunteers, columns[0], columns[1:])
    if chain: check_people(found, pool, key, chain)
    files = [path for path in (folder / "proofs" / f"{name}.json" for name in pool.names) if path.is_file()]
    for path in files: check_proof(found, path)
    found.say("proofs_checked", n=len(files), people=len(pool.names))
    numbered = check_numbered(found, pool, data, [salt for _, salt in key]) if found.lottery["form"] == "numbered" else None
    chances = numbered[0] if numbered else check_exact(found, pool, data) if found.lottery["form"] == "exact" else None
    if chances:
        both = chances, check_chances(found, pool, data, chances, numbered[1] if numbered else None)
        check_chances_csv(found, pool, data, key, folder / "chances.csv", both)
        check_certificate(found, pool, data, chances)
    if chances and draw: check_drawn(found, pool, data, draw)
    if draw: check_lists(found, pool, data, key, draw["panel"]["members"], folder)
    for path in {folder / f"panel{path.stem[path.stem.index('-'):]}.csv" for name in ("panel", "remaining", "draw") for path in folder.glob(f"{name}-*.*")}: found.need((folder.parent / "public" / f"draw{path.stem[5:]}.json").is_file(), "draw_missing", file=f"draw{path.stem[5:]}.json")
def check(directory: Path, *, earlier: Sequence[Path] = (), proof: Path | None = None, volunteers: Path | None = None, columns: Sequence[str] = ("id",)) -> Findings:
    """Checks a folder, or a proof against it; `columns` hold ids and then households; raises `Unusable` if it cannot."""
    if any((directory / name).is_file() for name in ("lottery.json", "panels.json")): raise Unusable("inside", {"file": directory.absolute().parent})
    if any(folder.resolve() == directory.resolve() for folder in earlier): raise Unusable("earlier_same", {})
    found, private = Findings(), (directory / "private").is_dir() and not proof
    lottery, found.root = load(found, directory / "public/lottery.json", LOTTERY)
    found.say("level_auditor" if private else "level_exact" if lottery and lottery["form"] == "exact" else "level_public")
    found.say("root", root=found.root)
    if not lottery: return found
    found.lottery = lottery
    check_lottery(found)
    draw = check_draws(found, directory / "public")
    moved = {key: 100 * float(value) for key, value in lottery["largest_change"].items()}
    if lottery["form"] == "numbered": found.say("change", **{key: f"{value:.4f}" for key, value in moved.items()})
    if moved["relative"] > 5: found.say("change_large")
    chain = check_replacement(found, draw, earlier) if "replaces" in lottery else []
    held = check_proof(found, proof) if proof else None
    if held and not found.failures: say_proof(found, held, draw)
    if not private and not proof and float(lottery["gap"]) > 1e-9: say_gap(found)
    if private: audit(found, draw, directory / "private", chain, volunteers, columns)
    return found
def verify(directory: Path, language: str = "en", **options: Any) -> int:
    """Checks a folder, prints what was found, and returns the exit code; options as of `check`."""
    try:
        found = check(directory, **options)
    except Unusable as fault:
        print(sentence(fault.args[0], language, **fault.args[1]))
        return 2
    print(*found.sentences(language), sep="\n")
    return found.code
def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Checks a lottery and its draw. / Revisa una lotería y su sorteo.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--lang", choices=("en", "es"), default="en")
    for name, key in (("proof", "proof"), ("pool", "volunteers")): parser.add_argument(f"--{name}", type=Path, dest=key)
    parser.add_argument("--earlier", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--id", default="id", metavar="COLUMN")
    parser.add_argument("--household", action="append", default=[], metavar="COLUMN")
    for name, key in (("checkpoint", "checkpoints"), ("receipt", "receipts"), ("bundle", "bundles")): parser.add_argument(f"--{name}", type=Path, action="append", default=[], dest=key)
    parser.add_argument("--key", metavar="VKEY")
    parser.add_argument("--cosigner", action="append", default=[], metavar="VKEY", dest="cosigners")
    options = vars(parser.parse_args(arguments))
    evidence = {key: options.pop(key) for key in ("key", "checkpoints", "cosigners", "receipts", "bundles")}
    if record_verifier and record_verifier.is_record(options["directory"]): return int(record_verifier.verify_record(options["directory"], check, options["lang"], **evidence))
    columns = (options.pop("id"), *options.pop("household"))
    return verify(options.pop("directory"), options.pop("lang"), columns=columns, **options)

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
