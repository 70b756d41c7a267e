"""What every poster has: 600 × 900, a title, the director's line."""

from importers.demo.painting.canvas import Canvas, develop
from importers.demo.painting.gallery import GALLERY
from importers.demo.painting.lettering import letter

FINISH = {"grain": 0.45, "falloff": 0.22, "halation": 0.3}


def poster(name, director, *, ink="#ffffff", foot=850, **finish):
    """Register a poster: the painter fills the canvas and answers a list of `letter` calls for the title;
    the director's line is set at `foot` in `ink`."""

    def register(paint):
        def run():
            canvas = Canvas(600, 900, seed=sum(map(ord, name)) + 7)
            lines = paint(canvas)
            picture = develop(canvas, **{**FINISH, **finish})
            for words, place, style in lines:
                letter(picture, words, place, **style)
            letter(
                picture,
                [f"DIRECTED BY {director.upper()}"],
                (300, foot),
                font="billing",
                size=27,
                fill=ink,
                anchor="mm",
                track=1.5,
            )
            return picture

        GALLERY[f"poster-{name}"] = run
        return paint

    return register


def title(words, x, y, size, fill, font="display", anchor="la", leading=0.92, track=0):
    return (
        words,
        (x, y),
        {"font": font, "size": size, "fill": fill, "anchor": anchor, "leading": leading, "track": track},
    )
