"""The report on two runs: what each screen says, on runs whose truth is known, and whatever texts hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from drafter.evaluation import labels
from drafter.evaluation.comparison import Move, Outcome
from drafter.evaluation.journal import Asked, Check, Result, WrittenSection
from drafter.evaluation.labels import Label, Labels
from drafter.evaluation.report import Report, build, to_annotations, to_html, to_junit, to_markdown
from drafter.evaluation.report.intervals import Estimate, Leaning, Scale
from drafter.evaluation.report.word_diff import Change
from drafter.library import Shelf
from tests import journals

ROOT = Path(__file__).parent.parent.parent
PROMPTS = Shelf((ROOT / "prompts",))
NO_LABELS = Labels({})
Compared = Callable[..., Report]


@pytest.fixture
def report(tmp_path: Path) -> Compared:
    def compared(
        base: list[Result],
        head: list[Result],
        *,
        base_prompt: str = "Be kind.\nNever:\n- Do not promise.",
        head_prompt: str = "Be kind.\nNever:\n- Do not promise.",
        known: Labels = NO_LABELS,
        **header: object,
    ) -> Report:
        one = journals.finished(
            tmp_path / "base.jsonl", base, prompts=[journals.prompt(base_prompt)], **header
        )
        more = {"prompt": "aaaa00000002", "started": "2026-11-27T10:00:00+00:00", **header}
        two = journals.finished(tmp_path / "head.jsonl", head, prompts=[journals.prompt(head_prompt)], **more)
        return build(journals.compare(one, two), labels=known)

    return compared


@pytest.fixture(scope="module")
def collapsed(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on a run in which every Telugu refund refusal fails."""
    folder = tmp_path_factory.mktemp("runs")
    base = journals.finished(folder / "base.jsonl", journals.everywhere())
    head = journals.finished(
        folder / "head.jsonl", journals.everywhere(weak=("refund_refusal", "te")), prompt="aaaa00000002"
    )
    return build(journals.compare(base, head))


class Page(HTMLParser):
    """What an HTML page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def all(self, name: str) -> list[str]:
        """Return every value of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def test_the_verdict_says_what_broke_and_where(collapsed: Report) -> None:
    verdict = collapsed.verdict
    assert verdict.word == "Regression"
    assert verdict.headline == (
        "Telugu refund refusal letters broke: 10 cases passed every time and now never pass."
    )
    assert dict(verdict.moved) == {Move.broken: 10, Move.fixed: 0, Move.flaky: 0}
    assert [fact.name for fact in verdict.facts] == ["Prompts"]
    assert "Telugu refund refusal" in [part.name for part in verdict.parts]


def test_the_map_frames_the_cell_that_broke_and_its_margins(collapsed: Report) -> None:
    red = {
        (row.code, kind)
        for row in collapsed.heatmap.rows
        for kind, cell in zip((*collapsed.heatmap.kinds, "All"), (*row.cells, row.whole), strict=True)
        if cell.flagged
    }
    assert red == {("te", "Refund refusal"), ("te", "All")}
    assert [row.code for row in collapsed.heatmap.rows] == list(journals.LANGUAGES)
    assert collapsed.heatmap.rows[-1].cells[2].weight == 100


def test_a_case_page_puts_a_passing_letter_beside_a_failing_one_with_its_finding(report: Compared) -> None:
    found = report([journals.result("a")], [journals.result("a", passed=False)], policy="same")
    (case,) = found.cases
    assert case.left is not None
    assert case.right is not None
    assert (case.left.title, case.left.passed) == ("Base, epoch 1", True)
    assert (case.right.title, case.right.passed) == ("Head, epoch 1", False)
    (section,) = case.sections
    assert section.steps == ("001.txt step 3",)
    assert [piece.text for piece in section.right if piece.rules] == ["guarantee"]
    assert case.checks[0].why == "promise.guarantee: promises what may fail"


def test_a_fixed_case_says_why_it_failed_before(report: Compared) -> None:
    (case,) = report([journals.result("a", passed=False)], [journals.result("a")]).cases
    assert case.left is not None
    assert not case.left.passed
    assert case.checks[0].why == "promise.guarantee: promises what may fail"


