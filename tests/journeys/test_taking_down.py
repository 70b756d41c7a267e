"""A reader's report, a moderator's decision, and everything as it was once the decision is lifted."""

import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.pieces import made

pytestmark = pytest.mark.browser

HEADLINE = "A TABLE FOR FOUR, Again: The Dog’s Portion"
FILM = "a-table-for-four-2023"
SECOND = 1.0


@pytest.fixture
def piece(site):
    return made(
        site, "publish", headline=HEADLINE, film=FILM, section="Weird", tags=["food", "portions for dogs"]
    )


def places_of(piece) -> list[str]:
    """Where readers find the piece besides its own page."""
    month = piece["path"][:9]
    return [
        "/",
        "/reviews/",
        "/reviews/feed/",
        "/sections/weird/",
        f"/films/{FILM}/",
        f"/films/{FILM}/feed/",
        "/people/rosaura-beltran-ix/",
        "/contributors/lupe-arrieta-sol/",
        "/tags/food/",
        "/tags/portions-for-dogs/",
        f"/archive{month}",
        "/search/?q=dog%27s+portion",
        "/search/?q=beltran",
        "/feed/",
        f"/sitemap-{month[1:5]}.xml",
        "/2024/05/a-table-for-four-review/",
    ]


def test_a_page_is_taken_down_everywhere_and_comes_back_as_it_was(reader, newsroom, site, piece, problems):
    wait_for_a_quiet_minute(site)
    page = reader()
    page.goto(site / piece["path"])
    files = pictures_on(page, piece["picture"])
    assert files
    before = {address: page.request.get(site / address).body() for address in [*places_of(piece), *files]}
    before[piece["path"]] = page.request.get(site / piece["path"]).body()
    assert [place for place in places_of(piece) if piece["path"].encode() not in before[place]] == []

    # A notice with everything but a signature is taken all the same, and says what it lacks.
    page.get_by_role("link", name="Click here to report it").click()
    expect(page.get_by_role("main")).to_contain_text("The Dog’s Portion")
    page.get_by_label("It uses my copyrighted work").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("The work that is yours").fill("“Lamp, Landing”, a photograph of mine from 2011.")
    page.get_by_label("Where it is on our page").fill("The picture at the top.")
    page.get_by_label("Full legal name").fill("Noor Kestens")
    page.get_by_label("Postal address").fill("1 Example Street, Ghent")
    page.get_by_label("Telephone").fill("+32 9 000 00 00")
    for statement in page.locator("input[type=checkbox]").all():
        statement.check()
    time.sleep(3 * SECOND)  # what is sent sooner was filled in by no person
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    reference = page.locator(".lede").inner_text().removeprefix("Your reference is ").rstrip(".")
    assert reference.startswith("M-2")
    expect(page.get_by_role("main")).to_contain_text("It lacks")
    receipt = page.url

    desk = newsroom("moderator")
    desk.goto(site / "admin/")
    desk.get_by_role("link", name="Reports").click()
    desk.get_by_role("listitem").filter(has_text=reference).get_by_role("link").first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(
        "“The picture at the top.” in “A TABLE FOR FOUR"
    )
    expect(desk.get_by_role("heading", name="What a valid notice needs: 5 of 6")).to_be_visible()
    expect(desk.get_by_text("Noor Kestens").first).to_be_visible()
    with decision(desk, "Take the page down") as form:
        form.get_by_label("Why it may not stay").fill("The owner’s own photograph, used without asking.")
        if (public := form.get_by_label("What readers read")).count():
            public.fill("")
    gone_within_a_second(page, site, piece, files)

    page.goto(site / piece["path"])
    problems.expect("status of 451")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This review is not available for legal reasons"
    )
    expect(page.get_by_role("main")).to_contain_text(f"Reference {reference}")
    expect(page.get_by_role("main")).not_to_contain_text("Noor")
    answer = page.request.get(site / piece["path"])
    assert answer.status == 451
    assert answer.headers["link"] == f'<{site.url}/>; rel="blocked-by"'
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    page.goto(receipt)
    expect(page.get_by_role("main")).to_contain_text("no longer shown")

    with decision(desk, "Put back") as form:
        form.get_by_label("Why it comes back").fill("The owner has given leave.")
    back_within_a_second(page, site, before)
    assert differences(page, site, before) == []


@contextmanager
def decision(desk, label):
    """Open one act of the case's page, fill it in, look at what it would do, and confirm that."""
    with desk.expect_event("load"):
        desk.get_by_role("group", name="Decide").get_by_role("link", name=label).click()
    yield desk.get_by_role("region", name=label)
    with desk.expect_event("load"):
        desk.get_by_role("button", name="See what will happen").click()
    with desk.expect_event("load"):
        desk.get_by_role("button", name=label).click()


def pictures_on(page, key) -> list[str]:
    """The addresses of every file of the picture that the page names."""
    named = page.evaluate(
        "[...document.querySelectorAll('img, source')].flatMap((e) => [e.src, ...e.srcset.split(', ')])"
    )
    paths = {address.split(" ")[0].partition("/pictures/")[2] for address in named}
    return sorted(f"/pictures/{path}" for path in paths if path.startswith(f"{key}/"))


def gone_within_a_second(page, site, piece, files):
    def still_there():
        left = [place for place in places_of(piece) if still_says(page.request.get(site / place), piece)]
        return left + [file for file in files if page.request.get(site / file).ok]

    assert within_a_second(still_there) == []


def still_says(answer, piece) -> bool:
    words = (piece["path"].encode(), "Dog’s Portion".encode(), piece["picture"].encode())
    return answer.status not in (200, 404) or any(word in answer.body() for word in words)


def back_within_a_second(page, site, before):
    assert within_a_second(lambda: page.request.get(site / "/").body() != before["/"]) is False


def differences(page, site, before) -> list[str]:
    return [address for address, body in before.items() if page.request.get(site / address).body() != body]


def within_a_second(question):
    """The answer, asked again and again until it is empty or a second has passed since the first."""
    begun = time.monotonic()
    while (answer := question()) and time.monotonic() - begun < SECOND:
        time.sleep(0.05)
    return answer


def wait_for_a_quiet_minute(site):
    """Pieces appear by themselves at their minute, which would change what is compared here."""
    seconds = made(site, "next_appearance")
    if seconds is not None and seconds < 60:
        time.sleep(seconds + 1)
