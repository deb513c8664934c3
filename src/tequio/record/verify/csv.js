// TABLES. CSV as spreadsheets write it (docs/spec/draw.md, section 1), read by the names of its columns.

const FORMULA = /^'('*(?:[\t\r\n]|\s*[-=+@－＝＋＠]))/u; // the first apostrophe keeps spreadsheets from running a cell
const folded = (name) => name.normalize("NFC").toUpperCase().toLowerCase().trim().split(/\s+/u).join(" ").normalize("NFC");

function rowsOf(content) {
  const line = content.split("\n", 1)[0], times = (mark) => line.split(mark).length;
  const mark = [",", ";", "\t", "|"].reduce((a, b) => (times(b) > times(a) ? b : a));
  const rows = [];
  let row = [], cell = "", quotedCell = false, at = 0;
  const endCell = () => {
    if (cell.length > 131072) throw new Broken();
    row.push(cell);
    [cell, quotedCell] = ["", false];
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  while (at < content.length) {
    const sign = content[at];
    at += 1;
    if (sign === '"' && cell === "" && !quotedCell) {
      quotedCell = true;
      for (;;) {
        const end = content.indexOf('"', at);
        cell += content.slice(at, end < 0 ? content.length : end);
        at = end < 0 ? content.length : end + 1;
        if (content[at] !== '"' || end < 0) break;
        cell += '"';
        at += 1;
      }
    } else if (sign === mark) endCell();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && content[at] === "\n") at += 1;
      endRow();
    } else cell += sign;
  }
  if (cell || row.length || quotedCell) endRow();
  return rows.filter((cells) => cells.some((one) => one.trim()));
}
function contentOf(data) {
  try { return decoded(data).replace(/^\ufeff/, ""); } catch { return new TextDecoder("windows-1252").decode(data); }
}
// rows as objects with the named columns; throws Unusable
function table(files, path, columns) {
  const data = read(files, path);
  if (same(data.slice(0, 4), [80, 75, 3, 4])) throw new Unusable("workbook", { file: path });
  let rows = [];
  try { rows = rowsOf(contentOf(data)).map((row) => row.map((cell) => (FORMULA.test(cell) ? cell.slice(1) : cell))); } catch (fault) {
    if (fault instanceof Broken) throw new Unusable("broken", { file: path, kind: "CSV" });
    throw fault;
  }
  const heads = (rows.shift() || []).map(folded), missing = columns.find((column) => !heads.includes(folded(column)));
  if (missing) throw new Unusable("no_column", { file: path, column: missing });
  if (rows.some((row) => row.slice(heads.length).some((cell) => cell.trim()))) throw new Unusable("broken", { file: path, kind: "CSV" });
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[heads.indexOf(folded(column))] ?? ""])));
}
