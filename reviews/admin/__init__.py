"""The newsroom's screens, one module a model. `writing` is where pieces are written."""

from films.admin.said import SPEAKERS
from reviews.admin.bundle import BundleAdmin
from reviews.admin.contributor import ContributorAdmin
from reviews.admin.correction import CorrectionAdmin
from reviews.admin.embargo import EmbargoAdmin
from reviews.admin.film import FilmDesk, PersonDesk
from reviews.admin.link import OutsideLinkAdmin
from reviews.admin.merging import MergeAdmin
from reviews.admin.pictures import PictureAdmin
from reviews.admin.read_only import OldPathAdmin, RestrictionAdmin, RevisionAdmin
from reviews.admin.review import ReviewAdmin
from reviews.admin.section import SectionAdmin
from reviews.admin.sponsor import SponsorAdmin
from reviews.admin.tag import TagAdmin
from reviews.on_it import who_is_on_it

SPEAKERS.append(who_is_on_it)

__all__ = [
    "BundleAdmin",
    "ContributorAdmin",
    "CorrectionAdmin",
    "EmbargoAdmin",
    "FilmDesk",
    "MergeAdmin",
    "OldPathAdmin",
    "OutsideLinkAdmin",
    "PersonDesk",
    "PictureAdmin",
    "RestrictionAdmin",
    "ReviewAdmin",
    "RevisionAdmin",
    "SectionAdmin",
    "SponsorAdmin",
    "TagAdmin",
]
