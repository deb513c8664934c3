"""Records of invented sites, built step by step; a test changes what it likes, then writes them."""

import random
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tequio.record import acts, checkpoints, merkle
from tequio.record.commitments import canonical

sys.path.insert(0, str(Path(__file__).parent))
import bundle as made

NAME = "tequio.example.org/record"
DRAND_AT = datetime(2023, 9, 15, 11, 0, 3, tzinfo=UTC)  # when the round of `made.DRAND` was published
START = datetime(2023, 9, 1, 9, tzinfo=UTC)


def signing_key(name):
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def digest(data):
    return sha256(data).hexdigest()


class History:
    """Acts in order, what lies beside them, and the key; `act` appends."""

    def __init__(self, seed=0, start=START, name=NAME):
        self.random, self.now, self.name = random.Random(seed), start, name
        self.acts, self.files, self.texts = [], {}, {}
        self.key = signing_key("the first key")
        self.notes = {}
        self.act("log.opened", {"key": self.public(self.key), "name": digest(name.encode())}, None)

    @staticmethod
    def public(key):
        return checkpoints.public_bytes(key).hex()

    @property
    def vkey(self):
        return checkpoints.verifier_key(self.name, checkpoints.public_bytes(self.key))

    def act(self, kind, payload, assembly="water", wait=None):
        self.now += wait if wait is not None else timedelta(minutes=self.random.randrange(60))
        value = {"version": 1, "sequence": len(self.acts), "time": acts.moment(self.now)}
        self.acts.append(value | {"kind": kind, "assembly": assembly, "payload": payload})
        return self.acts[-1]

    def file(self, content):
        self.files[digest(content)] = content
        return digest(content)

    def text(self, words):
        data = self.random.randbytes(32) + words.encode()
        self.texts[digest(data)] = data
        return digest(data)

    def said(self, words="a reason"):
        return {language: self.text(f"{words} ({language})") for language in ("en", "es")}

    def someone(self):
        return self.random.randbytes(32).hex()

    def two(self):
        return [self.someone(), self.someone()]

    def rotate(self):
        new = signing_key(f"key {len(self.acts)}")
        old, fresh = self.public(self.key), self.public(new)
        message = f"tequio-key/1\n{self.name}\n{old}\n{fresh}\n".encode()
        self.act("key.rotated", {"old": old, "new": fresh, "signature": self.key.sign(message).hex()}, None)
        self.key = new

    def bytes_of(self, n):
        return canonical(self.acts[n])

    def checkpoint(self, size=None, key=None, name=None):
        """The note over the first `size` acts as they stand now."""
        size = len(self.acts) if size is None else size
        root = merkle.root([self.bytes_of(n) for n in range(size)])
        return checkpoints.sign(checkpoints.Checkpoint(name or self.name, size, root), key or self.key)

    def names(self):
        """Every file of the record, by its name."""
        lines = b"".join(self.bytes_of(n) + b"\n" for n in range(len(self.acts)))
        found = {"acts.jsonl": lines, "checkpoint": self.checkpoint().encode()}
        found |= {f"checkpoints/{size}": note.encode() for size, note in self.notes.items()}
        found |= {f"files/{name}": data for name, data in self.files.items()}
        return found | {f"texts/{name}": data for name, data in self.texts.items()}

    def write(self, path, names=None):
        """As a zip if the path ends so, else as a folder."""
        names = names or self.names()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
                for name, data in names.items():
                    file.writestr(name, data)
            return path
        for name, data in names.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
        return path

    # the steps of an assembly, each for itself

    def open(self, slug="water"):
        self.act("assembly.opened", {"languages": ["en", "es"]}, slug)
        self.act("text.published", {"text": "remit", "version": 1, "languages": self.said("the remit")}, slug)

    def letters(self, slug="water"):
        frame, plan = self.someone(), None
        self.act("frame.fixed", {"sha256": frame, "rows": 9000}, slug)
        plan = self.file(canonical({"format": "tequio-letters/1", "frame": {"sha256": frame}, "slug": slug}))
        self.act("plan.fixed", {"plan": plan, "frame": frame}, slug)
        at = self.now + timedelta(hours=30)
        announced = {"plan": plan, "source": "dice", "round": None, "at": acts.moment(at)}
        self.act("letters.announced", announced, slug)
        invitation = {"format": "tequio-invitation/1", "plan": plan, "rehearsal": False}
        invitation = self.file(canonical(invitation | {"source": {"kind": "dice", "text": "dice d6 1"}}))
        self.now = max(self.now, at)
        self.act("letters.drawn", {"plan": plan, "invitation": invitation}, slug)
        self.act("letters.certified", {"invitation": invitation, "letters": 200}, slug)
        self.act("frame.deleted", {"sha256": frame}, slug)

    def pool(self, slug="water", people=12):
        targets = self.file(f"feature,value,share\ngender,woman,50\n# {slug}\n".encode())
        self.act("targets.published", {"targets": targets, "source": self.said("the census")}, slug)
        self.act("registration.opened", {"fields": self.file(canonical(["gender", "age", slug]))}, slug)
        self.receipts = [
            {"number": n, "salt": self.someone(), "features": {"gender": "woman"}, "assembly": slug}
            for n in range(1, people + 1)
        ]
        leaves = [self.commitment(one) for one in self.receipts]
        self.act("volunteers.committed", {"day": "2023-09-05", "commitments": sorted(leaves)}, slug)
        self.act("registration.closed", {"registered": people}, slug)
        tree = merkle.Tree([bytes.fromhex(one) for one in leaves])
        for n, (one, leaf) in enumerate(zip(self.receipts, leaves)):
            path = [sibling.hex() for sibling in tree.path(n)]
            pool = {"people": people, "root": tree.root.hex(), "position": n, "path": path}
            one |= {"format": "tequio-volunteer-proof/1", "commitment": leaf, "pool": pool}
        self.act("pool.closed", {"people": people, "root": tree.root.hex()}, slug)

    @staticmethod
    def commitment(receipt):
        answers = digest(canonical(receipt["features"]))
        value = ["tequio-volunteer/1", receipt["salt"], receipt["number"], answers]
        return digest(made.canonical(value))

    def quotas(self, slug="water", size=4, note=""):
        rows = [f"{q['feature']},{q['value']},{q['min']},{q['max']}" for q in made.quotas(size)]
        content = "feature,value,min,max\n" + "\n".join(rows) + "\n" + note
        return self.file(content.encode())

    def lottery(self, slug="water", source=made.DIGITS, **options):
        """Quotas, lottery, announcement, randomness and draw; the bundle."""
        self.bundle = made.true_bundle(**options)
        self.fixed = self.quotas(slug)
        self.act("quotas.fixed", {"quotas": self.fixed, "size": 4}, slug)
        root = self.file(canonical(self.bundle.lottery) + b"\n")
        published = {"lottery": root, "quotas": self.fixed, "kind": "lottery"}
        self.act("lottery.published", published, slug)
        self.randomness(root, slug, source)
        self.drawn(self.bundle.draw(source), slug, source)
        return self.bundle

    def randomness(self, root, slug="water", source=made.DIGITS):
        drand = source["kind"] == "drand"
        at = DRAND_AT if drand else self.now + timedelta(hours=self.random.randrange(26, 60))
        announced = {"source": source["kind"], "round": source.get("round"), "at": acts.moment(at)}
        self.act("randomness.announced", {"lottery": root} | announced, slug)
        self.now = max(self.now, at)

    def drawn(self, draw, slug="water", source=made.DIGITS):
        text, content = self.file(source["text"].encode()), made.canonical(draw) + b"\n"
        revealed = {"lottery": draw["lottery"], "text": text, "by": self.two()}
        self.act("randomness.revealed", revealed, slug)
        drawn = {"lottery": draw["lottery"], "draw": self.file(content), "number": draw["number"]}
        return self.act("panel.drawn", drawn, slug)

    def redraw(self, slug="water", source=made.DICE):
        before = next(act for act in reversed(self.acts) if act["kind"] == "panel.drawn")["payload"]
        decided = {key: before[key] for key in ("lottery", "draw")}
        self.act("redraw.decided", decided | {"reason": self.said(), "by": self.two()}, slug)
        self.randomness(before["lottery"], slug, source)
        self.drawn(self.bundle.redraw(source), slug, source)

    def audit(self, slug="water"):
        lottery = self.bundle.root
        at = self.now + timedelta(hours=25)
        announced = {"source": "dice", "round": None, "at": acts.moment(at)}
        self.act("audit.announced", {"lottery": lottery} | announced, slug)
        self.now = at
        sampled = {"text": self.file(b"dice d6 1 2 3"), "sample": self.someone()}
        self.act("audit.sampled", {"lottery": lottery} | sampled, slug)
        found = {"finding": self.said("they exist"), "auditor": self.someone(), "holds": "yes"}
        self.act("audit.found", {"lottery": lottery} | found, slug)


