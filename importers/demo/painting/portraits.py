"""Contributors' portraits, 320 square: a silhouette each, lit by one lamp. Nobody real sat for them."""

import numpy as np

from importers.demo.painting.canvas import Canvas, blurred, colour, develop, gradient
from importers.demo.painting.gallery import GALLERY

# name: ground (top, foot), lamp, where the lamp hangs, hair
SITTERS = {
    "brezan": ("#27405a", "#0e1824", "#ffcf8f", (0.15, 0.2), "bob"),
    "hlinka": ("#3d4a1c", "#131807", "#e8f0a0", (0.85, 0.25), "short"),
    "quadrado": ("#6b2b32", "#1e0b10", "#ffb27a", (0.2, 0.3), "long"),
    "ferrie": ("#2e2b45", "#0e0d1a", "#9fb8ff", (0.8, 0.15), "beard"),
    "molise": ("#7a4a18", "#241204", "#ffe0a0", (0.18, 0.18), "crown"),
    "castellane": ("#1d4b4a", "#081a1a", "#a8f0e0", (0.85, 0.35), "bun"),
    "tarakji": ("#4f3a2a", "#170f0a", "#ffc27a", (0.2, 0.4), "curls"),
    "usher": ("#3a1016", "#0d0406", "#ff8a6a", (0.5, 0.05), "cap"),
}


def sitter(hair):
    def paint(p):
        p.disc(0.5, 0.42, 0.145, 0.18)
        p.box(0.435, 0.52, 0.565, 0.7, 0.03)
        p.shape(
            [
                (0.435, 0.64),
                (0.565, 0.64),
                (0.76, 0.73),
                (0.88, 0.86),
                (0.92, 1.1),
                (0.08, 1.1),
                (0.12, 0.86),
                (0.24, 0.73),
            ]
        )
        if hair == "bob":
            p.box(0.33, 0.26, 0.67, 0.56, 0.15)
        elif hair == "long":
            p.box(0.325, 0.25, 0.675, 0.8, 0.16)
        elif hair == "bun":
            p.disc(0.5, 0.205, 0.075)
            p.disc(0.5, 0.36, 0.16, 0.14)
        elif hair == "crown":
            p.disc(0.5, 0.3, 0.2, 0.16)
            p.disc(0.5, 0.19, 0.13, 0.1)
        elif hair == "curls":
            for a in np.linspace(-0.3, 3.44, 11):
                p.disc(0.5 - np.cos(a) * 0.155, 0.38 - np.sin(a) * 0.165, 0.055)
        elif hair == "cap":
            p.box(0.355, 0.2, 0.645, 0.31, 0.03)
            p.box(0.33, 0.29, 0.72, 0.325, 0.015)
        elif hair == "beard":
            p.disc(0.5, 0.56, 0.115, 0.11)
        elif hair == "short":
            p.disc(0.505, 0.35, 0.155, 0.135)

    return paint


def portrait(name, top, foot, lamp, place, hair):
    c = Canvas(320, 320, seed=sum(map(ord, name)))
    c.ramp([(0, top), (1, foot)])
    c.light *= (1 + 0.12 * c.noise(2.8))[..., None]
    c.shine(c.spot(place[0], place[1], 0.55), colour(lamp), 0.45)
    figure = c.draw(sitter(hair), 0.004, round_by=0.016)
    c.lay(figure, gradient(c.y, [(0.2, foot), (1, "#050505")]) * 0.6)
    dx, dy = np.sign(0.5 - place[0]) * 7, 4 if place[1] < 0.3 else 0
    rim = np.clip(figure - np.roll(np.roll(figure, int(dx), 1), dy, 0), 0, 1)
    c.shine(blurred(rim, 3), colour(lamp), 0.95)
    c.shine(blurred(rim, 9) * figure, colour(lamp), 0.35)
    return develop(c, grain=0.6, falloff=0.35, halation=0.4)


for _name, _look in SITTERS.items():
    GALLERY[f"portrait-{_name}"] = lambda name=_name, look=_look: portrait(name, *look)
