"""What differs between two states, told in words."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews import state as states
from reviews.comparing import Names, changed_words, compare
from reviews.comparing.words import Budget, Unit, aligned, compare_words

NAMES = Names(
    {
        "film": {1: "Here (2023)", 2: "Ghost Tropic (2019)"},
        "contributor": {1: "Anna Novák", 2: "Oda Linnqvist"},
        "tag": {1: "moss", 2: "soup"},
        "section": {1: "Europe", 2: "Weird"},
        "image": {1: "“Moss” (Cinéart)", 2: "“Soup” (no credit)"},
        "review": {7: "Moss and Concrete"},
    }
)


def told(old: dict, new: dict, names: Names = NAMES) -> dict[str, list[str]]:
    """Each part that differs, its lines as [-what went-] and {+what came+}."""
    compared = compare(states.blank(**old), states.blank(**new), names)
    return {part.label: [line_as_text(line) for line in part.lines] for part in compared.parts}


def line_as_text(line) -> str:
    if line.sort == "skipped":
        return f"({line.count})"
    label = f"{line.label}: " if line.label else ""
    facts = [
        f"{fact.label}: {marked(fact.spans)}" if fact.label else marked(fact.spans) for fact in line.facts
    ]
    return " | ".join([label + marked(line.spans), *facts])


def marked(spans) -> str:
    signs = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return "".join(signs[span.sort].format(span.text) for span in spans)


def picture(image=1, place="body", alt="Moss", caption="", decorative=False):
    return {"image": image, "place": place, "alt": alt, "caption": caption, "decorative": decorative}


def film(pk=1, treatment="reviewed", rating=None, work=""):
    return {"film": pk, "work": work, "treatment": treatment, "rating": rating}


LEADS = "“tides” leads to"
CASES = {
    "a word in a paragraph": (
        {"body": "<p>The ferry waits for nobody.</p>"},
        {"body": "<p>The ferry waits for everybody.</p>"},
        {"Text": ["The ferry waits for [-nobody-]{+everybody+}."]},
    ),
    "a paragraph that came, with one on either side": (
        {"body": "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>"},
        {"body": "<p>One.</p><p>Two.</p><p>Fog is a colour.</p><p>Three.</p><p>Four.</p>"},
        {"Text": ["(1)", "Two.", "{+Fog is a colour.+}", "Three.", "(1)"]},
    ),
    "emphasis and nothing else": (
        {"body": "<p>They <em>never</em> land.</p>"},
        {"body": "<p>They <strong>never</strong> land.</p>"},
        {"Text": ["They never land. | [-“never” is italic-] | {+“never” is bold+}"]},
    ),
    "where a link leads": (
        {"body": '<p>The <a href="https://example.org/a">tides</a>.</p>'},
        {"body": '<p>The <a data-film="2">tides</a>.</p>'},
        {"Text": [f"The tides. | [-{LEADS} https://example.org/a-] | {{+{LEADS} the page of Ghost Tropic (2019)+}}"]},
    ),
    "a paragraph that became a heading": (
        {"body": "<p>On fog</p>"},
        {"body": "<h2>On fog</h2>"},
        {"Text": ["Heading: On fog | Now: [-Paragraph-]{+Heading+}"]},
    ),
    "pictures, embeds, spoilers and notes of the text": (
        {"body": '<figure data-image="1"></figure><p>One.<span data-note="Two."></span></p>'},
        {
            "body": '<figure data-image="2"></figure><p>One.<span data-note="Three."></span></p>'
            '<details class="spoiler"><summary>The end</summary><p>They land.</p></details>'
        },
        {
            "Text": [
                "Picture: “[-Moss-]{+Soup+}” ([-Cinéart-]{+no credit+})",
                "One. | [-Note: Two.-] | {+Note: Three.+}",
                "Spoiler: {+The end+}",
                "In the spoiler: {+They land.+}",
            ]
        },
    ),
    "headline and dek": (
        {"headline": "Moss", "dek": "On soup."},
        {"headline": "Moss and soup", "dek": ""},
        {"Headline": ["Moss {+and soup+}"], "Dek": ["[-On soup.-]"]},
    ),
    "choices by their words": (
        {"kind": "review", "section": 1, "rating": 7, "spoilers": "none", "when": None},
        {"kind": "interview", "section": 2, "rating": None, "spoilers": "full", "when": "2024-02-09T08:00:00+00:00"},
        {
            "Kind": ["[-Review-] → {+Interview+}"],
            "Section": ["[-Europe-] → {+Weird+}"],
            "Rating": ["[-3.5 of 5 stars-] → {+no rating+}"],
            "Spoilers": ["[-None-] → {+Tells the ending+}"],
            "When": ["[-at once-] → {+Fri 9 Feb 2024, 09:00 Brussels+}"],
        },
    ),
    "films by their names": (
        {"subjects": [film(1, rating=6)]},
        {"subjects": [film(1, "mentioned", 6), film(2)]},
        {
            "Films": [
                "Here (2023) | Treatment: [-Reviewed-]{+Mentioned+}",
                "{+Ghost Tropic (2019)+} | Treatment: {+Reviewed+} | Rating: {+no rating+}",
            ]
        },
    ),
    "names in another order": (
        {"authors": [{"contributor": pk, "credit": "words", "role": "", "place": ""} for pk in (1, 2)]},
        {"authors": [{"contributor": pk, "credit": "words", "role": "", "place": ""} for pk in (2, 1)]},
        {"Byline": ["Order: [-Anna Novák, Oda Linnqvist-] → {+Oda Linnqvist, Anna Novák+}"]},
    ),
    "tags": ({"tags": [1]}, {"tags": [2]}, {"Tags": ["[-moss-]", "{+soup+}"]}),
    "what is said of a picture": (
        {"pictures": [picture(alt="Green moss", caption="In May.")]},
        {"pictures": [picture(alt="Brown moss", caption="In May.", place="lead")]},
        {
            "Pictures": [
                "“Moss” (Cinéart) | Place: [-In the text-]{+Lead+} | Alternative text: [-Green -]{+Brown +}moss"
            ]
        },
    ),
    "links and pins": (
        {"links": [{"url": "https://example.org/", "title": "Tides", "source": "", "language": "en"}], "pins": []},
        {"links": [], "pins": [{"review": 7, "exclude": True}, {"review": 8, "exclude": False}]},
        {
            "Around the Internet": ["[-https://example.org/-]"],
            "In “More about”": [
                "{+Moss and Concrete+} | Shows: {+never+}",
                "{+a piece that is not there for you+} | Shows: {+first+}",
            ],
        },
    ),
    "a line break": (
        {"body": "<p>One<br>two</p>"},
        {"body": "<p>One two</p>"},
        {"Text": ["One [-↵\n-]two"]},
    ),
    "text without spaces between its words": (
        {"body": "<p>映画は霧だ。</p>"},
        {"body": "<p>映画は海だ。</p>"},
        {"Text": ["映画は[-霧-]{+海+}だ。"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_it_is_told_in_words(what):
    old, new, said = CASES[what]
    assert told(old, new) == said


@pytest.mark.parametrize("what", CASES)
def test_two_that_say_the_same_differ_in_nothing(what):
    for state in CASES[what][:2]:
        assert not compare(states.blank(**state), states.blank(**state), NAMES)


text = st.text(alphabet="ab .,\n\xa0é映", max_size=60)


@given(text, text)
def test_of_the_words_that_are_told_both_texts_can_be_put_together_again(old, new):
    spans = compare_words(old, new, Budget())
    was = "".join(span.text for span in spans if span.sort != "added").replace("↵", "")
    now = "".join(span.text for span in spans if span.sort != "removed").replace("↵", "")
    assert now == new
    # A word that stayed is told with the spaces that follow it now.
    assert "".join(was.split()) == "".join(old.split())


units = st.lists(st.sampled_from("abcdefgh").map(lambda word: Unit("", f"{word} {word} x")), max_size=30)


@settings(max_examples=200)
@given(units, units)
def test_every_line_of_both_is_told_once_and_in_order(old, new):
    pairs = aligned(old, new)
    assert [before for before, _ in pairs if before] == old
    assert [after for _, after in pairs if after] == new


def test_few_lines_against_very_many_are_told_too():
    old, new = [Unit("", f"old {n}") for n in range(3)], [Unit("", f"new {n}") for n in range(4000)]
    pairs = aligned(old, new)
    assert [after for _, after in pairs if after] == new


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("", "<p>One two.</p>", (2, 0)),
        ("<p>One two three.</p>", "<p>One three.</p>", (0, 1)),
        ("<p>One two.</p>", "<p>Two <em>one</em>.</p>", (2, 2)),
        ("<p>one two</p>", "<p>two one</p>", (0, 0)),
        ("<p>霧の海</p>", "<p>霧の町</p>", (1, 1)),
    ],
)
def test_words_that_came_and_went_are_counted(old, new, counts):
    assert changed_words(old, new) == counts


# Ten thousand words take a fraction of a second, whatever happened to them


def ten_thousand(seed: int, per_paragraph: int = 100) -> list[list[str]]:
    pick = random.Random(seed)
    words = [f"word{n}" for n in range(2000)] + ["the"] * 500 + ["of"] * 300
    return [
        [pick.choice(words) + ("." if n % 15 == 14 else "") for n in range(per_paragraph)]
        for _ in range(10_000 // per_paragraph)
    ]


def shuffled(words: list) -> list:
    return random.Random(1).sample(words, len(words))


LONG = {
    "every paragraph changed": lambda text: [["New.", *words[:50], "newer", *words[50:]] for words in text],
    "every paragraph rewritten": lambda text: ten_thousand(2),
    "paragraphs in another order": shuffled,
    "words of each paragraph in another order": lambda text: [shuffled(words) for words in text],
    "all one paragraph": lambda text: [[word for words in text for word in words]],
    "a paragraph a word": lambda text: [[word] for words in text for word in words],
}


@pytest.mark.parametrize("per_paragraph", [100, 10_000], ids=["a hundred paragraphs", "one paragraph"])
@pytest.mark.parametrize("what", LONG)
def test_a_long_piece_is_compared_at_once(what, per_paragraph):
    old = ten_thousand(1, per_paragraph)
    bodies = [
        "\n".join(f"<p>{' '.join(words)}</p>" for words in paragraphs)
        for paragraphs in (old, LONG[what](old))
    ]
    began = time.process_time()
    compare(states.blank(body=bodies[0]), states.blank(body=bodies[1]))
    # A third of it on a machine with nothing else to do.
    assert time.process_time() - began < 3
