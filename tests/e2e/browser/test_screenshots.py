"""Pictures of the pages; with ``DRAFTER_SCREENSHOTS`` set to a folder, those of the documentation."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from drafter.choices import Kind
from tests import house as houses
from tests.builders import example
from tests.e2e.browser.conftest import enter
from tests.house import House

pytestmark = pytest.mark.browser

MOST_BYTES = 150 * 1024


def keep(page: Page, folder: Path, name: str) -> None:
    """Save what the window shows, in few colours and few bytes."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(128, dither=Image.Dither.NONE)
    small.save(folder / f"{name}.png", optimize=True)
    assert (folder / f"{name}.png").stat().st_size <= MOST_BYTES
    assert len(picture.resize((64, 64)).getcolors(64 * 64) or []) > 8, f"{name} is blank"


def furnish(house: House) -> dict[str, str]:
    """Return letters in several states; the reviewer holds one in which a person has promised too much."""
    ana, rosa, desk = house.actors["ana"], house.actors["rosa"], house.service.desk
    for kind, language in ((Kind.winback, "te"), (Kind.refund_refusal, "bg"), (Kind.termination, "ms"),
                           (Kind.apology, "fil"), (Kind.winback, "id")):  # fmt: skip
        house.submitted(example(kind, language))
    house.approved(example(Kind.termination, "en"))
    draft = house.drafted(example(Kind.winback, "en"))
    body = house.service.drafter.draft_from_templates(example(Kind.winback, "en")).letter.body_text
    promised = body.replace(
        "I hope that this offer",
        "We guarantee that you will never wait again. I hope that this offer",
    )
    assert promised != body
    draft = desk.edit_text(ana, draft.draft_id, promised, if_version=draft.version)
    draft = desk.submit(ana, draft.draft_id, if_version=draft.version)
    desk.open(rosa, draft.draft_id)
    desk.claim(rosa, draft.draft_id)
    legal = house.submitted(example(Kind.refund_refusal, "en"))
    return {"review": draft.draft_id, "legal": legal.draft_id}


def test_the_pages_can_be_pictured(tmp_path: Path, launch: Callable[..., BrowserContext]) -> None:
    folder = Path(os.environ.get("DRAFTER_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    house = houses.build(tmp_path)
    drafts = furnish(house)
    views = (
        ("queue", "rosa", "/review?tab=all", 1440, "light"),
        ("review", "rosa", "/drafts/{review}", 1440, "light"),
        ("changes", "rosa", "/drafts/{review}?tab=changes&against=first", 1440, "dark"),
        ("legal", "lena", "/legal/{legal}", 1440, "light"),
        ("new-case", "ana", "/cases/new?kind=refund_refusal", 1440, "light"),
        ("review-narrow", "rosa", "/drafts/{review}", 390, "dark"),
    )
    with houses.serving(house.app()) as address:
        for name, login, path, width, scheme in views:
            context = launch(width=width, height=960 if width > 400 else 844, scheme=scheme)
            page = context.new_page()
            enter(page, address, login)
            page.goto(address + path.format(**drafts))
            page.wait_for_load_state("networkidle")
            keep(page, folder, name)
            context.close()
