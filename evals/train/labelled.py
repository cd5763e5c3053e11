"""The labelled rows of the repository, and what a model is trained on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from drafter.choices import Language

APART = "good:"
"""Begins the source of what may be left out of the training, to find the cut."""
LABELLED = Path(__file__).parent.parent / "labelled"


class Text(NamedTuple):
    """What a model is trained on: a bad passage, or a sentence that is good.

    Attributes:
        fault: the rule of its fault; empty for a good one.
        source: the letter or passage it is from.
        counts: its features, and how often each stands in it.
        length: see :func:`linear.length`.
    """

    fault: str
    source: str
    counts: Mapping[str, int]
    length: float


def rows(folder: str, language: Language) -> Iterator[dict[str, Any]]:
    """Yield the labelled rows of a folder that are not held out.

    Args:
        folder: its name.
        language: the language.
    """
    path = LABELLED / folder / f"{language}.jsonl"
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("set", "dev") == "dev":
                yield row
