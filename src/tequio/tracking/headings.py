"""What columns are called in spreadsheets, in Spanish and English, for each column of the ledger."""

import re
from collections.abc import Mapping
from functools import lru_cache

from tequio.tracking.schema import TABLES
from tequio.tracking.values import plain

QUANTITY, VALUE = "quantity", "value_usd"
"""Columns of a sheet that fill two of the ledger, the least and the most."""
PAIRS = {QUANTITY: ("quantity_min", "quantity_max"), VALUE: ("value_usd_min", "value_usd_max")}

THING = {
    "lot": "lote|lot|no de lote|lot number",
    "maker": "marca|fabricante|maker|make|manufacturer|brand|marca fabricante",
    "model": "modelo|model|modelo del arma",
    "country": "pais|pais de origen|pais de fabricacion|origen|country|country of origin|country of manufacture",
    QUANTITY: (
        "cantidad|cant|numero de armas|no de armas|piezas|total de armas|num de piezas|armas|quantity|qty|number|units|"
        "number of weapons|number of firearms|cantidad de armas|cantidad entregada|armas entregadas|cantidad recibida|"
        "total|no piezas|numero de piezas|existencia|existencias|number of units"
    ),
    "serials": (
        "matricula|matriculas|no de serie|numero de serie|numeros de serie|serie|series|serial|serials|serial number|"
        "serial numbers|serial no|num de serie|numero de matricula|no de matricula"
    ),
    "date": "fecha|date|ano|year|dia|fecha de registro|periodo|mes|fecha del hecho",
}  # fmt: skip
UNIT = (
    "unidad|corporacion|dependencia|unit|agency|police force|institucion|unidad policial|municipio y corporacion|"
    "institution|body|cuerpo|nombre de la unidad|corporacion policial|dependencia policial"
)
LICENCE = "licencia|no de licencia|numero de licencia|licence|license|licence number|license number|license no|licence no|permiso"
STATE = "estado|entidad|entidad federativa|state|entidad federal|edo"
MUNICIPALITY = "clave de municipio|clave municipio|municipality code|clave inegi"
TOWN = f"municipio|municipality|nombre del municipio|{MUNICIPALITY}"
HOLDER = {
    "shipments": "consignee",
    "receipts": "to_unit",
    "holdings": "unit",
    "losses": "unit",
    "allegations": "unit",
}
"""Tables in which a column of states or municipalities tells where a unit is, and the column of that unit."""
UNIT_STATE, UNIT_TOWN = "unit_state", "unit_municipality"
"""Columns of a sheet that are no columns of such a table: they tell who the unit is."""
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "units": {
        "name": f"{UNIT}|nombre|name|unit name",
        "kind": "tipo|tipo de unidad|kind|type|unit type|clase",
        "level": "nivel|level|ambito|orden de gobierno",
        "central": "central|organo central|central body",
        "state": STATE,
        "municipality": TOWN,
        "since": "desde|since|creacion|fecha de creacion|inicio|from|established",
        "until": "hasta|until|fin|disolucion|to|disbanded",
    },
    "relations": {
        "child": f"{UNIT}|subordinada|unidad subordinada|child|subordinate",
        "parent": "superior|mando|unidad superior|parent|depende de|adscripcion|adscrita a|reports to|superior unit",
        "type": "tipo|tipo de relacion|type|relation type|relation|relacion",
        "since": "desde|since|inicio|from|fecha de inicio",
        "until": "hasta|until|fin|to|fecha de termino",
    },
    "licences": {
        "number": f"{LICENCE}|numero|number|case number|no",
        "regime": "regimen|regime|tipo de licencia|license type|licence type|form",
        "exporter": "exportador|exporter|applicant|solicitante|empresa|registrant|seller",
        "consignee": "destinatario|consignatario|consignee|foreign consignee|recipient|comprador|importador",
        VALUE: "valor|valor usd|valor en dolares|value|value usd|total value|monto|monto usd|us value|valor us",
        "issued": "fecha de expedicion|fecha de emision|expedicion|issued|date issued|issue date|fecha|approved|approval date",
        "valid_from": "valida desde|vigencia desde|inicio de vigencia|valid from|inicio de la vigencia",
        "valid_until": "valida hasta|vigencia hasta|vencimiento|vigencia|valid until|expires|expiration|expiration date|fin de vigencia",
        "end_users": "usuarios finales|end users|end users on record",
    },
    "end_users": {
        "licence": LICENCE,
        "name_as_written": f"usuario final|end user|usuario|final user|nombre del usuario final|end user unit|end user name|{UNIT}",
        "since": "desde|since|fecha de enmienda|amendment date|agregado el|added",
    },
    "items": {
        "licence": LICENCE,
        "maker": THING["maker"],
        "model": THING["model"],
        "country": THING["country"],
        "type": "tipo|tipo de arma|type|weapon type|clase|clase de arma|category",
        "calibre": "calibre|caliber|cal",
        QUANTITY: THING[QUANTITY],
    },
    "conditions": {
        "licence": LICENCE,
        "rule": "regla|rule|condicion|condition|proviso",
        "state": STATE,
    },
    "shipments": {
        "licence": LICENCE,
        "consignee": "destinatario|consignatario|consignee|importador|recipient|comprador|buyer",
        **THING,
        "date": f"{THING['date']}|fecha de embarque|fecha de envio|fecha de exportacion|ship date|date shipped|export date|shipment date",
    },
    "receipts": {
        "from_unit": "origen de la entrega|entrega|entregado por|proviene de|de|from|from unit|supplier|proveedor|vendedor|unidad que entrega|entregada por",
        "to_unit": f"{UNIT}|destino|recibe|receptor|receptora|entregado a|vendido a|unidad que recibe|to|to unit|recipient|cliente|comprador|destinatario|buyer|customer",
        **THING,
        "date": f"{THING['date']}|fecha de entrega|fecha de venta|fecha de recepcion|delivery date|date received|date of sale|sale date|fecha de salida",
    },
    "holdings": {
        "unit": UNIT,
        **THING,
        "date": f"{THING['date']}|fecha de corte|fecha de inventario|al|as of|inventory date|fecha de revista",
    },
    "losses": {
        "unit": UNIT,
        "manner": "forma|manner|motivo|causa|tipo de baja|how|cause|incidente|robo o extravio|situacion",
        **THING,
        "date": f"{THING['date']}|fecha de robo|fecha de extravio|fecha de perdida|fecha de baja|date lost|date of loss|loss date",
    },
    "recoveries": {
        "holder": "poseedor|en poder de|holder|found with|asegurada a|detentador",
        "last_holder": f"ultimo poseedor|last holder|propietario|owner|unidad de origen|{UNIT}",
        "loss": "perdida|loss|clave de perdida|loss id",
        "state": STATE,
        "municipality": MUNICIPALITY,
        **THING,
        "date": f"{THING['date']}|fecha de aseguramiento|fecha de recuperacion|date recovered|recovery date|date seized|seizure date",
    },
    "allegations": {
        "unit": f"{UNIT}|perpetrador|perpetrator|autoridad responsable|autoridad senalada|unit accused",
        "date": f"{THING['date']}|fecha de los hechos|incident date",
        "violation": "violacion|violaciones|violation|violations|hechos|hecho|hecho violatorio|description|descripcion|violation type",
    },
    "totals": {
        "what": "concepto|rubro|what|que|descripcion|description|measure",
        "scope": "alcance|ambito|scope|coverage|cobertura",
        "account": "cuenta|version|account|segun|according to",
        "since": "desde|since|from|inicio|ano inicial",
        "until": "hasta|until|to|fin|ano final",
        QUANTITY: f"{THING[QUANTITY]}|cifra|figure",
    },
}  # fmt: skip
HEADINGS = {
    table: {**columns, **({UNIT_STATE: STATE, UNIT_TOWN: TOWN} if table in HOLDER else {})}
    for table, columns in HEADINGS.items()
}
"""For each table and column the headings, folded as `heading` folds them, set apart by `|`."""

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "units": (("name",),),
    "relations": (("child",), ("parent",), ("type",)),
    "licences": (("number",), ("end_users",)),
    "end_users": (("licence",), ("name_as_written", "unit")),
    "items": (("licence",), ("maker", "model")),
    "conditions": (("licence",), ("rule",), ("state",)),
    "shipments": (("lot", "model", "maker"), ("quantity", "serials", "quantity_min")),
    "receipts": (
        ("from_unit",),
        ("to_unit",),
        ("lot", "model", "maker"),
        ("quantity", "serials", "quantity_min"),
    ),
    "holdings": (("unit",), ("lot", "model", "maker"), ("quantity", "serials", "quantity_min"), ("date",)),
    "losses": (("unit",), ("manner",), ("lot", "model", "maker"), ("quantity", "serials", "quantity_min")),
    "recoveries": (("lot", "model", "maker"), ("quantity", "serials", "quantity_min")),
    "allegations": (("unit",), ("violation",)),
    "totals": (("what",), ("quantity", "quantity_min")),
}
"""For each table what a row must say; of each group one suffices.

`from_unit` of a receipt is among them because the ledger reads an empty one as an arrival from abroad,
which no sheet says by having no such column.
"""
ABROAD = frozenset(
    ["abroad", "extranjero", "del extranjero", "importacion", "importado", "importada", "import"]
)
"""What stands, folded, for an arrival from abroad."""


