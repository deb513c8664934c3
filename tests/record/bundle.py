# ruff: noqa: E501  (the tables of a bundle stand one key after another, as in the specification)
"""Small true bundles, built from docs/spec/draw.md alone, with nothing of the package.

Twelve invented people, eight women and four men, half of each young, and panels of two women and two
men. The fairest chances are plain: 2/8 for a woman, 2/4 for a man; one price each proves them.
"""

import csv
import json
from collections import defaultdict
from fractions import Fraction
from hashlib import sha256

PULSE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
FRESH = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
FEATURES = ["gender", "age"]
VALUES = [["woman", "man"], ["young", "old"]]
DIGITS = {"kind": "digits", "text": "digits 4"}
DICE = {"kind": "dice", "text": "dice d6" + " 3 1 6 2 5 4 1 1 2 6" * 5}
DRAND = {"kind": "drand", "text": f"drand quicknet 657413 {FRESH}", "round": 657413, "signature": PULSE}
SEED = {"kind": "seed", "text": "seed un ensayo"}
BALLS = {"kind": "balls", "text": "balls 9319./2.5.8.10.12./9.18.26.34.41.45./"}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hashed(value):
    return sha256(canonical(value)).hexdigest()


def tree(data):
    if len(data) < 2:
        return sha256(b"\0" + bytes.fromhex(data[0])).digest() if data else sha256(b"").digest()
    split = 1 << (len(data) - 1).bit_length() - 1
    return sha256(b"\1" + tree(data[:split]) + tree(data[split:])).digest()


def path(data, index):
    if len(data) < 2:
        return []
    split = 1 << (len(data) - 1).bit_length() - 1
    if index < split:
        return [*path(data[:split], index), tree(data[split:]).hex()]
    return [*path(data[split:], index - split), tree(data[:split]).hex()]


def salt(*what):
    return sha256(repr(what).encode()).hexdigest()  # for tests only; true salts come from the system


def number(root, text, total):
    if text.startswith("digits"):
        return (int(text[6:].replace(" ", "")) - 1) % total
    i = 0
    while True:
        v = int(sha256(f"tequio-draw/1\n{root}\n{text}\n{i}\n".encode()).hexdigest(), 16)
        if v < 2**256 - 2**256 % total:
            return v % total
        i += 1


class People:
    """Pseudonyms in order, and behind each an id, values by position, and a household."""

    def __init__(self, rows):
        self.rows = sorted(rows)  # (pseudonym, id, (gender, age), household name or None)
        self.names = [row[0] for row in self.rows]
        self.ids = [row[1] for row in self.rows]
        self.values = [list(row[2]) for row in self.rows]
        shared = defaultdict(list)
        for i, row in enumerate(self.rows):
            shared[row[3]].append(i)
        shared.pop(None, None)
        order = sorted((who for who in shared.values() if len(who) > 1), key=lambda who: who[0])
        self.together = order
        self.households = [
            next((n for n, who in enumerate(order) if i in who), None) for i in range(len(rows))
        ]
        patterns = [
            [values] if home is None else sorted(self.values[j] for j in order[home])
            for values, home in zip(self.values, self.households)
        ]
        kinds = {}
        self.types = [
            kinds.setdefault(json.dumps([values, pattern]), len(kinds))
            for values, pattern in zip(self.values, patterns)
        ]


def volunteers(households):
    """w0 … w7 and m0 … m3, even ones young; w0 lives with w2, and w1 with w3."""
    letters = "7k2m9xqdab4t"
    rows = []
    for n, name in enumerate([*(f"w{i}" for i in range(8)), *(f"m{i}" for i in range(4))]):
        home = {"w0": "a", "w2": "a", "w1": "b", "w3": "b"}.get(name) if households else None
        rows.append(
            (f"{letters[n]}000-{letters[-n]}{n:03d}", name, (int(name[0] == "m"), int(name[1]) % 2), home)
        )
    return People(rows)


def pairs(people):
    """Eight panels: each couple of women (w0 w1, w2 w3 …) with each couple of men."""
    at = {name: i for i, name in enumerate(people.ids)}
    women = [[at[f"w{i}"], at[f"w{i + 1}"]] for i in (0, 2, 4, 6)]
    men = [[at["m0"], at["m1"]], [at["m2"], at["m3"]]]
    return [sorted(a + b) for a in women for b in men]


