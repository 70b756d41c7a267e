"""Reports as readers send them, and cases for tests."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from moderation import services
from moderation.models import Case, DesignatedAgent
from pagecache import clock

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_numbers = count(1)

# A copyright notice with all six elements, as the form names them.
COMPLETE = {
    "kind": "copyright",
    "work": "Still photograph “Forest, early”, 2021",
    "location": "The second picture",
    "name": "Noor Verlinden",
    "email": "noor@example.org",
    "postal_address": "12 Rue du Marais, 1000 Brussels",
    "telephone": "+32 2 555 01 23",
    "good_faith": "on",
    "accurate_and_authorised": "on",
    "signature": "Noor Verlinden",
}
# A counter-notice with all elements of 17 U.S.C. 512(g)(3).
COUNTER = {
    "material": "The second picture of “Forest, early”, /reviews/2026/11/forest-early/",
    "perjury_statement": True,
    "name": "Milo Horák",
    "postal_address": "Dlhá 7, 949 01 Nitra",
    "telephone": "+421 37 555 01 23",
    "country": "SK",
    "jurisdiction": "provider_district",
    "consents_to_jurisdiction": True,
    "accepts_service": True,
    "signature": "Milo Horák",
}
RUDE = {"kind": "content", "explanation": "The third paragraph is hateful."}


def token_in(response) -> str:
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def open_form(client, url: str = "", kind: str = "content", **headers) -> str:
    """Look at the form of a kind; what its hidden token is."""
    return token_in(client.get("/report/", {"url": url, "kind": kind}, **headers))


def send(client, *, url: str = "", after: float = 60, token: str | None = None, **said):
    """Open the form, type for `after` seconds and send it."""
    opened_at = clock.now()
    with clock.freeze(opened_at):
        token = open_form(client, url, said.get("kind") or "content") if token is None else token
    with clock.freeze(opened_at + timedelta(seconds=after)):
        return client.post("/report/", {"address": url, "token": token, "website": ""} | said)


def make_case(review=None, kind: str = Case.Kind.COPYRIGHT, notice: dict | None = None, **given) -> Case:
    """A case that has just come in; a copyright case with a complete notice unless it says otherwise."""
    if kind == Case.Kind.COPYRIGHT and notice is None:
        notice = {
            name: COMPLETE[name] for name in ("work", "location", "postal_address", "telephone", "signature")
        }
        notice |= {"good_faith": True, "accurate_and_authorised": True}
    words = {
        "explanation": f"Complaint {next(_numbers)}",
        "name": "Noor Verlinden",
        "email": "noor@example.org",
    }
    if review is not None:
        given.setdefault("address", review.path or "")
    case, _receipt = services.submit_report(kind=kind, review=review, notice=notice, **words | given)
    return case


def make_agent(**given) -> DesignatedAgent:
    """An agent as a lead would type them in; `services.name_agent` publishes them."""
    typed = {
        "legal_name": "Halation vzw", "name": "Ada Agent", "postal_address": "1 Example Street\n1000 Brussels",
        "telephone": "+32 2 555 01 00", "email": "ada@example.org", "last_filed_on": MONDAY.date(),
    }  # fmt: skip
    return DesignatedAgent(**typed | given)


PDF = b"%PDF-1.7\nA licence.\n%%EOF\n"


def a_file(name: str = "licence.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
