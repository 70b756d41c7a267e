"""Passages under a restriction: out of the text for readers, or the piece hides."""

import pytest

from reviews.body.passages import Passage, PassageNotFound, places_of, without_passages

BODY = """<p>He cooks soup from what the fridge still holds. The city <em>waits for him</em> outside.</p>
<aside class="pull">
<p>The city waits for him</p>
</aside>
<h2>The wood</h2>
<p>She looks<span data-note="Through a lens. The city waits for him."></span> at moss. The city sleeps.</p>
<details class="spoiler">
<summary>Who leaves</summary>
<p>He stays after all.</p>
</details>"""
TOLD = "A passage was removed on 12 February 2024"


def without(quote, **more) -> str:
    return without_passages(BODY, [Passage(quote, words=TOLD, **more)])


def test_the_passage_is_replaced_by_words_in_brackets():
    assert f"<p>He cooks soup [{TOLD}]. The city <em>waits" in without("from what the fridge still holds")


def test_a_passage_runs_through_marks_and_blocks():
    left = without("outside. The wood She looks at")
    assert left.startswith(
        f"<p>He cooks soup from what the fridge still holds. The city <em>waits for him</em> [{TOLD}]</p>"
    )
    assert "The wood" not in left
    assert "<p> moss. The city sleeps.</p>" in left


def test_pull_quotes_and_notes_that_repeat_it_go_with_it():
    left = without("The city waits for him")
    assert "waits" not in left
    assert "data-note" not in left
    assert "pull" not in left


def test_a_pull_quote_goes_when_part_of_it_was_taken_out():
    assert "pull" not in without("still holds. The city waits")


def test_the_words_around_it_say_which_place_is_meant():
    left = without("The city", prefix="at moss. ", suffix=" sleeps")
    assert left.count("The city") == 1
    assert f"at moss. [{TOLD}] sleeps." in left


def test_a_passage_in_a_spoiler_or_its_summary_is_found():
    assert f"<p>[{TOLD}].</p>" in without("He stays after all")
    assert f"<summary>[{TOLD}]</summary>" in without("Who leaves")


def test_words_that_stand_in_a_note_alone_take_the_note_away():
    assert "lens" not in without("Through a lens")


@pytest.mark.parametrize("quote", ["The city", "No such words", "", " … "])
def test_a_passage_not_found_exactly_once_hides_the_piece(quote):
    with pytest.raises(PassageNotFound):
        without(quote)


def test_a_changed_neighbourhood_hides_the_piece():
    with pytest.raises(PassageNotFound):
        without("The city", prefix="was at moss. ", suffix=" sleeps")


def test_overlapping_passages_are_taken_out_together():
    passages = [Passage("cooks soup from", words="one"), Passage("from what the fridge", words="two")]
    assert without_passages(BODY, passages).startswith("<p>He [one] still holds.")


def test_every_place_of_some_words_can_be_told_apart():
    first, second = places_of(BODY, "The  city")
    assert (first.quote, first.suffix[:6]) == ("The city", " waits")
    assert without_passages(BODY, [second]) != without_passages(BODY, [first])
    assert places_of(BODY, "nowhere") == []


def test_the_stored_text_stays_as_it_is_without_passages():
    assert without_passages(BODY, []) == BODY
