"""How Mexican bodies abbreviate, in Spanish and in English.

The tables are broad on purpose: what the armed forces, police, prosecutors, the gazettes and the
United States' reports on training write. They need not be whole: an abbreviation that stands in
none of them is read from the register's own words (`resemblance`).
All texts are folded: small letters, no accents, no points.
"""

from collections.abc import Iterator, Mapping

from tequio.tracking.english import ENGLISH

# Words that carry no meaning of their own in a name.
_STOP = """
de del la las los el lo y e en a al d un una of the and in at for to da dela delos dl
"""
STOP = frozenset(_STOP.split())
# Courtesies and what stands around a name; they may be absent from either side.
_SOFT = """
municipio mpio mcpio mun ayuntamiento ayto honorable h heroica heroico c ciudadano estado edo edos
est state mexico mx mex mexicanos municipality town city county village republica hq hqs
headquarters cuartel comando numero num no nro number unit unidad de localidad
"""
SOFT = frozenset(_SOFT.split())

_SHORT = """
academia: acad aca acdma acada acadm
administracion: admon admin
adjunta: adj
aduanas: aduan adu
aerea: aer aera
aereo: aer aereo
agencia: agcia ag
agrupamiento: agrup agpto agto agrpto agrupto agptto agrupam agrupmto agmto agr agrupacion
ala: al
anfibio: anf anfib
antisecuestros: antisec
armas: ar arms
artilleria: art artill arta artria artia
asuntos: asts
auxiliar: aux auxil auxr axlr auxiliares
ayudante: ayte ayud
bancaria: banc bcria bria
base: bse
batallon: b bat batn bn btn bon btl btln btllon btlln batll batall bton bno battn blln
blindado: blind bldo bdo
brigada: brig bgda bgd brg bda
caballeria: cab caball cbria cabria caballia caba
campo: cpo
caminos: cam cams cmnos caminos
canina: can k9 canin
capitan: cap capt cptn
central: cent ctral
centro: ctro cto cen
ciudad: cd cdad cda cdd
ciudadana: ciud cdna cdana ciudad
comandancia: cmdcia comdcia comcia cdcia comand cmdancia comdancia comancia cmcia cmdncia comte
combate: comb cbte
comisaria: com comis comria cmria comsria comisa
comision: com comis
compania: cia comp cnia cpnia compa coy cia cma cpia
control: ctrl
coordinacion: coord coordn coor coordon cord cordn
coronel: cnel crnel cor
cuarta: cta
cuerpo: cpo crpo cpos
defensa: def defsa dfsa
delegacion: deleg delgn
departamento: depto dpto dep dept
destacamento: dest destto dtto destac dstmto destacam destto dsto destmto destcto dcto dtcto destm
direccion: dir direc dccion drcn dcc drccion direcc dirn drcion dccn dn
distrito: dto dtto
division: div divn
doctor: dr
dona: dna
ejercito: ejto ejer ejct
encuadrada: enc encuad encdda
escalon: esc escln
escuadron: esc escdn escn escuad escdron esqdn escd
escuela: esc escla
especial: esp espec espl
especiales: ee esp espec esps espls especs
electronico: electr elect
especializada: esp espec espda
estacion: est estac estn estcn esta
estado: edo est
estatal: est estat edtal etal estal ettal
exploracion: expl explor
federal: fed fdral feder fedl fdal fdl
fiscalia: fisc fscalia fisca fiscal
fiscal: fisc
forestal: for forest
francisco: fco fsco francco fcisco
fuerza: fza fuer fza
fuerzas: ff fzas fzs ffaa fuerz
fusileros: fusrs flros fus fusil
general: gral gnral genral gen grl gnl gral
guadalupe: gpe guad gpl
guardia: gdia gda grdia gua gd guard gdia gardia
grupo: gpo gr grpo
heroica: h her hca
hospital: hosp htal
independiente: indep indp ind
industrial: ind indust indl indus
infanteria: inf infra infant inftria ia infria infa inft infnt infta
ingenieros: ing ings ingen ingros
inmediata: inm inmed inmta inmd inmediat
inteligencia: intel intelig
investigacion: inv invest investig invn investign
investigaciones: inv invest
jefatura: jef jefat
jose: j jse
judicial: jud judl
juan: jn
justicia: just jcia jta justic
ligera: lig lgra
licenciado: lic
logistico: log
maria: ma m
mantenimiento: mant manto mantto mtto
marina: mar mna mrna marna
maritima: mar marit
martin: mtn
mexicana: mex mexna
mexicano: mex mexno
militar: mil milit mtar mltr mlt milr
ministerial: minist min mtrial minstrial mrial minsterial ministl mnstl
mixta: mix mxta
modulo: mod mdlo modl
motorizado: mot motor motz mtzdo motoriz motrz moto motdo
movil: mov
mujer: muj
municipal: mpal mpl munic mun mcpal mcipal mnpal munpal muni mpal mncpal municip munpl mpio mal mplal mcpl
nacional: nal nac ncional nacnl nacl nacion natl ncnal
naval: nav nvl
nuestra: ntra nra
nuevo: nvo nvo nuev
nueva: nva
operaciones: ops operac oper op opns opers
operativa: op oper
operativo: op oper
organizada: org
paracaidistas: parac prcdts paracs
patrulla: patr
penitenciario: penit
policia: pol poli polic plcia pcia plc p plcia policial pol pla polca pocia plcia
popular: pop
presidencial: pres presid
preventiva: prev prevent pva prvtva preven prevtva prvnt prvta preventivo prv
primera: 1ra
primer: 1er
procesal: proc proces
procuraduria: proc procur procdria pcduria
profesor: prof
proximidad: prox proxd proxim prxdad
publica: pub publ pca pbca pbl pubca pblca pub
puerto: pto
reaccion: reac reacc rcion rccion rcn reacn
reconocimiento: rec recon recto rcto reconoc
regimiento: rgto rgmto reg regto rgmt regim regmto rgm regt rgmto rgt
region: reg regn rgn rgon regi
regional: regl reg regnal
reserva: res rva
ruiz: rz
rural: rur rrl
sanidad: san sand
san: sn s
santa: sta s
santo: sto s
secretaria: sria secr sec scria srio secret secria sra sria scia sectria
sector: sect sctr sec sct sector
seguridad: seg segdad segur sgrd sgdad segurid segd sgd sguridad
senora: sra
servicio: serv svc svcio
servicios: servs serv
subsecretaria: subsria subsec subsecr
superior: sup
tactico: tact tac tco
tactica: tact tac tca
teniente: tte tnte
territorial: terr territ
transito: tto trans trans tsto transit trnto ttsto tran trto
transmisiones: trans transm transmns
transporte: transp
transportes: transps
tropas: trps
turistica: tur turist turis trst turca
turistico: tur turist
unidad: unid und u ud udad uni
unidades: uds
urbana: urb
vehiculos: veh vehs
vialidad: vial vdad viald vld
vial: vl
vigilancia: vig vigil vgl vigla vcia
villa: va vlla v
voluntario: vol
zona: zna zn z
"""

