"""A process under load, killed with SIGKILL at random moments; what it acknowledged must be there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from drafter.review.situation import content_of
from drafter.store import Store, audit
from drafter.store.anchor import Anchor
from drafter.store.tables import autosaves, contents, events, versions
from drafter.store.tables import drafts as draft_rows
from tests.reviewing import Clock, office

ROOT = Path(__file__).parent.parent.parent
_READY = "ready"


@dataclass(slots=True)
class Outcome:
    """What was acknowledged, and what of it was lost or torn."""

    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    chain_holds: bool = True


def run(url: str, anchor: Path, *, kills: int, rng: random.Random) -> Outcome:
    """Start a busy process, kill it, look at what it left, as often as asked."""
    with Store.open(url, clock=(clock := Clock())) as store:
        room = office(store, clock)
        head = room.start()
        agent = room.agent.id
    outcome = Outcome()
    for number in range(kills):
        said = _killed(url, anchor, agent, head.draft_id, number, rng)
        _look(url, anchor, said, outcome)
    return outcome


def _killed(url: str, anchor: Path, agent: str, draft_id: str, number: int, rng: random.Random) -> list[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.strain.busy", url, str(anchor), agent, draft_id, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == _READY
    time.sleep(rng.uniform(0.05, 0.8))
    os.kill(process.pid, signal.SIGKILL)
    said, _ = process.communicate()
    # A line that the kill cut short was not heard, so it was not acknowledged.
    return [line for line in said.split("\n")[:-1] if line]


def _look(url: str, anchor: Path, said: list[str], outcome: Outcome) -> None:
    with Store.open(url) as store, store.read() as connection:
        outcome.acknowledged += len(said)
        for line in said:
            what, id, number, digest = line.split(" ")
            if what == "version":
                row = connection.execute(
                    select(versions.c.digest).where(
                        versions.c.draft_id == id, versions.c.number == int(number)
                    )
                ).scalar()
                outcome.lost += row != digest
            else:
                kept = connection.execute(select(autosaves.c.id).where(autosaves.c.id == id)).scalar()
                outcome.lost += kept is None
        for row in connection.execute(
            select(draft_rows.c.id, draft_rows.c.version, draft_rows.c.digest, draft_rows.c.state)
        ):
            content = content_of(connection, row.id, row.version) if row.version else None
            last = connection.execute(
                select(events.c.to_state)
                .where(events.c.draft_id == row.id)
                .order_by(events.c.seq.desc())
                .limit(1)
            ).scalar()
            whole = (content.digest if content else None) == row.digest and last == row.state
            outcome.torn += not whole
        apart = select(versions.c.number).outerjoin(
            contents,
            (contents.c.draft_id == versions.c.draft_id) & (contents.c.version == versions.c.number),
        )
        outcome.torn += len(connection.execute(apart.where(contents.c.version.is_(None))).all())
        heads = Anchor(anchor).heads() if anchor.exists() else ()
        outcome.chain_holds &= audit.verify(connection, heads).holds
