"""Pages that another program or another setting would make otherwise have another name."""

import shutil

import pytest
from django.conf import settings

from config.release import name_of_release


@pytest.fixture
def program(tmp_path):
    for name in ("config", "pages", "pagecache"):
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name)
    shutil.copy(settings.BASE_DIR / "uv.lock", tmp_path)
    return tmp_path


def test_the_same_program_elsewhere_has_the_same_name(program, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(program, elsewhere)
    assert name_of_release(program) == name_of_release(elsewhere)


@pytest.mark.parametrize("file", ["pages/base.html", "pagecache/wrapper.py", "uv.lock"])
def test_another_line_is_another_name(program, file):
    before = name_of_release(program)
    with (program / file).open("a") as changed:
        changed.write("\n")
    assert name_of_release(program) != before


def test_another_setting_is_another_name(program, settings):
    before = name_of_release(program)
    settings.SITE_NAME = "Moss"
    assert name_of_release(program) != before


def test_where_the_data_lies_is_not(program, settings):
    before = name_of_release(program)
    settings.DATA_DIR = program
    assert name_of_release(program) == before