_INITIALS = """
bam: base aerea militar
bfe: batallon fuerzas especiales
bfp: batallon fusileros paracaidistas
bi: batallon infanteria
bpm: batallon policia militar
bim: batallon infanteria marina
bgn: batallon guardia nacional
cine: compania infanteria no encuadrada
dgsc: direccion general seguridad ciudadana
dgsp: direccion general seguridad publica
dsp: direccion seguridad publica
dspm: direccion seguridad publica municipal
dspym: direccion seguridad publica municipal
dspt: direccion seguridad publica transito
dspyt: direccion seguridad publica transito
dgspm: direccion general seguridad publica municipal
dgspym: direccion general seguridad publica municipal
dtm: direccion transito municipal
fam: fuerza aerea mexicana
fge: fiscalia general estado
fgj: fiscalia general justicia
fgje: fiscalia general justicia
ffee: fuerzas especiales
fe: fuerzas especiales
fr: fuerza rural | fuerza reaccion
fes: fuerzas especiales
gafe: grupo aeromovil fuerzas especiales
gari: agrupamiento reaccion inmediata
gn: guardia nacional
goe: grupo operaciones especiales
goes: grupo operaciones especiales
gope: grupo operaciones especiales
im: infanteria marina
mp: ministerio publico | policia militar | policia municipal
ne: no encuadrada
pa: policia auxiliar
pam: policia auxiliar municipal
pb: policia bancaria
pbi: policia bancaria industrial
pbei: policia bancaria industrial
pe: policia estatal
pec: policia estatal caminos
pep: policia estatal preventiva
pf: policia federal
pfp: policia federal preventiva
pgj: procuraduria general justicia
pgje: procuraduria general justicia
pgr: procuraduria general republica
fgr: fiscalia general republica
pdi: policia investigacion
pi: policia investigacion
pm: policia municipal | policia militar | policia ministerial
pme: policia ministerial
pmp: policia municipal preventiva
ppm: policia preventiva municipal
prm: policia rural municipal
ptm: policia transito municipal | policia turistica municipal
rc: regimiento caballeria
rcm: regimiento caballeria motorizado
rbr: regimiento blindado reconocimiento
ra: regimiento artilleria
rm: region militar
rn: region naval
sf: fuerzas especiales
sdn: secretaria defensa nacional
sedena: secretaria defensa nacional
semar: secretaria marina
sm: secretaria marina
smam: secretaria marina
sp: seguridad publica
spm: seguridad publica municipal
ssp: secretaria seguridad publica
sspe: secretaria seguridad publica
sspm: secretaria seguridad publica municipal
sspc: secretaria seguridad publica ciudadana
ssc: secretaria seguridad ciudadana
tm: transito municipal
ucpm: unidad canina policia municipal
vm: vigilancia municipal
zm: zona militar
zn: zona naval
znm: zona naval militar
"""


def _lines(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        key, _, value = line.partition(":")
        yield key.strip(), value.strip()


def _expansions() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for word, short in _lines(_SHORT):
        for each in short.split():
            found.setdefault(each, {})[(word,)] = None
    for table in (ENGLISH, _INITIALS):
        for short, long in _lines(table):
            for each in long.split("|"):
                found.setdefault(short, {})[tuple(each.split())] = None
    return {short: tuple(words) for short, words in found.items()}


# abbreviation, English word or initials -> the words for which they may stand, each a tuple of words
EXPANSIONS = _expansions()
_NOT_KIND = """
jose juan maria martin guadalupe francisco ruiz san santa santo villa nuevo nueva nuestra senora
puerto ciudad doctor licenciado profesor capitan coronel teniente dona heroica campo estado flota
"""
# the words of institutions: what tells kinds of units apart
KIND_WORDS = frozenset(word for words in EXPANSIONS.values() for each in words for word in each) - frozenset(
    _NOT_KIND.split()
)
