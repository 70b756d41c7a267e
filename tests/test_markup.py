"""The strict parser objects where it should."""

import pytest

from tests import markup


@pytest.mark.parametrize(
    ("html", "errors"),
    [
        ("<!doctype html><html lang=en><title>A</title><main><p>One</main>", []),
        ("<title>A</title>", ["line 1: Unexpected start tag (title). Expected DOCTYPE."]),
        ("<!doctype html><title>A</title>\n<p>One</i>", ["line 2: Unexpected end tag (i). Ignored."]),
    ],
)
def test_a_wrong_page_is_told_with_its_line(html, errors):
    assert markup.errors(html) == errors
