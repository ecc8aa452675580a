"""What holds on every citizen page: the strip, the strict policy, weight, words for keyboards and screen readers."""

import gzip
import re

import pytest
from django.test import Client

from motcua.audiences.citizen.stylesheet import stylesheet
from motcua.audiences.citizen.urls import urlpatterns
from motcua.foundation.citizens import link_operations
from motcua.foundation.guards import named_guard
from motcua.tickets import codes
from motcua.tickets.operations import issue
from tests.factories import NOW
from tests.features.knowledge import lists
from tests.ledger.asking import by_citizen

_shown: dict[str, str] = {}


@pytest.fixture
def pages(browser, unit, account, shift, person, tmp_path) -> dict[str, str]:
    """Every page by its path, as its owner sees it; fetched once, since no test here changes anything."""
    if not _shown:
        lists.library(tmp_path)
        _shown.update(_fetch(browser, unit, shift, person))
        _shown.update(_answers(browser, f"/u/{unit.slug}/answers/"))
        _shown.update(_chat(browser, Client(), f"/u/{unit.slug}/chat/"))
    return _shown


def _fetch(browser, unit, shift, person) -> dict[str, str]:
    [outcome] = issue([by_citizen(shift, person)], now=NOW)
    code, base = codes.encode(outcome.ticket or 0), f"/u/{unit.slug}/"
    link = link_operations.personal_link(
        citizen_id=person.holder_id, purpose="home", target="/", now=NOW, valid_until=NOW
    )
    paths = [
        "/", base, f"{base}now/", f"{base}take/", f"{base}take/{shift.pk}/", f"{base}my/", f"{base}me/",
        f"{base}me/erase/", f"{base}people/new/", f"{base}people/{person.pk}/", f"/t/{code}/", f"/t/{code}/cancel/",
        "/t/XXXX/", f"/take/problem/?shift={shift.pk}&kind=limit-reached", "/nope/", "/l/x/",
    ]  # fmt: skip
    shown = {path: browser.get(path).content.decode() for path in paths}
    stranger = Client()
    shown["newcomer"] = stranger.get(f"{base}take/{shift.pk}/").content.decode()
    shown["link"] = stranger.get("/l/" + link.split("/l/")[1]).content.decode()
    shown["sign in"] = stranger.get(f"{base}me/").content.decode()
    return shown


def _chat(browser, stranger, base) -> dict[str, str]:
    """A chat before its first word, with words in it, and refused."""
    shown = {base: stranger.get(base).content.decode(), f"{base} refused": stranger.post(base).content.decode()}
    browser.post(base, {"text": "menu <b>đậm</b>", "key": "1"})
    shown[f"{base} begun"] = browser.get(base).content.decode()
    shown[f"{base} link"] = browser.post(f"{base}link/").content.decode()
    return shown


def _answers(browser, base) -> dict[str, str]:
    """The pages of questions and answers: by tapping, and three messages: one answered, one offered, one urgent."""
    paths = [base, f"{base}topics/le-phi/", f"{base}entries/le-phi-cap-lai/"]
    shown = {path: browser.get(path).content.decode() for path in paths}
    for text in ("Lệ phí cấp lại thẻ là bao nhiêu?", "thứ bảy chụp ảnh mấy giờ", "xyzzy", "cháy nhà rồi"):
        shown[text] = browser.post(base, {"q": text}, follow=True).content.decode()
    return shown


def test_the_trial_strip_is_the_first_thing_on_every_page(pages):
    for path, page in pages.items():
        body = page.split("<body", 1)[1]
        assert body.index('class="sample"') < body.index("<header"), path


def test_the_strict_policy_has_nothing_to_stop(pages):
    for path, page in pages.items():
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://(?!localhost)", page), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page)), path


def test_every_page_has_one_title_one_first_heading_and_a_way_past_the_masthead(pages):
    for path, page in pages.items():
        assert len(re.findall(r"<h1[ >]", page)) == 1, path
        assert len(re.findall(r"<title>[^<]{4,}</title>", page)) == 1, path
        assert '<a class="skip" href="#noi-dung">' in page and 'id="noi-dung"' in page, path
        assert '<html lang="vi"' in page, path


def test_every_field_has_a_label_and_every_picture_words(pages):
    for path, page in pages.items():
        for tag in re.findall(r"<input[^>]*>", page):
            told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            assert told.get("type") == "hidden" or f'for="{told["id"]}"' in page, (path, tag)
        assert all(" alt=" in tag for tag in re.findall(r"<img[^>]*>", page)), path


def test_ids_on_a_page_are_its_own(pages):
    for path, page in pages.items():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


def test_the_text_is_composed(pages):
    import unicodedata

    assert all(unicodedata.is_normalized("NFC", page) for page in pages.values())


def test_a_first_visit_weighs_less_than_45_kilobytes(pages):
    heaviest = max(len(gzip.compress(page.encode())) for page in pages.values())
    assert len(stylesheet().gzipped) <= 12_000
    assert heaviest <= 12_000
    assert heaviest + len(stylesheet().gzipped) <= 45_000


def test_the_stylesheet_is_one_file_kept_for_ever_under_its_own_name(client):
    answer = client.get(stylesheet().path, headers={"accept-encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert gzip.decompress(answer.content) == stylesheet().text
    assert b"/*" not in stylesheet().text
    assert "immutable" not in client.get("/assets/citizen.0000000000.css").headers["cache-control"]


def test_every_address_names_its_guard():
    for pattern in urlpatterns:
        assert named_guard(pattern.callback), pattern.name


def test_addresses_already_sent_in_chats_live():
    living = {str(pattern.pattern) for pattern in urlpatterns}
    assert {"t/<str:code>/", "l/<str:token>/", "u/<unit:unit>/", "u/<unit:unit>/take/", "u/<unit:unit>/me/"} <= living
