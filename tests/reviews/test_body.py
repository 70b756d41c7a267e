"""The body: what survives of what people paste, and what can be asked of it."""

import time

import nh3
import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.text import clean_text
from reviews import body
from reviews.body import sanitise
from tests.reviews.payloads import ATTEMPTS, EXHAUSTING

OUR_NODES = """<p>Before <a data-film="3">Here</a>, <a data-person="5">Bas Devos</a> made shorter films.</p>
<h2>Moss</h2>
<figure data-image="12"></figure>
<aside class="pull">
<p>A film that <em>listens</em>.</p>
</aside>
<ul>
<li>one</li>
<li>
<p>two</p>
<ol start="3">
<li>three</li>
</ol>
</li>
</ul>
<blockquote>
<p>“Soup,” he says.<br>And again.</p>
</blockquote>
<figure data-gallery="14,12,15"></figure>
<figure data-embed="https://vimeo.com/76979871"></figure>
<hr>
<details class="spoiler">
<summary>The ending</summary>
<p>They meet<span data-note="In the wood, where &lt;else&gt;?"></span> again.</p>
<figure data-image="13"></figure>
</details>
<p><strong>Bold <em>and</em></strong> <cite>title</cite>, 20<sup>th</sup>.</p>
<p><a href="https://example.org/?a=1&amp;b=2">a link</a>.</p>"""


class TestWhatStays:
    def test_our_own_spelling_is_left_alone(self):
        assert sanitise(OUR_NODES) == OUR_NODES

    def test_the_gate_has_nothing_to_change_in_our_own_spelling(self):
        assert body.GATE.clean(OUR_NODES) == OUR_NODES

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("<b>bold</b> and <i>italic</i>", "<p><strong>bold</strong> and <em>italic</em></p>"),
            ("<h1>One</h1><h4>Four</h4>", "<h2>One</h2>\n<h3>Four</h3>"),
            ("<h2><b>Bold</b> heading</h2>", "<h2>Bold heading</h2>"),
            ("<li>a</li>", "<p>a</p>"),
            (
                "<ul>a<li>b<ul><li>c</ul></ul>",
                "<ul>\n<li>a</li>\n<li>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>",
            ),
            ("<table><tr><td>a<td>b</table>", "<p>a</p>\n<p>b</p>"),
            ("<p>a<p>b", "<p>a</p>\n<p>b</p>"),
            ("<em><strong>x</strong></em>", "<p><strong><em>x</em></strong></p>"),
            ("<em>a</em><em>b</em> <em>c</em>", "<p><em>ab c</em></p>"),
            ("<p><em>left open</p><p>next</p>", "<p><em>left open</em></p>\n<p>next</p>"),
            ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
            ("a<br><br>b<br>c<br>", "<p>a</p>\n<p>b<br>c</p>"),
            ("<blockquote>x</blockquote>", "<blockquote>\n<p>x</p>\n</blockquote>"),
            ("<del>old</del>new", "<p>new</p>"),
            ("<ol start=5><li>x</ol>", '<ol start="5">\n<li>x</li>\n</ol>'),
        ],
    )
    def test_foreign_markup_takes_our_shape(self, given, kept):
        assert sanitise(given) == kept

    @pytest.mark.parametrize(
        "empty", ["", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<ul><li></ul>", "\u200b"]
    )
    def test_nothing_is_kept_of_nothing(self, empty):
        assert sanitise(empty) == ""

    def test_plain_text_becomes_paragraphs_at_blank_lines(self):
        typed = "First line\nstill first.\n\n  \nSecond <em>one</em>."
        assert sanitise(typed) == "<p>First line still first.</p>\n<p>Second <em>one</em>.</p>"

    @pytest.mark.parametrize(
        "typed",
        ["a < b & c", "I <3 it", "I </3 it", 'he said <a href="x>so', "one <!-- two", "5 <"],
    )
    def test_a_slip_of_the_pen_loses_no_words(self, typed):
        assert (
            body.plain_text(sanitise(typed)).replace("<!--", "").split() == typed.replace("<!--", "").split()
        )


class TestSpaces:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("two&nbsp; spaces &nbsp;here&nbsp;", "two spaces here"),
            ("no&nbsp;break", "no break"),
            ("« Ici\xa0», dit-il\xa0: non\xa0!", "« Ici&nbsp;», dit-il&nbsp;: non&nbsp;!"),
            ("90\xa0000 spectators", "90&nbsp;000 spectators"),
            (" <em> a </em> b", "<em>a</em> b"),
            ("soft\u00adhyphen", "softhyphen"),
        ],
    )
    def test_only_meant_no_break_spaces_stay(self, typed, kept):
        assert sanitise(f"<p>{typed}</p>") == f"<p>{kept}</p>"


