"""Two texts by paragraph: what both have stands once, what differs is a choice, and no word falls through."""

import pytest

from reviews.paragraphs import BOTH, MINE, NEITHER, THEIRS, joined, marked, said_in, side_by_side


def html(*paragraphs: str) -> str:
    return "\n".join(f"<p>{words}</p>" for words in paragraphs)


def table(theirs: str, mine: str) -> list[tuple]:
    return [(pair.theirs, pair.mine, pair.number) for pair in side_by_side(theirs, mine)]


def test_what_both_have_is_no_choice():
    assert table(html("A", "B"), html("A", "B")) == [("<p>A</p>",) * 2 + (None,), ("<p>B</p>",) * 2 + (None,)]


def test_paragraphs_that_differ_stand_beside_each_other_and_are_numbered():
    assert table(html("A", "B", "C", "D"), html("A", "X", "C", "Y")) == [
        ("<p>A</p>", "<p>A</p>", None), ("<p>B</p>", "<p>X</p>", 0),
        ("<p>C</p>", "<p>C</p>", None), ("<p>D</p>", "<p>Y</p>", 1),
    ]  # fmt: skip


def test_one_that_only_one_of_them_has_stands_alone():
    assert table(html("A", "B"), html("A")) == [("<p>A</p>", "<p>A</p>", None), ("<p>B</p>", None, 0)]
    assert table("", html("A")) == [(None, "<p>A</p>", 0)]


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        (THEIRS, html("A", "Theirs", "C")), (MINE, html("A", "Mine", "C")),
        (BOTH, html("A", "Theirs", "Mine", "C")), (NEITHER, html("A", "C")),
    ],
)  # fmt: skip
def test_a_text_is_made_of_what_was_chosen(choice, result):
    pairs = side_by_side(html("A", "Theirs", "C"), html("A", "Mine", "C"))
    assert joined(pairs, lambda pair: choice) == result


def test_what_nobody_chose_is_mine_and_what_only_they_have_stays():
    pairs = side_by_side(html("A", "Theirs", "C", "New"), html("A", "Mine", "C"))
    assert joined(pairs, lambda pair: pair.usual) == html("A", "Mine", "C", "New")


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (html(*"ABCDE"), html(*"EDCBA")), (html(*"AAAB"), html(*"ABBB")), ("", html("A")),
        ('<ul>\n<li>A</li>\n<li>B</li>\n</ul>\n<hr>\n<figure data-image="3"></figure>', html("A")),
    ],
)  # fmt: skip
def test_either_text_comes_back_whole(theirs, mine):
    pairs = side_by_side(theirs, mine)
    only = {THEIRS: lambda pair: pair.theirs, MINE: lambda pair: pair.mine}
    for choice, text in ((THEIRS, theirs), (MINE, mine)):
        kept = joined(pairs, lambda pair, choice=choice: choice if only[choice](pair) else NEITHER)
        assert kept == text


def test_a_paragraph_is_said_in_words():
    assert said_in("<p>Two <strong>bold</strong> words.</p>") == "Two bold words."
    assert said_in('<figure data-image="3"></figure>') == "A picture"
    assert said_in('<aside class="pull">\n<p>Pulled.</p>\n</aside>') == "Pulled."
    assert said_in("<ul>\n<li>A</li>\n<li>B</li>\n</ul>") == "A\nB"


def test_the_words_that_the_other_does_not_have_are_marked():
    assert list(marked("Red ones, mostly", "Blue ones, mostly")) == [("Red", True), ("ones, mostly", False)]
