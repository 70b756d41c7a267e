"""A light above the sea, and a shaft seen whole."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    smooth,
)
from importers.demo.painting.gallery import still


@still("lighthouse", 1.37, grain=0.75, falloff=0.4, halation=0.7)
def lighthouse(c):
    lx, ly = 0.82, 0.31
    c.ramp([(0, "#060b1c"), (0.4, "#0f1e3c"), (0.62, "#27405f"), (0.68, "#3c566f"), (1, "#050a14")])
    stars = (c.rng.random((c.h, c.w)) > 0.99955).astype(np.float32) * c.rng.random((c.h, c.w))
    c.shine(blurred(stars, 0.8) * smooth(0.6, 0.2, c.y) * 5, (0.9, 0.95, 1), 1)
    bank = smooth(0.1, 2.0, c.noise(3.2, (4, 1)))
    c.lay(bank * smooth(0.2, 0.5, c.y) * smooth(0.7, 0.6, c.y), colour("#4a5f78"), 0.4)
    sea = smooth(0.675, 0.68, c.y)
    swell = c.noise(1.9, (3.5, 0.8))
    c.lay(sea, gradient(c.y + swell * 0.006, [(0.67, "#2a4460"), (0.8, "#12253b"), (1, "#060d18")]))
    angle = np.arctan2(c.y - ly, c.x - lx)
    away = np.hypot(c.x - lx, c.y - ly)
    haze = 0.7 + 0.3 * c.noise(2.6, (1.5, 1))
    for heading, spread, power in ((np.pi - 0.13, 0.075, 0.85), (-0.08, 0.06, 0.6)):
        off = np.abs((angle - heading + np.pi) % (2 * np.pi) - np.pi)
        ray = smooth(spread, spread * 0.25, off) * np.exp(-away * 0.8)
        c.shine(ray * haze, colour("#ffe9b8"), power)
    glint = smooth(0.4, 1.6, swell) * sea * np.exp(-(((c.x - 0.35) / 0.35) ** 2) - ((c.y - 0.7) / 0.05) ** 2)
    c.shine(glint, colour("#ffe2a6"), 0.35)

    def cliff(p):
        p.shape(
            [
                (0.5, 1.05),
                (0.53, 0.86),
                (0.575, 0.8),
                (0.6, 0.73),
                (0.665, 0.695),
                (0.7, 0.655),
                (0.78, 0.632),
                (0.86, 0.635),
                (0.95, 0.65),
                (1.05, 0.636),
                (1.16, 0.66),
                (1.4, 0.64),
                (1.4, 1.05),
            ]
        )

    rock = c.draw(cliff, 0.0012)
    crag = 1 + 0.5 * c.noise(1.8, (0.6, 1.5))
    c.lay(
        rock,
        gradient(c.y, [(0.63, "#1d2a36"), (0.75, "#101922"), (1, "#05090f")])
        * np.clip(crag, 0.2, 2)[..., None],
    )
    foam = (
        smooth(0.02, 0.0, np.abs(c.y - 0.9 - 0.03 * np.sin(c.x * 21)))
        * smooth(0.62, 0.48, c.x)
        * smooth(0.3, 0.5, c.x)
    )
    c.shine(foam * smooth(-0.2, 1, swell), colour("#b7cbdc"), 0.18)

    def tower(p):
        p.shape([(lx - 0.04, 0.64), (lx - 0.026, 0.36), (lx + 0.026, 0.36), (lx + 0.04, 0.64)])
        p.box(lx - 0.037, 0.347, lx + 0.037, 0.362)
        p.box(lx - 0.02, 0.282, lx + 0.02, 0.35)
        p.shape([(lx - 0.026, 0.284), (lx, 0.246), (lx + 0.026, 0.284)])
        p.line([(lx, 0.25), (lx, 0.225)], 0.003)
        p.shape(
            [
                (lx + 0.055, 0.645),
                (lx + 0.055, 0.595),
                (lx + 0.1, 0.568),
                (lx + 0.145, 0.595),
                (lx + 0.145, 0.648),
            ]
        )

    white = c.draw(tower, 0.0008)
    c.lay(white, gradient(c.x, [(lx - 0.04, "#7c8fa3"), (lx, "#46586c"), (lx + 0.04, "#1a2635")]))
    stripes = c.draw(
        lambda p: (p.box(lx - 0.05, 0.42, lx + 0.05, 0.475), p.box(lx - 0.05, 0.54, lx + 0.05, 0.595)), 0.0008
    ) * c.draw(
        lambda p: p.shape([(lx - 0.04, 0.64), (lx - 0.026, 0.36), (lx + 0.026, 0.36), (lx + 0.04, 0.64)]),
        0.0008,
    )
    c.lay(stripes, gradient(c.x, [(lx - 0.04, "#8d2b2b"), (lx + 0.04, "#2d0f16")]), 0.9)
    c.lay(c.draw(lambda p: p.box(lx + 0.078, 0.606, lx + 0.096, 0.628), 0.0008), colour("#ffbe62"))
    c.shine(c.spot(lx + 0.087, 0.617, 0.03), colour("#ffa849"), 0.4)
    c.shine(c.spot(lx, ly, 0.017, 3), (1, 0.97, 0.85), 5)
    c.shine(c.spot(lx, ly, 0.1), colour("#ffe0a0"), 0.7)


@still("plumb-line", 0.25, width=600, grain=0.6, falloff=0.3, halation=0.5)
def plumb_line(c):
    """One unit is the height here: the shaft is a quarter wide."""
    cx = 0.125
    c.ramp([(0, "#dce8ee"), (0.05, "#a8c0cc"), (0.22, "#48626f"), (0.6, "#172830"), (1, "#060c10")])
    rock = c.noise(1.9, (0.5, 2.2))
    wall = smooth(0.02, 0.1, np.abs(c.x - cx) + 0.008 * rock + 0.03 * np.sin(c.y * 9) * (c.x - cx))
    c.lay(
        wall,
        gradient(c.y, [(0, "#7f8d8f"), (0.2, "#3c474a"), (0.6, "#151d20"), (1, "#070b0d")])
        * np.clip(1 + 0.35 * rock, 0.2, 2)[..., None],
        0.95,
    )
    strata = np.sin((c.y + 0.004 * rock + 0.05 * np.abs(c.x - cx)) * 210)
    c.light *= (1 + 0.1 * smooth(0.2, 1, strata) * wall)[..., None]
    fall = c.noise(1.6, (0.25, 40))
    curtain = np.exp(-(((c.x - cx - 0.004 * np.sin(c.y * 7)) / (0.012 + 0.016 * c.y)) ** 2))
    c.shine(
        curtain * smooth(-0.6, 1.6, fall) * smooth(0.01, 0.05, c.y) * smooth(0.93, 0.82, c.y),
        colour("#e3f0f4"),
        0.55,
    )
    c.shine(curtain * np.exp(-c.y * 1.6), colour("#cfe4ec"), 0.22)
    spray = c.noise(2.6)
    c.shine(
        np.exp(-(((c.x - cx) / 0.085) ** 2) - ((c.y - 0.915) / 0.03) ** 2) * (0.7 + 0.35 * spray),
        colour("#bcd6de"),
        0.34,
    )
    c.shine(c.spot(cx, 0.0, 0.09), (1, 1, 1), 0.5)
    pool = smooth(0.945, 0.95, c.y)
    c.lay(pool, gradient(np.abs(c.x - cx), [(0, "#6f8f99"), (0.06, "#1d3038"), (0.12, "#081014")]))
    line = c.draw(lambda p: p.line([(0.178, 0.0), (0.1715, 0.9)], 0.0009))
    c.lay(line, colour("#d8312a"), 0.9)
    c.lay(c.draw(lambda p: p.shape([(0.168, 0.9), (0.175, 0.9), (0.1715, 0.914)])), colour("#d8b04a"))

    def climber(p):
        x, f = 0.148, 0.947
        p.shape(
            [(x - 0.005, f), (x - 0.0062, f - 0.015), (x, f - 0.021), (x + 0.0062, f - 0.015), (x + 0.005, f)]
        )
        p.disc(x, f - 0.0245, 0.0036, 0.0042)

    c.lay(c.draw(climber, 0.0002), colour("#0a0f12"))
