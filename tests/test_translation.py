"""The public pages can speak another language: their sentences are marked, dates and lists follow the locale."""

import ast
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.template import engines
from django.test import override_settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation.template import templatize
from jinja2 import nodes

from pagecache import clock
from reviews.printing import listed
from tests.factories import make_contributor, make_film, make_published

ROOT = Path(__file__).parent.parent / "pages"
PUBLIC = sorted(ROOT.rglob("*.html"))
THREE = ["Ana Brandt", "Léa Fontaine", "Yui Tanabe"]
MARKED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
LEFT_OUT = re.compile(
    r"{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|<!--.*?-->|<!doctype[^>]*>", re.DOTALL
)
PRINTED = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
QUOTED = r"""u(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
SAID = re.compile(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"')


def unmarked(template: str) -> list[str]:
    """Words of a template, in its text or in what is read aloud, that no translator would be given."""
    bare = LEFT_OUT.sub("", MARKED.sub("", template))
    bare = PRINTED.sub("\n", bare)
    said = SAID.findall(re.sub(r"<meta[^>]*>", "", bare))
    text = re.sub(r"<[^>]*>", "\n", re.sub(r"<(style|script)\b.*?</\1>", "", bare, flags=re.DOTALL))
    lines = (unescape(line).strip() for line in [*said, *text.splitlines()])
    return [line for line in lines if re.search(r"[^\W\d_]{2}", line)]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_of_a_public_template_is_unmarked(path):
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Here it stands</p>", ["Here it stands"]),
        ('<p>{% translate "Here it stands" %}, {{ name }}</p>', []),
        ("<p>{% blocktranslate %}Here <b>it</b> stands{% endblocktranslate %}</p>", []),
        ('<img alt="A still">', ["A still"]),
        ("{# Why #}<p>{% if a > b %}so{% endif %}</p>", ["so"]),
    ],
)
def test_the_test_finds_what_it_looks_for(template, found):
    assert unmarked(template) == found


def looked_up(template: str) -> set[str]:
    """What a page for readers asks the translators' catalogue for."""
    calls = engines["jinja2"].env.parse(template).find_all(nodes.Call)
    own = [call.args[0].value for call in calls if isinstance(call.node, nodes.ExtensionAttribute)]
    return {each for sentences in own for each in ([sentences] if isinstance(sentences, str) else sentences)}


def collected(template: str) -> set[str]:
    """What `makemessages` finds in it, which reads it as it reads Django's own templates."""
    calls = re.findall(rf"\bn?gettext\(({QUOTED}(?:, {QUOTED})?)", templatize(template))
    return {sentence for call in calls for sentence in ast.literal_eval(f"({call},)")}


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_translators_are_given_what_a_page_looks_up(path):
    assert looked_up(path.read_text()) == collected(path.read_text())


def test_what_a_page_looks_up_is_seen():
    template = (
        '{% translate "100% (sure)" %}{% blocktranslate count n=2 with who=name %}{{ who }} is'
        "{% plural %}{{ who }} are{% endblocktranslate %}"
    )
    assert looked_up(template) == collected(template) == {"100%% (sure)", "%(who)s is", "%(who)s are"}


@pytest.fixture
def in_dutch():
    with override_settings(LANGUAGE_CODE="nl"), translation.override("nl"):
        yield


@pytest.mark.django_db
def test_dates_and_lists_follow_the_language_of_the_site(client, in_dutch):
    at = datetime(2024, 2, 7, 12, tzinfo=UTC)
    with clock.freeze(at):
        piece = make_published(
            at=at, film=make_film("Here", 2023), contributors=[make_contributor(name) for name in THREE]
        )
        html = client.get(piece.path).content.decode()
    assert '<html lang="nl"' in html
    assert re.findall(r"<time [^>]*>(\d+ \w+ 2024)</time>", html) == ["7 februari 2024"]
    assert ">Ana Brandt</a>, <a" in html
    assert ">Léa Fontaine</a> en <a" in html


def test_a_list_escapes_what_stands_in_it():
    assert listed(["<b>{0}", SafeString("<i>{}</i>")]) == "&lt;b&gt;{0} and <i>{}</i>"
    assert listed([]) == ""
