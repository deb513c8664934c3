// THE DOOR. Checks a Map from path to bytes: a record (acts.jsonl) or the folder of one lottery (public/ …).

function verifyFiles(files, options = {}) {
  try {
    const found = isRecord(files) ? checkRecord(files, options) : checkLotteryFiles(files, options);
    const of = (one) => ({ failures: one.failures.map(([name]) => name), said: one.said.map(([name]) => name) });
    const draws = (found.draws || []).map(({ about, draw }) => ({ ...about, ...of(draw) }));
    return { verdict: found.verdict, code: found.code, ...of(found), draws, words: (language) => found.words(language) };
  } catch (fault) {
    if (!(fault instanceof Unusable)) throw fault;
    return unusable(fault, isRecord(files) ? SENTENCES.record : SENTENCES.draw);
  }
}
// the result where there is nothing that can be checked
function unusable(fault, table_) {
  const words = (language) => ({ said: [], outcome: sentence(table_, fault.name, language, fault.values), failures: [] });
  return { verdict: "unusable", code: 2, failures: [fault.name], said: [], draws: [], words };
}
const isRecord = (files) => files.has("acts.jsonl") || files.has("checkpoint");
