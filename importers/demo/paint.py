"""Paint the demo's pictures: `uv run python -m importers.demo.paint [name ...]`.

Needs NumPy, which is a developer's dependency: the results are committed, the loader never paints. Each
picture depends on its own seed only, so painting one again changes no other.
"""

import argparse
import time
from pathlib import Path

from importers.demo.painting import GALLERY

PICTURES = Path(__file__).parent / "pictures"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these (default: all)")
    parser.add_argument("--into", type=Path, default=PICTURES)
    options = parser.parse_args()
    unknown = set(options.names) - set(GALLERY)
    if unknown:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    for name in options.names or GALLERY:
        started = time.monotonic()
        picture = GALLERY[name]()
        path = options.into / f"{name}.jpg"
        picture.save(path, quality=80, optimize=True, progressive=True, subsampling="4:2:0")
        size = path.stat().st_size // 1024
        print(f"{name:24} {picture.width}x{picture.height} {size:4} KB {time.monotonic() - started:5.1f} s")


if __name__ == "__main__":
    main()
