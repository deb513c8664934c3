"""Checks the public record of a site with nothing but Python, trusting nobody: docs/spec/record.md says what.

    python verifier.py RECORD [--key VKEY] [--checkpoint FILE …] [--cosigner VKEY …] [--receipt FILE …] [--bundle DIR …] [--lang en|es]

RECORD is the zip or its folder. verifier.py calls this file and lends it its check of one draw; `record_law.py`
and `ed25519.py` lie beside both. Each of the five sections can be read alone. Exit code: 0 proved, 1 failed, 2 nothing
that can be checked, 3 proved, but drawn more than once, 4 not contradicted.
"""
# ruff: noqa: D102, D103, E401, E501, E701, I001  (set tightly by hand, so that it stays within 400 lines)
# fmt: off

import base64, binascii, csv, io, json, re, shutil, tempfile, zipfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

if __package__:
    from . import ed25519
    from .record_law import BESIDE, FORMS, Past, due, law, misfit, seconds, some, texts_of
else:
    import ed25519  # type: ignore[import-not-found,no-redef]
    from record_law import BESIDE, FORMS, Past, due, law, misfit, seconds, some, texts_of  # type: ignore[import-not-found,no-redef]

Json = dict[str, Any]

# 1 WHAT IT SAYS. Every sentence by name, in English and Spanish.
SENTENCES = {
    "pool_people": ("What no record shows: that the volunteers are real and are all who came forward. Receipts of volunteers and the calls of auditors look into that.", "Lo que ningún registro muestra: que las personas voluntarias existen y son todas las que se presentaron. Eso lo revisan los comprobantes de las personas y las llamadas de la auditoría."), "no_key": ("CANNOT TELL whose record this is: no key was given (--key). The signatures fit the key that the record names itself, and anybody could have made such a record.", "NO SE PUEDE SABER de quién es este registro: no se dio ninguna clave (--key). Las firmas corresponden a la clave que nombra el propio registro; cualquiera pudo hacer uno así."), "no_outside": ("CANNOT TELL whether all of it was written anew and signed again: no checkpoint that somebody else kept or cosigned was given (--checkpoint, --cosigner).", "NO SE PUEDE SABER si todo se volvió a escribir y firmar: no se dio ningún punto de control que otra persona haya guardado o cofirmado (--checkpoint, --cosigner)."), "outside_part": ("CANNOT TELL whether the acts from {size} on were written anew: what others kept reaches to act {last}, and a draw lies behind it.", "NO SE PUEDE SABER si los actos desde el {size} se volvieron a escribir: lo que otras personas guardaron llega al acto {last}, y después hay un sorteo."), "own_clock": ("CANNOT TELL whether act {n} ({kind}) was published before its randomness was known: it says so by the operator's own clock, and no cosignature that is older shows it.", "NO SE PUEDE SABER si el acto {n} ({kind}) se publicó antes de conocerse el azar: lo dice el reloj del propio operador y ninguna cofirma anterior lo muestra."), "log": ("The record {name}: {size} acts, the last one of {time}.", "El registro {name}: {size} actos, el último del {time}."), "root": ("Its root: {root}.", "Su raíz: {root}."), "key": ("Its key: {key}", "Su clave: {key}"),
    "rotated": ("The key was changed by act {n}, signed with the old one.", "La clave cambió con el acto {n}, firmado con la anterior."), "outside": ("What others kept holds: acts 0 to {last} are as they were when others saw them.", "Lo que otras personas guardaron se cumple: los actos 0 a {last} son como eran cuando otras personas los vieron."), "announced": ("Act {n} ({kind}) was cosigned before its randomness was known: proved.", "El acto {n} ({kind}) se cofirmó antes de conocerse el azar: demostrado."), "short_notice": ("Act {n} ({kind}) announced the randomness less than 24 hours ahead.", "El acto {n} ({kind}) anunció el azar con menos de 24 horas de anticipación."), "withdrawn": ("Withdrawn: a text of act {n} ({kind}). Its hash stays: {hash}.", "Retirado: un texto del acto {n} ({kind}). Queda su huella: {hash}."), "exception": ("AN EXCEPTION WAS MADE by act {n}; its reason lies in the record: {hash}.", "SE HIZO UNA EXCEPCIÓN con el acto {n}; su motivo está en el registro: {hash}."), "receipt": ("The receipt {file} holds: the volunteer was committed to{pool}.", "El comprobante {file} se cumple: la persona quedó comprometida{pool}."), "lottery": ("Lottery {root} of {assembly}:", "Lotería {root} de {assembly}:"), "proved": ("PROVED: everything that was checked holds, and others can vouch for it.", "DEMOSTRADO: todo lo revisado se cumple, y otras personas lo respaldan."), "uncontradicted": ("NOT CONTRADICTED: everything that was checked holds. What it cannot tell is said above.", "NO CONTRADICHO: todo lo revisado se cumple. Lo que no se puede saber se dice arriba."), "failed": ("FAILED. Things that do not hold: {n}", "FALLÓ. Cosas que no se cumplen: {n}"), "more": ("… and {n} more of this kind.", "… y {n} más de este tipo."),
    # what cannot be used at all
    "no_record": ("{file} is no record: it holds no acts.jsonl and checkpoint.", "{file} no es un registro: no contiene acts.jsonl ni checkpoint."), "bad_zip": ("{file} is no zip that this verifier reads: {name}", "{file} no es un zip que este verificador lea: {name}"), "too_big": ("{file}: {name} is larger than this verifier reads.", "{file}: {name} es más grande de lo que este verificador lee."), "no_file": ("There is no file {file}.", "No existe el archivo {file}."), "bad_key": ("“{file}” is no verifier key (name+id+base64).", "«{file}» no es una clave de verificación (nombre+id+base64)."), "bad_bundle": ("{file} holds no public/lottery.json of a lottery of this record.", "{file} no contiene el public/lottery.json de una lotería de este registro."),
    # what fails: bytes and tree
    "act_bytes": ("Act {n} is not written in canonical form.", "El acto {n} no está escrito en forma canónica."), "act_shape": ("Act {n}: “{key}” is missing or is not what it should be.", "Acto {n}: «{key}» falta o no es lo que debe ser."), "act_sequence": ("Act {n} has another number, or an earlier time than the act before it.", "El acto {n} tiene otro número, o una hora anterior a la del acto previo."), "checkpoint_form": ("{file} is no checkpoint.", "{file} no es un punto de control."), "checkpoint_size": ("{file} speaks of {size} acts; there are {count}.", "{file} habla de {size} actos; hay {count}."), "checkpoint_root": ("{file}: its root is not that of the first {size} acts.", "{file}: su raíz no es la de los primeros {size} actos."), "name_wrong": ("{file} is of another log than act 0 names.", "{file} es de otro registro que el que nombra el acto 0."), "checkpoint_signature": ("{file} lacks a true signature of the key in force.", "{file} no lleva una firma verdadera de la clave vigente."), "key_chain": ("Act {n} changes a key that was not in force, or is not signed with it.", "El acto {n} cambia una clave que no estaba vigente, o no está firmado con ella."), "tile_wrong": ("{file} is not that tile of the acts.", "{file} no es esa tesela de los actos."), "file_wrong": ("{file} is not what its name says.", "{file} no es lo que dice su nombre."), "file_missing": ("{file} is missing, which act {n} ({kind}) published.", "Falta {file}, que el acto {n} ({kind}) publicó."),
    # what fails: the law of order
    "log_start": ("Act {n}: act 0, and no other, opens the record.", "Acto {n}: el acto 0, y ningún otro, abre el registro."), "unopened": ("Act {n} ({kind}): an assembly begins with its opening, once.", "Acto {n} ({kind}): una asamblea comienza con su apertura, una vez."), "frame_order": ("Act {n} ({kind}): its frame was not fixed, or was deleted.", "Acto {n} ({kind}): su marco no estaba fijado, o se borró."), "letters_order": ("Act {n} ({kind}): plan fixed, randomness announced, letters drawn, letters certified: not in this order, or twice.", "Acto {n} ({kind}): plan fijado, azar anunciado, cartas sorteadas, cartas certificadas: no en este orden, o dos veces."), "registration_order": ("Act {n} ({kind}): registration opens and closes in turn, before the pool is closed; it closes after targets were published.", "Acto {n} ({kind}): el registro de personas se abre y se cierra por turnos, antes de cerrar el grupo, y se cierra después de publicar los objetivos."), "pool_order": ("Act {n} ({kind}): the pool is closed once, after registration.", "Acto {n} ({kind}): el grupo se cierra una vez, después del registro de personas."), "quotas_order": ("Act {n} ({kind}): quotas are fixed after registration is closed; other ones need a reason in an act before, and wait until a published lottery is drawn.", "Acto {n} ({kind}): las cuotas se fijan tras cerrar el registro de personas; otras requieren antes un acto con su motivo y esperan a que se sortee la lotería publicada."), "departure_late": ("Act {n} ({kind}): the reason comes after the lottery with these quotas.", "Acto {n} ({kind}): el motivo llega después de la lotería con estas cuotas."),
    "lottery_order": ("Act {n} ({kind}): the pool is not closed, its quotas are not those fixed last, or there is a lottery already.", "Acto {n} ({kind}): el grupo no está cerrado, sus cuotas no son las últimas fijadas, o ya hay una lotería."), "announced_order": ("Act {n} ({kind}): its lottery was not published.", "Acto {n} ({kind}): su lotería no estaba publicada."), "announced_late": ("Act {n} ({kind}): the randomness was known before it was announced.", "Acto {n} ({kind}): el azar se conocía antes de anunciarse."), "revealed_order": ("Act {n} ({kind}): its randomness was not announced.", "Acto {n} ({kind}): su azar no estaba anunciado."), "revealed_early": ("Act {n} ({kind}): before the announced time.", "Acto {n} ({kind}): antes de la hora anunciada."), "second_randomness": ("Act {n} ({kind}): A SECOND RANDOMNESS for one lottery, without a redraw.", "Acto {n} ({kind}): UN SEGUNDO AZAR para una misma lotería, sin repetir el sorteo."), "drawn_order": ("Act {n} ({kind}): no randomness was revealed for it.", "Acto {n} ({kind}): no se había revelado un azar."), "redraw_order": ("Act {n} ({kind}): it does not name the last draw.", "Acto {n} ({kind}): no nombra el último sorteo."), "not_two": ("Act {n} ({kind}): two people are needed.", "Acto {n} ({kind}): se necesitan dos personas."), "after_draw": ("Act {n} ({kind}): there was no such draw.", "Acto {n} ({kind}): no había tal sorteo."), "audit_order": ("Act {n} ({kind}): there was no such lottery, or its sample was not announced.", "Acto {n} ({kind}): no había tal lotería, o su muestra no se anunció."), "committed_twice": ("Act {n} ({kind}): a volunteer is committed to twice.", "Acto {n} ({kind}): una persona queda comprometida dos veces."), "withdrawn_unknown": ("Act {n} ({kind}): it withdraws what was never published.", "Acto {n} ({kind}): retira lo que nunca se publicó."),
    # what fails: contents
    "lottery_file": ("lottery.json of act {n} has another kind, size or pool than the acts.", "lottery.json del acto {n} tiene otro tipo, tamaño o grupo que los actos."), "quotas_file": ("lottery.json of act {n} has other quotas than those fixed.", "lottery.json del acto {n} tiene otras cuotas que las fijadas."), "text_file": ("The randomness of act {n} is not of the announced source, or not that of draw.json.", "El azar del acto {n} no es de la fuente anunciada, o no es el de draw.json."), "draw_file": ("draw.json of act {n} is of another lottery, another number, a rehearsal, or hides a draw before it.", "draw.json del acto {n} es de otra lotería, otro número, un ensayo, u oculta un sorteo anterior."), "invitation_file": ("The letters of act {n} follow another plan, frame or source than announced, or are a rehearsal.", "Las cartas del acto {n} siguen otro plan, marco o fuente que lo anunciado, o son un ensayo."), "draw_fails": ("The lottery {root} does not hold; what fails is said under it.", "La lotería {root} no se cumple; lo que falla se dice bajo ella."),
    # what fails: against what others kept
    "key_other": ("THE KEY that was given was never in force in this record: it is another record, or was rewritten.", "LA CLAVE dada nunca estuvo vigente en este registro: es otro registro, o se reescribió."), "outside_form": ("{file} is no checkpoint.", "{file} no es un punto de control."), "outside_name": ("{file} is the checkpoint of another log.", "{file} es el punto de control de otro registro."), "outside_signature": ("{file} lacks a true signature of a key of this record.", "{file} no lleva una firma verdadera de una clave de este registro."), "rolled_back": ("ROLLED BACK: {file} saw {size} acts, and now there are {count}.", "SE RETROCEDIÓ: {file} vio {size} actos y ahora hay {count}."), "forked": ("FORKED: the first {size} acts are not those that {file} saw.", "SE BIFURCÓ: los primeros {size} actos no son los que vio {file}."), "cosignature_false": ("{file}: a cosignature is false.", "{file}: una cofirma es falsa."), "cosigned_before": ("{file}: act {n} has a time after a cosigner had already seen it.", "{file}: el acto {n} tiene una hora posterior a cuando alguien ya lo había cofirmado."), "backdated": ("BACKDATED: act {n} has a time more than a day before {file} was cosigned, which does not hold it.", "FECHA ANTERIOR: el acto {n} tiene una hora de más de un día antes de la cofirma de {file}, que no lo contiene."), "receipt_form": ("{file} is no receipt, or its commitment is not the one that it gives.", "{file} no es un comprobante, o su compromiso no es el que resulta de él."), "receipt_uncommitted": ("{file}: no act holds this volunteer's commitment.", "{file}: ningún acto contiene el compromiso de esta persona."), "receipt_pool": ("{file}: its path does not lead to the pool as it was closed.", "{file}: su camino no lleva al grupo tal como se cerró."),
}
CANNOT = ("no_key", "no_outside", "outside_part", "own_clock")
class Unusable(Exception):  # noqa: N818
    """There is nothing that can be checked: the name of a sentence, and its values."""
