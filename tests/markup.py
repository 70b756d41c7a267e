"""Is this HTML what the standard says it should be?"""

import html5lib
from html5lib.constants import E as SENTENCES


def errors(html: str) -> list[str]:
    """What a strict parser objects to, as "line 3: unexpected end tag (p)"; an empty list for a good page."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [
        f"line {line}: {SENTENCES.get(code, code) % details}" for (line, _), code, details in parser.errors
    ]
