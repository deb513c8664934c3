// WORDS of the page itself, in English and Spanish.

const WORDS_OF_PAGE = {
  title: { en: "Check the draw yourself", es: "Revise usted el sorteo" },
  what: {
    en: "This page checks the public record of an assembly, or one draw. It needs no network: turn yours off if you like. Nothing leaves your device.",
    es: "Esta página revisa el registro público de una asamblea, o un sorteo. No necesita red: apáguela si quiere. Nada sale de su aparato.",
  },
  drop: { en: "Drag the zip here, or choose it:", es: "Arrastre el zip aquí, o elíjalo:" },
  more: {
    en: "You can add files that you or others kept: an older checkpoint, a volunteer's receipt or proof.",
    es: "Puede agregar archivos que usted u otras personas guardaron: un punto de control anterior, el comprobante o la prueba de una persona voluntaria.",
  },
  outside: { en: "What others told you", es: "Lo que otras personas le dieron" },
  key: { en: "Key of the site, from somewhere else than the zip", es: "Clave del sitio, de otro lugar que el zip" },
  cosigners: { en: "Keys of those who cosign, one on each line", es: "Claves de quienes cofirman, una en cada línea" },
  again: { en: "Check again", es: "Revisar otra vez" },
  checking: { en: "Checking. This can take a minute.", es: "Revisando. Puede tardar un minuto." },
  said: { en: "What was checked", es: "Qué se revisó" },
  crashed: { en: "This page could not go on. Please try another browser, or verifier.py.", es: "Esta página no pudo seguir. Pruebe otro navegador, o verifier.py." },
  alone: {
    en: "The same check, written apart, is verifier.py. If the two disagree, one of them is wrong: please tell others.",
    es: "La misma revisión, escrita aparte, es verifier.py. Si no coinciden, una de las dos está mal: avise a otras personas.",
  },
};

// Sentences of verifier.py that speak of its command line, as this page would say them.
const HERE = {
  draw: {
    earlier_unread: ["The draw before was not given, so this replacement was not compared with it. Add its zip.", "No se dio el sorteo anterior; este reemplazo no se comparó con él. Agregue su zip."],
    in_part: ["PROVED IN PART: what was checked holds; what was not checked is said below.", "DEMOSTRADO EN PARTE: lo revisado se cumple; lo que no se revisó se dice abajo."],
    people_unread: ["Not checked here: that the people, and those who stay, are those of the first lottery. verifier.py checks that.", "Aquí no se revisó que las personas, y quienes siguen, son las de la primera lotería. Eso lo revisa verifier.py."],
    earlier_none: ["Draw {file} before it holds no public/lottery.json and public/draw.json.", "El sorteo anterior {file} no contiene public/lottery.json y public/draw.json."],
    earlier_other: ["Draw {file} before it is not the one that this replacement follows, or was drawn again since.", "El sorteo anterior {file} no es aquel al que sigue este reemplazo, o se volvió a sortear desde entonces."],
  },
  record: {
    uncontradicted: ["NOT CONTRADICTED: everything that was checked holds. What it cannot tell is said below.", "NO CONTRADICHO: todo lo revisado se cumple. Lo que no se puede saber se dice abajo."],
    no_key: ["CANNOT TELL whose record this is: no key was given. The signatures fit the key that the record names itself, and anybody could have made such a record.", "NO SE PUEDE SABER de quién es este registro: no se dio ninguna clave. Las firmas corresponden a la clave que nombra el propio registro; cualquiera pudo hacer uno así."],
    no_outside: ["CANNOT TELL whether all of it was written anew and signed again: no checkpoint that somebody else kept or cosigned was given.", "NO SE PUEDE SABER si todo se volvió a escribir y firmar: no se dio ningún punto de control que otra persona haya guardado o cofirmado."],
    no_record: ["This is no record and no lottery: there is no acts.jsonl with checkpoint, and no public/lottery.json.", "Esto no es un registro ni una lotería: no hay acts.jsonl con checkpoint ni public/lottery.json."],
    bad_zip: ["This is no zip that this page reads. {name}", "Este no es un zip que esta página lea. {name}"],
    too_big: ["{name} is larger than this page reads.", "{name} es más grande de lo que esta página lee."],
  },
};
for (const kind of ["draw", "record"]) Object.assign(SENTENCES[kind], HERE[kind]);
