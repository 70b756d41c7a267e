"""Every sort of page, for readers and in the newsroom, whole and usable by everybody."""

import pytest

from tests.journeys.pieces import made
from tests.journeys.sound import (
    STANDARD,
    faults_of_build,
    faults_of_looks,
    faults_of_markup,
    pictures_without_measures,
)

pytestmark = pytest.mark.browser

FOR_READERS = {
    "home": "",
    "a picture beside the headline": "2024/02/here-review/",
    "a picture below the headline": "2025/09/the-dry-lake-review/",
    "a picture four times as tall as wide": "2025/08/plumb-line-review/",
    "no picture": "2025/01/understudies-snow/",
    "a headline of two hundred characters and twelve writers": "search/?q=twelve+critics",
    "sixty tags": "search/?q=sixty+kinds",
    "a word of sixty letters": "2025/06/the-longest-word-in-any-cinema/",
    "no author": "2004/05/the-thaw-at-number-six-review-half-a-masterpiece-and-the-other-half.html",
    "a content warning": "2025/04/the-glass-orchard-second-opinion/",
    "an ending and a picture that was taken away": "2025/05/the-last-fruit/",
    "a piece in Arabic": "2025/04/بعد-الظهر-داخلي/",
    "a dispatch with eight films and a gallery": "2025/08/skarholm-2025-eight-films/",
    "a film": "films/here-2023/",
    "a film whose critics disagree": "films/the-glass-orchard-2024/",
    "a film with forty actors": "films/the-understudies-2024/",
    "a film with a namesake of its year": "films/the-visitors-book-2025-nunes/",
    "a film with a Japanese title": "films/yuki-no-yohaku-2022/",
    "a film without a poster": "films/the-accordion-tax-2009/",
    "a film of an unknown year": "films/afternoon-interior/",
    "a person": "people/bas-devos/",
    "people": "people/",
    "people of one letter": "people/?letter=D",
    "the masthead": "masthead/",
    "a contributor": "contributors/radovan-hlinka/",
    "a contributor without a portrait": "contributors/lupe-arrieta-sol/",
    "contributors": "contributors/",
    "a tag": "tags/moss/",
    "a kind": "news/",
    "a section": "sections/weird/",
    "films": "films/",
    "festivals": "festivals/",
    "a festival": "festivals/berlin/2023/",
    "archive": "archive/",
    "a year": "archive/2024/",
    "a month": "archive/2024/11/",
    "search": "search/",
    "search that found something": "search/?q=here",
    "search that found nothing": "search/?q=ghost+tropik",
    "corrections": "corrections/",
    "about": "about/",
    "feeds": "feeds/",
    "dmca": "dmca/",
    "transparency": "transparency/",
    "report": "report/?url=/2024/02/here-review/",
    "report of a kind": "report/?url=/2024/02/here-review/&kind=copyright",
}
# What is only found: where it stands depends on the day on which the demo was loaded.
FOUND = {"twelve+critics": "Twelve Critics on the One Shot", "sixty+kinds": "Sixty Kinds of Weather"}
# Lists are asked for a few of their rows: fifty more would be as right or as wrong.
FOR_THE_DESK = {
    "desk": ("editor", ""),
    "what stands on the home page": ("editor", "reviews/review/home/"),
    "pieces": ("editor", "reviews/review/?q=here"),
    "no pieces": ("editor", "reviews/review/?q=nothing+is+called+this"),
    "a new piece": ("editor", "reviews/review/add/"),
    "a piece": ("chief", "reviews/review/{piece}/change/"),
    "the links of a piece": ("editor", "reviews/review/{piece}/preview-links/"),
    "the history of a piece": ("chief", "reviews/review/{piece}/history/"),
    "the notes of a piece": ("editor", "reviews/review/{piece}/notes/"),
    "a piece that is talked about": ("editor", "reviews/review/{talked}/change/#notes"),
    "a comparison": ("editor", "reviews/review/{piece}/compare/?from=1"),
    "a proposed change": ("editor", "reviews/review/{proposed}/"),
    "a change at a time": ("editor", "reviews/review/{changing}/change-at/"),
    "open notes": ("editor", "reviews/review/notes/"),
    "notices": ("writer", "notices/"),
    "the bin": ("chief", "reviews/review/{piece}/delete/"),
    "films": ("editor", "films/film/?q=here"),
    "a new film": ("editor", "films/film/add/"),
    "a film": ("editor", "films/film/{film}/change/"),
    "people": ("editor", "films/person/?q=devos"),
    "a person": ("editor", "films/person/1/change/"),
    "festivals": ("editor", "films/festival/"),
    "an edition": ("editor", "films/edition/1/change/"),
    "pictures": ("editor", "images/image/?q=moss"),
    "a picture": ("editor", "images/image/1/change/"),
    "contributors": ("chief", "reviews/contributor/"),
    "a contributor": ("chief", "reviews/contributor/1/change/"),
    "tags": ("editor", "reviews/tag/?q=moss"),
    "sections": ("chief", "reviews/section/1/change/"),
    "calendar": ("editor", "reviews/review/calendar/"),
    "what will happen": ("editor", "reviews/review/coming/"),
    "a bundle": ("editor", "reviews/bundle/{bundle}/change/"),
    "two films that become one": ("chief", "films/film/{film}/merge/?other={namesake}&stays=this"),
    "no films": ("editor", "films/film/?q=nothing+is+called+this"),
    "a new bundle": ("editor", "reviews/bundle/add/"),
    "a new embargo": ("editor", "films/embargo/add/"),
    "reports": ("moderator", "moderation/case/?due=week"),
    "complaints": ("writer", "moderation/case/complaints/"),
    "closed reports": ("lead", "moderation/case/?place=closed"),
    "a case": ("moderator", "moderation/case/{case}/change/"),
    "an act of a case": ("lead", "moderation/case/{case}/change/?act=take_page_down"),
    "a report that came by post": ("moderator", "moderation/case/enter/"),
    "a ready answer": ("lead", "moderation/cannedreply/add/"),
    "designated agents": ("lead", "moderation/designatedagent/"),
    "a new agent": ("lead", "moderation/designatedagent/add/"),
    "what people ask to have erased": ("lead", "moderation/erasurerequest/add/"),
    "a day that counts otherwise": ("lead", "moderation/calendarexception/add/"),
    "hearings": ("lead", "moderation/hearing/"),
    "the register": ("moderator", "moderation/registerentry/"),
    "a clearance": ("moderator", "reviews/clearance/add/"),
    "the log": ("auditor", "accounts/auditentry/?q=withdraw"),
    "another password": ("editor", "password_change/"),
}


