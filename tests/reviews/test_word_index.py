"""Words are found by an index that follows the pieces, and which is never asked for what it cannot know."""

import pytest
from django.db import connection

from pagecache.clock import now
from reviews import word_index
from reviews.models import Review
from tests.factories import make_published

pytestmark = pytest.mark.django_db


def headed(words: str) -> set[str]:
    return set(Review.objects.headed(words).values_list("headline", flat=True))


def found(words: str) -> set[str]:
    return set(Review.objects.search(words, now()).values_list("headline", flat=True))


def test_a_heading_is_found_by_letters_inside_a_word_and_a_text_by_how_a_word_begins():
    make_published(headline="Ghost Tropic", body="<p>A cleaner misses O’Brien’s last metro.</p>")
    make_published(headline="Harbour", body="<p>Robert waits.</p>")
    assert headed("rop host") == {"Ghost Tropic"}
    assert headed("metro") == set()
    assert found("clean harbour") == set()
    assert found("clean tropic") == {"Ghost Tropic"}
    assert found("o'brien") == found("brien") == {"Ghost Tropic"}
    assert found("robert") == {"Harbour"}


def test_short_words_and_scripts_without_spaces_are_looked_for_in_every_piece():
    make_published(headline="東京物語", body="<p>尾道から東京へ。</p>")
    make_published(headline="Another", body="<p>Он уходит.</p>")
    assert headed("物語") == headed("東京") == {"東京物語"}
    assert found("東京へ") == {"東京物語"}
    assert found("уход") == {"Another"}


@pytest.mark.parametrize(
    "words", ['"""', "a*b*c", "NEAR(x y)", "^abc", "folded:abc", "abc-def", "-abc", "%%%", "🎬🎬🎬"]
)
def test_signs_are_letters_like_others(words):
    make_published(headline=f"Before {words} after", body=f"<p>Before {words} after</p>")
    make_published(headline="Another")
    assert headed(words) == {f"Before {words} after"}
    assert len(found(words)) == 1


def test_the_index_follows_a_piece():
    review = make_published(headline="Glacier")
    review.headline, review.folded, review.folded_body = "Lichen", "lichen here", "spores."
    review.save()
    assert headed("glacier") == set()
    assert headed("lichen here") == found("spores") == {"Lichen"}
    review.delete()
    assert headed("lichen") == found("spores") == set()


def test_a_word_that_many_pieces_have_is_looked_for_without_the_index(monkeypatch):
    monkeypatch.setattr(word_index, "FEW", 1)
    for number in range(3):
        make_published(headline=f"Common {number}", body="<p>Rare.</p>" if number == 2 else "<p>Often.</p>")
    assert headed("common") == found("common") == {"Common 0", "Common 1", "Common 2"}
    assert found("common rare") == {"Common 2"}


def test_what_a_migration_takes_away_is_laid_again():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER reviews_review_letters_added")
            cursor.execute("DROP TRIGGER reviews_review_texts_added")
        else:
            cursor.execute("DROP INDEX reviews_review_letters")
    word_index.lay("default")
    make_published(headline="Afterwards")
    assert headed("afterwards") == found("afterwards") == {"Afterwards"}


@pytest.mark.parametrize("asked", [Review.objects.headed, lambda words: Review.objects.search(words, now())])
def test_no_piece_is_read_that_has_not_the_word(asked):
    make_published(headline="Moss")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which would rather read a table as short as this
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
        plan = asked("moss").order_by().explain()
    assert "reviews_review_letters" in plan
    assert "SCAN reviews_review\n" not in f"{plan}\n"
