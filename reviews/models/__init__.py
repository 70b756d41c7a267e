from reviews.models.bundle import Bundle, BundledPiece
from reviews.models.chore import Chore
from reviews.models.clearance import Clearance
from reviews.models.contributor import Contributor
from reviews.models.home import HomePage, HomePlace
from reviews.models.lease import Lease
from reviews.models.link import OutsideLink
from reviews.models.link_check import LinkCheck
from reviews.models.note import Note
from reviews.models.old_path import OldPath
from reviews.models.parts import Authorship, Correction, PictureUse, Pin, Subject
from reviews.models.preview import PreviewLink, PreviewOpening
from reviews.models.reading_count import ReadingCount
from reviews.models.related_list import RelatedList
from reviews.models.restriction import Restriction
from reviews.models.review import Review
from reviews.models.revision import Revision, WorkingCopy
from reviews.models.section import Section
from reviews.models.sponsor import Sponsor
from reviews.models.tag import Tag, TaggedReview

__all__ = [
    "Authorship",
    "Bundle",
    "BundledPiece",
    "Chore",
    "Clearance",
    "Contributor",
    "Correction",
    "HomePage",
    "HomePlace",
    "Lease",
    "LinkCheck",
    "Note",
    "OldPath",
    "OutsideLink",
    "PictureUse",
    "Pin",
    "PreviewLink",
    "PreviewOpening",
    "ReadingCount",
    "RelatedList",
    "Restriction",
    "Review",
    "Revision",
    "Section",
    "Sponsor",
    "Subject",
    "Tag",
    "TaggedReview",
    "WorkingCopy",
]
