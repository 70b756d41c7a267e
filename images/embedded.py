"""What a file says about its own maker. It is a suggestion: only people know what credit was agreed."""

from PIL import IptcImagePlugin
from PIL.ImageFile import ImageFile

from accounts.text import clean_line

ARTIST, COPYRIGHT = 0x013B, 0x8298
IPTC_BYLINE, IPTC_CREDIT, IPTC_COPYRIGHT = (2, 80), (2, 110), (2, 116)
CREDIT_LENGTH = 200


def suggested_credit(picture: ImageFile) -> str:
    """A credit line such as "Ada Lind / Mossfilm" from the file's IPTC or EXIF fields, or an empty string."""
    try:
        iptc = IptcImagePlugin.getiptcinfo(picture) or {}
        exif = picture.getexif()
        maker = _text(iptc.get(IPTC_BYLINE)) or _text(exif.get(ARTIST))
        agency = _text(iptc.get(IPTC_CREDIT))
        owner = _text(iptc.get(IPTC_COPYRIGHT)) or _text(exif.get(COPYRIGHT))
    except Exception:  # noqa: BLE001 - a broken note about the picture is no reason to refuse the picture
        return ""
    said = list(dict.fromkeys(part for part in (maker, agency) if part)) or [owner]
    return " / ".join(said)[:CREDIT_LENGTH].strip()


def _text(value) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            value = value.decode("latin-1")
    # Fixed-length fields are padded with NUL, which no text of ours may hold.
    return clean_line(str(value).replace("\0", " ")) if value else ""
