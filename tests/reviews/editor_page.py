"""A page with nothing but the writing field, under the desk's own content security policy."""

import json
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.utils.csp import LazyNonce, build_policy

from accounts.text import fold
from reviews.fields import BodyEditor, BodyField

PAGE = """<!doctype html>
<html lang="en"><title>Writing</title><meta name="viewport" content="width=device-width">
{% csp_nonce_attr form.media %}
<main><h1>Writing</h1><form method="post">
{{ form.body.errors }}
<label for="{{ form.body.id_for_label }}">Text</label>{{ form.body }}
<button>Save</button></form></main></html>"""

NAMES = [
    {"type": "film", "id": 3, "label": "Here (2023)", "hint": "Bas Devos"},
    {"type": "film", "id": 4, "label": "Ghost Tropic (2019)", "hint": "Bas Devos"},
    {"type": "person", "id": 5, "label": "Bas Devos", "hint": "director of Here (2023)"},
]
PICTURES = [
    {"id": 12, "label": "Two people in a wood", "thumb": "/static/icon.svg"},
    {"id": 13, "label": "Moss", "thumb": "/static/icon.svg"},
]


class WritingForm(forms.Form):
    body = BodyField(widget=BodyEditor(lookup_url="/names/", pictures=PICTURES))


class EditorPage(ThreadingHTTPServer):
    """Keeps one text. `saved` is what the field made of the last one sent."""

    daemon_threads = True

    def __init__(self, text: str = ""):
        super().__init__(("127.0.0.1", 0), Handler)
        self.saved = text
        self.language = "en"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        address = urlsplit(self.path)
        if address.path.startswith(settings.STATIC_URL):
            self.give_file(address.path.removeprefix(settings.STATIC_URL))
        elif address.path == "/names/":
            words = fold(parse_qs(address.query).get("q", [""])[0])
            found = [name for name in NAMES if words in fold(name["label"])]
            self.give(json.dumps(found), "application/json")
        elif address.path == "/":
            self.give_page(WritingForm(initial={"body": self.server.saved}))
        else:
            self.give("", "text/plain")

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = WritingForm(
            {name: values[0] for name, values in parse_qs(sent, keep_blank_values=True).items()}
        )
        if form.is_valid():
            self.server.saved = form.cleaned_data["body"]
            form = WritingForm(initial={"body": self.server.saved})
        self.give_page(form)

    def give_page(self, form):
        nonce = LazyNonce()
        page = Engine(builtins=["django.template.defaulttags"]).from_string(PAGE)
        html = page.render(Context({"form": form, "csp_nonce": nonce}))
        policy = build_policy(settings.ADMIN_CSP, nonce)
        self.give(html, "text/html; charset=utf-8", **{"Content-Security-Policy": policy})

    def give_file(self, name):
        found = finders.find(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.give(Path(found).read_bytes() if found else b"", kind, status=200 if found else 404)

    def give(self, content, kind, status=200, **headers):
        content = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass
