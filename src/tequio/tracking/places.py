"""States as a column of a spreadsheet names them, where there is no doubt.

Matching names reads many more short forms (`que`, `son`, `mex`), which are also words; whoever imports
needs only those that can be nothing else.
"""

import re
from functools import lru_cache

from tequio.tracking.states import USUAL
from tequio.tracking.values import plain

ALSO = {
    "01": "ags",
    "02": "bc|b.c",
    "03": "bcs|b.c.s",
    "04": "camp",
    "05": "coahuila de zaragoza|coah",
    "07": "chis",
    "08": "chih",
    "09": "cdmx|distrito federal|d.f|df|mexico city",
    "10": "dgo",
    "11": "gto",
    "12": "gro",
    "13": "hgo",
    "14": "jal",
    "15": "edo. de mexico|edo. mex|edomex|edo. de mex|mexico|state of mexico",
    "16": "michoacan de ocampo|mich",
    "18": "nay",
    "19": "n.l|nl",
    "20": "oax",
    "21": "pue",
    "22": "queretaro de arteaga|qro",
    "23": "q. roo|q.roo|qroo",
    "24": "slp|s.l.p",
    "25": "sin.",
    "26": "son.",
    "27": "tab.",
    "28": "tamps",
    "29": "tlax",
    "30": "veracruz de ignacio de la llave|ver.",
    "31": "yuc",
    "32": "zac",
}
"""By INEGI's code how a state is written beside its usual name, where that can be nothing else."""
CODES = {
    **{plain(name): code for code, name in USUAL.items()},
    **{form: code for code, forms in ALSO.items() for form in forms.split("|")},
}
SPELT = frozenset(form for form in CODES if len(form) > 4 and "." not in form)
"""The forms that are no abbreviations."""


def state_code(text: str) -> str | None:
    """INEGI's two digits for a state, as `Guerrero`, `Gro.`, `12` or `MX-GRO` have it; `None` if in doubt."""
    words = re.sub(r"^(?:estado (?:libre y soberano )?de |edo\. de )(?!mex)", "", plain(text))
    if re.fullmatch(r"\d{1,2}(?:\.0)?", words):
        code = f"{int(float(words)):02}"
        return code if code in USUAL else None
    if words.startswith("mx-"):
        return ISO.get(words[3:])
    return CODES.get(words) or CODES.get(words.rstrip("."))


ISO_LETTERS = """
agu bcn bcs cam coa col chp chh cmx dur gua gro hid jal mex mic
mor nay nle oax pue que roo slp sin son tab tam tla ver yuc zac
"""
ISO = {
    letters: code
    for code, letters in zip(
        USUAL,
        re.findall(r"\w+", ISO_LETTERS),
        strict=True,
    )
}
"""ISO 3166-2:MX, without `MX-`."""


def trailing_state(name: str) -> str:
    """The code of the state with which a unit's name ends after a comma or bracket; empty if none does.

    `Policía Municipal Ficticia, Gro.` ends in Guerrero.
    """
    tail = re.search(r"[,(]\s*([^,()]+?)\s*\)?\.?$", name)
    return (tail and not tail[1].isdigit() and state_code(tail[1])) or ""


ALSO_TOWNS = frozenset(["12", "13", "17", "23", "27"])
"""States of whose name there is a municipality in another state, or which is part of many a town's name:
Guerrero, Hidalgo, Morelos, Quintana Roo, Tabasco (INEGI's catalogue)."""
STATE_BODY = re.compile(
    r"(?:policia|pol\.?) (?:estatal|est|ministerial|del? estado|de investigacion)\b|"
    r".*\bdel (?:estado|edo\.?) de\b|"
    r"(?:secretaria|sria\.?) de seguridad (?:publica|ciudadana)\b|s\.?s\.?p\.?\b|"
    r"(?:fiscalia|procuraduria)\b|comision estatal\b"
)
_GENERAL = """
policia pol estatal est ministerial estado edo secretaria sria ssp seguridad publica ciudadana proteccion
fiscalia procuraduria general justicia investigacion investigadora comision preventiva acreditable fuerza
civil de del la y
"""
GENERAL = frozenset(_GENERAL.split())
"""Words of bodies that states have; any other may be part of the name of a town (`Ciudad Hidalgo`)."""
NOT_OF_A_STATE = re.compile(r"\b(?:(?<!distrito )federal|nacional|republica|ejercito|marina)\b")
MUNICIPAL = re.compile(r"\b(?:municipal|mpal|mun|municipio|ayuntamiento)\b")
BARE = re.compile(r"(?:policia|pol\.?)(?: de(?: la)?)? (.+)|(.+) (?:state )?police")


