"""What the insights page shows: tiles and charts of a period's figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from drafter.review.insights import Insights, ReviewerFigures
from drafter.service.pages import words
from drafter.service.pages.charts import Chart, Series, bars
from drafter.service.pages.reading import Reading
from drafter.service.pages.sheet import Line
from drafter.service.pages.words import N_

DAYS = (30, 7, 90, 365)
_MOST_RULES = 15
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    """How one reviewer reads."""

    name: str
    approvals: int
    median: str
    quick: int
    caught: str


@dataclass(frozen=True, slots=True)
class InsightPage:
    """The figures of a period."""

    days: int
    choices: tuple[int, ...]
    drafts: int
    tiles: tuple[Line, ...]
    charts: tuple[Chart, ...]
    reviewers: tuple[ReviewerLine, ...]


def insight_page(found: Insights, days: int, reading: Reading) -> InsightPage:
    """Return the page of a period's figures."""
    return InsightPage(
        days=days,
        choices=tuple(sorted(DAYS)),
        drafts=sum(found.origins.values()),
        tiles=_tiles(found, reading),
        charts=(
            _prompts(found, reading),
            _rules(found, reading),
            _states(found, reading),
            _origins(found, reading),
        ),
        reviewers=tuple(_reviewer(each, reading) for each in found.by_reviewer),
    )


def _tiles(found: Insights, reading: Reading) -> tuple[Line, ...]:
    say = reading.say
    approved = sum(each.approved for each in found.by_prompt)
    unedited = sum(each.unedited for each in found.by_prompt)
    drafts = sum(found.origins.values())
    seconds = [each.median_seconds for each in found.by_reviewer if each.approvals]
    seen = sum(each.canaries_seen for each in found.by_reviewer)
    caught = sum(each.canaries_caught for each in found.by_reviewer)
    return (
        Line(say(N_("approved as first written")), _share(unedited, approved)),
        Line(say(N_("written from templates")), _share(found.origins.get("template", 0), drafts)),
        Line(
            say(N_("from opening to approving, median")),
            reading.clock.span(median(seconds)) if seconds else "–",
        ),
        Line(say(N_("bad test letters caught")), _share(caught, seen)),
        Line(say(N_("delivered late")), "–" if found.late is None else f"{found.late:.0%}"),
    )


def _prompts(found: Insights, reading: Reading) -> Chart:
    rows = [each for each in found.by_prompt if each.approved]
    return bars(
        reading.say(N_("Acceptance and edits per prompt version")),
        [f"{each.prompt_version} ({each.drafts})" for each in rows],
        [
            Series(
                reading.say(N_("approved as first written")),
                [each.unedited / each.approved for each in rows],
                "a",
            ),
            Series(reading.say(N_("share of words changed")), [each.edit_distance for each in rows], "b"),
        ],
        figure=lambda value: f"{value:.0%}",
        largest=1,
    )


def _rules(found: Insights, reading: Reading) -> Chart:
    hits: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in found.by_rule:
        hits[each.rule][0] += each.hits
        hits[each.rule][1] += each.overrides
    most = sorted(hits.items(), key=lambda pair: (-pair[1][0], pair[0]))[:_MOST_RULES]
    return bars(
        reading.say(N_("Findings and overrides per rule")),
        [rule for rule, _ in most],
        [
            Series(reading.say(N_("found")), [count for _, (count, _) in most], "a"),
            Series(reading.say(N_("accepted by a reviewer")), [count for _, (_, count) in most], "b"),
        ],
    )


def _states(found: Insights, reading: Reading) -> Chart:
    rows = [(state, seconds) for state, seconds in found.seconds_in_state.items() if seconds > 0]
    return bars(
        reading.say(N_("Hours in a state, median")),
        [reading.say(words.STATE[str(state)]) for state, _ in rows],
        [Series(reading.say(N_("hours")), [seconds / _HOUR for _, seconds in rows], "c")],
        figure=lambda value: f"{value:.2g}",
    )


def _origins(found: Insights, reading: Reading) -> Chart:
    rows = sorted(found.origins.items(), key=lambda pair: -pair[1])
    return bars(
        reading.say(N_("Who wrote the letters")),
        [reading.say(words.ORIGIN.get(origin, origin)) for origin, _ in rows],
        [Series(reading.say(N_("letters")), [count for _, count in rows], "a")],
    )


def _reviewer(each: ReviewerFigures, reading: Reading) -> ReviewerLine:
    return ReviewerLine(
        each.name,
        each.approvals,
        reading.clock.span(each.median_seconds) if each.approvals else "–",
        each.quick,
        f"{each.canaries_caught}/{each.canaries_seen}" if each.canaries_seen else "–",
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"
