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


# With what both began from


def who_changed(base: str, theirs: str, mine: str) -> list[tuple]:
    return [(pair.theirs, pair.mine, pair.changed_by, pair.usual) for pair in side_by_side(theirs, mine, base)
            if pair.is_choice]  # fmt: skip


def p(words: str) -> str:
    return f"<p>{words}</p>"


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        (html("A", "X", "C"), html("A", "B", "C"), [(p("X"), p("B"), THEIRS, THEIRS)]),
        (html("A", "B", "C"), html("A", "Y", "C"), [(p("B"), p("Y"), MINE, MINE)]),
        (html("A", "X", "C"), html("A", "Y", "C"), [(p("X"), p("Y"), BOTH, MINE)]),
        (html("A", "C"), html("A", "B", "C"), [(None, p("B"), THEIRS, NEITHER)]),
        (html("A", "B", "C"), html("A", "C"), [(p("B"), None, MINE, NEITHER)]),
        (html("A", "B", "X", "C"), html("A", "B", "C"), [(p("X"), None, THEIRS, THEIRS)]),
        (html("A", "B", "C"), html("A", "B", "Y", "C"), [(None, p("Y"), MINE, MINE)]),
        (html("A", "C"), html("A", "Y", "C"), [(None, p("Y"), BOTH, MINE)]),
        (html("A", "X", "C"), html("A", "C"), [(p("X"), None, BOTH, THEIRS)]),
        (html("A", "C"), html("A", "C"), []),
        (html("A", "X", "C"), html("A", "X", "C"), []),
        # What one adds beside what the other changes is not mistaken for it.
        (html("A", "X", "B", "C"), html("A", "Y", "C"), [(p("X"), None, THEIRS, THEIRS), (p("B"), p("Y"), MINE, MINE)]),
    ],
)  # fmt: skip
def test_who_alone_changed_a_paragraph_is_chosen(theirs, mine, expected):
    assert who_changed(html("A", "B", "C"), theirs, mine) == expected


def test_changes_in_different_places_both_come_about():
    base, theirs, mine = html(*"ABCDE"), html("X", *"BCDE", "Z"), html(*"ABC", "Y", "E")
    pairs = side_by_side(theirs, mine, base)
    assert joined(pairs, lambda pair: pair.usual) == html("X", "B", "C", "Y", "E", "Z")


@pytest.mark.parametrize("base", [html(*"ABCDE"), html("A"), "", html(*"EDCBA"), html(*"AABBA")])
@pytest.mark.parametrize("theirs", [html(*"ABXDE"), html(*"EDCBA"), "", html(*"AAAB"), html(*"XABCDEZ")])
@pytest.mark.parametrize("mine", [html(*"ABCYE"), html(*"BADCE"), "", html(*"ABBB"), html("Y")])
def test_either_text_comes_back_whole_whatever_they_began_from(base, theirs, mine):
    pairs = side_by_side(theirs, mine, base)
    assert [pair.number for pair in pairs if pair.is_choice] == list(
        range(sum(pair.is_choice for pair in pairs))
    )
    only = {THEIRS: lambda pair: pair.theirs, MINE: lambda pair: pair.mine}
    for choice, text in ((THEIRS, theirs), (MINE, mine)):
        kept = joined(pairs, lambda pair, choice=choice: choice if only[choice](pair) else NEITHER)
        assert kept == text
