"""States as a column of a spreadsheet names them, where there is no doubt.

Matching names reads many more short forms (`que`, `son`, `mex`), which are also words; whoever imports
needs only those that can be nothing else.
"""

import re

from tequio.tracking.values import plain

STATES = {
    "01": "aguascalientes|ags",
    "02": "baja california|bc|b.c",
    "03": "baja california sur|bcs|b.c.s",
    "04": "campeche|camp",
    "05": "coahuila|coahuila de zaragoza|coah",
    "06": "colima",
    "07": "chiapas|chis",
    "08": "chihuahua|chih",
    "09": "ciudad de mexico|cdmx|distrito federal|d.f|df|mexico city",
    "10": "durango|dgo",
    "11": "guanajuato|gto",
    "12": "guerrero|gro",
    "13": "hidalgo|hgo",
    "14": "jalisco|jal",
    "15": "estado de mexico|edo. de mexico|edo. mex|edomex|edo. de mex|mexico|state of mexico",
    "16": "michoacan|michoacan de ocampo|mich",
    "17": "morelos",
    "18": "nayarit|nay",
    "19": "nuevo leon|n.l|nl",
    "20": "oaxaca|oax",
    "21": "puebla|pue",
    "22": "queretaro|queretaro de arteaga|qro",
    "23": "quintana roo|q. roo|q.roo|qroo",
    "24": "san luis potosi|slp|s.l.p",
    "25": "sinaloa|sin.",
    "26": "sonora|son.",
    "27": "tabasco|tab.",
    "28": "tamaulipas|tamps",
    "29": "tlaxcala|tlax",
    "30": "veracruz|veracruz de ignacio de la llave|ver.",
    "31": "yucatan|yuc",
    "32": "zacatecas|zac",
}
"""INEGI's code of each state, and how it is written (Catálogo Único de Claves de Áreas Geoestadísticas)."""
CODES = {form: code for code, forms in STATES.items() for form in forms.split("|")}


def state_code(text: str) -> str | None:
    """INEGI's two digits for a state, as `Guerrero`, `Gro.`, `12` or `MX-GRO` have it; `None` if in doubt."""
    words = re.sub(r"^(?:estado (?:libre y soberano )?de |edo\. de )(?!mex)", "", plain(text))
    if re.fullmatch(r"\d{1,2}(?:\.0)?", words):
        code = f"{int(float(words)):02}"
        return code if code in STATES else None
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
        STATES,
        re.findall(r"\w+", ISO_LETTERS),
        strict=True,
    )
}
"""ISO 3166-2:MX, without `MX-`."""


def trailing_state(name: str) -> str:
    """The code of the state with which a unit's name ends after a comma or bracket; empty if none does.

    `Policía Municipal Ficticia, Gro.` ends in Guerrero; a name without a comma is not cut, because a
    town may be called like a state.
    """
    tail = re.search(r"[,(]\s*([^,()]+?)\s*\)?\.?$", name)
    return (tail and not tail[1].isdigit() and state_code(tail[1])) or ""


KINDS = (
    (
        r"(?:polic[ií]a|pol\.) (?:preventiva )?(?:municipal|mpal\.?|mun\.)\b|municipal police",
        "policia_municipal",
        "municipal",
    ),
    (r"(?:direcci[oó]n (?:general )?de )?seguridad p[uú]blica municipal\b", "policia_municipal", "municipal"),
    (r"polic[ií]a estatal\b|state police", "policia_estatal", "state"),
    (r"secretar[ií]a de seguridad p[uú]blica del estado\b", "secretaria_estatal", "state"),
)
CENTRAL = re.compile(
    r"(?:secretar[ií]a de (?:la )?(?:defensa(?: nacional)?|marina)|sedena|semar|"
    r"direcci[oó]n (?:general )?de comercializaci[oó]n de armamento y municiones|d\.?c\.?a\.?m\.?|"
    r"ministry of (?:national )?defen[cs]e|secretariat of national defen[cs]e)(?:\s*\(.*\))?",
    re.IGNORECASE,
)


def told_by_name(name: str) -> dict[str, str]:
    """What a unit's name says for certain: `kind`, `level`, `central`, `state`; absent where it says nothing.

    A name that is nothing but the national ministries of defence and the navy, or the army's sales
    office, is a central body; no other name is taken for one or for none.
    """
    if CENTRAL.fullmatch(name.strip()):
        return {"kind": "central_body", "level": "federal", "central": "yes"}
    told = {"state": trailing_state(name)}
    for pattern, kind, level in KINDS:
        if re.match(pattern, name.strip(), re.IGNORECASE):
            told |= {"kind": kind, "level": level, "central": "no"}
            break
    return {column: value for column, value in told.items() if value}
