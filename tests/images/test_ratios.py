import pytest

from images.ratios import RATIOS, class_for, name_for, shape_for


@pytest.mark.parametrize(
    ("ratio", "name"),
    [
        (2 / 3, "r-067"),
        (1, "r-100"),
        (4 / 3, "r-133"),
        (1.375, "r-137"),
        (1.66, "r-166"),
        (16 / 9, "r-178"),
        (1.85, "r-185"),
        (2.39, "r-239"),
        (2.76, "r-276"),
        (0.125, "r-025"),
        (8, "r-400"),
        # Halfway between 0.25 and 0.33 by proportion is 0.287, not 0.29.
        (0.2885, "r-033"),
    ],
)
def test_a_picture_gets_the_class_of_the_nearest_shape(ratio, name):
    assert class_for(ratio) == name


def test_every_listed_shape_is_its_own_class():
    assert [class_for(hundredths / 100) for hundredths in RATIOS] == [f"r-{each:03}" for each in RATIOS]
    assert sorted(RATIOS) == list(RATIOS)


@pytest.mark.parametrize(
    ("ratio", "name"),
    [
        (1.3333, "1.33:1"),
        (1.37, "1.37:1"),
        (1.64, "1.66:1"),
        (1.78, "1.78:1"),
        (2.4, "2.39:1"),
        (1.5, ""),
        (1, ""),
    ],
)
def test_a_ratio_is_named_only_when_it_is_near_one_that_films_have(ratio, name):
    assert name_for(ratio) == name


@pytest.mark.parametrize(
    ("ratio", "shape"), [(0.67, "beside"), (1.5, "beside"), (1.51, "stacked"), (2.39, "stacked")]
)
def test_wide_pictures_stand_above_the_headline_and_others_beside_it(ratio, shape):
    assert shape_for(ratio) == shape