def test_a_flaky_case_shows_two_letters_of_head(report: Compared) -> None:
    base = [journals.result("a", epoch=epoch) for epoch in range(3)]
    head = [replace(one, checks={"policy": Check(passed=one.epoch != 1)}) for one in base]
    (case,) = report(base, head).cases
    assert [side.title for side in (case.left, case.right) if side] == ["Head, epoch 1", "Head, epoch 2"]


def test_a_letter_that_only_one_run_holds_is_shown_unmarked(report: Compared) -> None:
    broken = journals.result(
        "a", sections=(), findings=(), error="the model service did not answer", checks={}
    )
    (case,) = report([journals.result("a")], [broken]).cases
    assert {piece.change for section in case.sections for piece in section.left} == {Change.same}
    assert case.right is not None
    assert case.right.error == "the model service did not answer"


def test_one_edit_in_several_prompts_is_told_once_with_its_steps_and_the_cases_it_may_have_broken(
    tmp_path: Path,
) -> None:
    def prompts(ask: str, tone: str) -> list[object]:
        return [
            journals.prompt(
                f"Write {language}. Be {tone} and exact.",
                version=f"p-{language}",
                language=language,
                example=f"Sections:\nexplanation (25–130 words): {ask}",
            )
            for language in ("en", "bg")
        ]

    def results(passed: bool, ask: str) -> list[Result]:
        message = f"Sections:\nexplanation (25–130 words): {ask}"
        return [
            journals.result(f"{language}-1", passed=passed, language=language, case_message=message)
            for language in ("en", "bg")
        ]

    one, two = "Say why it happened.", "Say how it happened."
    base = journals.finished(tmp_path / "b.jsonl", results(True, one), prompts=prompts(one, "kind"))  # type: ignore[arg-type]
    head = journals.finished(tmp_path / "h.jsonl", results(False, two), prompts=prompts(two, "brief"))  # type: ignore[arg-type]
    found = build(journals.compare(base, head)).prompts
    assert [(change.message, len(change.cells), change.sections) for change in found.changes] == [
        ("system", 2, ()),
        ("case", 2, ("explanation",)),
    ]
    assert found.changes[1].hunk.steps == ("explanation · 001.txt step 3",)
    assert [link.case for link in found.changes[1].broken] == ["en-1", "bg-1"]


def test_prompts_that_did_not_change_are_said_not_to_have(report: Compared) -> None:
    assert "none changed" in to_html(report([journals.result("a")], [journals.result("a", passed=False)]))


def test_cost_is_counted_a_letter_and_failed_requests_stand_apart(report: Compared) -> None:
    repaired = (
        Asked(purpose="draft", outcome="rate_limited"),
        Asked(purpose="draft", outcome="answered", prompt_tokens=900, completion_tokens=100),
        Asked(purpose="repair", outcome="answered", prompt_tokens=1000, completion_tokens=50),
    )
    cost = report([journals.result("a")], [journals.result("a", asked=repaired, seconds=3.0)]).cost
    rows = {row.name: (row.base, row.head, row.change) for row in cost.rows}
    assert rows["Requests a letter"] == ("1.00", "3.00", "+200\u202f%")
    assert rows["Repairs a letter"] == ("0.00", "1.00", "–")
    assert rows["Tokens in, a letter"] == ("900", "1\u202f900", "+111\u202f%")
    assert rows["Median time"] == ("1.5\u202fs", "3.0\u202fs", "+100\u202f%")
    assert cost.failed == (("rate_limited", 0, 1),)


def test_a_judge_without_enough_labels_is_advisory_and_said_so(report: Compared) -> None:
    results = [journals.judged(f"c{n}", good=bool(n % 2), slots={"product": f"table {n}"}) for n in range(20)]
    known = {}
    for one in results:
        letter = labels.digest(labels.letter_text(one))
        good = one.checks["tone"].passed
        known[letter] = Label(
            letter=letter, case=one.case, language="en", good=good, why="", by="Dana", at=""
        )
    found = report(results, results, known=Labels(known))
    assert found.judge is not None
    assert found.judge.whole.agreement.kappa == 1
    assert found.judge.languages[0].advisory == "20 of at least 50 labels"
    html = to_html(found)
    assert "20 of at least 50 labels" in html
    assert "advisory" in html


