"""What a page costs to load, and what stands in it that a strict policy would forbid."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

from drafter.choices import Kind, Language
from drafter.service.pages import assets, catalogue, environment
from tests import house as houses
from tests.builders import example
from tests.house import House

ORIGIN = "http://127.0.0.1"
MOST_BYTES = 80 * 1024
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return houses.build(tmp_path)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    headers = {"Origin": ORIGIN, "Accept": "text/html"}
    with TestClient(house.app(), base_url=ORIGIN, headers=headers) as client:
        client.post("/login", data={"login": "rosa", "password": houses.PASSWORD, "next": "/help"})
        yield client


@pytest.mark.parametrize(("language", "tab"), [("en", "letter"), ("te", "letter"), ("te", "edit")])
def test_the_review_page_and_all_it_loads_weigh_at_most_80_kilobytes_compressed(
    house: House, client: TestClient, language: str, tab: str
) -> None:
    head = house.ready(example(Kind.winback, language))
    page = client.get(f"/drafts/{head.draft_id}?tab={tab}")
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(loaded) >= 4
    sizes = [
        int(client.get(each, headers={"Accept-Encoding": "gzip"}).headers["Content-Length"])
        for each in loaded
    ]
    assert len(gzip.compress(page.content)) + sum(sizes) <= MOST_BYTES


def test_static_files_are_cached_for_good_under_an_address_that_changes_with_them(client: TestClient) -> None:
    answer = client.get(assets.address("drafter.css"))
    assert "immutable" in answer.headers["Cache-Control"]
    assert (
        hashlib.sha256(answer.content)
        .hexdigest()
        .startswith(assets.address("drafter.css").rpartition("=")[2])
    )


@pytest.mark.parametrize(
    "name", ["../environment.py", "vendor/htmx-LICENSE", "nothing.css", "%2e%2e/words.py"]
)
def test_nothing_but_the_static_files_is_handed_out(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_htmx_is_the_pinned_one() -> None:
    assert hashlib.sha256(assets.content("vendor/htmx-2.0.11.min.js")).hexdigest() == HTMX


def test_no_template_holds_a_script_a_style_an_unsafe_filter_or_an_attribute_without_quotes() -> None:
    for path in environment.TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|style=|\son\w+=|\|\s*safe|autoescape|javascript:", text), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path.name
        assert not re.search(r"\s[\w-]+=\{\{", text), path.name


def test_the_catalogue_knows_every_string_of_the_pages() -> None:
    folder = str(environment.TEMPLATES.parent)
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "N_": None, "NN_": (1, 2), "ngettext": (1, 2), "gettext": None}
    found = {message for _, _, message, _, _ in extract_from_dir(folder, methods, keywords=keywords)}
    with (catalogue.FOLDER / "drafter.pot").open("rb") as file:
        known = {message.id for message in read_po(file) if message.id}
    assert known == found, "run `make catalogues`"


@pytest.mark.parametrize("language", [each for each in Language if each != Language.en])
def test_a_translation_keeps_the_places_of_its_original(language: Language) -> None:
    with (catalogue.FOLDER / language / "LC_MESSAGES" / "drafter.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id and message.string]
    places = re.compile(r"%\(\w+\)[sd]")
    translated = 0
    for message in messages:
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        for said in [message.string] if isinstance(message.string, str) else message.string or ():
            if said:
                translated += 1
                assert sorted(places.findall(said)) == sorted(places.findall(originals[-1])), message.id
    assert translated >= 130


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("bg,en;q=0.8", "bg"),
        ("en;q=0.3, te-IN", "te"),
        ("de, fr", "en"),
        ("tl", "fil"),
        ("x;q=y, id", "id"),
    ],
)
def test_pages_before_sign_in_speak_the_browsers_language(asked: str, given: str) -> None:
    assert str(catalogue.preferred(asked)) == given