class TestPasting:
    def test_word_leaves_its_words_and_italics(self):
        pasted = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style>
        <!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=EN-GB>
        <p class=MsoNormal style='mso-line-height-rule:exactly'><span lang=EN-GB style='font-size:12.0pt'>He makes
        soup in <i style='mso-bidi-font-style:normal'>Here</i>.<o:p></o:p></span></p>
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>
        <span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>First</p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"""
        assert sanitise(pasted) == "<p>He makes soup in <em>Here</em>.</p>\n<p>First</p>"

    def test_google_docs_leaves_its_styles_as_marks(self):
        pasted = """<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400;
        font-style:italic">Here</span><span style="font-weight:700"> is bold</span> <a href="https://www.google.com/url?q=https://example.org/a%3Fb%3D1&amp;sa=D"><span
        style="text-decoration:underline">link</span></a></p></b>"""
        kept = '<p><em>Here</em> <strong>is bold</strong> <a href="https://example.org/a?b=1">link</a></p>'
        assert sanitise(pasted) == kept

    def test_italics_switched_off_inside_italics_are_off(self):
        pasted = '<p><em>seen in <span style="font-style:normal">Here</span> again</em></p>'
        assert sanitise(pasted) == "<p><em>seen in</em> Here <em>again</em></p>"


class TestAddresses:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("https://example.org/a b", "https://example.org/a%20b"),
            ("HTTP://Example.org", "http://Example.org"),
            ("//example.org/x", "https://example.org/x"),
            ("www.example.org", "https://www.example.org"),
            ("/films/here-2023/", "/films/here-2023/"),
            ("mailto:desk@example.org", "mailto:desk@example.org"),
            ("/\\evil.example", "/%5Cevil.example"),
        ],
    )
    def test_a_reader_may_be_sent_there(self, typed, kept):
        assert sanitise(f'<a href="{typed}">x</a>') == f'<p><a href="{kept}">x</a></p>'

    @pytest.mark.parametrize(
        "typed",
        [
            "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "ftp://x", "file:///etc/passwd",
            "#top", "x.html", "https://", "http:///x", "https://[", "mailto:", "tel:1", "",
        ],
    )  # fmt: skip
    def test_a_reader_may_not_be_sent_there_but_reads_the_words(self, typed):
        assert sanitise(f'<a href="{typed}">x</a>') == "<p>x</p>"

    def test_a_picture_stands_by_its_id_only(self):
        for address in ("javascript:1", "//host/x.jpg", "https://host/x.jpg", "/x.jpg"):
            assert sanitise(f'<img src="{address}">') == ""
            assert sanitise(f'<figure data-image="{address}"></figure>') == ""


class TestOurNodes:
    def test_a_spoiler_never_loses_its_cover(self):
        for cover in (
            "<ul><li>{}</ul>",
            "<blockquote>{}</blockquote>",
            "<aside class=pull>{}</aside>",
            "<p><em>{}</p>",
        ):
            kept = sanitise(cover.format("<details><summary>Who</summary><p>The gardener.</p></details>"))
            assert (
                '<details class="spoiler">\n<summary>Who</summary>\n<p>The gardener.</p>\n</details>' in kept
            )

    def test_a_spoiler_in_a_spoiler_is_under_the_same_cover(self):
        nested = "<details><p>a</p><details><p>b</p></details><p>c</p></details><p>d</p>"
        inner = "<summary>Spoiler</summary>\n<p>a</p>\n<p>b</p>\n<p>c</p>"
        assert sanitise(nested) == f'<details class="spoiler">\n{inner}\n</details>\n<p>d</p>'

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ('<figure data-gallery=" 3, 1,x,-2,0,3 "></figure>', '<figure data-gallery="3,1"></figure>'),
            ('<figure data-gallery="7"></figure>', '<figure data-image="7"></figure>'),
            ('<figure data-gallery="x"></figure>', ""),
            ('<figure data-gallery="1,2"><img src="//a.example/b.png">Words</figure>',
             '<figure data-gallery="1,2"></figure>\n<p>Words</p>'),
        ],
    )  # fmt: skip
    def test_a_gallery_is_ids_in_their_order(self, given, kept):
        assert sanitise(given) == kept

    def test_a_picture_in_a_list_moves_below_it(self):
        assert sanitise("<ul><li>a<figure data-image=3></figure><li>b</ul>c") == (
            '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<figure data-image="3"></figure>\n<p>c</p>'
        )

    def test_a_film_link_has_no_other_address(self):
        assert (
            sanitise('<a data-film="03" href="https://example.org">x</a>') == '<p><a data-film="3">x</a></p>'
        )

    @pytest.mark.parametrize("wrong", ["0", "-1", "1.5", "x", "", "9" * 30, "٣"])
    def test_an_id_is_a_number_above_zero(self, wrong):
        assert (
            sanitise(f'<figure data-image="{wrong}"></figure><p><a data-person="{wrong}">x</a></p>')
            == "<p>x</p>"
        )

    @pytest.mark.parametrize(
        ("pasted", "kept"),
        [
            ("https://youtu.be/abcdefghijk?t=3", "https://www.youtube.com/watch?v=abcdefghijk"),
            (
                "https://www.youtube.com/watch?list=x&v=abcdefghijk",
                "https://www.youtube.com/watch?v=abcdefghijk",
            ),
            ("//player.vimeo.com/video/76979871?h=1", "https://vimeo.com/76979871"),
            ("https://archive.org/embed/a_trip", "https://archive.org/details/a_trip"),
        ],
    )
    def test_an_embed_is_spelt_one_way(self, pasted, kept):
        assert (
            sanitise(f'<figure data-embed="{pasted}"></figure>') == f'<figure data-embed="{kept}"></figure>'
        )
        assert sanitise(f'<iframe src="{pasted}"></iframe>') == f'<figure data-embed="{kept}"></figure>'

    def test_an_embed_from_a_site_not_listed_is_a_link(self):
        kept = '<p><a href="https://example.org/v">https://example.org/v</a></p>'
        assert sanitise('<figure data-embed="https://example.org/v"></figure>') == kept
        assert sanitise('<iframe src="https://youtube.com.example.org/embed/abcdefghijk"></iframe>') == ""

    def test_a_note_keeps_the_words_it_was_put_around(self):
        assert (
            sanitise('<p><span data-note="n">word</span>.</p>') == '<p>word<span data-note="n"></span>.</p>'
        )


class TestWhatCannotBeStored:
    @pytest.mark.parametrize("character", ["\0", "\ud800"])
    def test_it_is_refused_in_words(self, character):
        with pytest.raises(ValidationError, match="cannot be stored"):
            sanitise(f"<p>a{character}</p>")

    @pytest.mark.parametrize("hidden", ["\u202e", "&#x202e;", "\u2066", "&#8294;"])
    def test_overrides_of_direction_go(self, hidden):
        assert sanitise(f"<p>a{hidden}b</p><p>x<span data-note='a{hidden}b'></span></p>") == (
            '<p>ab</p>\n<p>x<span data-note="ab"></span></p>'
        )

    def test_a_number_of_a_million_digits_is_no_character(self):
        assert sanitise(EXHAUSTING["one endless number"]) == "<p>\N{REPLACEMENT CHARACTER}</p>"


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<em>", "</em>", "<b>", "</b>", "<cite>", "</cite>", "<sup>", "</sup>",
        "<a href='/x'>", "</a>", "<ul>", "</ul>", "<ol start=3>", "</ol>", "<li>", "</li>", "<blockquote>",
        "</blockquote>", "<br>", "<hr>", "<h1>", "</h1>", "<h3>", "<details>", "</details>", "<summary>",
        "</summary>", "<aside class=pull>", "</aside>", "<div>", "<figure data-image=2>",
        "<figure data-embed=//youtu.be/abcdefghijk>", "</figure>", "<a data-film=1>", "<table><td>",
        "<span data-note='n'>", "<span style='font-style:normal'>", "<span style='font-weight:bold'>",
        "</span>", "<svg>", "<a href='http://[x'>", "<a href='https://xn--a/'>",
        "<a href='http://1.2.3.999/'>", "<a href='http://a:99999/'>", "\u0338", "\u0301", "e", "\u1100",
        "\u1161", "\u0f73", "\xa0", "\n", "\n\n", " ", "\u200b", "\ufeff", "&nbsp;", "<", ">", '"', "&",
        "&lt;", "&amp;lt;", "&#x202e;", "&#769;", "&#824;", "«", "»", ":", "7", "<!--", "-->", "<script>",
    ]
)  # fmt: skip
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
BODIES = st.one_of(STORABLE, st.lists(st.one_of(PIECES, STORABLE), max_size=30).map("".join))


class TestAlways:
    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(BODIES)
    @example("<p>\u0338x</p>")
    @example("\u1100<em>\u0301</em>\u1161")
    @example("<a href='http://[x'>x</a>")
    def test_a_second_time_changes_nothing(self, anything):
        once = sanitise(anything)
        assert sanitise(once) == once
        assert body.GATE.clean(once) == once
        assert clean_text(once) == once

    @pytest.mark.parametrize("attempt", ATTEMPTS)
    def test_no_attempt_leaves_more_than_the_allow_list_holds(self, attempt):
        kept = sanitise(attempt)
        assert sanitise(kept) == kept
        seen = set()
        nh3.Cleaner(
            tags=nh3.ALLOWED_TAGS | set(body.ELEMENTS) | {"img", "svg", "math", "iframe", "input"},
            clean_content_tags=set(),
            attributes={tag: {"*"} for tag in body.ELEMENTS},
            attribute_filter=lambda tag, name, value: seen.add((tag, name)) or value,
            link_rel=None,
        ).clean(kept)
        allowed = {(tag, name) for tag, names in body.ELEMENTS.items() for name in names}
        allowed |= {(tag, "class") for tag in body.CLASSES}
        assert seen <= allowed

    @pytest.mark.parametrize("name", EXHAUSTING)
    def test_a_megabyte_of_spite_is_read_in_seconds(self, name):
        # The limit is generous for a busy machine; what it guards against takes hours.
        started = time.process_time()
        sanitise(EXHAUSTING[name])
        assert time.process_time() - started < 20

    def test_ten_thousand_words_take_a_moment(self):
        paragraph = (
            "<p>"
            + 'He walks <em>slowly</em> through <a href="https://example.org/">Brussels</a>. ' * 20
            + "</p>"
        )
        long_read = paragraph * 100
        assert body.words(long_read) == 10_000
        started = time.process_time()
        sanitise(long_read)
        assert time.process_time() - started < 2


class TestQuestions:
    def test_references_stand_in_reading_order_and_once(self):
        again = (
            OUR_NODES
            + '<p><a data-film="9">x</a> <a data-film="3">y</a></p><figure data-image="12"></figure>'
        )
        assert body.references(again) == body.References(
            images=(12, 14, 15, 13),
            films=(3, 9),
            people=(5,),
            embeds=("https://vimeo.com/76979871",),
            addresses=("https://example.org/?a=1&b=2",),
        )
        assert (body.image_ids(again), body.film_ids(again), body.person_ids(again)) == (
            (12, 14, 15, 13),
            (3, 9),
            (5,),
        )

    def test_headings_have_levels(self):
        assert body.headings("<h2>A <em>b</em></h2><p>x</p><h4>C</h4>") == ((2, "A b"), (3, "C"))

    def test_plain_text_leaves_out_notes_and_pull_quotes(self):
        text = body.plain_text(OUR_NODES)
        assert "listens" not in text
        assert "In the wood" not in text
        assert text.startswith("Before Here, Bas Devos made shorter films.\n\nMoss\n\none\n\ntwo")

    def test_plain_text_can_keep_the_ending_to_itself(self):
        assert "They meet again." in body.plain_text(OUR_NODES)
        assert "They meet" not in body.plain_text(OUR_NODES, spoilers=False)

    @pytest.mark.parametrize(
        ("text", "count"),
        [("", 0), ("one two", 2), ("Devos’ well-made e.g. 90-minute film", 5), ("—", 0), ("ここにいる人", 3)],
    )
    def test_words_are_counted_as_a_reader_would(self, text, count):
        assert body.words(f"<p>{text}</p>") == count

    @pytest.mark.parametrize(("words", "minutes"), [(0, 1), (230, 1), (231, 2), (460, 2)])
    def test_reading_time_is_rounded_up(self, words, minutes):
        assert body.reading_minutes("<p>" + "word " * words + "</p>") == minutes

    @pytest.mark.parametrize(
        ("text", "excerpt"),
        [
            ("<p>One sentence. And another.</p>", "One sentence."),
            ("<h2>Heading</h2><p>“Soup?” he asks. She nods.</p>", "“Soup?” he asks."),
            ("<p>J. Smith of St. Ives saw it. Then left.</p>", "J. Smith of St. Ives saw it."),
            ("<details><summary>End</summary><p>He dies.</p></details><p>He lives on.</p>", "He lives on."),
            ("<aside class=pull><p>Pulled.</p></aside><p>Read.</p>", "Read."),
            ("<p>Line<br>break</p>", "Line break"),
            ("", ""),
        ],
    )
    def test_the_excerpt_is_the_first_sentence(self, text, excerpt):
        assert body.excerpt(text) == excerpt

    def test_a_long_sentence_is_cut_at_a_word(self):
        cut = body.excerpt("<p>" + "slowly, " * 40 + "</p>")
        assert cut.endswith("slowly…")
        assert len(cut) <= 160