def test_a_judge_that_contradicts_itself_is_counted(report: Compared) -> None:
    results = [journals.judged("a", good=True), journals.judged("a", good=False, epoch=1)]
    judge = report(results, results).judge
    assert judge is not None
    assert (judge.repeated, judge.consistent) == (1, 0)


def test_a_judge_that_gave_no_score_has_no_opinion(report: Compared) -> None:
    silent = journals.result("a", checks={"policy": Check(passed=True), "tone": Check(passed=False)})
    assert report([silent], [silent]).judge is None


def test_labelled_passages_count_as_opinions_and_code_is_never_advisory(report: Compared) -> None:
    results = [journals.labelled(f"p{n}", bad=n < 3, flagged=n < 2) for n in range(6)]
    judge = report(results, results, what="policy", gates=("agrees",)).judge
    assert judge is not None
    counts = judge.whole.agreement
    assert (counts.both_bad, counts.judge_only_good, counts.both_good) == (2, 1, 3)
    assert (judge.title, judge.languages[0].advisory, judge.faults[0].name) == ("Rules", "", "blame")


def test_the_label_of_exactly_this_letter_stands_on_its_page(report: Compared) -> None:
    head = journals.result("a", passed=False)
    letter = labels.digest(labels.letter_text(head))
    said = Label(letter=letter, case="a", language="en", good=False, why="too sure", by="Dana", at="")
    (case,) = report([journals.result("a")], [head], known=Labels({letter: said})).cases
    assert case.left is not None
    assert case.right is not None
    assert (case.left.label, case.right.label) == (None, said)


