"""Mexico's 32 states: their INEGI codes and the ways in which they are written."""

from collections.abc import Iterator, Mapping

# INEGI code; name (first); then other ways, `+` for a space; folded (INEGI, Catálogo Único de Claves de
# Áreas Geoestadísticas; ISO 3166-2:MX; the abbreviations of the Official Gazette and of the post).
_FORMS = """
01 aguascalientes ags agu aguas aguasc agsc aguascal
02 baja+california bc bcn b+c b+cfa baja+calif baja+cal baja+cfa baja+calfa b+california b+calif
02 baja+california+norte
03 baja+california+sur bcs b+c+s bc+sur b+c+sur baja+calif+sur baja+cal+sur baja+cfa+sur
03 b+california+sur b+calif+sur b+cfa+sur
04 campeche camp cam campe cmp
05 coahuila coah coa coahu coahuila+de+zaragoza coah+de+zaragoza coah+de+zar coahuila+de+z coah+de+z
06 colima col cma clma colim
07 chiapas chis chps chp chia chs
08 chihuahua chih chi chihua chihuah chh
09 ciudad+de+mexico cdmx df d+f cd+mx cd+mex cd+de+mexico cd+de+mex cdad+de+mexico
09 distrito+federal dto+federal dtto+federal mexico+df mexico+d+f mex+df mexico+distrito+federal
09 ciudad+mexico ciudad+de+mex cmx mexico+city cd+mexico
10 durango dgo dur drngo durgo dngo
11 guanajuato gto gua guan gjto gtjo gjuato guanaj gnto
12 guerrero gro guer grro grr grro guerr
13 hidalgo hgo hid hdgo hidal hgl hld
14 jalisco jal jco jalisc jals jlsco jsco
15 estado+de+mexico edo+mex edomex edo+de+mex edo+mexico edo+de+mexico mexico mex estado+mexico
15 est+de+mexico est+mex edomx edo+mx edo+de+mx state+of+mexico mexico+state est+de+mex e+de+mex
15 e+de+mexico estado+de+mex
16 michoacan mich mic michoacan+de+ocampo mich+de+ocampo michoac micho mich+de+o mchn
17 morelos mor mrls morel mors mrlos
18 nayarit nay nyt nayar nayt nyrt
19 nuevo+leon nl n+l nvo+leon nvo+l n+leon nuevo+l nvo+ln nle nuevo+ln
20 oaxaca oax oaxac oxa oaxa oxca
21 puebla pue pbl pla pueb pbla puebl
22 queretaro qro que queret queretaro+de+arteaga qro+de+arteaga qto qrto quer
23 quintana+roo q+roo qroo qr q+r qna+roo quint+roo qtna+roo quin+roo qtana+roo qroo qnaroo roo
24 san+luis+potosi slp s+l+p sn+luis+potosi s+luis+potosi sl+potosi s+l+potosi san+luis+p
24 san+l+potosi san+luis+pot slpotosi sn+l+potosi sn+luis+p
25 sinaloa sin snlo sinal sina snl snloa
26 sonora son snra sonor snr
27 tabasco tab tbco tabs tabas tbsco
28 tamaulipas tamps tam tamaul tams tmps tamp tamau tamaulip
29 tlaxcala tlax tla tlaxc tlx tlaxca
30 veracruz ver vera vcz veracr veracruz+de+ignacio+de+la+llave ver+de+ignacio+de+la+llave
30 ver+de+i+de+la+llave veracruz+de+i+de+la+llave veracruz+llave vrz vcruz
30 veracruz+ignacio+de+la+llave verac
31 yucatan yuc yucat yucn ycn yucatn
32 zacatecas zac zacs zacat zacts zcs
"""
_USUAL = (
    "Aguascalientes|Baja California|Baja California Sur|Campeche|Coahuila|Colima|Chiapas|Chihuahua|"
    "Ciudad de México|Durango|Guanajuato|Guerrero|Hidalgo|Jalisco|Estado de México|Michoacán|Morelos|Nayarit|"
    "Nuevo León|Oaxaca|Puebla|Querétaro|Quintana Roo|San Luis Potosí|Sinaloa|Sonora|Tabasco|Tamaulipas|"
    "Tlaxcala|Veracruz|Yucatán|Zacatecas"
)
USUAL: Mapping[str, str] = {f"{code:02d}": name for code, name in enumerate(_USUAL.split("|"), 1)}
"""The usual names of Mexico's states, by INEGI code."""
MARK = "§"  # begins the token of a state, so that no word is like it


def _forms() -> Iterator[tuple[str, str]]:
    for line in _FORMS.strip().splitlines():
        code, *forms = line.split()
        for form in forms:
            yield form.replace("+", " "), MARK + code


# a way to write a state (words parted by one space) -> its token, `§` and the INEGI code
STATES: Mapping[str, str] = dict(_forms())
NAMES: Mapping[str, str] = {state: form for form, state in reversed(tuple(STATES.items()))}
LONGEST = max(form.count(" ") + 1 for form in STATES)
