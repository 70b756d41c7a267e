"""Film titles are found in headlines where they stand as titles, and nowhere else."""

import pytest

from films.models import Film
from reviews.titles import runs

HERE = Film(title="Here", pk=1)
GHOST = Film(title="Ghost Tropic", pk=2)
GHOST_TOO = Film(title="Ghost", pk=3)
MASH = Film(title="M*A*S*H", pk=4)
HALA = Film(title="بعد الظهر، داخلي", pk=5)


def marked(headline, *films):
    """The headline with each title in brackets."""
    return "".join(f"[{run.text}]" if run.film else run.text for run in runs(headline, films))


@pytest.mark.parametrize(
    ("headline", "films", "expected"),
    [
        ("HERE Review: Two Strangers", [HERE], "[HERE] Review: Two Strangers"),
        ("Here sets its dates", [HERE], "[Here] sets its dates"),
        ("Where nowhere is here", [HERE], "Where nowhere is here"),
        ("Ghost Tropic and Ghost", [GHOST_TOO, GHOST], "[Ghost Tropic] and [Ghost]"),
        ("Ghosts of Here", [GHOST_TOO, HERE], "Ghosts of [Here]"),
        ("M*A*S*H at fifty", [MASH], "[M*A*S*H] at fifty"),
        ("بعد الظهر، داخلي: one window", [HALA], "[بعد الظهر، داخلي]: one window"),
        ("No film at all", [], "No film at all"),
        ("", [HERE], ""),
    ],
)
def test_titles_are_found_as_whole_words(headline, films, expected):
    assert marked(headline, *films) == expected


def test_no_words_are_no_runs():
    assert runs("", []) == runs("", [HERE]) == []


def test_the_runs_are_the_headline():
    headline = "GHOST TROPIC, then Here: twice by one director"
    assert "".join(run.text for run in runs(headline, [HERE, GHOST])) == headline


def test_a_title_in_capitals_says_so():
    assert [run.in_capitals for run in runs("HERE and Here", [HERE])] == [True, False, False]