def test_the_history_runs_from_the_newest_and_marks_runs_on_other_cases(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", [journals.result("a")], started="2026-11-01T00:00:00")
    head = journals.finished(
        tmp_path / "h.jsonl", [journals.result("a")], started="2026-11-09T00:00:00", prompt="new"
    )
    comparison = journals.compare(base, head)
    old = replace(
        comparison.base, path="old.jsonl", run=journals.run(cases_hash="other", started="2026-10-01")
    )
    foreign = replace(comparison.base, path="f.jsonl", run=journals.run(suite="screen"))
    again = replace(comparison.head, path=str(tmp_path / "." / "h.jsonl"))
    history = build(comparison, earlier=[old, foreign, again]).history
    assert [(past.role, past.same_cases) for past in history.runs] == [
        ("head", True),
        ("base", True),
        ("", False),
    ]


def test_runs_that_cannot_be_compared_get_a_report_that_says_why(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", [journals.result("a")])
    head = journals.write(tmp_path / "h.jsonl", journals.run(cases=2), [journals.result("a")])
    comparison = journals.compare(base, head)
    found = build(comparison)
    html, summary = to_html(found), to_markdown(found)
    for text in (html, summary):
        assert "cases differs" in text
        assert "head is not complete" in text
    junit = ET.fromstring(to_junit(comparison))  # noqa: S314  (our own)
    assert (junit.get("errors"), junit.get("failures")) == ("1", "0")
    assert to_annotations(comparison, found, PROMPTS, ROOT).startswith("::warning ")


def test_junit_is_red_exactly_where_the_gate_is(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", journals.everywhere())
    head = journals.finished(tmp_path / "h.jsonl", journals.everywhere(weak=("refund_refusal", "te")))
    comparison = journals.compare(base, head)
    tree = ET.fromstring(to_junit(comparison))  # noqa: S314
    failed = {case.get("name") for case in tree.iter("testcase") if case.find("failure") is not None}
    assert {"everything", "policy", "Telugu", "Telugu refund refusal"} <= failed
    assert "Telugu apology" not in failed
    assert "English" not in failed
    assert tree.get("failures") == str(len(failed))
    quiet = ET.fromstring(to_junit(journals.compare(base, base)))  # noqa: S314
    assert (quiet.get("failures"), quiet.get("errors")) == ("0", "0")
    assert int(quiet.get("tests", "0")) == 2 + 6 + 4 + 24


def test_annotations_are_at_most_ten_and_point_at_the_guide(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", journals.everywhere())
    head = journals.finished(tmp_path / "h.jsonl", journals.everywhere(weak=("refund_refusal", "te")))
    comparison = journals.compare(base, head)
    lines = to_annotations(comparison, build(comparison), PROMPTS, ROOT).splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("::error title=drafting::Regression: ")
    assert all(
        line.startswith("::error file=prompts/guides/refund_refusal.yaml,line=1,") for line in lines[1:]
    )


def test_an_annotation_points_at_the_section_a_rule_found_something_in(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", [journals.result("a")])
    head = journals.finished(tmp_path / "h.jsonl", [journals.result("a", passed=False)])
    comparison = journals.compare(base, head)
    _, command = to_annotations(comparison, build(comparison), PROMPTS, ROOT).splitlines()
    place = re.search(r"file=([^,]+),line=(\d+)", command)
    assert place is not None
    lines = (ROOT / place[1]).read_text(encoding="utf-8").splitlines()
    assert lines[int(place[2]) - 1].strip() == "- id: explanation"


def test_a_labelled_passage_is_shown_with_its_label_and_what_was_flagged(report: Compared) -> None:
    base = [journals.labelled("p", bad=True, flagged=True)]
    head = [journals.labelled("p", bad=True, flagged=False)]
    found = report(base, head, what="policy", gates=("agrees",))
    (case,) = found.cases
    assert case.right is not None
    assert case.right.labelled == "A person says it has blame; flagged: clean."
    assert "".join(piece.text for piece in case.sections[0].right) == "It was the courier's fault."
    assert found.verdict.headline.startswith("Passages pass less often")


def test_a_guide_outside_the_checkout_is_not_named(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", [journals.result("a", kind="../../etc/passwd")])
    head = journals.finished(
        tmp_path / "h.jsonl", [journals.result("a", kind="../../etc/passwd", passed=False)]
    )
    comparison = journals.compare(base, head)
    for root in (ROOT, tmp_path):
        assert "file=" not in to_annotations(comparison, build(comparison), PROMPTS, root)


def hostile_results(passed: bool) -> list[Result]:
    """Return results in which every text is an attack."""
    return [
        journals.result(
            text,
            passed=passed,
            kind=text,
            language=text,
            outcome=text,
            checks={
                "policy": Check(passed=passed, why=text),
                "tone": Check(passed=passed, score=1, why=text),
            },
            sections=(WrittenSection(id=text, text=f"{text} {passed}", origin=text),),
            findings=(
                journals.finding(f"{text} {passed}", text, section=text, rule=text, why=text),
                journals.finding(text, text, rule=text, why=text, severity="info", section=text),
            ),
            slots={text: text},
            case_message=f"{text}\n{passed}",
            asked=(Asked(purpose=text, outcome=text),),
            notes=(text,),
            error="" if passed else text,
        )
        for text in journals.HOSTILE
    ]


@pytest.fixture
def hostile(report: Compared) -> Report:
    names = dict.fromkeys(("suite", "revision", "model", "policy"), "".join(journals.HOSTILE))
    text = "\n".join(journals.HOSTILE)
    return report(
        hostile_results(True),
        hostile_results(False),
        base_prompt=f"{text}\nold",
        head_prompt=f"{text}\nnew",
        **names,
    )


def test_no_text_becomes_markup_script_or_style(hostile: Report) -> None:
    page, calm = Page(to_html(hostile)), Page(to_html(replace(hostile, cases=())))
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "img", "x", "iframe", "object", "embed", "base", "link", "form"})
    assert [tag for tag, _ in page.tags].count("style") == 1
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert [tag for tag, _ in page.tags].count("main") == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all(href.startswith("#") for href in page.all("href"))
    assert page.all("src") == calm.all("src") == []
    assert "<script>alert(1)</script>" in "".join(page.said)


def test_no_text_hides_or_turns_what_a_reader_sees(hostile: Report) -> None:
    for text in (to_html(hostile), to_markdown(hostile)):
        assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202a-\u202e\u2066-\u2069\ufffe]", text)
    assert "⟨U+202E⟩" in to_html(hostile)


def test_every_anchor_of_a_hostile_page_resolves_and_is_there_once(hostile: Report) -> None:
    page = Page(to_html(hostile))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href")} <= set(ids)


def test_no_text_becomes_markdown(hostile: Report) -> None:
    summary = to_markdown(hostile)
    assert not re.search(r"<(?!/?(details|summary|code)\b|details open|!-- --)", summary)
    assert "](http" not in summary
    assert not re.search(r"@\w|\*\*bold|`code`|(?<!&)#\d|www\.|http:", summary)
    headings = [line for line in summary.splitlines() if line.startswith("#") or "::error::" in line]
    assert headings == []
    widths = {line.count("|") for line in summary.splitlines() if line.startswith("| ") and "&#124;" in line}
    assert len(widths) <= 1
    assert len(summary) < 65_536


def test_a_hostile_run_makes_well_formed_xml_and_one_line_commands(tmp_path: Path) -> None:
    base = journals.finished(tmp_path / "b.jsonl", hostile_results(True), suite=journals.HOSTILE[9])
    head = journals.finished(tmp_path / "h.jsonl", hostile_results(False), suite=journals.HOSTILE[9])
    comparison = journals.compare(base, head)
    tree = ET.fromstring(to_junit(comparison))  # noqa: S314
    assert len(list(tree.iter("x"))) == 0
    lines = to_annotations(comparison, build(comparison), PROMPTS, ROOT).split("\n")
    assert len(lines) == 11
    for line in lines[:-1]:
        assert re.fullmatch(r"::(error|warning) title=[^:,]*::[^\r\n]*", line), line


def test_the_page_loads_nothing_and_forbids_it(collapsed: Report) -> None:
    html = to_html(collapsed)
    assert "default-src 'none'" in html
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_the_same_runs_give_the_same_report(collapsed: Report) -> None:
    assert to_html(collapsed) == to_html(collapsed)
    assert to_markdown(collapsed) == to_markdown(collapsed)


def test_a_run_in_which_all_moved_has_a_bounded_page(tmp_path: Path) -> None:
    def results(passed: bool) -> list[Result]:
        return [journals.result(f"case-{n}", passed=passed) for n in range(1000)]

    base = journals.finished(tmp_path / "b.jsonl", results(True))
    head = journals.finished(tmp_path / "h.jsonl", results(False))
    found = build(journals.compare(base, head))
    assert len(found.cases) == 60
    assert (len(found.groups[0].rows), found.groups[0].total) == (300, 1000)
    html = to_html(found)
    assert "700 more are in the journal" in html
    assert len(html) < 1_000_000
    assert "990 more in the report" in to_markdown(found)


@pytest.mark.parametrize(
    ("low", "high", "leaning"),
    [
        (0.01, 0.2, Leaning.better),
        (-0.2, -0.01, Leaning.worse),
        (-0.1, 0.1, Leaning.unclear),
        (0, 0.1, Leaning.unclear),
    ],
)
def test_an_interval_that_holds_zero_says_nothing(low: float, high: float, leaning: Leaning) -> None:
    assert Estimate((low + high) / 2, low, high).leaning is leaning


def test_a_scale_holds_every_interval_and_keeps_zero_in_its_middle() -> None:
    scale = Scale.around_zero([Estimate(-0.03, -0.07, 0.01), Estimate(0.0, -0.01, 0.01)])
    assert (scale.low, scale.high) == (-0.1, 0.1)
    assert scale.percent(0) == 50
    assert (scale.percent(-0.1), scale.percent(0.1), scale.percent(7)) == (0, 100, 100)


def test_a_reader_is_told_what_the_figures_do_not_say(report: Compared) -> None:
    letters = [journals.result("a"), journals.result("b", error="timeout")]
    found = report(letters, letters, model="simulated", answers="replayed")
    assert [notice.split(":")[0] for notice in found.verdict.notices[:2]] == [
        "The model is simulated",
        "The answers are replayed",
    ]
    assert found.verdict.notices[2:] == (
        "1 result of base ended in an error; each counts as a failure.",
        "1 result of head ended in an error; each counts as a failure.",
    )


def test_outcomes_each_have_their_word(report: Compared) -> None:
    better = report(
        [journals.result(f"c{n}", passed=n > 30) for n in range(60)],
        [journals.result(f"c{n}") for n in range(60)],
    )
    assert better.verdict.outcome is Outcome.passes
    assert better.verdict.headline.startswith("Letters pass more often")
    same = report([journals.result("a")], [journals.result("a")])
    assert same.verdict.headline.startswith("Nothing fell beyond chance")
