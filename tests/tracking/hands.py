"""The hands of `heldout`: their abbreviations, short forms of states, ordinals, confusions and English."""

from collections.abc import Mapping, Sequence

_KNOWN_WORDS = """
Policía: Plcía. | Polic. | P.
Municipal: Munic. | Mpl. | Mcpal.
Seguridad: Seg. | Segdad.
Pública: Púb. | Pca.
Dirección: Dcción. | Direc.
General: Gral.
Compañía: Comp. | Cñía.
Batallón: Btn. | Bón.
Infantería: Infra. | Infant.
Guardia: Gdia. | Gda.
Nacional: Nal. | Nac.
Regimiento: Rgmto. | Reg.
Caballería: Cab. | Caball.
Motorizado: Mot.
Destacamento: Destto. | Dstmto.
Agrupamiento: Agpto. | Agrupam.
Comandancia: Cmdcia. | Comdcia.
Preventiva: Prevent. | Pva.
Auxiliar: Auxil.
Tránsito: Tto. | Tráns.
Vialidad: Vial.
Vigilancia: Vig. | Vigil.
Federal: Fed.
Estatal: Edtal. | Est.
Ministerial: Mtrial. | Minist.
Estación: Estac.
Academia: Acad.
Santa: Sta.
Santo: Sto.
Ciudad: Cd.
Villa: Va.
"""
_KNOWN_STATES = """
Aguascalientes: AGS
Baja California: BC | Baja Calif.
Baja California Sur: BCS | B.C.S.
Campeche: Camp
Chiapas: Chis
Chihuahua: CHIH
Ciudad de México: CDMX | D.F.
Coahuila: Coah | Coahuila de Zaragoza
Colima: Col.
Durango: DGO
Estado de México: Edo. Méx. | Méx.
Guanajuato: GTO
Guerrero: GRO
Hidalgo: Hgo.
Jalisco: JAL
Michoacán: Mich | Michoacán de Ocampo
Morelos: MOR
Nayarit: Nay.
Nuevo León: NL | N. L.
Oaxaca: Oax.
Puebla: PUE
Querétaro: Qro.
Quintana Roo: Q. Roo | QROO
San Luis Potosí: SLP | S. L. P.
Sinaloa: SIN
Sonora: SON
Tabasco: Tab.
Tamaulipas: Tamps.
Tlaxcala: Tlax.
Veracruz: VER | Veracruz de Ignacio de la Llave
Yucatán: Yuc.
Zacatecas: ZAC
"""
_OTHER_WORDS = """
Policía: Pcía. | Poli. | Plc.
Municipal: Mun. | Munpal. | Mnpal.
Seguridad: Segur. | Sgrd.
Pública: Públ. | Pbca.
Secretaría: Sría. | Secr. | Sec.
Dirección: Dir. | Drcn.
Ciudadana: Cdna. | Ciud.
Compañía: Cñia. | Cpñía.
Batallón: Bn. | Btln. | Batll.
Infantería: Inftría. | Ia.
Marina: Mar. | Mna.
Guardia: Grdia. | Gua.
Nacional: Ncional. | Nacnl.
Regimiento: Regto. | Rgmt.
Artillería: Art. | Artría.
Caballería: Caballía. | Cbría.
Motorizado: Motz. | Mtzdo.
Destacamento: Dtto. | Destac.
Agrupamiento: Agto. | Agmto.
Comandancia: Comcia. | Comand.
Preventiva: Prvtva. | Preven.
Auxiliar: Axlr. | Auxr.
Tránsito: Tráns. | Ttsto.
Turística: Tur. | Turíst.
Proximidad: Prox. | Proxd.
Reacción: Reac. | Rción.
Inmediata: Inmed. | Inmta.
Federal: Fdral. | Feder.
Estatal: Estat. | Ettal.
Ministerial: Minstrial. | Mrial.
Investigación: Invest. | Inv.
Operaciones: Ops. | Operac.
Especiales: Esp. | Espec.
Fuerzas: Fzas. | Fzs.
Fiscalía: Fisc. | Fscalía.
Justicia: Just. | Jcia.
Coordinación: Coord. | Coordn.
Estación: Estn.
Academia: Acdma.
Unidad: Unid. | Und.
Grupo: Gpo.
Módulo: Mód.
Sector: Sect. | Sctr.
Militar: Mil. | Milit.
San: Sn.
Santa: Sta.
María: Ma.
Ciudad: Cdad.
General: Gral.
Francisco: Fco.
Guadalupe: Gpe.
"""
_OTHER_STATES = """
Aguascalientes: Aguasc. | Ags
Baja California: B.C. | Baja Cfa. | B. California
Baja California Sur: Baja Calif. Sur | B. C. S. | BC Sur
Campeche: CAM | Camp.
Chiapas: Chps. | CHIS
Chihuahua: Chihua. | CHI
Ciudad de México: Cd. de México | México, D.F. | Distrito Federal | Cd. Mx.
Coahuila: Coah. de Zaragoza | COA | Coahu.
Colima: COL | Cma.
Durango: Dgo | Dur. | Drngo.
Estado de México: Edomex | Edo. de Méx. | EdoMéx | Edo. México | MEX
Guanajuato: Gto | Gjto. | GUA
Guerrero: Guer. | Grro.
Hidalgo: HGO | Hgo | Hid.
Jalisco: Jal | Jco. | Jalisc.
Michoacán: Mich. de Ocampo | MIC | Michoac.
Morelos: Mor | Mrls.
Nayarit: NAY | Nyt.
Nuevo León: Nvo. León | N León | Nvo. L.
Oaxaca: OAX | Oaxac.
Puebla: Pue | Pbl. | Pla.
Querétaro: Qro | QUE | Querét. | Qro. de Arteaga
Quintana Roo: Qroo. | Q.R. | Qna. Roo | Quint. Roo
San Luis Potosí: Sn. Luis Potosí | S.L. Potosí | SLP
Sinaloa: Sin | Snlo. | Sinal.
Sonora: Son | Snra.
Tabasco: TAB | Tbco. | Tabs.
Tamaulipas: Tamps | TAM | Tamaul.
Tlaxcala: TLAX | Tlaxc. | Tlx.
Veracruz: Ver. de I. de la Llave | Vera. | Vcz. | Veracr.
Yucatán: YUC | Yucat. | Yucn.
Zacatecas: Zac | Zacs. | Zacat.
"""


