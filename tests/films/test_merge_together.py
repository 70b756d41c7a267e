"""Two people who merge the same records in one moment."""

import pytest

from films.merge import CannotMerge, merge
from films.models import Film, Merge
from tests.factories import make_film
from tests.transactions import at_once


@pytest.mark.usefixtures("committing")
def test_of_two_who_merge_them_either_way_one_is_told():
    one, other = make_film("Here", 2023), make_film("Hier", 2023)
    outcomes = at_once(lambda: merge(one, other, by=None), lambda: merge(other, one, by=None))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [CannotMerge.__name__, Merge.__name__]
    assert Film.objects.current().count() == 1
