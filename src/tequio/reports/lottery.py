"""The report of a lottery: `report.html`, for the organiser and for whoever asks how it was done."""

from collections.abc import Sequence
from itertools import pairwise
from math import log10

from tequio.charts import Alternative, Axis, Span, chance_chart, quota_chart
from tequio.reports.lottery_facts import LevelFacts, LotteryFacts, QuotaFacts
from tequio.reports.pages import fraction, page, percent, replacement_title
from tequio.selection.legacy import PANELS
from tequio.words import Words

METHOD_SENTENCES = {
    "leximin": "The lowest chance is as high as the quotas allow; then the next lowest, and so on.",
    "maximin": (
        "The lowest chance is as high as the quotas allow; then the highest is as low as that leaves, and "
        "the chances between are as near to equal as they can be."
    ),
    "nash": "The geometric mean of all chances is as high as the quotas allow.",
    "goldilocks": (
        "The lowest chance is kept high and the highest low, weighed against each other; the chances "
        "between are as near to equal as they can be."
    ),
    "legacy": (
        "The field's older procedure: people are picked one by one for the quota that is shortest. "
        "It promises nothing about chances."
    ),
}
# What is proved when the lottery meets the rule's chances, which differs by rule.
EXACT_SENTENCES = {
    "leximin": (
        "The chances are exact and proved: no lottery over any panels that meet these quotas is fairer "
        "by this rule."
    ),
    "maximin": (
        "The lowest chance is exact and proved: no lottery over any panels that meet these quotas has a "
        "higher one."
    ),
    "nash": "The lottery gives each chance that the rule asks for, to within one part in a thousand million.",
    "goldilocks": (
        "The lottery gives each chance that the rule asks for, to within one part in a thousand million."
    ),
}
STATUS_SENTENCES = {
    "near": (
        "Every chance is within the tolerance that was asked for of what the rule asks for; how far, is said "
        "below."
    ),
    "panels": (
        "Whole people cannot reach what the quotas would allow on paper. This is the best that real "
        "panels can do."
    ),
    "stopped": (
        "This is the best lottery that was found; it is not proved the fairest. How far it may lie from "
        "the best one is said below."
    ),
    "simulated": (
        "These chances are frequencies in {draws} simulated draws, not exact chances, and nothing is "
        "proved about them."
    ),
}
PUBLISHED_SENTENCES = {
    "commitments": (
        "Only a salted hash of each panel is public, with the quotas, the sizes and how many people "
        "have which chance. Nobody can read from it who is on a panel, and nobody can exchange a panel "
        "later. Once a panel is drawn, that panel alone is opened."
    ),
    "panels": (
        "All panels are public, by pseudonym. Whoever knows some of the volunteers can work out features "
        "of many others from them. Publish panels only if that risk was weighed."
    ),
}
MOST_ROWS = 30  # levels in a table; more are told by tenths of the pool
MOST_STEPS = 200  # steps in a chart
MOST_CHARTS = 100  # features with a chart each; more are told by their tables alone


def lottery_page(facts: LotteryFacts, words: Words, notes: Sequence[str] = ()) -> str:
    """The report of a lottery as one page.

    Args:
        facts: what there is to say.
        words: in which language.
        notes: sentences, in that language, on what was settled while the files were read.

    Raises:
        KeyError: the facts name a method, a status or a form of publication that has no sentence.
    """
    return page(
        "lottery.html.j2",
        words,
        facts=facts,
        replacement=None if facts.stay is None else replacement_title(facts.size, facts.stay, words),
        method=words(METHOD_SENTENCES[facts.method]),
        status=words(_status(facts), draws=words.number(facts.simulated)),
        cut_short=cut_short(facts.simulated, words),
        published=words(PUBLISHED_SENTENCES[facts.published.what]),
        digits=_digits(facts),
        levels=[(level, fraction(level.fraction)) for level in facts.levels],
        tenths=_tenths(facts) if len(facts.levels) > MOST_ROWS else (),
        chance_chart=_chances(facts, words),
        quota_charts=_quota_charts(facts, words),
        notes=notes,
        tiny=lambda share: points(share, words),
        fraction=fraction,
    )


