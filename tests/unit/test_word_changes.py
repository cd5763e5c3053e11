"""What changed between two letters and two prompts, and where findings stand in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drafter.evaluation.report.prompt_diff import diff
from drafter.evaluation.report.word_diff import (
    Change,
    Mark,
    Piece,
    compare,
    mark,
    rewritten,
    unchanged,
)

WORDS = st.lists(st.sampled_from(["one ", "two, ", "[[name]] ", "క్షమాపణ ", "съжаляваме.", "\n", "‍", " "])).map(
    "".join
)


def text_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@given(WORDS, WORDS)
def test_the_pieces_of_a_side_are_that_side(base: str, head: str) -> None:
    left, right = compare(base, head)
    assert (text_of(left), text_of(right)) == (base, head)
    assert {piece.change for piece in left} <= {Change.same, Change.gone}
    assert {piece.change for piece in right} <= {Change.same, Change.new}
    same = [[piece.text for piece in side if piece.change is Change.same] for side in (left, right)]
    assert "".join(same[0]) == "".join(same[1])


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_marks_cover_their_own_places_and_no_other(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Mark("rule", min(place), max(place)) for place in places]
    pieces = mark(unchanged(text), marks)
    assert text_of(pieces) == text
    covered = {at for one in marks for at in range(one.start, min(one.end, len(text)))}
    at = 0
    for piece in pieces:
        assert {place in covered for place in range(at, at + len(piece.text))} == {bool(piece.rules)}
        at += len(piece.text)


def test_one_changed_word_is_one_change() -> None:
    left, right = compare("We are very sorry for it.", "We are truly sorry for it.")
    assert left == (
        Piece("We are ", Change.same),
        Piece("very ", Change.gone),
        Piece("sorry for it.", Change.same),
    )
    assert right[1] == Piece("truly ", Change.new)


def test_a_telugu_word_is_never_cut() -> None:
    left, right = compare("మీకు క్షమాపణలు చెబుతున్నాము", "మీకు క్షమాపణ చెబుతున్నాము")
    assert [piece.text for piece in left] == ["మీకు ", "క్షమాపణలు ", "చెబుతున్నాము"]
    assert [piece.text for piece in right] == ["మీకు ", "క్షమాపణ ", "చెబుతున్నాము"]


def test_a_word_kept_between_two_changes_is_part_of_the_change() -> None:
    left, _ = compare("an old and tired horse", "a young and fresh foal")
    assert left == (Piece("an old and tired horse", Change.gone),)


def test_texts_that_share_little_are_told_apart_from_edited_ones() -> None:
    assert rewritten(*compare("It rained all day and night.", "Nobody came to see us at all."))
    assert not rewritten(*compare("It rained all day and night.", "It rained all day."))


def test_an_answer_of_any_length_is_compared_in_bounded_time() -> None:
    left, right = compare("a b " * 3000, "b a " * 3000)
    assert (len(left), len(right)) == (1, 1)


def test_slots_stand_apart_even_inside_a_finding() -> None:
    pieces = mark(unchanged("Dear [[name]], hello"), [Mark("r", 0, 20)])
    assert [(piece.text, piece.slot) for piece in pieces] == [
        ("Dear ", False),
        ("[[name]]", True),
        (", hello", False),
    ]


def test_a_changed_prompt_line_names_its_step() -> None:
    base = "a\nb\nc\nd\napology (15–80 words): Say sorry.\ne"
    head = "a\nb\nc\nd\napology (15–80 words): Say sorry at once.\ne"
    (hunk,) = diff(base, head, lambda line: ("step 2",) if line.startswith("apology") else ())
    assert hunk.steps == ("step 2",)
    assert [(line.change, line.base, line.head) for line in hunk.lines] == [
        (Change.same, 3, 3),
        (Change.same, 4, 4),
        (Change.gone, 5, None),
        (Change.new, None, 5),
        (Change.same, 6, 6),
    ]


def test_equal_prompts_have_no_hunks() -> None:
    assert diff("a\nb", "a\nb", lambda _line: ()) == ()
