"""The store from the command line: verify, back up, restore."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from drafter.store import Store
from drafter.store.anchor import Anchor
from tests.e2e.conftest import Run
from tests.reviewing import Clock, office


def furnished(folder: Path) -> tuple[str, Path]:
    """Return the URL of a store with one approved letter, and its anchor."""
    url, anchor = f"sqlite:///{folder / 'drafter.db'}", folder / "drafter.anchor"
    with Store.open(url, clock=(clock := Clock()), anchor=Anchor(anchor)) as store:
        office(store, clock).approved()
    return url, anchor


def test_a_backup_is_restored_and_its_trail_holds(drafter: Run, tmp_path: Path) -> None:
    url, anchor = furnished(tmp_path)
    env = {"DRAFTER_DATABASE": url, "DRAFTER_ANCHOR": str(anchor)}
    verified = drafter("audit", "verify", env=env)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert "events hold" in verified.stdout
    assert drafter("backup", tmp_path / "b.zip", env=env).returncode == 0
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    other = f"sqlite:///{tmp_path / 'other.db'}"
    restored = drafter("restore", tmp_path / "b.zip", "--database", other, "--anchor", anchor)
    assert (restored.returncode, restored.stderr) == (0, "")
    again = drafter("audit", "verify", "--database", other, "--anchor", anchor)
    assert again.stdout == verified.stdout


def test_a_changed_trail_is_told_with_exit_1(drafter: Run, tmp_path: Path) -> None:
    url, anchor = furnished(tmp_path)
    with sqlite3.connect(tmp_path / "drafter.db") as connection:
        connection.execute("DROP TRIGGER events_never_changed")
        connection.execute("UPDATE events SET actor_id = 'eve' WHERE seq = 3")
    result = drafter("audit", "verify", "--database", url, "--anchor", anchor)
    assert result.returncode == 1
    assert "event 3 was changed" in result.stdout
    refused = drafter("backup", tmp_path / "b.zip", "--database", url)
    assert refused.returncode == 2
    assert "event 3 was changed" in refused.stderr
    assert not (tmp_path / "b.zip").exists()


def test_a_database_that_is_not_there_is_not_made(drafter: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    for arguments in (("audit", "verify"), ("backup", tmp_path / "b.zip")):
        result = drafter(*arguments, "--database", url)
        assert result.returncode == 2
        assert "there is no such database" in result.stderr
    missing = drafter("restore", tmp_path / "missing.zip", "--database", url)
    assert missing.returncode == 2
    assert "missing.zip: is not a whole backup" in missing.stderr
    assert list(tmp_path.iterdir()) == []