def cut_short(simulated: int, words: Words) -> str:
    """Of a simulation that was stopped a sentence that says so; else nothing."""
    if not 0 < simulated < PANELS:
        return ""
    return words("The simulation ended early: {count} draws are usual.", count=words.number(PANELS))


def _status(facts: LotteryFacts) -> str:
    return EXACT_SENTENCES[facts.method] if facts.status == "exact" else STATUS_SENTENCES[facts.status]


def _digits(facts: LotteryFacts) -> int:
    """How many digits pick a panel; 0 where digits cannot."""
    count = facts.numbering.count
    places = round(log10(count)) if count > 1 else 0
    return places if facts.numbering.form == "numbered" and 10**places == count else 0


def points(share: float, words: Words) -> str:
    """A difference of chances, in percentage points."""
    if share < 1e-9:
        return words("less than one part in a thousand million")
    return words("{n} percentage points", n=percent(share, words).rstrip("%").strip())


def _tenths(facts: LotteryFacts) -> list[tuple[float, float, int]]:
    """Lowest chance, highest chance and people of each tenth of the pool, from the lowest chances up."""
    ends = [round(facts.people * part / 10) for part in range(11)]
    return [
        (_at(facts.levels, start), _at(facts.levels, end - 1), end - start)
        for start, end in pairwise(ends)
        if end > start
    ]


def _at(levels: tuple[LevelFacts, ...], place: int) -> float:
    """The chance of the person at a place, counted from the lowest chance."""
    for level in levels:
        place -= level.people
        if place < 0:
            return level.chance
    return levels[-1].chance


def _chances(facts: LotteryFacts, words: Words) -> str:
    text = words(
        "From {lowest} for those with the lowest chance to {highest} for those with the highest. "
        "If all had the same chance, it would be {equal}.",
        lowest=percent(facts.levels[0].chance, words),
        highest=percent(facts.highest.chance, words),
        equal=percent(facts.equal, words),
    )
    return chance_chart(
        _steps(facts.levels),
        facts.equal,
        (
            Axis(words("Volunteers, lowest chance first"), words.number),
            Axis(words("Chance"), lambda share: words.percent(share, 0 if share >= 0.01 or not share else 2)),
        ),
        Alternative("chances", words("The chances of all volunteers"), text),
    )


def _steps(levels: tuple[LevelFacts, ...]) -> list[tuple[float, int]]:
    """The levels, with neighbours joined where there are more than a chart can show."""
    if len(levels) <= MOST_STEPS:
        return [(level.chance, level.people) for level in levels]
    height = levels[-1].chance / MOST_STEPS
    steps: dict[float, int] = {}
    for level in levels:
        chance = round(level.chance / height) * height
        steps[chance] = steps.get(chance, 0) + level.people
    return sorted(steps.items())


def _quota_charts(facts: LotteryFacts, words: Words) -> dict[str, str]:
    """A chart for each feature; none at all where they are so many that nobody would look at them."""
    features = facts.features
    if len(features) > MOST_CHARTS:
        return {}
    return {feature: _quotas(facts, feature, number, words) for number, feature in enumerate(features, 1)}


def _quotas(facts: LotteryFacts, feature: str, number: int, words: Words) -> str:
    quotas = facts.quotas_of(feature)
    text = "; ".join(
        words(
            "{value}: quota {low} to {high}, panels {least} to {most}, mean {mean}, by share {share}",
            value=quota.value,
            low=words.number(quota.low),
            high=words.number(quota.high),
            least=words.number(quota.least),
            most=words.number(quota.most),
            mean=words.number(quota.mean, 1),
            share=words.number(_share(facts, quota), 1),
        )
        for quota in quotas
    )
    spans = [
        Span(quota.value, quota.low, quota.high, quota.least, quota.mean, quota.most, _share(facts, quota))
        for quota in quotas
    ]
    title = words("{feature}: quota and panels", feature=feature)
    said = Alternative(f"quota-{number}", title, text)
    return quota_chart(spans, Axis(words("Members of a panel"), words.number), said)


def _share(facts: LotteryFacts, quota: QuotaFacts) -> float:
    """Members that the value's share in the pool would give."""
    return quota.pool * facts.equal
