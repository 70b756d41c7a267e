"""Who goes on the journeys: readers, who leave nothing behind, and people of the newsroom, signed in once each."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.worker import asleep
from tests.journeys.writing import WritingPage


@pytest.fixture(scope="session")
def site(site):
    """The demo magazine while its worker sleeps: nothing that anybody here waits for needs one."""
    with asleep(site):
        yield site


@pytest.fixture
def reader(open_page, site):
    """Opens a page as a reader: `reader(width=390)`. At the end none has a cookie, a script or a foreign file."""
    pages, elsewhere, scripts = [], [], []

    def note(request):
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(site.url):
            elsewhere.append(request.url)
        if request.resource_type == "script":
            scripts.append(request.url)

    def open_one(**screen):
        page = open_page(**screen)
        page.on("request", note)
        pages.append(page)
        return page

    yield open_one
    assert [page.context.cookies() for page in pages] == [[] for _ in pages]
    assert elsewhere == []
    assert scripts == []


@pytest.fixture(scope="session")
def sessions():
    """The cookies of whoever has signed in so far, by name."""
    return {}


@pytest.fixture
def newsroom(open_page, site, login, sessions):
    """Opens a page as somebody of the newsroom: `newsroom("editor", width=390)`."""

    def open_one(name, **screen):
        if name not in sessions:
            sessions[name] = login(open_page(), name).context.storage_state()
        return open_page(storage_state=sessions[name], **screen)

    return open_one


@pytest.fixture
def writing(newsroom, site):
    """The writing page of a new piece, or of one that is there: `writing("editor", 12)`."""

    def open_one(name, piece="add", **screen):
        page = newsroom(name, **screen)
        address = "add/" if piece == "add" else f"{piece}/change/"
        page.goto(site / f"admin/reviews/review/{address}")
        return WritingPage(page)

    return open_one
