// THE PAGE. Files that were dragged in or chosen, the choice of language, and what was found.

const byId = (id) => document.getElementById(id);
const chosen = { files: [] };
let spoken = "en", result = null;

// what each file is: a zip, or something that others kept (a checkpoint, a receipt, a proof)
function kindOf(data) {
  if (same(data.slice(0, 2), [80, 75])) return "zip";
  try {
    const format = own(parseJson(data), "format");
    return format === "tequio-proof/1" ? "proof" : "receipt";
  } catch { return "checkpoint"; }
}
// Of several lotteries the last of the chain, and those before it by what each replaces.
function chained(lotteries) {
  const value = (files, path) => { try { return parseJson(files.get(path)); } catch { return {}; } };
  const told = lotteries.map((files) => ({ files, draw: files.has("public/draw.json") ? digest(files.get("public/draw.json")) : "", after: own(own(value(files, "public/lottery.json"), "replaces"), "draw") }));
  let one = told.find(({ draw }) => !told.some(({ after }) => after && after === draw)) || told[0];
  const last = one, earlier = [];
  while (one.after && earlier.length < told.length && (one = told.find(({ draw }) => draw === one.after))) earlier.unshift(one.files);
  return { files: last.files, earlier };
}
// Checks files as they were chosen, [{name, data}]: zips, and what others kept.
async function verifyChosen(given, { key = "", cosigners = [] } = {}) {
  const maps = [], outside = { checkpoint: [], receipt: [], proof: [] };
  try {
    for (const { name, data } of given) {
      const kind = kindOf(data);
      if (kind === "zip") maps.push(...(await unzip(data)));
      else outside[kind].push({ name, data });
    }
    const record = maps.find(isRecord), lotteries = maps.filter((files) => files !== record);
    if (record) return verifyFiles(record, { key: key || null, cosigners, checkpoints: outside.checkpoint, receipts: outside.receipt, bundles: lotteries });
    if (!lotteries.length) throw new Unusable("no_record", { file: "zip" });
    const { files, earlier } = chained(lotteries), proof = outside.proof[0] ? "proof.json" : null;
    if (proof) files.set(proof, outside.proof[0].data);
    return verifyFiles(files, { earlier, proof });
  } catch (fault) {
    if (!(fault instanceof Unusable)) throw fault;
    return unusable(fault, SENTENCES.record);
  }
}

function shown(outcome) {
  const { said, outcome: verdict, failures, parts = [] } = outcome.words(spoken);
  const line = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  const lines = (items) => {
    const listed = document.createElement("ul");
    listed.append(...items.map((words) => line("li", words)));
    return listed;
  };
  const box = line("p", verdict);
  box.className = "verdict " + outcome.verdict;
  const inner = parts.flatMap((part) => [line("h3", part.title), line("p", part.outcome), lines([...part.failures, ...part.said])]);
  byId("found").replaceChildren(box, ...(failures.length ? [lines(failures)] : []), ...(said.length ? [line("h2", WORDS_OF_PAGE.said[spoken]), lines(said)] : []), ...inner);
}
async function check() {
  if (!chosen.files.length) return;
  byId("found").textContent = WORDS_OF_PAGE.checking[spoken];
  await new Promise((done) => setTimeout(done, 30)); // so that the words are seen
  const list_ = (id) => byId(id).value.split(/\s+/).filter(Boolean);
  try { result = await verifyChosen(chosen.files, { key: list_("key")[0], cosigners: list_("cosigners") }); } catch (fault) {
    result = { verdict: "unusable", words: (language) => ({ said: [], failures: [], outcome: `${WORDS_OF_PAGE.crashed[language]} (${fault})` }) };
  }
  shown(result);
}
async function take(list_) {
  const given = [];
  for (const file of list_) given.push({ name: file.name, data: new Uint8Array(await file.arrayBuffer()) });
  if (!given.length) return;
  chosen.files = given.some(({ data }) => kindOf(data) === "zip") ? given : [...chosen.files, ...given];
  await check();
}
function speak(language) {
  spoken = language;
  document.documentElement.lang = language;
  document.title = WORDS_OF_PAGE.title[language];
  for (const place of document.querySelectorAll("[data-words]")) place.textContent = WORDS_OF_PAGE[place.dataset.words][language];
  for (const button of document.querySelectorAll("[data-speak]")) button.setAttribute("aria-pressed", String(button.dataset.speak === language));
  if (result) shown(result);
}
function open() {
  for (const button of document.querySelectorAll("[data-speak]")) button.addEventListener("click", () => speak(button.dataset.speak));
  byId("file").addEventListener("change", (event) => {
    byId("names").textContent = "";
    take([...event.target.files]);
  });
  byId("again").addEventListener("click", check);
  const place = byId("drop");
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
  document.addEventListener("dragleave", () => place.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    byId("file").value = ""; // which would still name what was chosen before
    byId("names").textContent = [...event.dataTransfer.files].map(({ name }) => name).join(", ");
    take([...event.dataTransfer.files]);
  });
  speak((navigator.language || "en").startsWith("es") ? "es" : "en");
}
Object.assign(globalThis, { verifyFiles, verifyChosen, unzip });
if (globalThis.document) open();
