"""The parts of the pages that are plain functions: word changes, marks, charts, forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter import document
from drafter.case_file import from_document
from drafter.choices import Kind, Language
from drafter.pipeline import Drafter
from drafter.service.pages import charts, form
from drafter.service.pages.changes import word_changes
from drafter.service.pages.dossier import guide_steps
from drafter.service.pages.marks import Mark, letters, paragraphs_marked
from drafter.text import graphemes
from tests.builders import cases, example

TEXTS = st.text(st.sampled_from("ab కి్షé😊 \n.,"), max_size=60)


@given(TEXTS, TEXTS)
def test_changes_give_back_both_texts(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert "".join(change.text for change in changes if change.kind != "added") == before
    assert "".join(change.text for change in changes if change.kind != "removed") == after


def test_a_changed_word_is_one_change_and_a_telugu_word_is_never_cut() -> None:
    changes = word_changes("మీ కృషికి ధన్యవాదాలు.", "మీ సహనానికి ధన్యవాదాలు.")
    assert [(change.kind, change.text) for change in changes] == [
        ("same", "మీ "),
        ("removed", "కృషికి"),
        ("added", "సహనానికి"),
        ("same", " ధన్యవాదాలు."),
    ]


def test_a_long_text_is_compared_by_the_line() -> None:
    before = "\n".join(f"line {number} of a long letter" for number in range(600))
    changes = word_changes(before, before.replace("line 300 ", "line three hundred "))
    assert [change.text for change in changes if change.kind == "added"] == [
        "line three hundred of a long letter"
    ]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_marks_keep_the_text_and_cut_no_grapheme(body: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(start, start + length, "A", "error") for start, length in spans]
    marked = paragraphs_marked(body, marks)
    kept = [paragraph for paragraph in body.split("\n\n") if paragraph.strip()]
    assert ["".join(piece.text for piece in paragraph) for paragraph in marked] == kept
    for paragraph, text in zip(marked, kept, strict=True):
        whole = set(graphemes(text))
        assert all(set(graphemes(piece.text)) <= whole for piece in paragraph)


def test_overlapping_marks_show_the_gravest_and_name_both() -> None:
    ((first, second, third),) = paragraphs_marked(
        "abcdef", [Mark(0, 4, "A", "warning"), Mark(2, 6, "B", "error")]
    )
    assert (first.text, first.tone, first.begins) == ("ab", "warning", ("A",))
    assert (second.text, second.tone, second.over) == ("cd", "error", ("A", "B"))
    assert (third.text, third.tone, third.begins) == ("ef", "error", ())


def test_findings_have_letters_past_z() -> None:
    labels = [label for label, _ in zip(letters(), range(28), strict=False)]
    assert labels[25:] == ["Z", "AA", "AB"]


def test_a_bar_is_as_long_as_its_value_and_nothing_measured_has_no_bar() -> None:
    chart = charts.bars("Shares", ["one", "two", "three"], [charts.Series("x", [0.5, 1, None])], largest=1)
    half, whole, nothing = (row.bars[0] for row in chart.rows)
    assert half.width * 2 == pytest.approx(whole.width)
    assert (nothing.width, nothing.figure) == (0, "–")


@pytest.mark.parametrize("largest", [0.0, 0.003, 1, 7, 99, 100, 101, 12345.6])
def test_the_scale_holds_its_longest_bar(largest: float) -> None:
    chart = charts.bars("x", ["one"], [charts.Series("x", [largest])])
    assert 0 <= chart.rows[0].bars[0].width <= charts.WIDTH


def test_a_step_is_taken_where_its_fact_begins_a_sentence() -> None:
    case = example(Kind.winback, "en")
    drafter = Drafter()
    plan = drafter.plan(case)
    value = plan.facts.slots["since"].value
    body = drafter.draft_from_templates(case).letter.body_text
    moved = f"{value.capitalize()} you have been with us. {body.replace(value, '')}"
    assert value not in moved
    assert [step.place for step in guide_steps(case, plan, moved)] == [""] * len(plan.sections)
    without = guide_steps(case, plan, body.replace(value, ""))
    assert [step.place for step in without if not step.done] == [plan.facts.slots["since"].meaning]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_a_case_goes_through_its_form_unchanged(kind: Kind, language: Language) -> None:
    case = example(kind, str(language))
    assert from_document(document.of_mapping(form.case_fields(form.of_case(case)), "form")) == case


@given(cases())
def test_any_case_goes_through_its_form_unchanged(case: object) -> None:
    assert from_document(document.of_mapping(form.case_fields(form.of_case(case)), "form")) == case  # type: ignore[arg-type]
