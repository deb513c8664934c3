// NOTES. Checkpoints, their signatures and cosignatures (docs/spec/record.md, section 3).

function unbased(words) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(words)) return new Uint8Array();
  return Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
}
const based = (bytes) => btoa(String.fromCharCode(...bytes));
const keyId = (name, use, key) => sha256(joined(utf8(name + "\n"), Uint8Array.of(use), key)).slice(0, 4);
const verifierKey = (name, key) => `${name}+${hexOf(keyId(name, 1, key))}+${based(joined(Uint8Array.of(1), key))}`;
function readKey(words, use) { // name and key of a verifier key; use 1 signs, 4 cosigns
  const found = /^([^+]+)\+([^+]*)\+(.*)$/s.exec(words.trim()), data = found ? unbased(found[3]) : [];
  if (data.length !== 33 || data[0] !== use || found[2] !== hexOf(keyId(found[1], use, data.slice(1)))) throw new Unusable("bad_key", { file: words });
  return { name: found[1], key: data.slice(1) };
}

// a checkpoint, or null if these bytes are none
function readNote(data, file) {
  let words = "";
  try { words = decoded(data); } catch { return null; }
  const gap = words.lastIndexOf("\n\n");
  if (gap < 0 || data.length > 1 << 20 || !words.endsWith("\n") || gap + 2 >= words.length) return null;
  const [name, size, root, ...more] = words.slice(0, gap).split("\n"), lines = words.slice(gap + 2, -1).split("\n");
  if (root === undefined || !/^(0|[1-9][0-9]{0,14})$/.test(size) || unbased(root).length !== 32 || !/^[^\s+]+$/u.test(name)) return null;
  const signatures = lines.map((line) => /^— ([^ ]+) (.*)$/s.exec(line)).map((one) => one && { who: one[1], data: unbased(one[2]) });
  if (signatures.some((one) => !one || one.data.length < 5)) return null;
  return { file, name, size: Number(size), root: unbased(root), text: utf8(words.slice(0, gap + 1)), signatures, more };
}
// whether a key of the log's name signed it; a false signature is not made good by a second one
function isSigned(note, key) {
  const id = keyId(note.name, 1, key), mine = note.signatures.filter(({ who, data }) => who === note.name && same(data.slice(0, 4), id));
  return mine.length > 0 && mine.every(({ data }) => signatureHolds(key, note.text, data.slice(4)));
}
// the times at which a cosigner truly signed it, and whether all that it signed is true
function cosignedAt(note, { name, key }) {
  const id = keyId(name, 4, key), mine = note.signatures.filter(({ who, data }) => who === name && same(data.slice(0, 4), id));
  const time = (data) => numberOf(data.slice(4, 12));
  const good = mine.filter(({ data }) => signatureHolds(key, joined(utf8(`cosignature/v1\ntime ${time(data)}\n`), note.text), data.slice(12)));
  return { times: good.map(({ data }) => Number(time(data))), all: good.length === mine.length };
}