def heading(text: str) -> str:
    """A heading as it is compared: without case, accents, points and what stands in brackets."""
    words = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", plain(text))
    words = re.sub(r"\b(?:num|nro|n[°º])(?:\.|\b|(?<=[°º]))|#", "no ", words)
    return " ".join(re.sub(r"[^\w]+", " ", words).replace("_", " ").split())


def _columns() -> dict[str, dict[str, str]]:
    """For each table the column of the ledger that a folded heading names; the ledger's own names too."""
    found: dict[str, dict[str, str]] = {}
    for table, columns in HEADINGS.items():
        named = {
            heading(name): name
            for name in TABLES[table].columns
            if name not in ("claim", TABLES[table].id, "source", "page", "status", "supersedes")
        }
        for column, headings in columns.items():
            for each in headings.split("|"):
                named.setdefault(heading(each), column)
        found[table] = named
    return found


COLUMNS: Mapping[str, Mapping[str, str]] = _columns()
LONGEST = 120
"""Characters of the longest text that is taken for a heading."""


def column_of(table: str, text: str) -> str | None:
    """The column of the ledger that a heading of a sheet names, by itself or in its last part."""
    known = COLUMNS[table]
    whole = heading(text)
    if whole in known:
        return known[whole]
    last = heading(text.rpartition(" / ")[2])
    if last in known:
        return known[last]
    singular = " ".join(word.rstrip("s") for word in whole.split())
    return known.get(singular)


@lru_cache(maxsize=65_536)
def is_heading(text: str) -> bool:
    """Whether any table has a column that goes by this name."""
    return len(text) <= LONGEST and any(column_of(table, text) for table in COLUMNS)
