"""Facts of invented lotteries and draws, as the pages are given them."""

import random
from dataclasses import replace
from fractions import Fraction

from tequio.reports.draw import DrawFacts, draw_facts
from tequio.reports.lottery_facts import (
    CostFacts,
    LevelFacts,
    LotteryFacts,
    NumberingFacts,
    PublishedFacts,
    QuotaFacts,
)
from tequio.reports.proof import ProofFacts

ROOT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"

QUOTAS = (
    QuotaFacts("age", "16–29", 10, 12, 30, 10, 10.4, 12),
    QuotaFacts("age", "30–59", 32, 34, 208, 32, 32.6, 34),
    QuotaFacts("age", "60 and <older>", 15, 17, 165, 16, 17.0, 17),
    QuotaFacts(
        "where they live, as they told us",
        "a village of fewer than two thousand people",
        20,
        24,
        12,
        20,
        20.0,
        20,
    ),
    QuotaFacts("where they live, as they told us", "elsewhere", 36, 40, 391, 40, 40.0, 40),
)
LOTTERY = LotteryFacts(
    method="leximin",
    status="exact",
    size=60,
    people=403,
    household_rule=True,
    distance=1.3e-15,
    gap=0.0,
    never=(),
    quotas=QUOTAS,
    levels=(
        LevelFacts(8 / 103, 103, Fraction(8, 103)),
        LevelFacts(0.0943, 286, Fraction(39241143, 416139456)),
        LevelFacts(1.0, 14, Fraction(1)),
    ),
    costs=(
        CostFacts("age", "16–29", "min", 10, 9, 0.0812),
        CostFacts("age", "60 and <older>", "max", 17, 18, 0.0779),
    ),
    numbering=NumberingFacts("numbered", 1000, 0.00042, 0.0049),
    published=PublishedFacts("commitments", ROOT),
)
STOPPED = replace(
    LOTTERY,
    method="nash",
    status="stopped",
    distance=0.0012,
    gap=0.0031,
    household_rule=False,
    never=("k7m2-9xqd", "p3n4-77aa"),
    levels=tuple(LevelFacts(chance / 400, 2 if chance else 3) for chance in range(200)),
    costs=None,
    numbering=NumberingFacts("exact", 20481, 0.0, 0.0),
    published=PublishedFacts("panels", ROOT, 4),
)


def pseudonyms(many: int) -> list[str]:
    generator = random.Random(7)
    return [
        "".join(generator.choices(LETTERS, k=4)) + "-" + "".join(generator.choices(LETTERS, k=4))
        for _ in range(many)
    ]


PEOPLE = pseudonyms(80)
LOTTERY_FILE = {"reserves": 0, "panels": {"count": 1000}, "form": "numbered"}
DRAW_FILE = {
    "lottery": ROOT,
    "source": {"kind": "digits", "text": "digits 4 1 7"},
    "rehearsal": False,
    "number": 417,
    "panel": {"salt": "00", "members": sorted(PEOPLE[:60]), "reserves": []},
    "counts": [
        {
            "feature": quota.feature,
            "value": quota.value,
            "min": quota.low,
            "max": quota.high,
            "count": quota.least,
        }
        for quota in QUOTAS
    ],
    "reserves": PEOPLE[60:],
    "redraw": None,
}
REDRAW_FILE = DRAW_FILE | {
    "source": {"kind": "seed", "text": "seed the second try of autumn"},
    "rehearsal": True,
    "number": 1000,
    "redraw": {"draw": ROOT, "reason": "The stream had <not> begun.", "by": ["Ana Ejemplo", "Beto Muestra"]},
}
DRAW: DrawFacts = draw_facts(LOTTERY_FILE, DRAW_FILE)
REDRAW: DrawFacts = draw_facts(LOTTERY_FILE, REDRAW_FILE, [DRAW_FILE])
PROOF = ProofFacts(
    PEOPLE[0],
    (("age", "30–59"), ("region", "north <4>")),
    403,
    tuple(range(3, 1000, 13)),
    1000,
    ROOT,
    Fraction(8, 103),
)
