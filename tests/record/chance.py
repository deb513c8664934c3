"""Bundles and records made by chance, and changed by chance; a seed gives the same ones again."""

import copy
import itertools
import json
from datetime import timedelta

import bundle as made
import history as histories

from tequio.record import checkpoints

COSIGNER = histories.signing_key("a cosigner")
COSIGNER_KEY = checkpoints.verifier_key("paper.example.org", checkpoints.public_bytes(COSIGNER), 4)
FORMS = [
    {},
    {"count": 10, "publish": True},
    {"households": True},
    {"reserves": 2},
    {"count": 100},
    {"form": "exact"},
    {"form": "exact", "households": True},
]
STRANGE = [None, True, 0, 1, -1, 5, 1.0, 0.5, 2**31, "", "x", "1/2", "2/4", "0" * 64, "7000-k000", "digits 4"]
STRANGE_LISTS = [[], {}, [0]]


def source(choice, options):
    digits = len(str(options.get("count", 10))) - 1
    thrown = " ".join(str(choice.randrange(1, 7)) for _ in range(50))
    balls = sorted(choice.sample(range(1, 60), 6))
    found = [
        {"kind": "dice", "text": f"dice d6 {thrown}"},
        {"kind": "balls", "text": f"balls {''.join(f'{ball}.' for ball in balls)}/"},
        {"kind": "seed", "text": f"seed ensayo ñ {choice.random()}"},
        made.DRAND,
    ]
    if not options.get("form"):
        text = "digits" + "".join(f" {choice.randrange(10)}" for _ in range(digits))
        found += [{"kind": "digits", "text": text}] * 2
    return choice.choice(found)


def bundle(choice):
    """A true bundle of any form, drawn, perhaps more than once."""
    options = choice.choice(FORMS)
    found = made.true_bundle(**options)
    found.draw(source(choice, options))
    for _ in range(choice.choice((0, 0, 0, 1, 2))):
        found.redraw(source(choice, options))
    return found


def places(value, at=()):
    """Where something stands within a value, as keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*at, key)
        yield from places(inner, (*at, key))


def change(choice, value, strange):
    """One change somewhere in a value: left out, moved, a little more, or something strange."""
    *way, last = choice.choice(list(places(value)))
    inner = value
    for key in way:
        inner = inner[key]
    how = choice.randrange(6)
    if how == 0:
        del inner[last]
    elif how == 1 and isinstance(inner, list):
        inner.insert(0, inner[-1])
    elif how == 2 and type(inner[last]) is int:
        inner[last] += choice.choice((1, -1))
    elif how == 3 and isinstance(inner, list):
        choice.shuffle(inner)
    else:
        inner[last] = copy.deepcopy(choice.choice(strange))


def change_file(choice, folder):
    """One change in one file of a bundle; what is public stays canonical."""
    files = sorted(folder.rglob("*.json"))
    file = choice.choice([path for path in files if path.parent.name != "proofs"] * 3 + files)
    value = json.loads(file.read_bytes())
    change(choice, value, STRANGE + STRANGE_LISTS)
    public = file.parent.name == "public"
    file.write_bytes(made.canonical(value) + b"\n" if public else json.dumps(value).encode())


# Records


def change_record(choice, history):
    """One change of the acts or of what lies beside them, as somebody with the key could make it."""
    acts, files, texts = history.acts, history.files, history.texts
    place, other, how = choice.randrange(len(acts)), choice.randrange(len(acts)), choice.randrange(9)
    if how == 0 and len(acts) > 1:
        del acts[place]
    elif how == 1:
        acts.insert(other, copy.deepcopy(acts[place]))
    elif how == 2:
        acts[place], acts[other] = acts[other], acts[place]
    elif how < 5:
        times = ["2023-09-02T00:00:00Z", "2023-99-02T00:00:00Z", "water", "roads", "panel.drawn", "dice"]
        change(choice, acts[place], [*STRANGE[:8], *STRANGE[9:], *times, acts[other].get("payload")])
    elif how == 5:
        one, two = acts[place].get("payload"), acts[other].get("payload")
        if isinstance(one, dict) and isinstance(two, dict):
            one |= {key: copy.deepcopy(two[key]) for key in one.keys() & two.keys()}
    elif how == 6 and files:
        del files[choice.choice(sorted(files))]
    elif how == 7 and texts:
        texts[choice.choice(sorted(texts))] += b"?"
    elif files:
        change_file_of_record(choice, history)


def change_file_of_record(choice, history):
    """One byte of a published file, with the acts that name it."""
    name = choice.choice(sorted(history.files))
    data = bytearray(history.files.pop(name))
    data[choice.randrange(len(data))] ^= 1
    history.acts[:] = json.loads(json.dumps(history.acts).replace(name, history.file(bytes(data))))


def put_right(choice, acts):
    """Most rewriters number the acts anew, and let no time go back."""
    if choice.random() < 0.85:
        for number, act in enumerate(acts):
            act["sequence"] = number
    if choice.random() < 0.5:
        for before, act in itertools.pairwise(acts):
            times = before.get("time"), act.get("time")
            if all(isinstance(time, str) for time in times):
                act["time"] = max(times)


def evidence(choice, history, folder):
    """What others kept of a record before it was changed."""
    kept = history.checkpoint(choice.randrange(1, len(history.acts) + 1))
    if choice.random() < 0.5:
        seen = history.now + timedelta(hours=choice.randrange(-900, 900))
        kept = checkpoints.cosign(kept, "paper.example.org", COSIGNER, seen)
    (folder / "kept").write_text(kept, "utf-8")
    found = {}
    if choice.random() < 0.5:
        found["key"] = history.vkey
    if choice.random() < 0.6:
        found["checkpoints"] = [folder / "kept"]
    if choice.random() < 0.5:
        found["cosigners"] = [COSIGNER_KEY]
    if getattr(history, "receipts", None) and choice.random() < 0.4:
        (folder / "receipt").write_text(json.dumps(choice.choice(history.receipts)), "utf-8")
        found["receipts"] = [folder / "receipt"]
    return found


def spoiled(choice, names):
    """The files of a record, sometimes with a checkpoint or a tile that is not right."""
    checkpoint = names["checkpoint"]
    if choice.random() < 0.2:
        names["tile/0/000.p/3"] = bytes(96)
    if choice.random() < 0.1:
        names["checkpoints/2"] = checkpoint
    if choice.random() < 0.1:
        names["checkpoint"] = checkpoint.replace(b"\n\n", b"\n", 1)
    if choice.random() < 0.1:
        names["checkpoint"] = checkpoint[:-9] + b"A" + checkpoint[-8:]
    return names