def sentence(name: str, language: str, /, **values: Any) -> str:
    clean = {key: "".join(letter if letter.isprintable() else "?" for letter in str(value)[:2000]) for key, value in values.items()}
    return SENTENCES[name][language == "es"].format(**clean)
class Found:
    """What was found, as names of sentences and their values; of each lottery what verifier.py found."""
    def __init__(self) -> None:
        self.said, self.failures, self.draws = list[tuple[str, Json]](), list[tuple[str, Json]](), list[tuple[Json, Any]]()
    def say(self, name: str, /, **values: Any) -> None: self.said.append((name, values))
    def need(self, holds: object, name: str, /, **values: Any) -> bool:
        if not holds: self.failures.append((name, values))
        return bool(holds)
    @property
    def cannot(self) -> list[str]: return [name for name, _ in self.said if name in CANNOT]
    @property
    def verdict(self) -> str: return "failed" if self.failures else "uncontradicted" if self.cannot else "proved"
    @property
    def code(self) -> int:
        again = any(draw.code == 3 for _, draw in self.draws)
        return {"failed": 1, "uncontradicted": 4, "proved": 3 if again else 0}[self.verdict]
    def sentences(self, language: str) -> Iterator[str]:
        for name, values in sorted(self.said, key=lambda item: item[0] not in CANNOT): yield sentence(name, language, **values)
        for about, draw in self.draws:
            yield sentence("lottery", language, **about)
            yield from ("    " + line for line in draw.sentences(language))
        yield sentence(self.verdict, language, n=len(self.failures))
        for kind in dict.fromkeys(name for name, _ in self.failures):
            alike = [values for name, values in self.failures if name == kind]
            yield from ("- " + sentence(kind, language, **values) for values in alike[:20])
            if len(alike) > 20: yield "- " + sentence("more", language, n=len(alike) - 20)

