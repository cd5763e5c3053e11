"""Recorded answers: replayed without a call, missed out loud, kept a line an answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from drafter.errors import InputError, RecordingError
from drafter.evaluation import totals
from drafter.evaluation.drafting import Drafting
from drafter.evaluation.journal import Result, results
from drafter.evaluation.ledger import Ledger
from drafter.evaluation.lines import Lines, RecordedSimulation, ReplayLines, simulated_settings
from drafter.evaluation.recordings import Recordings, Whose, key_of, of_response
from drafter.evaluation.runner import Limits, run
from tests import runs

WHOSE = Whose(case="a", epoch=0, kind="apology", prompt="p", model="some/model")


def finished(subject: Drafting, journal: Path) -> dict[tuple[str, int], Result]:
    items = sum(1 for _ in subject.items())
    with Ledger(journal, runs.header(cases=items, epochs=2)) as ledger:
        asyncio.run(run(subject, ledger, epochs=2, of=2 * items, limits=Limits()))
    return {(result.case, result.epoch): result for result in results(journal)}


def recording(folder: Path) -> Lines:
    simulated = runs.simulated(seed=3, meaning=0.3, wire=0.1)
    return RecordedSimulation(simulated, Recordings.read(folder), "2026-11-28")


def replaying(recordings: Recordings) -> Lines:
    return ReplayLines(recordings, simulated_settings())


def test_a_replay_repeats_every_letter_to_the_token_and_second(tmp_path: Path) -> None:
    recorded = finished(runs.drafting(recording(tmp_path / "r")), tmp_path / "1.jsonl")
    replayed = finished(runs.drafting(replaying(Recordings.read(tmp_path / "r"))), tmp_path / "2.jsonl")

    assert recorded.keys() == replayed.keys()
    for key, result in recorded.items():
        again = replayed[key]
        assert (again.sections, again.checks, again.request) == (
            result.sections,
            result.checks,
            result.request,
        )
        assert again.asked[-1] == result.asked[-1]


def test_what_is_not_recorded_is_named_and_the_rest_is_run(tmp_path: Path) -> None:
    finished(runs.drafting(recording(tmp_path / "r")), tmp_path / "1.jsonl")
    lost = tmp_path / "r" / "simulated" / "winback.jsonl"
    keys = {json.loads(line)["key"] for line in lost.read_text(encoding="utf-8").splitlines()}
    lost.unlink()
    subject = runs.drafting(replaying(Recordings.read(tmp_path / "r")))

    with pytest.raises(RecordingError) as error:
        finished(subject, tmp_path / "2.jsonl")

    assert {problem.field for problem in error.value.problems} <= keys
    assert {problem.source for problem in error.value.problems} == {
        "en/winback, epoch 0",
        "en/winback, epoch 1",
    }
    assert totals.read(tmp_path / "2.jsonl").cases.keys() == {
        "en/apology",
        "en/refund_refusal",
        "en/termination",
    }


def test_recording_again_asks_for_nothing_that_is_recorded(tmp_path: Path) -> None:
    finished(runs.drafting(recording(tmp_path / "r")), tmp_path / "1.jsonl")
    before = {path: path.read_bytes() for path in (tmp_path / "r").glob("*/*.jsonl")}
    another = RecordedSimulation(
        runs.simulated(seed=99, meaning=1.0), Recordings.read(tmp_path / "r"), "2027-01-01"
    )

    finished(runs.drafting(another), tmp_path / "2.jsonl")

    assert {path: path.read_bytes() for path in (tmp_path / "r").glob("*/*.jsonl")} == before


def test_a_changed_answer_is_one_changed_line(tmp_path: Path) -> None:
    finished(runs.drafting(recording(tmp_path / "r")), tmp_path / "1.jsonl")
    path = tmp_path / "r" / "simulated" / "apology.jsonl"
    before = path.read_text(encoding="utf-8").splitlines()
    recordings = Recordings.read(tmp_path / "r")
    old = json.loads(before[0])
    body = {"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}
    whose = Whose(case=old["case"], epoch=old["epoch"], kind="apology", prompt="p", model="simulated")
    new = of_response(200, json.dumps(body).encode(), key=old["key"], turn=0, whose=whose, seconds=1, day="d")
    assert new is not None
    recordings.add(new)
    recordings.write()
    after = path.read_text(encoding="utf-8").splitlines()

    assert len(after) == len(before)
    assert [one == other for one, other in zip(before, after, strict=True)] == [False] + [True] * (
        len(before) - 1
    )


def test_what_nobody_asks_for_is_stale_and_can_be_pruned(tmp_path: Path) -> None:
    finished(runs.drafting(recording(tmp_path / "r")), tmp_path / "1.jsonl")
    recordings = Recordings.read(tmp_path / "r")
    finished(runs.drafting(replaying(recordings), kinds=["apology", "winback"]), tmp_path / "2.jsonl")

    assert {recorded.kind for recorded in recordings.stale} == {"refund_refusal", "termination"}
    recordings.prune()
    recordings.write()

    assert sorted(path.stem for path in (tmp_path / "r").glob("*/*.jsonl")) == ["apology", "winback"]
    assert Recordings.read(tmp_path / "r").stale


def test_the_hash_of_a_request_does_not_depend_on_the_order_of_its_fields() -> None:
    assert key_of(b'{"a":1,"b":"\xd0\xb0"}') == key_of(b'{"b": "\\u0430", "a": 1}')
    assert key_of(b'{"a":1}') != key_of(b'{"a":2}')


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_another_try_may_better_is_not_recorded(status: int) -> None:
    assert of_response(status, b"{}", key="k", turn=0, whose=WHOSE, seconds=1, day="d") is None


def test_the_words_of_an_error_are_not_recorded() -> None:
    body = b'{"error": {"message": "Incorrect key sk-secret; response_format is unknown"}}'
    recorded = of_response(400, body, key="k", turn=0, whose=WHOSE, seconds=1, day="d")

    assert recorded is not None
    assert b"secret" not in recorded.body()
    assert b"response_format" in recorded.body()


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": null}]}']
)
def test_a_response_that_is_no_completion_is_replayed_as_none(body: bytes) -> None:
    recorded = of_response(200, body, key="k", turn=0, whose=WHOSE, seconds=1, day="d")

    assert recorded is not None
    assert recorded.body() == b"{}"


@pytest.mark.parametrize(
    ("usage", "kept"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 4}, (7, 4)),
        ({"total_tokens": 11}, None),
        ({"prompt_tokens": None, "completion_tokens": 4}, None),
        ([], None),
    ],
)
def test_an_answer_is_kept_whatever_it_says_of_its_tokens(usage: object, kept: object) -> None:
    body = {"choices": [{"message": {"content": "Dear you"}, "finish_reason": "stop"}], "usage": usage}
    recorded = of_response(200, json.dumps(body).encode(), key="k", turn=0, whose=WHOSE, seconds=1, day="d")

    assert recorded is not None
    assert (recorded.message, recorded.usage) == ({"content": "Dear you"}, kept)


def test_a_recording_is_on_disk_before_the_run_ends_and_a_torn_one_is_dropped(tmp_path: Path) -> None:
    recordings = Recordings.read(tmp_path)
    for case in ("b", "a"):
        whose = Whose(case=case, epoch=0, kind="apology", prompt="p", model="some/model")
        body = b'{"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}'
        recorded = of_response(200, body, key=case, turn=0, whose=whose, seconds=1, day="d")
        assert recorded is not None
        recordings.add(recorded)
    path = tmp_path / "some-model" / "apology.jsonl"
    path.write_bytes(path.read_bytes()[:-10])

    recordings = Recordings.read(tmp_path)
    assert [recorded.case for recorded in recordings.stale] == ["b"]
    assert recorded is not None
    recordings.add(recorded)
    assert [each.case for each in Recordings.read(tmp_path).stale] == ["a", "b"]


def test_a_broken_recording_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "apology.jsonl").write_text("{}\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"apology\.jsonl:1"):
        Recordings.read(tmp_path)