def quotas(size):
    half = size // 2
    return [
        {"feature": "gender", "value": "woman", "min": half, "max": half},
        {"feature": "gender", "value": "man", "min": half, "max": half},
        {"feature": "age", "value": "young", "min": 0, "max": size - size // 4},
        {"feature": "age", "value": "old", "min": 0, "max": size - size // 4},
    ]


class Bundle:
    """A lottery in memory; `write` puts it into a folder, after a test has changed what it likes."""

    def __init__(
        self, people, size, panels, form="numbered", count=10, publish=False, reserves=0, rule=False
    ):
        self.people, self.size, self.form = people, size, form
        n = len(people.names)
        self.salts = [salt("person", name) for name in people.names]
        words = [[VALUES[f][v] for f, v in enumerate(row)] for row in people.values]
        self.leaves = [
            hashed(["tequio-person/1", *row])
            for row in zip(self.salts, people.names, people.ids, people.households, words)
        ]
        women, men = (sum(row[0] == gender for row in people.values) for gender in (0, 1))
        chances = [Fraction(size // 2, women), Fraction(size // 2, men)]
        self.chance = [chances[row[0]] for row in people.values]
        self.portfolio = panels if form == "numbered" else []
        self.numbered = [panels[k % len(panels)] for k in range(count)]
        self.reserves = [[i for i in range(n) if i not in panel][:reserves] for panel in self.numbered]
        self.panel_salts = [salt("panel", k) for k in range(count)]
        self.seats = [[k for k, panel in enumerate(self.numbered, 1) if i in panel] for i in range(n)]
        self.rule = rule
        self.lottery = {
            "format": "tequio-lottery/1", "kind": "lottery", "method": "leximin", "size": size,
            "features": FEATURES, "quotas": quotas(size), "pool": {"people": n, "root": tree(self.leaves).hex()},
            "household_rule": rule, "levels": [{"chance": str(chances[0]), "people": women}, {"chance": str(chances[1]), "people": men}],
            "status": "exact", "distance": "0", "gap": "0", "form": form, "reserves": reserves,
            "published": "panels" if publish else "commitments",
        }  # fmt: skip
        if form == "numbered":
            self._numbered(publish)
        else:
            self._exact()
            self.lottery["weights"] = [str(weight) for weight in self.weights]
        self.private = {
            "format": "tequio-panels/1", "features": FEATURES, "values": VALUES, "pseudonyms": people.names,
            "people": people.values, "households": people.households if rule else None, "leaves": self.leaves,
            "panels": self.portfolio, "weights": [1 / len(panels) for _ in self.portfolio],
            "numbered": None, "exact": None,
            "certificate": {
                "kind": "relaxation", "level": [row[0] for row in people.values],
                "levels": [{"chance": str(chances[g]), "size": "0", "quotas": [[g, "1"]], "households": []} for g in (0, 1)],
            },
        }  # fmt: skip
        if form == "numbered":
            self.private["numbered"] = {
                "panels": self.numbered,
                "salts": self.panel_salts,
                "reserves": self.reserves,
            }
        else:
            self.private["exact"] = {
                "compositions": self.compositions,
                "weights": [str(weight) for weight in self.weights],
                "salts": self.panel_salts,
            }
        self.draws = []

    def names(self, positions):
        return [self.people.names[i] for i in positions]

    def _numbered(self, publish):
        commitments = [
            hashed(["tequio-panel/1", s, k, sorted(self.names(panel)), self.names(reserves)])
            for k, (s, panel, reserves) in enumerate(zip(self.panel_salts, self.numbered, self.reserves), 1)
        ]
        self.lottery["panels"] = {
            "count": len(commitments),
            "root": tree(commitments).hex(),
            "commitments": commitments,
        }
        rows = zip(self.salts, self.people.names, self.seats)
        self.seat_leaves = [hashed(["tequio-seats/1", *row]) for row in rows]
        self.lottery["seats"] = {"root": tree(self.seat_leaves).hex()}
        changes = [(abs(len(mine) / len(commitments) - c), c) for mine, c in zip(self.seats, self.chance)]
        largest = max(a for a, _ in changes), max(a / c for a, c in changes)
        self.lottery["largest_change"] = {
            "absolute": f"{float(largest[0]):.12f}",
            "relative": f"{float(largest[1]):.12f}",
        }
        if publish:
            self.lottery["members"] = [sorted(self.names(panel)) for panel in self.numbered]

    def _exact(self):
        of = defaultdict(list)
        for i, kind in enumerate(self.people.types):
            of[tuple(self.people.values[i]), self.people.households[i] is not None].append(kind)
        types = {key: kinds[0] for key, kinds in of.items()}
        men = [types[(1, 0), False], types[(1, 1), False]]
        if self.rule:
            women = [[types[(0, 0), home], types[(0, 1), home]] for home in (False, True)]
            self.compositions = [sorted([t, 1] for t in couple + men) for couple in women]
            self.weights = [2**63, 2**63]
        else:
            young, old = types[(0, 0), False], types[(0, 1), False]
            self.compositions = [
                sorted([t, 1] for t in [young, old, *men]),
                sorted([[young, 2], [men[1], 2]]),
                sorted([[old, 2], [men[0], 2]]),
            ]
            self.weights = [2**63, 2**62, 2**62]
        self.panel_salts = [salt("composition", k) for k in range(len(self.weights))]
        commitments = [
            hashed(["tequio-composition/1", s, k, str(weight), composition])
            for k, (s, weight, composition) in enumerate(
                zip(self.panel_salts, self.weights, self.compositions), 1
            )
        ]
        self.lottery["panels"] = {
            "count": len(commitments),
            "root": tree(commitments).hex(),
            "commitments": commitments,
        }
        self.lottery |= {"seats": None, "largest_change": {"absolute": "0", "relative": "0"}}

    @property
    def root(self):
        return sha256(canonical(self.lottery) + b"\n").hexdigest()

    def draw(self, source, redraw=None):
        """The draw that follows from a source, appended to `draws`."""
        text, count = source["text"], self.lottery["panels"]["count"]
        if self.form == "numbered":
            u = number(self.root, text, count)
            members = sorted(self.names(self.numbered[u]))
            reserves = self.names(self.reserves[u])
            panel = {"salt": self.panel_salts[u], "members": members, "reserves": reserves}
        else:
            v = number(self.root, text, 2**64)
            u = next(k for k in range(count) if sum(self.weights[: k + 1]) > v)
            members = self._people(self.compositions[u], text)
            weight = str(self.weights[u])
            panel = {
                "salt": self.panel_salts[u],
                "weight": weight,
                "composition": self.compositions[u],
                "members": members,
            }
            reserves = []
        homes = {self.people.households[self.people.names.index(name)] for name in members} - {None}
        free = [
            name
            for i, name in enumerate(self.people.names)
            if name not in members and self.people.households[i] not in homes
        ]
        free.sort(key=lambda name: hashed(["tequio-reserve/1", self.root, text, name]))
        values = [self.people.values[self.people.names.index(name)] for name in members]
        found = {
            "format": "tequio-draw/1", "lottery": self.root, "source": source, "rehearsal": source["kind"] == "seed",
            "number": u + 1, "panel": panel, "reserves": reserves if self.lottery["reserves"] else free[: self.size],
            "counts": [q | {"met": True} for q in self.lottery["quotas"]] if "replaces" in self.lottery else [q | {"count": sum(VALUES[FEATURES.index(q["feature"])].index(q["value"]) == row[FEATURES.index(q["feature"])] for row in values)} for q in self.lottery["quotas"]],
            "redraw": redraw,
        }  # fmt: skip
        self.draws.append(found)
        return found

    def redraw(self, source, reason="the die fell off the table", by=("Ana Ejemplo", "Luis Ejemplo")):
        earlier = sha256(canonical(self.draws[-1]) + b"\n").hexdigest()
        return self.draw(source, {"draw": earlier, "reason": reason, "by": list(by)})

    def _people(self, composition, text):
        homes, taken = set(), []
        for kind, count in composition:
            full = len(taken) + count
            names = [name for name, t in zip(self.people.names, self.people.types) if t == kind]
            for name in sorted(names, key=lambda name: hashed(["tequio-order/1", self.root, text, name])):
                home = self.people.households[self.people.names.index(name)]
                if full > len(taken) and home not in homes:
                    homes |= {home} - {None}
                    taken.append(name)
        return sorted(taken)

    def proof(self, i):
        numbered = self.form == "numbered"
        return {
            "format": "tequio-proof/1", "lottery": self.root, "id": self.people.ids[i], "pseudonym": self.people.names[i],
            "salt": self.salts[i], "household": self.people.households[i], "features": FEATURES,
            "values": [VALUES[f][v] for f, v in enumerate(self.people.values[i])], "position": i, "people": len(self.leaves),
            "person_path": path(self.leaves, i), "panels": self.seats[i] if numbered else None,
            "panel_count": self.lottery["panels"]["count"], "seats_path": path(self.seat_leaves, i) if numbered else None,
        }  # fmt: skip

    def write(self, folder, private=True):
        """Writes what stands in memory, whatever a test has made of it."""
        public = folder / "public"
        public.mkdir(parents=True)
        (public / "lottery.json").write_bytes(canonical(self.lottery) + b"\n")
        for n, draw in enumerate(self.draws, 1):
            name = "draw.json" if n == len(self.draws) else f"draw-{n}.json"
            (public / name).write_bytes(canonical(draw) + b"\n")
        if not private:
            return folder
        inside = folder / "private"
        (inside / "proofs").mkdir(parents=True)
        (inside / "panels.json").write_text(json.dumps({"lottery": self.root, **self.private}), "utf-8")
        rows = zip(self.people.ids, self.people.names, self.salts)
        _write_csv(inside / "key.csv", [("id", "pseudonym", "salt"), *rows])
        count = self.lottery["panels"]["count"]
        exact = self.form == "exact"
        _write_csv(
            inside / "chances.csv",
            [("id", "chance", "chance_numbered", "fraction")]
            + [
                (identity, float(c), float(c) if exact else len(mine) / count, str(c))
                for identity, c, mine in zip(self.people.ids, self.chance, self.seats)
            ],
        )
        for i, name in enumerate(self.people.names):
            (inside / "proofs" / f"{name}.json").write_text(json.dumps(self.proof(i)), "utf-8")
        return folder


def _write_csv(file, rows):
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def true_bundle(households=False, **options):
    """A lottery of the twelve, not drawn yet."""
    people = volunteers(households)
    return Bundle(people, 4, pairs(people), rule=households, **options)


def replacement_of(first, change=lambda rows: rows, counted=lambda counts: counts):
    """A lottery for the places of the young woman and the old man of a drawn panel, by all other couples.

    `change` may make other people of the pool, and `counted` other numbers of those who stay.
    """
    drawn = first.draws[-1]["panel"]["members"]
    at = {name: i for i, name in enumerate(first.people.names)}
    left = [next(name for name in drawn if first.people.values[at[name]] == row) for row in ([0, 0], [1, 1])]
    stay = [name for name in drawn if name not in left]
    people = People(change([row for row in first.people.rows if row[0] not in drawn]))
    genders = [[i for i, row in enumerate(people.values) if row[0] == gender] for gender in (0, 1)]
    second = Bundle(people, 2, [sorted([a, b]) for a in genders[0] for b in genders[1]], count=100)
    earlier = sha256(canonical(first.draws[-1]) + b"\n").hexdigest()
    rows = [first.people.values[at[name]] for name in stay]
    quotas = first.lottery["quotas"]
    cells = [(FEATURES.index(q["feature"]), q["value"]) for q in quotas]
    counts = counted([sum(VALUES[f][row[f]] == value for row in rows) for f, value in cells])
    seated = {"salt": salt("seated"), "counts": counts}
    second.private["seated"] = seated
    second.lottery |= {
        "kind": "replacement", "quotas": quotas,
        "replaces": {"draw": earlier, "left": sorted(left), "stay": sorted(stay), "seated": hashed(["tequio-seated/1", seated["salt"], counts])},
    }  # fmt: skip
    return second