@pytest.mark.screens
@pytest.mark.parametrize("name", FOR_READERS)
def test_a_page_for_readers_is_sound(reader, site, name):
    page = reader()
    answer = page.goto(site / FOR_READERS[name])
    if headline := FOUND.get(FOR_READERS[name].partition("=")[2]):
        page.get_by_role("link", name=headline).click()
        answer = page.request.get(page.url)
    assert answer.status == 200
    assert faults_of_markup(answer.text()) == []
    assert pictures_without_measures(page) == []
    assert faults_of_build(page, site.url) == []
    assert faults_of_looks(page) == []


def test_a_picture_by_itself_is_sound(reader, site):
    page = reader()
    page.goto(site / FOR_READERS["a dispatch with eight films and a gallery"])
    with page.expect_event("load"):
        page.locator(".sheet .frame a").nth(1).click()
    assert "/pictures/" in page.url
    assert faults_of_markup(page.request.get(page.url).text()) == []
    assert pictures_without_measures(page) == []
    assert faults_of_build(page, site.url) == []
    assert faults_of_looks(page) == []


@pytest.fixture(scope="module")
def gone(site):
    return {"404": "/2024/02/there-was-never-such-a-piece/"} | made(site, "gone")


@pytest.mark.parametrize("status", ["404", "410", "451"])
def test_a_page_that_is_gone_is_sound(reader, site, gone, problems, status):
    page = reader()
    answer = page.goto(site / gone[status])
    problems.expect(f"status of {status}")
    assert answer.status == int(status)
    assert faults_of_markup(answer.text()) == []
    assert faults_of_build(page, site.url) == []
    assert faults_of_looks(page) == []


def test_a_report_that_lacks_something_is_sound(reader, site):
    page = reader()
    for address, button in (("report/", "Go on"), ("report/?kind=privacy", "Send report")):
        page.goto(site / address)
        page.get_by_role("button", name=button).click()
        page.get_by_role("heading", name="to fix before we can accept this").wait_for()
        assert faults_of_build(page, site.url) == []
        assert faults_of_looks(page) == []


def test_the_pages_of_reports_and_of_their_writers_are_sound(reader, site, problems):
    page = reader()
    held = made(site, "complained")
    for address in (*held.values(), f"{held['counter']}?country=SK"):
        answer = page.goto(site / address)
        assert answer.status == 200, address
        assert faults_of_markup(answer.text()) == []
        assert faults_of_build(page, site.url) == []
        assert faults_of_looks(page) == []


def test_the_sign_in_is_sound(open_page, site):
    page = open_page()
    page.goto(site / "admin/login/")
    assert faults_of_looks(page) == []
    page.fill("input[name=username]", "editor")
    page.fill("input[name=password]", "not this one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert faults_of_looks(page) == []


@pytest.fixture(scope="module")
def numbers(site):
    return made(site, "numbers")


@pytest.mark.screens
@pytest.mark.parametrize("name", FOR_THE_DESK)
def test_a_page_of_the_newsroom_is_sound(newsroom, site, numbers, name):
    who, address = FOR_THE_DESK[name]
    page = newsroom(who)
    answer = page.goto(site / f"admin/{address.format(**numbers)}")
    assert answer.status == 200
    assert faults_of_build(page, site.url) == []
    assert faults_of_looks(page, STANDARD) == []