@lru_cache(maxsize=65_536)
def told_state(name: str) -> str:
    """The code of the state that a unit's name tells; empty if it tells none, or if in doubt.

    After a comma or in brackets any form of a state is one. Without a comma a name may end in that of
    a town, so there must be no town that is called so: of a municipal police `Aldea Gro` tells
    Guerrero, and `Dolores Hidalgo` nothing; of a body that only states have, `de Guerrero` is the state.
    """
    after_comma = trailing_state(name)
    if after_comma:
        return after_comma
    words = plain(name).strip()
    if "," in words or "(" in words or NOT_OF_A_STATE.search(words):
        return ""
    english = re.fullmatch(r"(.+) state police", words)
    if english:
        return _worded(english[1]) or ""
    code, before, form = _last(words)
    if not code:
        bare = BARE.fullmatch(words)
        code = (bare and bare[2] and _worded(bare[2])) or ""
        return "" if code in ALSO_TOWNS else code
    municipal = MUNICIPAL.search(words)
    if not municipal and STATE_BODY.match(words):
        rest = set(re.findall(r"[a-z]+", before.replace(".", ""))) - GENERAL
        return "" if rest and code in ALSO_TOWNS else code
    short = form.rstrip(".") not in SPELT
    if municipal:
        place = re.sub(r"\b(?:de|del|la|el|los|las)\b", " ", before[municipal.end() :]).strip(" .")
        return code if (short and place) or code not in ALSO_TOWNS else ""
    bare = BARE.fullmatch(words)
    return code if bare and bare[1] and _worded(bare[1]) == code and code not in ALSO_TOWNS else ""


def _last(words: str) -> tuple[str, str, str]:
    """The state with which some words end, what stands before it, and its form; empty texts if none does."""
    parts = words.split()
    for start in range(max(1, len(parts) - 7), len(parts)):
        form = " ".join(parts[start:])
        code = _worded(form)
        if code:
            return code, " ".join(parts[:start]), form
    return "", "", ""


def _worded(form: str) -> str:
    """The code of a state in words; a number is none, and neither is `México`, which may be the country."""
    return "" if re.search(r"\d", form) or form == "mexico" else state_code(form) or ""


KINDS = (
    (
        r"(?:polic[ií]a|pol\.) (?:preventiva )?(?:municipal|mpal\.?|mun\.)\b|municipal police",
        "policia_municipal",
        "municipal",
    ),
    (r"(?:direcci[oó]n (?:general )?de )?seguridad p[uú]blica municipal\b", "policia_municipal", "municipal"),
    (r"polic[ií]a estatal\b|pol\. est(?:\.|\b)|.*\bstate police\b", "policia_estatal", "state"),
    (r"secretar[ií]a de seguridad p[uú]blica del estado\b", "secretaria_estatal", "state"),
)
CENTRAL = re.compile(
    r"(?:secretar[ií]a de (?:la )?(?:defensa(?: nacional)?|marina)|sedena|semar|"
    r"direcci[oó]n (?:general )?de comercializaci[oó]n de armamento y municiones|d\.?c\.?a\.?m\.?|"
    r"ministry of (?:national )?defen[cs]e|secretariat of national defen[cs]e)(?:\s*\(.*\))?",
    re.IGNORECASE,
)


def every_town_has(name: str) -> bool:
    """Whether a name says that it is a municipal police and not where: `Seguridad Pública Municipal`."""
    return any(
        level == "municipal" and re.fullmatch(rf"(?:{pattern})\.?", name.strip(), re.IGNORECASE)
        for pattern, _, level in KINDS
    )


def told_by_name(name: str) -> dict[str, str]:
    """What a unit's name says: `kind`, `level`, `central`, `state`; absent where it says nothing.

    A name that is nothing but the national ministries of defence and the navy, or the army's sales
    office, is a central body; no other name is taken for one or for none.
    """
    if CENTRAL.fullmatch(name.strip()):
        return {"kind": "central_body", "level": "federal", "central": "yes"}
    told = {"state": told_state(name)}
    for pattern, kind, level in KINDS:
        if re.match(pattern, name.strip(), re.IGNORECASE):
            told |= {"kind": kind, "level": level, "central": "no"}
            break
    return {column: value for column, value in told.items() if value}
