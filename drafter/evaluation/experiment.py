"""A suite opened for running: its subject, and the header of its journal."""

# ruff: noqa: PLC0415 - the SDK takes half a second to import, and suites without a model never ask one

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from drafter.case import Case
from drafter.errors import InputError, Problem
from drafter.evaluation import material, suite
from drafter.evaluation.drafting import Drafting, Library
from drafter.evaluation.hostile import Attacks, Draws
from drafter.evaluation.journal import Run
from drafter.evaluation.labelled import Read, Reading, Readout, Rules, Screen, Triggers
from drafter.evaluation.subject import Subject
from drafter.evaluation.suite import SIMULATED, WITH_MODEL, Answers, What
from drafter.exchange import ModelSettings
from drafter.guide import Plan
from drafter.policy import Policy
from drafter.second_reader import SecondReader
from drafter.version import __version__

if TYPE_CHECKING:
    from drafter.evaluation.lines import Lines
    from drafter.evaluation.recordings import Recordings
    from drafter.model import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a suite does not say itself.

    Attributes:
        library: prompts and policies that are evaluated.
        model: how to reach a model; None where none is configured.
        answers: where answers come from, instead of what the suite says.
        record: whether answers that are not recorded yet are recorded.
        day: ISO date of what is recorded.
        started: UTC time, ISO 8601.
        revision: git revision of the checkout, empty where unknown.
    """

    library: Library
    model: ModelSettings | None = None
    answers: Answers | None = None
    record: bool = False
    day: str = ""
    started: str = ""
    revision: str = ""


class Experiment:
    """One suite, opened.

    Args:
        path: the suite file.
        around: what the suite does not say itself.

    Raises:
        InputError: the suite or what it names cannot be used.
    """

    def __init__(self, path: Path, around: Surroundings) -> None:
        self.suite, self._suite_hash = suite.read(path)
        self._path = path
        self._around = around
        self._files = suite.files(self.suite, path.parent)
        self.answers = self._answers()

    def _answers(self) -> Answers | None:
        around = self._around
        if (around.answers or around.record) and self.suite.what not in WITH_MODEL:
            what = f"a {self.suite.what} suite asks no model"
            raise InputError(Problem(str(self._path), "what", what, "leave --answers and --record out"))
        answers = around.answers or self.suite.answers
        if around.record and answers is Answers.replayed:
            wanted = "record with --answers live"
            raise InputError(Problem(str(self._path), "answers", "a replay records nothing", wanted))
        return answers

    def run(self) -> Run:
        """Return the header of the journal: every item is read once, and every mistake in them is told.

        Raises:
            InputError: an item cannot be used.
        """
        library, wanted = self._around.library, self.suite
        return Run(
            suite=wanted.name,
            suite_hash=self._suite_hash,
            cases_hash=material.digest(self._files),
            cases=sum(1 for _ in self._items()),
            epochs=wanted.epochs,
            what=str(wanted.what),
            answers=str(self.answers or ""),
            prompt=library.prompts.digest(library.prompts.names("**/*")),
            policy=library.policies.digest(library.policies.names("**/*")),
            model=self._model_name(),
            seed=wanted.seed,
            gates=wanted.gate,
            revision=self._around.revision,
            drafter=__version__,
            started=self._around.started,
        )

    def _items(self) -> Iterator[object]:
        wanted = self.suite
        match wanted.what:
            case What.draft | What.template:
                return material.cases(self._files, wanted.kinds, wanted.languages)
            case What.policy | What.reader:
                return material.passages(self._files, wanted.kinds, wanted.languages)
            case What.screen:
                return material.messages(self._files, wanted.languages)
            case What.hostile:
                return self.subject().items()

    def _model_name(self) -> str:
        match self.answers:
            case Answers.simulated:
                return SIMULATED
            case Answers.replayed:
                return self.suite.model or ""
            case Answers.live:
                return self._settings().model
            case None:
                return ""

    def subject(self, *, known: Iterable[str] = (), recordings: Recordings | None = None) -> Subject[Any]:
        """Return what the suite runs.

        Args:
            known: versions of prompts that stand in the journal already.
            recordings: what is replayed or added to; read from the suite's folder if None.
        """
        wanted, library = self.suite, self._around.library
        match wanted.what:
            case What.draft:
                return Drafting(wanted, self._files, library, lines=self.lines(recordings), known=known)
            case What.template:
                return Drafting(wanted, self._files, library)
            case What.policy:
                return Rules(wanted, self._files, library)
            case What.screen:
                return Triggers(wanted, self._files, _screen(library))
            case What.reader:
                return Reading(wanted, self._files, library, self.lines(recordings), _reader(library))
            case What.hostile:
                return Attacks(wanted, _draws(wanted.source or "", self._path), library)

    @property
    def recordings_folder(self) -> Path:
        """Return the folder of the suite's recordings.

        Raises:
            InputError: the suite names none.
        """
        if self.suite.recordings is None:
            what = "the suite names no folder for recordings"
            raise InputError(Problem(str(self._path), "recordings", what, "add one"))
        return self._path.parent / self.suite.recordings

    def lines(self, recordings: Recordings | None = None) -> Lines:
        """Return lines to where the answers come from.

        Args:
            recordings: what is replayed or added to; read from the suite's folder if None.
        """
        from drafter.evaluation.lines import LiveLines, RecordedSimulation, ReplayLines, SimulatedLines
        from drafter.evaluation.recordings import Recordings
        from drafter.evaluation.simulated import World

        around, library = self._around, self._around.library
        if recordings is None and (around.record or self.answers is Answers.replayed):
            recordings = Recordings.read(self.recordings_folder)
        if self.answers is Answers.replayed:
            return ReplayLines(cast("Recordings", recordings), self._replay_settings())
        if self.answers is Answers.live:
            return LiveLines(self._settings(), recordings, day=around.day)
        world = World(self.suite.seed, self.suite.simulation)
        simulated = SimulatedLines(world, library.prompts, library.policies)
        return RecordedSimulation(simulated, recordings, around.day) if recordings else simulated

    def _settings(self) -> ModelSettings:
        if self._around.model is None:
            what = "no model is configured to answer"
            raise InputError(Problem("environment", "OPENAI_API_KEY", what, "set it, or --answers simulated"))
        return self._around.model

    def _replay_settings(self) -> ModelSettings:
        from drafter.evaluation.lines import simulated_settings

        if self.suite.model == SIMULATED:
            return simulated_settings()
        model = self.suite.model or ""
        given = self._around.model
        if given is None:
            return ModelSettings(api_key="replay", model=model, max_tokens_field="max_completion_tokens")
        return replace(given, model=model)


def _screen(library: Library) -> Screen:
    return Policy(library.policies).screen_message


def _reader(library: Library) -> Read:
    policy = Policy(library.policies)

    async def read(model: Model, case: Case, plan: Plan, text: str) -> Readout:
        reading = await SecondReader(model, policy, library.prompts).read_letter(case, plan, text)
        if reading.note:
            raise InputError(Problem("second reader", "", reading.note, "run the suite again"))
        return Readout(reading.findings, reading.reply.attempts if reading.reply else ())

    return read


def _draws(source: str, suite_path: Path) -> Draws:
    module, _, name = source.partition(":")
    try:
        return cast("Draws", getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError):
        wanted = "run it in a checkout of the repository, from its top folder"
        raise InputError(
            Problem(str(suite_path), "source", f"`{source}` cannot be imported", wanted)
        ) from None
