"""The published and the private files of a lottery, exactly as `docs/spec/draw.md` says."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from tequio.pool import Pool
from tequio.quotas import Quotas
from tequio.randomness import salts
from tequio.record import commitments
from tequio.record.merkle import Tree
from tequio.selection.assignment import spread
from tequio.selection.certificate import Level
from tequio.selection.identities import KEY_COLUMNS, Identities, Key
from tequio.selection.lottery import Lottery
from tequio.selection.numbered import Numbering
from tequio.selection.problem import Ints
from tequio.selection.replacements import Replaces

WHOLE = 2**64
KINDS = {"exact": "relaxation", "near": "relaxation", "stopped": "relaxation", "panels": "panels"}


@dataclass(frozen=True)
class Bundle:
    """Everything that a lottery's files are made from.

    Args:
        pool: the volunteers.
        quotas: what is asked of the whole panel, in a replacement of members who stay and who come.
        lottery: panels with probabilities.
        numbering: how they are drawn from.
        identities: pseudonyms and salts of the people.
        key: of an earlier run; its salts of panels are used again.
        reserves: for each numbered panel as many people in order; empty for none.
        shortfall: mean expected shortfall of a panel without and with its reserves; not published.
        publish: `commitments` or `panels`, as asked; see `published`.
        replaces: only for a replacement.
    """

    pool: Pool
    quotas: Quotas
    lottery: Lottery
    numbering: Numbering
    identities: Identities
    key: Key = field(default_factory=Key)
    reserves: tuple[Ints, ...] = ()
    shortfall: tuple[float, float] | None = None
    publish: str = "commitments"
    replaces: Replaces | None = None

    @cached_property
    def order(self) -> Ints:
        """(n,) people by pseudonym."""
        return self.identities.order

    @cached_property
    def names(self) -> list[str]:
        """The pseudonyms, sorted."""
        return [self.identities.pseudonyms[person] for person in self.order.tolist()]

    @cached_property
    def households(self) -> list[int | None]:
        """For each pseudonym its household's number, or `None`."""
        numbers: dict[int, int] = {}
        found = self.lottery.problem.household_of[self.order].tolist()
        return [numbers.setdefault(home, len(numbers)) if home >= 0 else None for home in found]

    @cached_property
    def leaves(self) -> list[bytes]:
        """For each pseudonym the commitment to the person."""
        values = self.pool.categories
        rows = self.pool.values[self.order].tolist()
        return [
            commitments.person(
                self.identities.salts[person],
                name,
                self.pool.ids[person],
                home,
                [values[feature][value] for feature, value in enumerate(row)],
            )
            for person, name, home, row in zip(self.order.tolist(), self.names, self.households, rows)
        ]

    @cached_property
    def members(self) -> list[list[int]]:
        """Each numbered panel as positions in `names`, sorted; empty in the exact form."""
        if self.numbering.members is None:
            return []
        return np.sort(self.identities.ranks[self.numbering.members], axis=1).tolist()  # type: ignore[no-any-return]

    @cached_property
    def stand_ins(self) -> list[list[int]]:
        """The reserves of each numbered panel as positions in `names`, in order."""
        ranks = self.identities.ranks
        return [ranks[people].tolist() for people in self.reserves] or [[] for _ in self.members]

    @property
    def reserve_count(self) -> int:
        """How many reserves are committed with each panel."""
        return len(self.reserves[0]) if self.reserves else 0

    @property
    def published(self) -> str:
        """What is published: panels only if they were asked for and are numbered; the exact form has none."""
        return "panels" if self.publish == "panels" and self.members else "commitments"

    @cached_property
    def compositions(self) -> list[list[tuple[int, int]]]:
        """The exact form: for each composition its types, as published, with their counts."""
        if self.numbering.form != "exact":
            return []
        numbers = self.published_types
        rows = self.lottery.compositions.tocsr()
        spans = zip(rows.indptr[:-1], rows.indptr[1:])
        return [
            sorted(
                (int(numbers[kind]), int(count))
                for kind, count in zip(rows.indices[a:b], rows.data[a:b])
                if count
            )
            for a, b in spans
        ]

    @cached_property
    def published_types(self) -> Ints:
        """(T,) the number of each type in the published files: in the order of its smallest pseudonym."""
        first = np.full(self.lottery.problem.types, len(self.names), dtype=np.int64)
        np.minimum.at(first, self.lottery.problem.type_of, self.identities.ranks)
        numbers = np.empty_like(first)
        numbers[np.argsort(first, kind="stable")] = np.arange(len(first))
        return numbers

    @cached_property
    def weights(self) -> list[int]:
        """The exact form: whole numbers that sum to 2^64, by largest remainders."""
        exact = [Fraction(weight) * WHOLE for weight in self.lottery.weights.tolist()]
        total = sum(exact, Fraction(0))
        exact = [share * WHOLE / total for share in exact]
        whole = [int(share) for share in exact]
        rest = sorted(range(len(whole)), key=lambda place: (whole[place] - exact[place], place))
        for place in rest[: WHOLE - sum(whole)]:
            whole[place] += 1
        return whole

    @cached_property
    def salts(self) -> tuple[str, ...]:
        """A salt for each numbered panel, or composition."""
        return self.key.with_panels(len(self.members) or len(self.compositions))

    @cached_property
    def seated_salt(self) -> str:
        """The salt of how many members stay under each quota."""
        return self.key.seated or salts(1)[0]

    @cached_property
    def panel_commitments(self) -> list[bytes]:
        """The commitment to each numbered panel, or composition, by number."""
        if self.numbering.form == "exact":
            return [
                commitments.composition(salt, number, weight, counts)
                for number, (salt, weight, counts) in enumerate(
                    zip(self.salts, self.weights, self.compositions), 1
                )
            ]
        return [
            commitments.panel(salt, number, self._named(panel), self._named(reserves))
            for number, (salt, panel, reserves) in enumerate(zip(self.salts, self.members, self.stand_ins), 1)
        ]

    @cached_property
    def panels_of(self) -> list[list[int]]:
        """For each pseudonym the numbers of the panels that he or she is in, ascending."""
        found: list[list[int]] = [[] for _ in self.names]
        for number, panel in enumerate(self.members, 1):
            for place in panel:
                found[place].append(number)
        return found

    @cached_property
    def people_tree(self) -> Tree:
        """The tree over the people."""
        return Tree(self.leaves)

    @cached_property
    def seats_tree(self) -> Tree:
        """The tree over who is in which panels."""
        salts = [self.identities.salts[person] for person in self.order.tolist()]
        return Tree([commitments.seats(*row) for row in zip(salts, self.names, self.panels_of)])

    def _named(self, places: list[int]) -> list[str]:
        return [self.names[place] for place in places]

    def public(self) -> dict[str, Any]:
        """`public/lottery.json`."""
        lottery, numbering = self.lottery, self.numbering
        committed = [commitment.hex() for commitment in self.panel_commitments]
        document: dict[str, Any] = {
            "format": "tequio-lottery/1",
            "kind": "replacement" if self.replaces else "lottery",
            "method": lottery.method,
            "size": lottery.problem.size,
            "features": list(self.pool.features),
            "quotas": [
                {"feature": row.feature, "value": row.value, "min": row.min, "max": row.max}
                for feature in self.pool.features
                for row in self.quotas.of(feature)
            ],
            "pool": {"people": len(self.pool), "root": self.people_tree.root.hex()},
            "household_rule": self.pool.households is not None,
            "levels": self.levels(),
            "status": lottery.status,
            "distance": decimal(lottery.distance),
            "gap": decimal(self.gap),
            "form": numbering.form,
            "panels": {
                "count": len(committed),
                "root": Tree(self.panel_commitments).root.hex(),
                "commitments": committed,
            },
            "seats": {"root": self.seats_tree.root.hex()} if self.members else None,
            "largest_change": {
                "absolute": decimal(numbering.change.absolute),
                "relative": decimal(numbering.change.relative),
            },
            "reserves": self.reserve_count,
            "published": self.published,
        }
        if numbering.form == "exact":
            document["weights"] = [str(weight) for weight in self.weights]
        if self.published == "panels":
            document["members"] = [self._named(panel) for panel in self.members]
        if self.replaces:
            document["replaces"] = {
                "draw": self.replaces.draw,
                "left": sorted(self.replaces.left),
                "stay": sorted(self.replaces.stay),
                "seated": commitments.seated(self.seated_salt, self.replaces.seated).hex(),
            }
        return document

    def levels(self) -> list[dict[str, Any]]:
        """How many people have which chance, ascending."""
        people: dict[Fraction | str, int] = {}
        for kind, chance in enumerate(self.fractions()):
            key = decimal(float(self.lottery.chances[kind])) if chance is None else chance
            people[key] = people.get(key, 0) + int(self.lottery.problem.counts[kind])
        ascending = sorted(people, key=Fraction)  # type: ignore[arg-type] # texts are fractions too
        return [{"chance": str(chance), "people": people[chance]} for chance in ascending]

    def fractions(self) -> list[Fraction | None]:
        """For each type its chance as a fraction, where the method gives one."""
        target = self.lottery.target
        if target.level_of is None or len(target.levels) == 0 or (target.level_of < 0).any():
            return [None] * self.lottery.problem.types
        return [target.levels[level].chance for level in target.level_of.tolist()]

    def private(self, root: str) -> dict[str, Any]:
        """`private/panels.json`, for the lottery with this root."""
        exact = self.numbering.form == "exact"
        ranks = self.identities.ranks
        panels, weights = self._portfolio(ranks) if not exact else ([], [])
        document: dict[str, Any] = {
            "format": "tequio-panels/1",
            "lottery": root,
            "features": list(self.pool.features),
            "values": [list(values) for values in self.pool.categories],
            "pseudonyms": self.names,
            "people": self.pool.values[self.order].tolist(),
            "households": self.households if self.pool.households is not None else None,
            "leaves": [leaf.hex() for leaf in self.leaves],
            "panels": panels,
            "weights": weights,
            "numbered": None
            if exact
            else {"panels": self.members, "salts": list(self.salts), "reserves": self.stand_ins},
            "exact": {
                "compositions": self.compositions,
                "weights": [str(weight) for weight in self.weights],
                "salts": list(self.salts),
            }
            if exact
            else None,
            "certificate": self.certificate,
        }
        if self.replaces:
            document["seated"] = {"salt": self.seated_salt, "counts": list(self.replaces.seated)}
        return document

    def _portfolio(self, ranks: Ints) -> tuple[list[list[int]], list[float]]:
        lottery = self.lottery
        panels, weights = spread(lottery.problem, lottery.compositions, lottery.weights, ranks)
        return [sorted(ranks[panel].tolist()) for panel in panels], weights

    @cached_property
    def gap(self) -> float:
        """How far the lowest chance lies below the best one that the certificate proves, if it proves one."""
        if self.certificate["kind"] in ("relaxation", "lowest"):
            return max(0.0, float(self.lottery.target.levels[0].chance) - self.lottery.lowest)
        return self.lottery.gap

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """Section 7 of the specification."""
        target, method, status = self.lottery.target, self.lottery.method, self.lottery.status
        if KINDS.get(status) == "relaxation" and not target.room.plain:
            return {"kind": "none"}
        if method == "maximin" and KINDS.get(status) == "relaxation" and target.levels:
            return {"kind": "lowest", "levels": [self._proof(target.levels[0])], "level": None}
        kind = KINDS.get(status, "none") if method == "leximin" else "none"
        if kind == "none" or not target.levels or target.level_of is None or (target.level_of < 0).any():
            return {"kind": "none"}
        levels = [self._proof(level) for level in target.levels]
        level_of = target.level_of[self.lottery.problem.type_of[self.order]].tolist()
        return {"kind": kind, "levels": levels, "level": level_of}

    def _proof(self, level: Level) -> dict[str, Any]:
        quotas = len(self.lottery.problem.low)
        prices = dict(zip(level.prices.rows, level.prices.values))
        homes = {row - 1 - quotas: price for row, price in prices.items() if row > quotas}
        return {
            "chance": str(level.chance),
            "size": str(prices.get(0, Fraction(0))),
            "quotas": [[row - 1, str(price)] for row, price in sorted(prices.items()) if 0 < row <= quotas],
            "households": [
                [home, str(homes[pattern])] for home, pattern in self._patterns().items() if pattern in homes
            ],
        }

    def _patterns(self) -> dict[int, int]:
        """The household pattern of each published household, ascending."""
        problem = self.lottery.problem
        patterns = problem.pattern[problem.type_of[self.order]].tolist()
        return {home: pattern for home, pattern in zip(self.households, patterns) if home is not None}

    def proofs(self, root: str) -> list[dict[str, Any]]:
        """For each pseudonym what its owner may keep and check."""
        numbered = bool(self.members)
        rows = self.pool.values[self.order].tolist()
        return [
            {
                "format": "tequio-proof/1",
                "lottery": root,
                "id": self.pool.ids[person],
                "pseudonym": name,
                "salt": self.identities.salts[person],
                "household": self.households[place],
                "features": list(self.pool.features),
                "values": [self.pool.categories[feature][value] for feature, value in enumerate(rows[place])],
                "position": place,
                "people": len(self.names),
                "person_path": [step.hex() for step in self.people_tree.path(place)],
                "panels": self.panels_of[place] if numbered else None,
                "panel_count": len(self.panel_commitments),
                "seats_path": [step.hex() for step in self.seats_tree.path(place)] if numbered else None,
            }
            for place, (person, name) in enumerate(zip(self.order.tolist(), self.names))
        ]

    def key_rows(self) -> tuple[list[str], list[list[str]]]:
        """Columns and rows of `key.csv`, by pseudonym, with the kept columns behind."""
        people = self.order.tolist()
        kept = list(self.pool.kept)
        rows = [
            [
                self.pool.ids[person],
                name,
                self.identities.salts[person],
                *(self.pool.kept[c][person] for c in kept),
            ]
            for person, name in zip(people, self.names)
        ]
        return [*KEY_COLUMNS, *kept], rows

    def chance_rows(self) -> tuple[list[str], list[list[str]]]:
        """Columns and rows of `chances.csv`, by pseudonym."""
        fractions = self.fractions()
        kinds = self.lottery.problem.type_of.tolist()
        chances = self.lottery.person_chances
        rows = [
            [
                self.pool.ids[person],
                decimal(float(chances[person])),
                decimal(float(self.numbering.chances[person])),
                "" if fractions[kinds[person]] is None else str(fractions[kinds[person]]),
            ]
            for person in self.order.tolist()
        ]
        return ["id", "chance", "chance_numbered", "fraction"], rows


def decimal(value: float) -> str:
    """A decimal with 12 places at most, without trailing noughts and without an exponent."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