def whole(seed=0, source=made.DIGITS, start=START):
    """One assembly from its opening to its panel."""
    history = History(seed, start)
    history.open()
    history.pool()
    history.lottery(source=source)
    return history


def anything(seed):
    """An honest history of one site, chosen by a seed: assemblies, wherever they have come, side by side."""
    history = History(seed)
    chance = history.random.random
    for slug in ("water", "roads", "forests")[: history.random.choice((1, 1, 1, 2, 3))]:
        history.open(slug)
        if chance() < 0.3:
            history.letters(slug)
        if chance() < 0.15:
            history.rotate()
        if chance() < 0.85:
            history.pool(slug)
            if chance() < 0.85:
                source = history.random.choice((made.DIGITS, made.DICE, made.BALLS))
                history.lottery(slug, source, reserves=len(slug) % 3)  # so that no two have one lottery
                if chance() < 0.2:
                    history.redraw(
                        slug, made.DRAND if history.now < DRAND_AT - timedelta(days=2) else made.DICE
                    )
                if chance() < 0.2:
                    history.audit(slug)
                if chance() < 0.5:
                    counts = {"confirmed": 3, "declined": 1, "lapsed": 0}
                    history.act("panel.confirmed", counts, slug)
        if chance() < 0.3:
            remit = next(
                act for act in history.acts if act["assembly"] == slug and act["kind"].startswith("text")
            )
            gone = list(remit["payload"]["languages"].values())
            history.act("text.withdrawn", {"hashes": gone}, slug)
            for one in gone:
                del history.texts[one]
        if chance() < 0.1:
            history.rotate()
    return history
