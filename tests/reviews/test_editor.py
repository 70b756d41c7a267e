"""The writing field in a real browser, under the desk's content security policy."""

import pytest
from playwright.sync_api import expect

from reviews.body import sanitise
from tests.browser import accessibility_problems, sideways_scroll
from tests.reviews.clipboard import DOCS, KEPT, WORD
from tests.reviews.editor_page import EditorPage
from tests.reviews.payloads import ATTEMPTS
from tests.reviews.test_body import OUR_NODES

pytestmark = pytest.mark.browser

PASTE = """([html, text]) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  clipboardData.setData("text/plain", text)
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def desk():
    server = EditorPage()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def write(page, desk):
    """Opens the field with a text in it, the cursor at its end, and gives the keyboard."""

    def opened(text=""):
        desk.saved = text
        page.goto(desk.url)
        page.locator(".ProseMirror").wait_for()
        page.evaluate(
            "document.querySelector('textarea').bodyEditor.commands.focus('end', { scrollIntoView: false })"
        )
        expect(page.locator(".ProseMirror")).to_be_focused()
        return page.keyboard

    return opened


@pytest.fixture
def saved(page, desk):
    """What is kept when the form is sent."""

    def save() -> str:
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        return desk.saved

    return save


def press(page, name):
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


class TestKeeping:
    def test_a_text_opened_and_saved_is_the_same_text(self, write, saved):
        write(OUR_NODES)
        assert saved() == OUR_NODES

    def test_opening_a_text_changes_nothing(self, page, desk):
        desk.saved = OUR_NODES
        page.add_init_script("window.heard = 0; addEventListener('input', () => window.heard++, true)")
        page.goto(desk.url)
        page.wait_for_selector(".ProseMirror")
        assert page.locator("textarea").input_value() == OUR_NODES
        assert page.evaluate("window.heard") == 0

    def test_a_text_typed_and_saved_and_opened_stays(self, page, write, saved):
        write().type("One.\nTwo.")
        first = saved()
        page.locator(".ProseMirror").click()
        assert first == "<p>One.</p>\n<p>Two.</p>"
        assert saved() == first

    def test_without_javascript_the_source_can_be_written(self, open_page, desk):
        desk.saved = "<p>Before.</p>"
        page = open_page(javascript=False)
        page.goto(desk.url)
        page.get_by_label("Text").fill("<p>Before.</p>\n\nAnd <em>after</em>.")
        page.get_by_role("button", name="Save").click()
        assert desk.saved == "<p>Before.</p>\n<p>And <em>after</em>.</p>"

    def test_a_text_too_long_is_refused_in_a_sentence_and_not_lost(self, page, write, saved, desk):
        write("<p>short</p>")
        page.evaluate("document.querySelector('textarea').value = '<p>' + 'long '.repeat(50000) + '</p>'")
        assert saved() == "<p>short</p>"
        assert "Keep it under 200,000" in page.locator(".errorlist").inner_text()
        assert page.locator(".ProseMirror").inner_text().count("long") == 50_000


class TestTyping:
    def test_spaces_stay_spaces(self, page, write, saved):
        write().type("two  spaces and one more ")
        assert "\xa0" not in page.locator("textarea").input_value()
        assert "&nbsp;" not in page.locator("textarea").input_value()
        assert saved() == "<p>two spaces and one more</p>"

    def test_quotation_marks_turn_and_can_be_turned_back(self, write, saved):
        keyboard = write()
        keyboard.type('"It\'s ("here")" -- he said... "')
        keyboard.press("Backspace")
        assert saved() == '<p>“It’s (“here”)” — he said… "</p>'

    @pytest.mark.parametrize(
        ("language", "typed"),
        [("de", "„hier“"), ("fr", "«&nbsp;hier&nbsp;»"), ("pl-PL", "„hier”"), ("xx", '"hier"')],
    )
    def test_quotation_marks_follow_the_language_while_one_writes(self, page, write, saved, language, typed):
        keyboard = write("<p>x</p>")
        page.evaluate("(language) => (document.querySelector('textarea').lang = language)", language)
        keyboard.type(' "hier"')
        assert saved() == f"<p>x {typed}</p>"

    def test_the_keys_of_every_editor(self, write, saved):
        keyboard = write()
        keyboard.press("Control+b")
        keyboard.type("bold")
        keyboard.press("Control+b")
        keyboard.type(" ")
        keyboard.press("Control+i")
        keyboard.type("italic")
        keyboard.press("Control+i")
        keyboard.press("Shift+Enter")
        keyboard.type("line")
        assert saved() == "<p><strong>bold</strong> <em>italic</em><br>line</p>"

    def test_undo_takes_back_what_was_typed(self, page, write, saved):
        keyboard = write("<p>kept</p>")
        page.wait_for_timeout(600)  # one undo takes back what was typed within half a second
        keyboard.type(" gone")
        keyboard.press("Control+z")
        assert saved() == "<p>kept</p>"


class TestNames:
    def test_at_sign_and_a_part_of_the_name_link_a_film(self, page, write, saved):
        keyboard = write()
        keyboard.type("Before @ghost t")
        page.get_by_role("option", name="Ghost Tropic").wait_for()
        keyboard.press("Enter")
        keyboard.type(" he walked.")
        assert saved() == '<p>Before <a data-film="4">Ghost Tropic</a> he walked.</p>'

    def test_escape_leaves_the_text(self, page, write, saved):
        keyboard = write()
        keyboard.type("write to @here")
        page.get_by_role("option").first.wait_for()
        keyboard.press("Escape")
        keyboard.press("Enter")
        keyboard.type("next")
        assert saved() == "<p>write to @here</p>\n<p>next</p>"

    def test_an_address_is_no_name(self, page, write):
        write().type("desk@here")
        page.wait_for_timeout(500)
        assert page.get_by_role("option").count() == 0

    def test_selected_words_become_the_link(self, page, write, saved):
        keyboard = write("<p>The director</p>")
        keyboard.press("Control+a")
        press(page, "Film or person, or type @ and a part of the name")
        page.get_by_role("combobox").fill("devos")
        page.get_by_role("option", name="Bas Devos").first.wait_for()
        keyboard.press("Enter")
        assert saved() == '<p><a data-person="5">The director</a></p>'


class TestLength:
    def test_the_text_is_written_down_when_somebody_asks_and_not_at_each_key(self, page, write, saved):
        keyboard = write("<p>One.</p>")
        page.evaluate("""() => {
          const { bodyEditor } = document.querySelector("textarea")
          const write = bodyEditor.getHTML.bind(bodyEditor)
          window.written = 0
          bodyEditor.getHTML = () => (window.written++, write())
        }""")
        keyboard.type(" And twenty more keys")
        assert page.evaluate("window.written") <= 2  # when the typing paused, on a slow day
        read = "Object.fromEntries(new FormData(document.forms[0])).body"
        keyboard.type("!")
        assert page.evaluate(read) == "<p>One. And twenty more keys!</p>"
        keyboard.type("!")
        assert (
            page.evaluate("document.querySelector('textarea').value") == "<p>One. And twenty more keys!!</p>"
        )
        keyboard.type("!")
        assert saved() == "<p>One. And twenty more keys!!!</p>"


class TestNodes:
    def test_a_picture_is_chosen_among_those_of_the_piece(self, page, write, saved):
        write("<p>Before.</p>")
        press(page, "Picture")
        page.get_by_role("button", name="Moss").click()
        assert page.locator(".picture-node figcaption").inner_text() == "Moss"
        assert saved() == '<p>Before.</p>\n<figure data-image="13"></figure>'

    def test_a_picture_never_takes_the_place_of_words(self, page, write, saved):
        keyboard = write("<p>Before.</p>")
        keyboard.press("Control+a")
        press(page, "Picture")
        page.get_by_role("button", name="Moss").click()
        assert saved() == '<p>Before.</p>\n<figure data-image="13"></figure>'

    def test_words_never_take_the_place_of_a_picture(self, page, write, saved):
        keyboard = write("<p>Before.</p>")
        press(page, "Picture")
        page.get_by_role("button", name="Moss").click()
        keyboard.type("After.")
        assert saved() == '<p>Before.</p>\n<figure data-image="13"></figure>\n<p>After.</p>'

    def test_no_key_falls_between_a_question_and_the_text(self, page, write):
        write("<p>Before.</p>")
        press(page, "Picture")
        # Promises are kept before the next event, a key's too.
        focused = """async (button) => {
            button.click()
            for (let turn = 0; turn < 10; turn++) await null
            return document.activeElement.className
        }"""
        assert "ProseMirror" in page.get_by_role("button", name="Moss").evaluate(focused)

    def test_a_picture_is_exchanged_for_another(self, page, write, saved):
        write('<figure data-image="13"></figure><p>x</p>')
        page.locator(".picture-node").click()
        press(page, "Picture")
        page.get_by_role("button", name="Two people in a wood").click()
        assert saved() == '<figure data-image="12"></figure>\n<p>x</p>'

    def test_a_picture_that_left_the_piece_is_shown_as_missing(self, page, write, saved):
        write('<figure data-image="13"></figure><p>x</p>')
        page.evaluate("document.querySelector('textarea').dataset.pictures = '[]'")
        page.locator(".picture-node.missing").wait_for()
        assert saved() == '<figure data-image="13"></figure>\n<p>x</p>'

    def test_a_gallery_is_ticked_together_and_changed(self, page, write, saved):
        write("<p>Before.</p>")
        press(page, "Gallery")
        page.get_by_role("button", name="Add").click()
        expect(page.locator(".gallery-node figcaption")).to_have_text(["Two people in a wood", "Moss"])
        assert saved() == '<p>Before.</p>\n<figure data-gallery="12,13"></figure>'
        page.locator(".gallery-node").click()
        press(page, "Gallery")
        page.get_by_label("Two people in a wood").uncheck()
        page.get_by_role("button", name="Change").click()
        assert saved() == '<p>Before.</p>\n<figure data-image="13"></figure>'

    def test_a_picture_that_left_a_gallery_is_told_of_in_words(self, page, write):
        write('<figure data-gallery="12,99"></figure><p>x</p>')
        words = "A picture that is not among this piece’s pictures"
        assert page.locator(".gallery-node .missing").inner_text() == words

    def test_a_pull_quote(self, page, write, saved):
        keyboard = write("<p>Before.</p>")
        keyboard.press("Enter")
        press(page, "Pull quote")
        keyboard.type("Listens")
        assert saved() == '<p>Before.</p>\n<aside class="pull">\n<p>Listens</p>\n</aside>'

    def test_a_spoiler_covers_the_paragraph_and_is_taken_off_again(self, page, write, saved):
        keyboard = write("<p>They meet.</p>")
        press(page, "Spoiler")
        keyboard.type("The ending")
        keyboard.press("Enter")
        keyboard.type("At last: ")
        covered = "<summary>The ending</summary>\n<p>At last: They meet.</p>"
        assert saved() == f'<details class="spoiler">\n{covered}\n</details>'
        page.locator(".spoiler-node p").last.click()
        press(page, "Spoiler")
        assert saved() == "<p>The ending</p>\n<p>At last: They meet.</p>"

    def test_one_writes_on_below_a_spoiler(self, write, saved):
        keyboard = write("<details><summary>End</summary><p>They meet.</p></details>")
        keyboard.press("Enter")
        keyboard.press("Enter")
        keyboard.type("After.")
        assert saved().endswith("<p>They meet.</p>\n</details>\n<p>After.</p>")

    def test_a_footnote_is_written_changed_and_removed(self, page, write, saved):
        write("<p>Word</p>")
        press(page, "Footnote")
        page.get_by_label("What the note says").fill("In the wood.\nAt noon.")
        page.get_by_role("button", name="Add").click()
        assert saved() == '<p>Word<span data-note="In the wood. At noon."></span></p>'
        page.locator(".note-node").click()
        press(page, "Footnote")
        assert page.get_by_label("What the note says").input_value() == "In the wood. At noon."
        page.get_by_role("button", name="Remove the note").click()
        assert saved() == "<p>Word</p>"

    def test_a_link_to_words_that_are_selected(self, page, write, saved):
        keyboard = write("<p>a page</p>")
        keyboard.press("Control+a")
        keyboard.press("Control+k")
        page.get_by_label("Address").fill("example.org/page")
        page.get_by_role("button", name="Link", exact=True).last.click()
        assert saved() == '<p><a href="https://example.org/page">a page</a></p>'

    def test_an_embed(self, page, write, saved):
        write("<p>Before.</p>")
        press(page, "Embed")
        page.get_by_label("Address").fill("https://youtu.be/abcdefghijk")
        page.get_by_role("button", name="Add").click()
        assert saved().endswith('<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>')

    def test_headings_lists_and_quotations(self, page, write, saved):
        keyboard = write()
        for button in ("Heading", "Small heading", "List", "Numbered list", "Quotation"):
            press(page, button)
            keyboard.type(button)
            keyboard.press("Enter")
            keyboard.press("Enter")
        assert saved() == (
            "<h2>Heading</h2>\n<h3>Small heading</h3>\n<ul>\n<li>List</li>\n</ul>\n"
            "<ol>\n<li>Numbered list</li>\n</ol>\n<blockquote>\n<p>Quotation</p>\n</blockquote>"
        )


class TestPasting:
    def test_word_leaves_italics_links_and_headings(self, page, write, saved):
        write()
        word = """<html xmlns:o="urn:x"><head><style>p.MsoNormal{margin:0}</style></head><body>
        <h1 style='mso-x:y'><span lang=EN>Moss</span></h1>
        <p class=MsoNormal style='text-indent:1cm'>He <i>cooks</i><o:p></o:p> <a href="https://example.org/"><span
        style='color:blue'>soup</span></a>.&nbsp;<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"""
        page.evaluate(PASTE, [word, "Moss"])
        assert saved() == '<h2>Moss</h2>\n<p>He <em>cooks</em> <a href="https://example.org/">soup</a>.</p>'

    def test_our_own_nodes_can_be_copied(self, page, write, saved):
        write()
        own = OUR_NODES + '\n<p>Sum<span data-note="On one = two, style = none"></span></p>'
        page.evaluate(PASTE, [own, ""])
        assert saved() == own

    @pytest.mark.parametrize("sample", [WORD, DOCS], ids=["word", "docs"])
    def test_of_a_whole_page_italics_links_and_headings_stay_and_nothing_else(
        self, page, write, saved, sample
    ):
        write()
        page.evaluate(PASTE, [sample, "The Ferry"])
        assert saved() == KEPT

    def test_google_docs_says_by_style_what_is_italic(self, page, write, saved):
        write()
        docs = """<meta charset=utf-8><b style="font-weight:normal;" id="docs-internal-guid-1">
        <p style="line-height:1.4"><span style="font-weight:400;font-style:italic">Here</span>
        <span style="font-weight:400">is</span> <span style="font-weight:700;font-style:italic">slow</span></p></b>"""
        page.evaluate(PASTE, [docs, "Here"])
        assert saved() == "<p><em>Here</em> is <em>slow</em></p>"

    def test_nothing_that_is_pasted_or_stored_runs_without_a_policy(self, browser, desk):
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        desk.saved = "".join(ATTEMPTS)
        page.goto(desk.url)
        page.locator(".ProseMirror").wait_for()
        for attempt in ATTEMPTS:
            page.evaluate(PASTE, [attempt, "x"])
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
        assert (
            page.evaluate("document.querySelectorAll('.ProseMirror :is(script, iframe, object, svg)').length")
            == 0
        )
        context.close()


class TestNotes:
    def test_a_passage_with_a_note_is_marked_and_the_text_never_knows(self, page, write, saved):
        write("<p>Here is <em>moss</em>.</p>\n<p>And a wood.</p>")
        told = page.locator("textarea")
        told.evaluate("e => e.dataset.noted = JSON.stringify([{ words: 'moss. And', by: 'Ana' }])")
        marks = page.locator(".noted")
        expect(marks).to_have_text(["moss", ".", "And"])
        expect(marks.first).to_have_attribute("title", "Note by Ana")
        told.evaluate("e => e.bodyEditor.commands.insertContentAt(1, 'Look: ')")
        expect(marks).to_have_text(["moss", ".", "And"])
        told.evaluate("e => e.dataset.noted = '[]'")
        expect(marks).to_have_count(0)
        told.evaluate("e => e.dataset.noted = JSON.stringify([{ words: 'a wood', by: 'Ana' }])")
        expect(marks).to_have_text(["a wood"])
        assert saved() == "<p>Look: Here is <em>moss</em>.</p>\n<p>And a wood.</p>"


class TestForEverybody:
    def test_the_toolbar_is_walked_with_the_arrow_keys(self, page, write, saved):
        keyboard = write("<p>x</p>")
        keyboard.press("Control+a")
        keyboard.press("Alt+F10")
        keyboard.press("ArrowRight")
        expect(page.get_by_role("button", name="Italic")).to_be_focused()
        keyboard.press("Enter")
        assert saved() == "<p><em>x</em></p>"

    @pytest.mark.parametrize("width", [1280, 700, 390])
    def test_the_toolbar_is_one_row_of_named_signs(self, open_page, desk, width):
        page = open_page(width=width)
        page.goto(desk.url)
        tools = page.get_by_role("toolbar").get_by_role("button")
        expect(tools).to_have_count(16)
        assert len({tool.bounding_box()["y"] for tool in tools.all()}) == 1
        assert all(tool.get_attribute("aria-label") for tool in tools.all())

    def test_a_click_on_the_label_leads_into_the_text(self, page, desk):
        page.goto(desk.url)
        page.locator("label").click()
        page.keyboard.type("x")
        expect(page.locator("textarea")).to_have_value("<p>x</p>")

    @pytest.mark.parametrize("width", [1280, 390])
    def test_axe_objects_to_nothing_and_it_fits(self, open_page, desk, width):
        desk.saved = OUR_NODES
        page = open_page(width=width)
        page.goto(desk.url)
        page.locator(".ProseMirror").click()
        page.keyboard.type(" @here")
        page.get_by_role("option").first.wait_for()
        assert accessibility_problems(page) == []
        assert sideways_scroll(page) == 0
        page.keyboard.press("Escape")
        press(page, "Footnote")
        assert accessibility_problems(page) == []


class TestSanitised:
    """What was sanitised, read by a browser that no policy holds back."""

    @pytest.fixture
    def bare(self, browser):
        context = browser.new_context(bypass_csp=True)
        yield context.new_page()
        context.close()

    def run(self, page, html) -> bool:
        page.set_content("<!doctype html><body></body>")
        page.evaluate("html => { document.body.innerHTML = html; document.body.innerHTML += '' }", html)
        page.set_content(f"<!doctype html><body>{html}</body>")
        page.evaluate(
            "for (const link of document.links) if (/script|data/.test(link.protocol)) window.ran = 1"
        )
        page.wait_for_timeout(20)
        return bool(page.evaluate("window.ran"))

    def test_the_attempts_do_run_when_nobody_stops_them(self, bare):
        assert sum(self.run(bare, attempt) for attempt in ATTEMPTS) > 20

    def test_none_of_them_runs_once_sanitised(self, bare):
        assert [attempt for attempt in ATTEMPTS if self.run(bare, sanitise(attempt))] == []
        assert not self.run(bare, sanitise("".join(ATTEMPTS)))
