"""The only door to the plotting library: charts described as data, returned as inline SVG.

Each chart carries its own text alternative, asks for no font or file, and takes its colours from
the page (`currentColor`-like variables with a fallback), so that it follows a dark page and print.
Nothing is measured with the fonts of the machine: all room is given beforehand, so the same data
make the same bytes everywhere.
"""

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

INK = "var(--ink, #1d2327)"
QUIET = "var(--quiet, #55606a)"
LINE = "var(--line, #c5ccd3)"
BAND = "var(--band, #b9d7e8)"
MARK = "var(--mark, #0b5c8a)"
ACCENT = "var(--accent, #a63d00)"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# What the plotting library says of each part; under one role and one font it only weighs.
INNER = re.compile(r' (?:role|aria-roledescription|aria-hidden|font-family|pointer-events)="[^"]*"')
# The title of an upright axis stands level above it: nobody has to bend his or her head.
ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleX": -40, "titleY": -14}
WIDTH = 320  # drawn at about its own size on a telephone of 360 px
ROW = 36
LABEL = 40  # letters


@dataclass(frozen=True)
class Alternative:
    """What a chart says to those who do not see it.

    Args:
        name: unique on the page, of letters, digits and hyphens; becomes part of the ids.
        title: a few words.
        text: what the chart shows, in a sentence or two.
    """

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Span:
    """One row of a chart of quotas, in members of a panel.

    Args:
        label: the value.
        low: least members that the quota allows.
        high: most members that the quota allows.
        least: fewest members on any panel.
        mean: mean members over the lottery.
        most: most members on any panel.
        share: members that the value's share in the pool would give.
    """

    label: str
    low: float
    high: float
    least: float
    mean: float
    most: float
    share: float


@dataclass(frozen=True)
class Axis:
    """A title and a way to write the numbers of an axis."""

    title: str
    write: Callable[[float], str]


def quota_chart(spans: Sequence[Span], axis: Axis, alternative: Alternative) -> str:
    """Target, range over the panels, mean and share of the pool, a row a value.

    Args:
        spans: from top to bottom; at least one.
        axis: of members.
        alternative: the text beside it.

    Returns:
        An `<svg>` element.
    """
    ticks = _ticks(max(max(span.high, span.most, span.share) for span in spans))
    height = len(spans) * ROW
    rows = [
        vars(span) | {"label": _short(span.label), "label_at": place * ROW + 9, "bar_at": place * ROW + 26}
        for place, span in enumerate(spans)
    ]
    base = alt.Chart()  # the data stand once, with the layers: each part of a chart copies its own
    x, y = _across(ticks, axis), _down(height)
    layers = (
        base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
            x=alt.value(0), y=y("label_at"), text=alt.Text("label:N")
        ),
        base.mark_rule(color=BAND, strokeWidth=14).encode(x=x("low"), x2=alt.X2("high:Q"), y=y("bar_at")),
        *(
            base.mark_tick(color=BAND, thickness=4, size=14, orient="vertical").encode(
                x=x(end), y=y("bar_at")
            )
            for end in ("low", "high")
        ),
        base.mark_rule(color=MARK, strokeWidth=3).encode(x=x("least"), x2=alt.X2("most:Q"), y=y("bar_at")),
        base.mark_point(shape="diamond", filled=True, color=ACCENT, opacity=1, size=80).encode(
            x=x("share"), y=y("bar_at")
        ),
        base.mark_point(shape="circle", filled=True, color=MARK, opacity=1, size=60).encode(
            x=x("mean"), y=y("bar_at")
        ),
    )
    return _svg(alt.layer(*layers, data=alt.Data(values=rows)), height, (8, 4), alternative)