def _table(text: str) -> dict[str, list[str]]:
    lines = (line.partition(": ") for line in text.strip().splitlines())
    return {word: forms.split(" | ") for word, _, forms in lines}


ABBREVIATIONS = {"known": _table(_KNOWN_WORDS), "other": _table(_OTHER_WORDS)}
SHORT_STATES = {"known": _table(_KNOWN_STATES), "other": _table(_OTHER_STATES)}
ORDINALS = {
    "known": ("{n}o.", "{n}.a", "No {n}", "núm. {n}", "{n}th", "roman"),
    "other": ("# {n}", "N.º {n}", "{n}vo.", "{n}°", "número {n}", "words", "nro. {n}", "{n}/a"),
}
CONFUSIONS: Mapping[str, Sequence[tuple[str, str]]] = {
    "known": (
        ("m", "rn"),
        ("u", "ii"),
        ("d", "cl"),
        ("o", "0"),
        ("i", "1"),
        ("b", "8"),
        ("6", "G"),
        ("0", "O"),
    ),
    "other": (
        ("h", "li"),
        ("e", "c"),
        ("c", "e"),
        ("n", "ri"),
        ("g", "q"),
        ("s", "5"),
        ("z", "2"),
        ("l", "I"),
        ("t", "f"),
        ("2", "Z"),
        ("8", "B"),
        ("5", "S"),
        ("1", "I"),
        ("ll", "11"),
        ("a", "ä"),
        ("w", "vv"),
    ),
}
ENGLISH: Mapping[str, Sequence[tuple[str, str]]] = {
    "known": (
        (r"^Policía Municipal de (.+)$", r"Municipal Police of \1"),
        (r"^Policía Estatal de (.+)$", r"State Police of \1"),
        (r"^(\d+)\.[ºª] Zona Militar$", r"{\1} Mil Zone"),
        (r"^(\d+)\.[ºª] Batallón de la Guardia Nacional$", r"{\1} National Guard Battalion"),
        (r"^Policía Rural Municipal de (.+)$", r"\1 Municipal Rural Police"),
    ),
    "other": (
        (r"^Policía Municipal Preventiva de (.+)$", r"\1 Preventive Municipal Police"),
        (r"^(\d+)\.[ºª] Regimiento de Caballería Motorizado$", r"{\1} Motorized Cavalry Regiment"),
        (r"^(\d+)\.[ºª] Batallón de Infantería de Marina$", r"{\1} Marine Infantry Battalion"),
        (r"^(\d+)\.[ºª] Escuadrón Aéreo$", r"{\1} Air Squadron"),
        (r"^(\d+)\.[ºª] Zona Naval$", r"{\1} Naval Zone"),
        (r"^Estación (\d+) de la Policía Federal$", r"Federal Police Station \1"),
        (r"^Academia de Policía Municipal de (.+)$", r"Municipal Police Academy, \1"),
        (r"^Policía Turística Municipal de (.+)$", r"Municipal Tourist Police of \1"),
        (r"^Dirección de Tránsito Municipal de (.+)$", r"Municipal Traffic Department of \1"),
        (r"^Unidad Canina de la Policía Municipal de (.+)$", r"Canine Unit, Municipal Police of \1"),
        (
            r"^Primera Compañía del (\d+)\.[ºª] Batallón de Infantería$",
            r"First Company, {\1} Infantry Battalion",
        ),
        (r"^Policía Auxiliar de (.+)$", r"Auxiliary Police of \1"),
    ),
}
