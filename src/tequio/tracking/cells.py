"""One cell of a sheet, read as what its column of the ledger holds."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR

from tequio.tracking.headings import PAIRS, QUANTITY, UNIT_STATE, VALUE
from tequio.tracking.mapping import ColumnMap
from tequio.tracking.places import state_code
from tequio.tracking.schema import DATES, TABLES
from tequio.tracking.sheets import as_read
from tequio.tracking.values import is_unknown, number, plain, quantity, serials
from tequio.tracking.written_dates import Reading, written_date

FORMULA = re.compile(r"\s*(?:[=＝@＠]|[+\-＋－]\s*[^\W\d]\w*\s*[(|!])")
"""A text that a spreadsheet would run; a number below zero, a dash or a telephone number is none."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "manner": {
        "lost": "extravio|extraviada|extraviado|extraviadas|perdida|perdido|lost|missing|loss",
        "stolen": "robo|robada|robado|robadas|hurto|stolen|theft",
        "lost_or_stolen": "robo o extravio|extravio o robo|robada o extraviada|robadas o extraviadas|"
        "robadas y extraviadas|"
        "robo y extravio|robo/extravio|extravio/robo|lost or stolen|stolen or lost|lost/stolen",
        "destroyed": "destruccion|destruida|destruido|destruidas|destroyed|destruction|baja por destruccion",
    },
    "type": {
        "child_of": "child|child of|subordinada|subordinado|depende de|subordinate|parent|mando",
        "member_of": "member|member of|miembro|integrante|miembro de|integra",
    },
    "rule": {
        "exclude_state": "excluye|excluido|excepto|prohibido|exclude|excluded|except|not to|prohibited|"
        "exclude state",
        "only_state": "solo|solamente|unicamente|only|limited to|exclusivo|only state",
    },
    "end_users": {
        "listed": "si|yes|listed|enlistados|nombrados|named",
        "central_only": "solo central|solo destinatario|central only|consignee only",
        "not_on_record": "no consta|not on record|no disponible|falta",
    },
    "central": {"yes": "si|yes|x|1|true|verdadero", "no": "no|0|false|falso"},
    "level": {
        "federal": "federal|nacional|national",
        "state": "estatal|state",
        "municipal": "municipal|municipio|municipality",
    },
    "country": {
        "US": "estados unidos|estados unidos de america|eua|e.u.a.|ee.uu.|eeuu|ee. uu.|"
        "usa|u.s.a.|u.s.|united states|united states of america",
        "MX": "mexico|mex", "DE": "alemania|germany", "IT": "italia|italy", "AT": "austria",
        "BE": "belgica|belgium", "IL": "israel", "BR": "brasil|brazil", "ES": "espana|spain",
        "CZ": "republica checa|chequia|czech republic|czechia", "HR": "croacia|croatia",
        "CH": "suiza|switzerland",
        "TR": "turquia|turkey|turkiye", "FR": "francia|france", "AR": "argentina",
        "GB": "reino unido|united kingdom|uk|gran bretana", "RU": "rusia|russia",
        "KR": "corea del sur|south korea",
        "CN": "china", "RO": "rumania|romania", "CA": "canada", "PL": "polonia|poland", "BG": "bulgaria",
        "RS": "serbia", "FI": "finlandia|finland", "JP": "japon|japan",
    },
}  # fmt: skip
"""For columns with words of their own: how sheets say each of them, folded."""
MEANT = {
    column: {form: word for word, forms in table.items() for form in (word, word.lower(), *forms.split("|"))}
    for column, table in WORDS.items()
}
Read = tuple[dict[str, str], Reading | None]
"""What a cell fills, and for a date how it was read."""


def read_cell(column: str, text: str, map_: ColumnMap) -> Read | None:
    """What a cell says, by columns of the ledger; `None` if it cannot be read.

    Args:
        column: of the ledger, or one of `PAIRS`. References to units and licences are not read here.
        text: the cell as written.
        map_: how dates and decimals are written.
    """
    if column in DATES:
        return _date(column, text, map_)
    reader = READERS.get(column)
    if reader:
        found = reader(text, map_)
        return None if found is None else (found, None)
    if column in MEANT and (column != "type" or map_.table == "relations"):
        return _word(column, text, map_)
    return ({} if is_unknown(text) else {column: as_read(text)}), None


def _date(column: str, text: str, map_: ColumnMap) -> Read | None:
    order = None if map_.date_order == "unknown" else map_.date_order
    reading = written_date(text, order)
    if reading is None or (reading.edtf == ".." and column not in ("since", "until")):
        return None
    return {column: reading.edtf}, reading


def _word(column: str, text: str, map_: ColumnMap) -> Read | None:
    """One of the words of a column; countries may be two letters of ISO 3166-1."""
    words = plain(text)
    if words in MEANT[column]:
        return {column: MEANT[column][words]}, None
    if is_unknown(text):
        return {}, None
    if column == "country" and re.fullmatch("[A-Z]{2}", text.strip()):
        return {column: text.strip()}, None
    return (
        None if column in TABLES[map_.table].words or column == "country" else ({column: as_read(text)}, None)
    )


def _quantity(text: str, _: ColumnMap) -> dict[str, str] | None:
    found = quantity(text)
    if found is None:
        return None
    least, most = PAIRS[QUANTITY]
    return {
        least: "" if found.least is None else str(found.least),
        most: "" if found.most is None else str(found.most),
    }


def _value(text: str, map_: ColumnMap) -> dict[str, str] | None:
    """Dollars, between two whole ones where there are cents."""
    if is_unknown(text):
        return {}
    found = number(text, None if map_.decimal_mark == "unknown" else map_.decimal_mark)
    if found is None or found < 0:
        return None
    least, most = PAIRS[VALUE]
    return {
        least: str(found.to_integral_value(ROUND_FLOOR)),
        most: str(found.to_integral_value(ROUND_CEILING)),
    }


def _bound(column: str) -> Callable[[str, ColumnMap], dict[str, str] | None]:
    def read(text: str, _: ColumnMap) -> dict[str, str] | None:
        if is_unknown(text):
            return {}
        found = quantity(text)
        return {column: str(found.least)} if found and found.least == found.most else None

    return read


def _serials(text: str, _: ColumnMap) -> dict[str, str] | None:
    return {"serials": "|".join(serials(text)[0])}


def _state_in(column: str) -> Callable[[str, ColumnMap], dict[str, str] | None]:
    def read(text: str, _: ColumnMap) -> dict[str, str] | None:
        if is_unknown(text):
            return {}
        code = state_code(text)
        return {column: code} if code else None

    return read


def _municipality(text: str, _: ColumnMap) -> dict[str, str] | None:
    if is_unknown(text):
        return {}
    digits = text.strip().zfill(5)
    return {"municipality": digits} if re.fullmatch(r"\d{5}", digits) else None


READERS: Mapping[str, Callable[[str, ColumnMap], dict[str, str] | None]] = {
    QUANTITY: _quantity,
    VALUE: _value,
    **{column: _bound(column) for pair in PAIRS.values() for column in pair},
    "serials": _serials,
    "state": _state_in("state"),
    UNIT_STATE: _state_in(UNIT_STATE),
    "municipality": _municipality,
}