def chance_chart(
    levels: Sequence[tuple[float, int]], equal: float, axes: tuple[Axis, Axis], alternative: Alternative
) -> str:
    """The chance of everybody, from the lowest to the highest, beside an equal chance for all.

    Args:
        levels: chances between 0 and 1 with how many people have each; ascending, at least one.
        equal: the chance if all were equal, drawn as a line.
        axes: across, of people; upwards, of chances.
        alternative: the text beside it.

    Returns:
        An `<svg>` element.
    """
    across, upwards = axes
    steps, people = [], 0
    for chance, many in levels:
        steps.append({"from": people, "to": people + many, "chance": chance})
        people += many
    base = alt.Chart()
    top = max(equal, levels[-1][0])
    ticks = [tick for tick in _ticks(top) if tick <= 1]
    x = _across(_ticks(people), across, last=people)
    scale = alt.Scale(domain=[0, max(ticks[-1], top)], nice=False)
    y = alt.Y("chance:Q", scale=scale, axis=_axis(ticks, upwards) | ABOVE)
    layers = (
        base.mark_rect(color=BAND).encode(x=x("from"), x2=alt.X2("to:Q"), y=y, y2=alt.datum(0)),
        base.mark_rule(color=MARK, strokeWidth=3).encode(x=x("from"), x2=alt.X2("to:Q"), y=y),
        alt.Chart(alt.Data(values=[{"chance": equal}]))
        .mark_rule(color=ACCENT, strokeDash=[5, 4], strokeWidth=2)
        .encode(y=y),
    )
    return _svg(alt.layer(*layers, data=alt.Data(values=steps)), 200, (48, 24), alternative)


def _short(label: str) -> str:
    """A label that fits the width; the table beside the chart has it whole."""
    return label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…"


def _down(height: int) -> Callable[[str], Any]:
    """Heights in pixels, as they stand in the data."""
    scale = alt.Scale(domain=[0, height], range=[0, height])
    return lambda name: alt.Y(f"{name}:Q", scale=scale, axis=None)


def _across(ticks: list[float], axis: Axis, last: float | None = None) -> Callable[[str], Any]:
    """Fields that share one axis from 0 to the last tick, or to `last`."""
    end = ticks[-1] if last is None else last
    scale = alt.Scale(domain=[0, end], nice=False)
    ticks = [tick for tick in ticks if tick <= end]
    return lambda name: alt.X(f"{name}:Q", scale=scale, axis=_axis(ticks, axis))


def _axis(ticks: list[float], axis: Axis) -> dict[str, Any]:
    """An axis whose numbers are written by the page's language, not by the plotting library's."""
    names = ", ".join(f"'{_quoted(axis.write(tick))}'" for tick in ticks)
    places = ", ".join(repr(tick) for tick in ticks)
    label = f"[{names}][indexof([{places}], datum.value)]"
    return {"title": axis.title, "values": ticks, "labelExpr": label}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _ticks(top: float) -> list[float]:
    """Round numbers from 0 to `top` or just above, about four of them."""
    step = 10.0 ** math.floor(math.log10(max(top, 1e-12) / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if top / (step * factor) <= 5)
    count = math.ceil(top / step - 1e-9)
    return [float(f"{step * place:.12g}") for place in range(count + 1)]


def _svg(chart: Any, height: int, room: tuple[int, int], alternative: Alternative) -> str:
    """The chart as an element of the page; `room` in pixels stands left and above."""
    left, top = room
    right, below = 16, 46
    spec = chart.properties(
        width=WIDTH - left - right,
        height=height,
        padding={"left": left, "top": top, "right": right, "bottom": below},
        autosize={"type": "none"},
    ).to_dict(validate=False)
    drawn = vl_convert.vegalite_to_svg(spec | {"config": _look()}, allowed_base_urls=[])
    body = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    return _named(body, (WIDTH, height + top + below), alternative)


def _look() -> dict[str, Any]:
    quiet = {"labelColor": QUIET, "titleColor": INK, "domainColor": LINE, "tickColor": LINE}
    fonts = {"labelFontSize": 12, "titleFontSize": 12}
    return {
        "aria": False,  # the parts are no stops for a screen reader: the text alternative says it all
        "background": "transparent",
        "view": {"stroke": None},
        "axis": quiet | fonts | {"gridColor": LINE, "titleFontWeight": "normal", "labelOverlap": False},
    }


def _named(body: str, size: tuple[int, int], alternative: Alternative) -> str:
    """The drawing under one role and one font, with a title and a description."""
    body = INNER.sub("", body)
    name, title, text = (html.escape(part) for part in vars(alternative).values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {size[0]} {size[1]}" role="img" '
        f'font-family="{FONT}" '
        f'aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-text">{text}</desc>{body}</svg>'
    )
