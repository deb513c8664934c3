"""How one language says units, places, amounts and days; and the template's view of an edition."""

import datetime
from collections.abc import Mapping
from typing import Any

from tequio.reports import tracking_site_sentences as sentences
from tequio.reports.tracking_site.facts import Facts, Row, file_name
from tequio.reports.tracking_site.places import STATES
from tequio.tracking.dates import ALWAYS, FOR_EVER
from tequio.tracking.grouping import OTHER_COUNTRY
from tequio.tracking.ledger import OPEN
from tequio.tracking.levels import WITHHELD
from tequio.tracking.schema import TABLES
from tequio.words import Words


class Said:
    """The facts of an edition in one language.

    Args:
        facts: what the pages are about.
        words: the language.
    """

    def __init__(self, facts: Facts, words: Words) -> None:
        self.facts = facts
        self.words = words

    def word(self, table: str, key: str) -> str:
        """A word of one of the tables of sentences; what has none is said as it is written."""
        known: Mapping[str, str] = getattr(sentences, f"{table}_SENTENCES")
        return self.words(known[key]) if key in known else key.replace("_", " ")

    def verdict(self, verdict: str) -> str:
        """The word of a verdict."""
        return self.word("VERDICT", verdict)

    def state(self, code: str) -> str:
        """The name of a state; of none, that it is grouped or not known."""
        if not code:
            return self.words("Other states, or not known")
        return STATES.get(code, code)

    def unit(self, unit: str) -> str:
        """What a unit is called: its name, at the public level what it is and where, with its id."""
        rows = self.facts.units.get(unit, [])
        if self.facts.edition.level == "public" or not rows:
            row = rows[0] if rows else {"kind": "", "level": "", "state": ""}
            kind = self.word("KIND", row["kind"] or row["level"] or "unit")
            place = f", {self.state(row['state'])}" if row["state"] else ""
            return f"{kind}{place} ({unit})"
        return str(rows[0]["name"])

    def thing(self, maker: str, model: str) -> str:
        """Maker and model; what stands in a group at this level is called so in the page's language."""
        grouped = {maker, model} & set(self.facts.edition.others)
        return (", " if grouped else " ").join(self.named(one) for one in (maker, model) if one)

    def named(self, name: str) -> str:
        """A maker or a model, or the group of others in which it stands."""
        if name not in self.facts.edition.others:
            return name
        whole = next(known for known in sentences.OTHER_SENTENCES if name.startswith(known))
        told, number = self.words(sentences.OTHER_SENTENCES[whole]), name[len(whole) :].strip()
        return self.words("{others} (group {number})", others=told, number=number) if number else told

    def subject(self, text: str) -> str:
        """What a gap is about, with groups of makers and models in the page's language."""
        for name in sorted(self.facts.edition.others, key=len, reverse=True):
            text = text.replace(name, self.named(name))
        return text

    def column(self, column: str) -> str:
        """What a column of the ledger is called."""
        return self.word("COLUMN", column)

    def cell(self, table: str, column: str, row: Row) -> str:
        """A cell of the ledger: words of ours in the page's language, what a source says to the letter."""
        text = str(row[column])
        if column == "state":
            return self.state(text)
        if column == "name" and self.facts.edition.level == "public":
            return self.unit(row["unit"])
        if text == WITHHELD:
            return self.words("withheld")
        if column in ("maker", "model"):
            return self.named(text)
        if column == "country" and text == OTHER_COUNTRY and self.facts.edition.level == "public":
            return self.words("not shown")
        if column in ("kind", "level"):
            return self.word("KIND", text)
        if column == "end_users" or column in TABLES[table].words:
            return self.word("CELL", text)
        return text.replace("|", ", ")

    def amount(self, least: int, most: int) -> str:
        """A quantity between two numbers."""
        if most >= OPEN:
            return (
                self.words("at least {least}", least=self.words.number(least))
                if least
                else self.words("an unknown number")
            )
        if least == most:
            return self.words.number(least)
        return f"{self.words.number(least)}–{self.words.number(most)}"

    def day(self, day: int) -> str:
        """A day in full."""
        return self.words.date(datetime.date.fromordinal(day))

    def days(self, first: int, last: int) -> str:
        """The days between which something was."""
        known_first, known_last = first > ALWAYS, last < FOR_EVER
        if known_first and known_last:
            if first == last:
                return self.day(first)
            return self.words("between {first} and {last}", first=self.day(first), last=self.day(last))
        if known_last:
            return self.words("not after {last}", last=self.day(last))
        if known_first:
            return self.words("not before {first}", first=self.day(first))
        return self.words("on a day that is not known")

    def context(self, root: str, here: str) -> dict[str, Any]:
        """What every template is given: `root` leads to the folder of the language, `here` is the page."""
        return {
            "said": self,
            "facts": self.facts,
            "root": root,
            "here": here,
            "file_name": file_name,
            "other": "es" if self.words.language == "en" else "en",
        }
