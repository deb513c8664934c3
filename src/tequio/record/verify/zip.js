// THE ZIP. Entries stored or deflated; what is unpacked is counted, whatever a header says (docs/spec/record.md, section 1).

const MOST_FILE = 2 ** 26, MOST_ALL = 2 ** 29, MOST_FILES = 200000;
const bad = (name) => new Unusable("bad_zip", { file: "zip", name });

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
function crcOf(data) {
  let crc = 0xffffffff;
  for (const one of data) crc = (crc >>> 8) ^ CRC[(crc ^ one) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}

// The central directory: where it starts and how many entries it has; 64-bit fields where the plain ones are full.
function directoryOf(view) {
  let end = view.byteLength - 22;
  while (end >= 0 && end >= view.byteLength - 65557 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw bad("");
  const found = { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const long = Number(view.getBigUint64(end - 12, true));
    if (view.getUint32(long, true) !== 0x06064b50) throw bad("");
    return { count: Number(view.getBigUint64(long + 32, true)), start: Number(view.getBigUint64(long + 48, true)) };
  }
  return found;
}
function entriesOf(view) {
  const { count, start } = directoryOf(view), entries = [];
  if (count > MOST_FILES) throw bad(count);
  let at = start;
  for (let n = 0; n < count; n += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw bad("");
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder("latin1").decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, lengths[0]));
    const entry = { name, flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true) };
    const sizes = { size: view.getUint32(at + 24, true), packed: view.getUint32(at + 20, true), offset: view.getUint32(at + 42, true) };
    entries.push({ ...entry, ...longer(view, at + 46 + lengths[0], lengths[1], sizes) });
    at += 46 + sum(lengths);
  }
  return entries;
}
function longer(view, start, length, sizes) { // the 64-bit sizes, in an extra field of kind 1
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let place = at + 4;
    for (const key of ["size", "packed", "offset"]) {
      if (sizes[key] !== 0xffffffff) continue;
      sizes[key] = Number(view.getBigUint64(place, true));
      place += 8;
    }
  }
  return sizes;
}
async function unpacked(view, entry, most) {
  const head = entry.offset;
  if (view.getUint32(head, true) !== 0x04034b50) throw bad(entry.name);
  const start = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
  if (start + entry.packed > view.byteLength) throw bad(entry.name);
  const packed = new Uint8Array(view.buffer, view.byteOffset + start, entry.packed), parts = [];
  let length = 0;
  const take = (part) => {
    length += part.length;
    if (length > most) throw new Unusable("too_big", { file: "zip", name: entry.name });
    parts.push(part);
  };
  if (entry.method === 0) take(packed);
  else {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
  }
  const data = joined(...parts);
  if (data.length !== entry.size || crcOf(data) !== entry.crc) throw bad(entry.name);
  return data;
}

const KNOWN = /^(?:acts\.jsonl|checkpoint|checkpoints\/[0-9]{1,15}|(?:files|texts)\/[0-9a-f]{64}|tile\/[0-9a-z./]{3,60})$/;
const OF_LOTTERY = /^((?:[^/]+\/)*?)((?:public\/(?:lottery|draw(?:-[0-9]+)?)\.json)|(?:private\/(?:[^/]+|proofs\/[^/]+)))$/;
const hostile = (name) => !/^[a-z0-9._/-]{1,200}$/.test(name) || name.replace(/\/$/, "").split("/").some((part) => ["", ".", ".."].includes(part));

// The files of a zip: [Map] for a record, else a Map for each folder with a lottery in it.
async function unzip(bytes) {
  if (!globalThis.DecompressionStream) throw new Error("DecompressionStream");
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), entries = entriesOf(view), every = new Set(entries.map((one) => one.name));
    const record = every.has("acts.jsonl") || every.has("checkpoint");
    if (every.size < entries.length) throw bad(entries.length);
    for (const { name, flags, method } of entries) if ((record && hostile(name)) || flags & 1 || (method !== 0 && method !== 8)) throw bad(name);
    const maps = new Map();
    let left = MOST_ALL;
    for (const entry of entries) {
      const found = record ? KNOWN.exec(entry.name) && ["", "", entry.name] : OF_LOTTERY.exec(entry.name);
      if (!found) continue;
      const data = await unpacked(view, entry, Math.min(MOST_FILE, left));
      left -= data.length;
      if (!maps.has(found[1])) maps.set(found[1], new Map());
      maps.get(found[1]).set(found[2], data);
    }
    return [...maps.values()].filter((files) => record || files.has("public/lottery.json"));
  } catch (fault) {
    throw fault instanceof Unusable ? fault : bad("");
  }
}
