"""The list of pictures: each painter registers itself under the name that the content uses."""

from importers.demo.painting.canvas import Canvas, develop

GALLERY = {}
WIDTH = 1440


def still(name, ratio, width=WIDTH, **finish):
    """Register a painter of a still `width` pixels wide; `finish` goes to `develop`."""

    def register(paint):
        def run():
            canvas = Canvas(width, round(width / ratio), seed=sum(map(ord, name)))
            paint(canvas)
            return develop(canvas, **finish)

        GALLERY[name] = run
        return paint

    return register
