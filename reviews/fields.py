"""The writing field for a body: an editor where there is JavaScript, its plain source where there is none."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from js_asset import ImportMap, Media

from accounts.text import refuse_unstorable
from reviews import body

LONGEST_BODY = 200_000
MODULES = ("dialogs", "icons", "names", "new-names", "nodes", "noted", "pasting", "toolbar", "typing")
IMPORT_MAP = ImportMap(
    {"django-prose-editor/editor": "django_prose_editor/editor.js"}
    | {f"halation/editor/{name}": f"editor/{name}.js" for name in MODULES}
)


class BodyEditor(forms.Textarea):
    """A textarea that `static/editor/body-editor.js` makes a writing field of.

    `lookup_url` answers `?q=` with films and people as JSON; `pictures` are those of the piece:
    `[{"id": 12, "label": "The wood", "thumb": "/..."}]`. Print its media with `{% csp_nonce_attr form.media %}`:
    the import map is the one inline script of the desk.
    """

    def __init__(self, attrs=None, *, lookup_url: str = "", pictures: list[dict] | None = None):
        super().__init__({"rows": 24, "data-body-editor": True} | (attrs or {}))
        self.lookup_url = lookup_url
        self.new_urls: dict[str, str] = {}  # where a "film" or a "person" is made that nobody knows yet
        self.pictures = pictures or []

    @property
    def media(self):
        return Media(
            importmap=IMPORT_MAP,
            css={"all": ["editor/editor.css"]},
            js=[Script("editor/body-editor.js", type="module")],
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        if self.lookup_url:
            given["data-lookup-url"] = str(self.lookup_url)
        given |= {f"data-new-{kind}-url": str(url) for kind, url in self.new_urls.items()}
        if self.pictures:
            given["data-pictures"] = json.dumps(self.pictures, separators=(",", ":"), default=str)
        return context

    def use_required_attribute(self, initial):
        # The browser cannot show its complaint on a field that the editor hides.
        return False


class BodyField(forms.CharField):
    """A body in its one safe spelling (see `reviews.body`)."""

    widget = BodyEditor

    def __init__(self, **given):
        super().__init__(**{"strip": False} | given)
        self.validators = []  # our own sentences, below

    def to_python(self, value):
        value = super().to_python(value)
        if len(value) > LONGEST_BODY:
            raise ValidationError(
                "This text is %(length)s characters with its markup. Keep it under %(limit)s, or publish it in parts.",
                code="too_long",
                params={"length": f"{len(value):,}", "limit": f"{LONGEST_BODY:,}"},
            )
        refuse_unstorable(value)
        return body.sanitise(value)

    def has_changed(self, initial, data):
        # The editor spells some things in its own way; what counts is what is kept.
        try:
            return body.sanitise(initial or "") != body.sanitise(data or "")
        except ValidationError:
            return True
