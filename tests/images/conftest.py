import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A media folder of its own for each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
