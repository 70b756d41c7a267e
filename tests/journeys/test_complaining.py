"""A complaint from its form to the day on which the picture is back: sender, moderator, writer and the clock."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.pieces import made

pytestmark = pytest.mark.browser

FILM = "a-table-for-four-2023"
WRITER = "Radovan Hlinka"  # whose account is “writer”
NOT_A_PERSON = 3000  # milliseconds: what is sent sooner was filled in by none


def test_a_picture_goes_after_a_notice_and_comes_back_after_a_counter_notice(
    reader, newsroom, site, problems
):
    piece = made(
        site, "publish", headline="The Lamp, Twice", film=FILM, section="Weird", tags=["lamps"], writer=WRITER
    )
    page = reader(width=390)
    reference = file_by_keyboard(page, site, piece["path"])
    status = page.url
    expect(page.get_by_role("main")).to_contain_text("It lacks")

    # The mailbox is proven by a button on the page that the letter leads to.
    page.goto(site / made(site, "letters", reference=reference)["E1"][0])
    keys = Keyboard(page)
    keys.open(page.get_by_role("button", name="Yes, it is mine"))
    assert page.url == status

    asked = "Which of the two lamps is yours?"
    made(site, "moderate", reference=reference, act="ask_for_what_is_missing", reason=asked)
    page.reload()
    expect(page.get_by_text(asked)).to_be_visible()
    page.get_by_label("Where it is on our page").fill("The lamp on the landing, at the top.")
    page.get_by_label("Signature").fill("Noor Kestens")
    deed = {
        "name": "deed.html",
        "mimeType": "text/html",
        "buffer": b"<script>document.title = 'Run'</script>",
    }
    page.get_by_label("Files, if you have any").set_input_files([deed])
    with page.expect_event("load"):
        page.get_by_role("button", name="Send this").click()
    expect(page.get_by_role("main")).to_contain_text("You sent us more")
    expect(page.get_by_role("main")).not_to_contain_text("It lacks")
    assert saved_by_a_moderator(newsroom, site, reference, "deed.html") == ("deed.html.txt", deed["buffer"])

    picture = made(site, "files_of", key=piece["picture"])[0]
    assert page.request.get(site / picture).status == 200
    made(
        site,
        "moderate",
        reference=reference,
        act="hide_picture",
        picture=piece["picture"],
        reason="It is hers.",
    )
    assert page.request.get(site / picture).status == 451
    assert page.request.get(site / piece["path"]).status == 200
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("A picture: hidden since")

    send_counter_notice(newsroom("writer"), site, reference)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("12 Test Street, Nitra")

    planned = made(site, "clock_of", reference=reference)["planned"]
    early = datetime.fromisoformat(planned) - timedelta(seconds=1)
    assert made(site, "answer_at", path=picture, at=early.isoformat()) == 451
    assert made(site, "answer_at", path=picture, at=planned) == 200
    site.manage("moderation_tick", "--now", planned)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("It was put back")


def file_by_keyboard(page, site, path) -> str:
    """The whole form at 390 pixels without a mouse, all but where it is and a signature. Returns the reference."""
    keys = Keyboard(page)
    page.goto(site / f"report/?url={path}")
    keys.to(page.get_by_label("It uses my copyrighted work"))
    keys.press("Space")
    keys.open(page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", level=1)).to_have_text("It uses my copyrighted work")
    for label, words in {
        "The work that is yours": "“Lamp, Landing”, a photograph of mine from 2011.",
        "Full legal name": "Noor Kestens",
        "Email": "noor.kestens@example.org",
        "Telephone": "+32 9 000 00 00",
    }.items():
        keys.to(page.get_by_label(label))
        keys.type(words)
    for statement in page.get_by_role("checkbox").all():
        keys.to(statement)
        keys.press("Space")
        expect(statement).to_be_checked()
    page.wait_for_timeout(NOT_A_PERSON)
    keys.open(page.get_by_role("button", name="Send report"))
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
    return page.locator(".lede").inner_text().removeprefix("Your reference is ").rstrip(".")


def send_counter_notice(page, site, reference) -> None:
    """From the writer's own list to the sent form; the warning stands before anything is typed."""
    page.goto(site / "admin/moderation/case/complaints/")
    complaint = page.get_by_role("region").filter(has_text=reference)
    expect(complaint).to_contain_text("Noor Kestens")
    expect(complaint).not_to_contain_text("+32 9")
    with page.expect_event("load"):
        complaint.get_by_role("link", name="Read about a counter-notice").click()
    expect(page.get_by_text("They can use them to take you to court")).to_be_visible()
    expect(page.get_by_label("Postal address")).to_have_count(0)
    page.get_by_label("The country you live in").select_option("SK")
    with page.expect_event("load"):
        page.get_by_role("button", name="I have read this, go on").click()
    page.get_by_label("Postal address").fill("12 Test Street, Nitra")
    page.get_by_label("Telephone").fill("+421 37 000 00 00")
    for statement in page.get_by_role("checkbox").all():
        statement.check()
    page.get_by_label("Signature").fill("Radovan Hlinka")
    with page.expect_event("load"):
        page.get_by_role("button", name="Send the counter-notice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your counter-notice")
    expect(page.get_by_role("main")).to_contain_text("it is back on")


def saved_by_a_moderator(newsroom, site, reference: str, name: str) -> tuple[str, bytes]:
    """What a browser keeps of a paper, and under which name; it opens nothing of it."""
    desk = newsroom("moderator")
    desk.goto(f"{site / 'admin/moderation/case/'}?q={reference}")
    with desk.expect_event("load"):
        desk.get_by_role("listitem").filter(has_text=reference).get_by_role("link").click()
    with desk.expect_download() as saving:
        desk.get_by_role("link", name=name).click()
    return saving.value.suggested_filename, Path(saving.value.path()).read_bytes()
