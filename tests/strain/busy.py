"""A busy process: edits, autosaves and new cases from four threads; each is told once it is kept."""

from __future__ import annotations

import itertools
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drafter.choices import Kind
from drafter.errors import DrafterError
from drafter.pipeline import Drafter
from drafter.review import drafts, people
from drafter.review.actor import Method
from drafter.review.check import Checker
from drafter.review.desk import Desk
from drafter.store import Store
from drafter.store.anchor import Anchor
from tests.builders import example


def main(url: str, anchor: str, agent_id: str, draft_id: str, seed: str) -> None:
    """Write for ever; a line is one system call, so that it is heard whole or not at all."""
    store = Store.open(url, anchor=Anchor(Path(anchor)))
    drafter = Drafter()
    desk = Desk(store, Checker(drafter.prompts, drafter.policy))
    agent = people.get(store, agent_id).as_actor(Method.password)
    case = example(Kind.winback, "en")
    body = drafts.content(store, agent, draft_id).letter.body_text
    base = body.split("\n\nSeen ")[0]

    def say(line: str) -> None:
        os.write(1, f"{line}\n".encode())

    def edit(worker: int) -> None:
        for number in itertools.count():
            at = drafts.head(store, agent, draft_id)
            text = f"{base}\n\nSeen {seed} {worker} {number}"
            try:
                head = desk.edit_text(agent, draft_id, text, if_version=at.version)
            except DrafterError:
                continue
            say(f"version {draft_id} {head.version} {head.digest}")

    def save(worker: int) -> None:
        for number in range(40):
            kept = desk.autosave(
                agent, draft_id, f"{body} {number}", base_version=1, editor=f"{seed}-{worker}"
            )
            say(f"autosave {kept.id} 0 -")
        start(worker)

    def start(_worker: int) -> None:
        while True:
            head = desk.start(agent, case)
            head = desk.finish_generation(head.draft_id, drafter.draft_from_templates(case))
            say(f"version {head.draft_id} {head.version} {head.digest}")

    # The first letter reads every rule and template; the load begins after it.
    drafter.draft_from_templates(case)
    say("ready")
    with ThreadPoolExecutor(4) as pool:
        for number, work in enumerate((edit, edit, save, start)):
            pool.submit(work, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
