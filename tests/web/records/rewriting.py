"""A site with an honest record, and what a database superuser who holds its key can do to it."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

sys.path.insert(0, str(Path(__file__).parents[2] / "record"))
import history as histories

from tequio.record import record_verifier, verifier
from tequio.record.commitments import canonical
from tequio.web.records import publishing
from tequio.web.records.actions import append
from tequio.web.records.models import Act, Attachment, Checkpoint, Head
from tequio.web.records.queries import verifier_key
from tequio.web.records.signing import make_checkpoint

TRIGGERS = ("acts_stay", "acts_remain", "head_grows", "head_remains")


def time_of(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


class Site:
    """The record in the database; `acts` are changed in memory and written back by `rewrite`."""

    def __init__(self, history):
        self.history, self.kept, self.receipt = history, {}, None
        for act in history.acts[1:]:
            row = append(act["kind"], act["payload"], act["assembly"] or "", now=time_of(act["time"]))
            for digest in self._hashes(act["payload"]):
                if digest in history.files:
                    content, salt = history.files[digest], None
                elif digest in history.texts:
                    content, salt = history.texts[digest][32:], history.texts[digest][:32]
                else:
                    continue
                self.beside(digest, content, salt, row)
            if act["kind"] in ("randomness.announced", "panel.drawn"):
                self.kept[act["kind"]] = make_checkpoint().note
        self.acts = [json.loads(bytes(act.body)) for act in Act.objects.order_by("sequence")]
        self.key = verifier_key()

    @staticmethod
    def beside(digest, content, salt=None, row=None):
        row = row or Act.objects.get(sequence=0)
        facts = {"act": row, "name": "x", "content": content, "salt": salt}
        Attachment.objects.get_or_create(sha256=digest, defaults=facts)

    def _hashes(self, value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            return [digest for one in value for digest in self._hashes(one)]
        return [value] if isinstance(value, str) else []

    def at(self, kind):
        """The first act of a kind."""
        return next(act for act in self.acts if act["kind"] == kind)

    def put(self, kind, payload, after=None, assembly="water"):
        """One more act, at the end or after the first of a kind."""
        place = self.acts.index(self.at(after)) + 1 if after else len(self.acts)
        act = {"version": 1, "sequence": 0, "time": self.acts[place - 1]["time"]}
        self.acts.insert(place, act | {"kind": kind, "assembly": assembly, "payload": payload})
        return self.acts[place]

    def cut(self, kind):
        self.acts.remove(self.at(kind))

    def new_file(self, content):
        digest = histories.digest(content)
        self.beside(digest, content)
        return digest

    def rewrite(self, *, number=True, sign=True):
        """Writes the acts over those in the database, with its triggers out of the way, and signs anew."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE records_act DISABLE TRIGGER USER")
                cursor.execute("ALTER TABLE records_head DISABLE TRIGGER USER")
            else:
                for name in TRIGGERS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute("UPDATE records_attachment SET act_id = 0")
            cursor.execute("DELETE FROM records_act")
        for place, act in enumerate(self.acts):
            if number:
                act["sequence"] = place
            Act.objects.create(
                sequence=place,
                at=time_of(act["time"]),
                kind=act["kind"],
                assembly=act["assembly"] or "",
                body=act.get("raw") or canonical(act),
            )
        Head.objects.update(size=len(self.acts))
        if sign:
            Checkpoint.objects.all().delete()
            make_checkpoint()

    def zip(self, path):
        size = Checkpoint.objects.order_by("-size").first().size
        path.write_bytes(b"".join(publishing.everything(size)))
        return path

    def check(self, folder, **evidence):
        return record_verifier.check_record(self.zip(folder / "record.zip"), verifier.check, **evidence)
