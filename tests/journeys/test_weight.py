"""What a reader's browser fetches, measured on the line."""

import gzip
import re

import pytest

pytestmark = pytest.mark.browser

KB = 1024
PIECES = ["2024/02/here-review/", "2025/08/skarholm-2025-eight-films/", "2025/09/the-dry-lake-review/"]


def compressed(answer) -> int:
    return len(gzip.compress(answer.body()))


@pytest.mark.parametrize("address", PIECES)
def test_a_piece_is_light(reader, site, address):
    page = reader()
    fetched = []
    page.on("response", lambda answer: fetched.append(answer))
    answer = page.goto(site / address, wait_until="networkidle")
    kinds = [one.request.resource_type for one in fetched]
    assert compressed(answer) < 14 * KB
    assert "script" not in kinds
    assert sum(compressed(one) for one in fetched if one.request.resource_type == "stylesheet") < 10 * KB

    fonts = [len(one.body()) for one in fetched if one.request.resource_type == "font"]
    assert sum(fonts) + compressed(answer) + 10 * KB < 150 * KB
    assert page.locator("link[rel=preload]").count() == 2
    # The first picture is not waited for in vain, and the others wait until somebody scrolls.
    eager = page.locator("img:not([loading=lazy])")
    assert eager.count() <= 3
    assert re.search(
        "fetchpriority=.high", page.locator(".hero .frame img").first.evaluate("e => e.outerHTML")
    )