# 2 READING. A zip or a folder; only names that this file knows, only so much.
MOST, MOST_ALL, MOST_FILES = 1 << 26, 1 << 29, 200_000
KNOWN = re.compile(r"acts\.jsonl|checkpoint|checkpoints/[0-9]{1,15}|(?:files|texts)/[0-9a-f]{64}|tile/[0-9a-z./]{3,60}")
class Files:
    """The files of a record by name; what is unpacked is counted, whatever a header says."""
    def __init__(self, path: Path) -> None:
        self.path, self._left, self._zip = path, MOST_ALL, None
        try:
            if path.is_dir():
                every = [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
                self.names = sorted(name for one in every if KNOWN.fullmatch(name := one.relative_to(path).as_posix()))
            else:
                self._zip = zipfile.ZipFile(path)
                self.names = sorted(filter(KNOWN.fullmatch, self._checked(self._zip.infolist())))
        except FileNotFoundError: raise Unusable("no_file", {"file": path}) from None
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as fault: raise Unusable("bad_zip", {"file": path, "name": fault}) from None
        if len(self.names) > MOST_FILES: raise Unusable("too_big", {"file": path, "name": len(self.names)})
    def _checked(self, entries: list[zipfile.ZipInfo]) -> list[str]:
        names = [entry.orig_filename for entry in entries]
        for name, entry in zip(names, entries):
            hostile = not re.fullmatch(r"[a-z0-9._/-]{1,200}", name) or {"", ".", ".."} & set(name.rstrip("/").split("/"))
            if hostile or entry.flag_bits & 1 or entry.compress_type not in (0, 8): raise Unusable("bad_zip", {"file": self.path, "name": name})
        if len(set(names)) < len(names) or len(names) > MOST_FILES: raise Unusable("bad_zip", {"file": self.path, "name": len(names)})
        return names
    def read(self, name: str) -> bytes:
        try:
            with (self._zip.open(name) if self._zip else (self.path / name).open("rb")) as file: data = file.read(min(MOST, self._left) + 1)
        except (OSError, zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, zipfile.zlib.error) as fault: raise Unusable("bad_zip", {"file": self.path, "name": f"{name}: {fault}"}) from None  # type: ignore[attr-defined]
        if len(data) > min(MOST, self._left): raise Unusable("too_big", {"file": self.path, "name": name})
        self._left -= len(data)
        return data
    def under(self, folder: str) -> list[str]: return [name for name in self.names if name.startswith(folder + "/")]
def opened(path: Path) -> bytes:
    try:
        if not path.is_file() or path.stat().st_size > MOST: raise OSError
        return path.read_bytes()
    except OSError: raise Unusable("no_file", {"file": path}) from None
def parsed(data: bytes | None) -> Json:
    """A file's JSON object; an empty one if it is none (whoever reads a key of it then finds nothing)."""
    try: value = json.loads(data or b"", parse_constant=lambda _: json.loads(""))
    except (ValueError, RecursionError): return {}
    return value if isinstance(value, dict) else {}
def at(value: Any, *keys: str) -> Any:
    for key in keys: value = value.get(key) if isinstance(value, dict) else None
    return value
def canonical(value: Any) -> bytes: return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")

# 3 TREE AND NOTES. RFC 6962, C2SP signed notes and cosignatures.
def leaf(data: bytes) -> bytes: return sha256(b"\x00" + data).digest()
def joined(left: bytes, right: bytes) -> bytes: return sha256(b"\x01" + left + right).digest()
def roots(leaves: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    """The roots over the first leaves, for several sizes in one walk."""
    found, peaks = {0: sha256().digest()}, list[tuple[int, bytes]]()
    for n, hashed in enumerate(leaves, 1):
        peaks.append((1, hashed))
        while len(peaks) > 1 and peaks[-2][0] == peaks[-1][0]:
            (size, right), (_, left) = peaks.pop(), peaks.pop()
            peaks.append((2 * size, joined(left, right)))
        if n in sizes:
            root = peaks[-1][1]
            for _, left in reversed(peaks[:-1]): root = joined(left, root)
            found[n] = root
    return found
def path_root(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    node, last, rest = leaf(data), size - 1, list(path)[::-1]
    while last > 0:
        if index & 1 or index < last:
            if not rest: return b""
            sibling = rest.pop()
            node = joined(sibling, node) if index & 1 else joined(node, sibling)
        index, last = index >> 1, last >> 1
    return b"" if rest or index else node
def unbased(text: str) -> bytes:
    try: return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError): return b""
class Note:
    """A checkpoint: name, size, root, what was signed, and signatures as (name, bytes); raises ValueError if it is none."""
    def __init__(self, data: bytes, file: str) -> None:
        self.file, self.note = file, data.decode()
        body, gap, lines = self.note.rpartition("\n\n")
        parts, self.text = body.split("\n"), body + "\n"
        if not gap or len(data) > 1 << 20 or len(parts) < 3 or not lines.endswith("\n"): raise ValueError
        self.name, self.size, self.root = parts[0], int(parts[1]) if re.fullmatch("0|[1-9][0-9]{0,14}", parts[1]) else -1, unbased(parts[2])
        self.lines = [(who, unbased(text)) for who, _, text in (line.removeprefix("— ").partition(" ") for line in lines[:-1].split("\n"))]
        dashed = all(line.startswith("— ") for line in lines[:-1].split("\n")) and all(who and len(signed) >= 5 for who, signed in self.lines)
        if self.size < 0 or len(self.root) != 32 or not dashed or not re.fullmatch(r"[^\s+]+", self.name): raise ValueError
    def signed(self, key: str) -> bool: return ed25519.signed(self.note, vkey(self.name, key))
    def cosigned(self, cosigner: tuple[str, bytes]) -> tuple[list[int], bool]:
        """When a cosigner signed it, and whether all of its signatures are true."""
        mine = [data for who, data in self.lines if who == cosigner[0] and data[:4] == key_id(*cosigner, 4)]
        true = [data for data in mine if ed25519.verify(cosigner[1], f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n{self.text}".encode(), data[12:])]
        return [int.from_bytes(data[4:12], "big") for data in true], len(true) == len(mine)
def key_id(name: str, key: bytes, use: int) -> bytes: return sha256(name.encode() + b"\n" + bytes([use]) + key).digest()[:4]
def vkey(name: str, key: str) -> str:
    data = bytes.fromhex(key)
    return f"{name}+{key_id(name, data, 1).hex()}+{base64.b64encode(bytes([1]) + data).decode()}"
def read_key(text: str, use: int) -> tuple[str, bytes]:
    name, *rest = text.strip().split("+", 2)
    data = unbased(rest[1]) if len(rest) == 2 else b""
    if not name or len(data) != 33 or data[0] != use or rest[0] != key_id(name, data[1:], use).hex(): raise Unusable("bad_key", {"file": text})
    return name, data[1:]
def note_of(found: Found, data: bytes, file: str, failure: str) -> Note | None:
    try: return Note(data, file)
    except ValueError: found.need(False, failure, file=file)
    return None

# 4 WHAT LIES IN IT. Bytes, tree, checkpoints, files; then each lottery as verifier.py checks a draw.
class Log:
    """The acts that could be read, the name and the keys with the size from which each is in force."""
    def __init__(self, found: Found, files: Files) -> None:
        lines = files.read("acts.jsonl").split(b"\n")
        self.acts, self.keys, self.leaves, self.notes, self.name = list[Json](), list[tuple[int, str]](), list[bytes](), list[Note](), ""
        found.need(lines.pop() == b"" and lines, "act_bytes", n=len(lines))
        for n, line in enumerate(lines):
            act = parsed(line)
            if not found.need(canonical(act) == line and len(line) < 1 << 16, "act_bytes", n=n) or not found.need(not (bad := misfit(act)), "act_shape", n=n, key=bad): return
            if not found.need(act["sequence"] == n and (not n or self.acts[-1]["time"] <= act["time"]), "act_sequence", n=n): return
            self.acts.append(act)
        self.leaves = [leaf(line) for line in lines]
        for name in ["checkpoint", *files.under("checkpoints")]:
            note = note_of(found, files.read(name), name, "checkpoint_form")
            if note: self.notes.append(note)
        self.roots = roots(self.leaves, {note.size for note in self.notes} | {len(lines)})
        if self.acts and self.notes and self.acts[0]["kind"] == "log.opened": self._check(found)
    def _check(self, found: Found) -> None:
        self.name = self.notes[0].name
        self.keys = [(1, self.acts[0]["payload"]["key"])]
        for act in self.acts:
            if act["kind"] != "key.rotated": continue
            payload, old = act["payload"], self.keys[-1][1]
            message = f"tequio-key/1\n{self.name}\n{payload['old']}\n{payload['new']}\n".encode()
            true = ed25519.verify(bytes.fromhex(payload["old"]), message, bytes.fromhex(payload["signature"]))
            if found.need(payload["old"] == old and true, "key_chain", n=act["sequence"]): found.say("rotated", n=act["sequence"])
            self.keys.append((act["sequence"] + 1, payload["new"]))
        for note in self.notes:
            exact = note.size == len(self.acts) if note.file == "checkpoint" else note.size <= len(self.acts)
            found.need(exact, "checkpoint_size", file=note.file, size=note.size, count=len(self.acts))
            found.need(note.size > len(self.acts) or self.roots[note.size] == note.root, "checkpoint_root", file=note.file, size=note.size)
            found.need(sha256(note.name.encode()).hexdigest() == self.acts[0]["payload"]["name"], "name_wrong", file=note.file)
            found.need(note.signed(self.key(note.size)), "checkpoint_signature", file=note.file)
    def key(self, size: int) -> str: return [key for since, key in self.keys if since <= max(size, 1)][-1]
def check_tiles(found: Found, files: Files, leaves: list[bytes], lines: Sequence[bytes]) -> None:
    level, known = leaves, dict[str, list[bytes]]()
    while True:
        known[str(len(known))] = level
        if len(level) < 256: break
        level = [roots(level[start : start + 256], {256})[256] for start in range(0, len(level) - 255, 256)]
    known["entries"] = [len(line).to_bytes(2, "big") + line for line in lines]
    for name in files.under("tile"):
        match = re.fullmatch(r"tile/(entries|[0-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", name)
        start, width = (256 * int(re.sub("[x/]", "", match[2])), int(match[3] or 256)) if match else (0, 0)
        part = known.get(match[1], [])[start : start + width] if match else []
        found.need(part and len(part) == width <= 256 and b"".join(part) == files.read(name), "tile_wrong", file=name)
def check_files(found: Found, files: Files, acts: list[Json]) -> dict[str, bytes]:
    content = dict[str, bytes]()
    for name in [*files.under("files"), *files.under("texts")]:
        data = files.read(name)
        if found.need(sha256(data).hexdigest() == name[6:], "file_wrong", file=name): content[name] = data if name.startswith("files") else b""
    gone = {one: act["sequence"] for act in acts if act["kind"] == "text.withdrawn" for one in act["payload"]["hashes"]}
    for act in acts:
        about = {"n": act["sequence"], "kind": act["kind"]}
        for key in act["payload"]:
            name = f"files/{act['payload'][key]}"
            if (act["kind"], key) in BESIDE: found.need(name in content, "file_missing", file=name, **about)
        for one in texts_of(act):
            if f"texts/{one}" in files.names: continue
            if gone.get(one, 0) > act["sequence"]: found.say("withdrawn", hash=one, **about)
            else: found.need(False, "file_missing", file=f"texts/{one}", **about)
    return content
def check_contents(found: Found, content: dict[str, bytes], past: Past) -> None:
    def file(name: str) -> Json: return parsed(content.get(f"files/{name}"))
    for root, lottery in past.lotteries.items():
        document, n = file(root), lottery["by"]["sequence"]
        if f"files/{root}" not in content: continue
        first, before = lottery["kind"] == "lottery", None
        size = not first or (document.get("size") == lottery["fixed"]["payload"]["size"] and FORMS["W"](at(document, "pool", "people")) and document["pool"]["people"] <= lottery["pool"]["payload"]["people"])
        found.need(document.get("kind") == lottery["kind"] and size, "lottery_file", n=n)
        rows = table(content.get(f"files/{lottery['quotas']}", b""))
        told = [{key: str(one.get(key)) for key in ("feature", "value", "min", "max")} for one in document.get("quotas") or [] if isinstance(one, dict)] if isinstance(document.get("quotas"), list) else []
        found.need(rows is None or sorted(map(canonical, rows)) == sorted(map(canonical, told)), "quotas_file", n=n)
        for announced, revealed, drawn in lottery["acts"]:
            draw, text = file(drawn["payload"]["draw"]), content.get(f"files/{revealed['payload']['text']}")
            words, source = (text or b"").decode(errors="replace").split(" "), announced["payload"]
            right = words[0] == source["source"] and (source["source"] != "drand" or words[2:3] == [str(source["round"])])
            if text is not None and draw: found.need(right and at(draw, "source", "text") == " ".join(words), "text_file", n=revealed["sequence"])
            follows_up = at(draw, "redraw", "draw") == before and draw.get("lottery") == root and draw.get("number") == drawn["payload"]["number"]
            if draw: found.need(follows_up and draw.get("rehearsal") is False, "draw_file", n=drawn["sequence"])
            before = drawn["payload"]["draw"]
    for root, plan in past.plans.items():
        if plan["stage"] != "drawn": continue
        invitation, source = file(plan["drawn"]["payload"]["invitation"]), plan["by"]["payload"]
        right = invitation.get("plan") == root and at(invitation, "source", "kind") == source["source"] and invitation.get("rehearsal") is False and at(file(root), "frame", "sha256") == plan["frame"]
        if invitation: found.need(right, "invitation_file", n=plan["drawn"]["sequence"])
def table(data: bytes) -> list[Json] | None:
    """The rows of a file of quotas; `None` if it is no such table."""
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=text.partition("\n")[0].count)))
    except (ValueError, csv.Error): return None
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    if not {"feature", "value", "min", "max"} <= set(names): return None
    plain = [[re.sub("^'(?='*\\s*[-=+@－＝＋＠\t\r\n])", "", cell) for cell in row] for row in rows[1:] if any(map(str.strip, row))]
    return [{key: row[names.index(key)] if names.index(key) < len(row) else "" for key in ("feature", "value", "min", "max")} for row in plain]
def check_draws(found: Found, content: dict[str, bytes], pasts: dict[str, Past], bundles: Sequence[Path], check: Callable[..., Any]) -> None:
    """Each lottery, laid out as a folder, by the check of one draw that verifier.py lends."""
    private = {sha256(opened(folder / "public/lottery.json")).hexdigest(): folder / "private" for folder in bundles}
    everything = {root: (slug, lottery) for slug, past in pasts.items() for root, lottery in past.lotteries.items()}
    for folder in bundles:
        if sha256(opened(folder / "public/lottery.json")).hexdigest() not in everything: raise Unusable("bad_bundle", {"file": folder})
    of_draw = {draw: root for root, (_, lottery) in everything.items() for draw in lottery["draws"]}
    with tempfile.TemporaryDirectory() as place:
        for root, (_, lottery) in everything.items():
            public = Path(place) / root / "public"
            public.mkdir(parents=True)
            (public / "lottery.json").write_bytes(content.get(f"files/{root}", b""))
            for n, draw in enumerate(lottery["draws"], 1): (public / ("draw.json" if n == len(lottery["draws"]) else f"draw-{n}.json")).write_bytes(content.get(f"files/{draw}", b""))
            if root in private and private[root].is_dir(): shutil.copytree(private[root], public.parent / "private")
        for root, (slug, lottery) in everything.items():
            if any(f"files/{name}" not in content for name in (root, *lottery["draws"])): continue
            chain, before = list[Path](), root
            while (earlier := of_draw.get(at(parsed(content[f"files/{before}"]), "replaces", "draw") or "")) and Path(place) / earlier not in chain and f"files/{earlier}" in content:
                chain, before = [Path(place) / earlier, *chain], earlier
            try: draw = check(Path(place) / root, earlier=chain)
            except Exception as fault:
                if type(fault).__name__ != "Unusable": raise
                found.need(False, "draw_fails", root=root)
                continue
            found.draws.append(({"root": root, "assembly": slug}, draw))
            found.need(not draw.failures, "draw_fails", root=root)

# 5 WHAT OTHERS KEPT, and the command.
def check_outside(found: Found, log: Log, key: str | None, checkpoints: Sequence[Path], cosigners: Sequence[str]) -> None:
    size, held, seen = len(log.acts), 0, list[tuple[int, int]]()
    keys = [one for _, one in log.keys]
    if key:
        name, public = read_key(key, 1)
        found.need(name == log.name and public.hex() in keys, "key_other")
        keys.append(public.hex())
    else: found.say("no_key")
    outside = [note for path in checkpoints if (note := note_of(found, opened(path), str(path), "outside_form"))]
    log.roots = roots(log.leaves, {note.size for note in [*log.notes, *outside]} | {size})
    for note in [*outside, *log.notes]:
        given, sound = note in outside, note.size <= size and log.roots[note.size] == note.root
        if given and not found.need(note.name == log.name, "outside_name", file=note.file): continue
        if given and found.need(any(note.signed(one) for one in keys), "outside_signature", file=note.file):
            found.need(note.size <= size, "rolled_back", file=note.file, size=note.size, count=size)
            found.need(note.size > size or sound, "forked", file=note.file, size=note.size)
            if sound: held = max(held, note.size)
        for text in cosigners:
            times, true = note.cosigned(read_key(text, 4))
            found.need(true, "cosignature_false", file=note.file)
            for time in times if sound else ():
                held = max(held, note.size)
                seen.append((note.size, time))
                found.need(not note.size or seconds(log.acts[note.size - 1]["time"]) <= time + 600, "cosigned_before", file=note.file, n=note.size - 1)
                found.need(note.size == size or seconds(log.acts[note.size]["time"]) >= time - 86400, "backdated", file=note.file, n=note.size)
    say_outside(found, log, held, seen)
def say_outside(found: Found, log: Log, held: int, seen: list[tuple[int, int]]) -> None:
    last = max((act["sequence"] for act in log.acts if act["kind"] in ("panel.drawn", "letters.drawn")), default=len(log.acts) - 1)
    if not held: found.say("no_outside")
    else: found.say("outside", last=held - 1)
    if 0 < held <= last: found.say("outside_part", size=held, last=held - 1)
    for act in log.acts:
        if act["kind"].endswith(".announced"):
            before, about = due(act["payload"]), {"n": act["sequence"], "kind": act["kind"]}
            if seconds(act["payload"]["at"]) - seconds(act["time"]) < 86400: found.say("short_notice", **about)
            if used(log.acts, act): found.say("announced" if any(size > act["sequence"] and time < seconds(before) for size, time in seen) else "own_clock", **about)
        if act["kind"] == "exception.made":
            for one in texts_of(act): found.say("exception", n=act["sequence"], hash=one)
def used(acts: list[Json], announced: Json) -> bool:
    key, result = {"letters.announced": ("plan", "letters.drawn"), "randomness.announced": ("lottery", "panel.drawn"), "audit.announced": ("lottery", "audit.sampled")}[announced["kind"]]
    return any(act["kind"] == result and act["payload"][key] == announced["payload"][key] for act in acts[announced["sequence"]:])
def check_receipt(found: Found, path: Path, pasts: dict[str, Past]) -> None:
    receipt, pool = parsed(opened(path)), None
    past, pool = pasts.get(str(receipt.get("assembly"))), receipt.get("pool")
    answers = sha256(canonical(receipt.get("features"))).hexdigest()
    commitment = sha256(canonical(["tequio-volunteer/1", receipt.get("salt"), receipt.get("number"), answers])).hexdigest()
    shaped = FORMS["W"](receipt.get("number")) and FORMS["H"](receipt.get("salt")) and (pool is None or (isinstance(pool, dict) and all(FORMS["W"](pool.get(one)) for one in ("people", "position")) and some("H", 0, 64)(pool.get("path"))))
    if not found.need(receipt.get("format") == "tequio-volunteer-proof/1" and receipt.get("commitment") == commitment and shaped, "receipt_form", file=path): return
    good = found.need(past and commitment in past.committed, "receipt_uncommitted", file=path)
    if pool and past:
        closed = at(past.flags["pool"], "payload")
        root = path_root(bytes.fromhex(commitment), pool["position"], pool["people"], [bytes.fromhex(one) for one in pool["path"]]).hex()
        good = found.need(closed and pool["position"] < pool["people"] == closed["people"] and root == closed["root"], "receipt_pool", file=path) and good
    if good: found.say("receipt", file=path, pool=f" ({pool['position'] + 1} / {pool['people']})" if pool else "")
def check_record(path: Path, check: Callable[..., Any], *, key: str | None = None, checkpoints: Sequence[Path] = (), cosigners: Sequence[str] = (), receipts: Sequence[Path] = (), bundles: Sequence[Path] = ()) -> Found:
    """Checks a record, a zip or a folder; raises `Unusable` if there is nothing that can be checked."""
    files, found = Files(path), Found()
    if not {"acts.jsonl", "checkpoint"} <= set(files.names): raise Unusable("no_record", {"file": path})
    for text, use in [(key, 1)] * bool(key) + [(one, 4) for one in cosigners]: read_key(text or "", use)
    log = Log(found, files)
    found.say("pool_people")
    if any(name in ("act_bytes", "act_shape", "act_sequence") for name, _ in found.failures): return found
    if not log.keys:
        found.need(log.acts and log.acts[0]["kind"] == "log.opened", "log_start", n=0)
        return found
    found.say("log", name=log.name, size=len(log.acts), time=log.acts[-1]["time"])
    found.say("root", root=log.roots[len(log.acts)].hex())
    found.say("key", key=vkey(log.name, log.keys[-1][1]))
    check_tiles(found, files, log.leaves, files.read("acts.jsonl").split(b"\n")[:-1] if files.under("tile") else ())
    content, pasts = check_files(found, files, log.acts), law(found.need, log.acts)
    for past in pasts.values(): check_contents(found, content, past)
    check_draws(found, content, pasts, bundles, check)
    check_outside(found, log, key, checkpoints, cosigners)
    for one in receipts: check_receipt(found, one, pasts)
    return found
def is_record(path: Path) -> bool: return path.is_file() or (path / "acts.jsonl").is_file()
def verify_record(path: Path, check: Callable[..., Any], language: str = "en", **evidence: Any) -> int:
    """Checks a record, prints what was found, and returns the exit code; evidence as of `check_record`."""
    try: found = check_record(path, check, **evidence)
    except Unusable as fault:
        print(sentence(fault.args[0], language, **fault.args[1]))
        return 2
    print(*found.sentences(language), sep="\n")
    return found.code
