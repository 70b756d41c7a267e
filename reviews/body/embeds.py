"""Which other sites a piece may show something from, and how their addresses are spelt.

A listed address becomes a facade (a link with a label); nothing is requested from the other site until a
reader follows it. Anything else is an ordinary link.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    kind: str
    patterns: tuple[str, ...]
    address: str


YOUTUBE_ID = r"([\w-]{11})(?![\w-])"
PROVIDERS = (
    Provider(
        "YouTube",
        "video",
        (
            rf"(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]{{0,200}}&)?v={YOUTUBE_ID}",
            rf"(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|shorts|live|v)/{YOUTUBE_ID}",
            rf"youtu\.be/{YOUTUBE_ID}",
        ),
        "https://www.youtube.com/watch?v={0}",
    ),
    Provider(
        "Vimeo", "video", (r"(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{1,12})\b",), "https://vimeo.com/{0}"
    ),
    Provider(
        "Dailymotion",
        "video",
        (r"(?:www\.)?dailymotion\.com/(?:embed/)?video/([a-z0-9]{4,20})\b", r"dai\.ly/([A-Za-z0-9]{4,20})\b"),
        "https://www.dailymotion.com/video/{0}",
    ),
    Provider(
        "Internet Archive",
        "video",
        (r"(?:www\.)?archive\.org/(?:details|embed)/([\w.-]{1,100})",),
        "https://archive.org/details/{0}",
    ),
    Provider(
        "SoundCloud",
        "sound",
        (r"(?:www\.|m\.)?soundcloud\.com/([\w-]{1,60}/(?:sets/)?[\w-]{1,120})",),
        "https://soundcloud.com/{0}",
    ),
)

SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
READY = [(p, re.compile(pattern, re.ASCII | re.IGNORECASE)) for p in PROVIDERS for pattern in p.patterns]


def provider_of(address: str) -> tuple[Provider, str] | None:
    """(provider, the address spelt its one way), or None when the site is not listed."""
    start = SCHEME.match(address)
    if not start or len(address) > 2000:
        return None
    for provider, pattern in READY:
        if found := pattern.match(address, start.end()):
            return provider, provider.address.format(found[1])
    return None
