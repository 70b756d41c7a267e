"""Walls, stairs and windows: light that comes in from outside."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    smooth,
)
from importers.demo.painting.gallery import still


@still("window-light", 1.37, grain=0.85, falloff=0.55, halation=0.5)
def window_light(c):
    plaster = 0.6 * c.noise(1.7) + 0.6 * c.noise(2.8)
    c.fill(colour("#3a2410") * 0.55)
    c.light *= (1 + 0.12 * plaster)[..., None]
    skew, left, top, wide, tall = 0.2, 0.62, 0.14, 0.19, 0.29
    panes = np.zeros_like(c.x)
    for column in range(2):
        for row in range(2):

            def pane(p, i=column, j=row):
                y0, y1 = top + j * (tall + 0.022), top + j * (tall + 0.022) + tall

                def at(x, y):
                    return (left + x + (y - top) * skew, y + x * 0.06)

                x0, x1 = i * (wide + 0.02), i * (wide + 0.02) + wide
                p.shape([at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)])

            panes += c.draw(pane, 0.0065)
    leaf = smooth(0.2, 1.5, c.noise(2.6, (1, 1)))
    dapple = panes * (1 - 0.62 * blurred(leaf, 9) * smooth(0.5, 0.15, c.y))

    def brothers(p):
        p.disc(0.765, 0.5, 0.05, 0.062)
        p.shape(
            [
                (0.74, 0.54),
                (0.74, 0.585),
                (0.66, 0.62),
                (0.635, 0.72),
                (0.625, 0.9),
                (0.9, 0.9),
                (0.885, 0.7),
                (0.865, 0.62),
                (0.79, 0.585),
                (0.79, 0.54),
            ]
        )
        p.disc(1.06, 0.43, 0.052, 0.066)
        p.shape(
            [
                (1.03, 0.47),
                (1.03, 0.52),
                (0.94, 0.56),
                (0.91, 0.68),
                (0.9, 0.92),
                (1.24, 0.92),
                (1.22, 0.66),
                (1.18, 0.56),
                (1.09, 0.52),
                (1.09, 0.47),
            ]
        )

    shadow = c.draw(brothers, 0.012, round_by=0.012)
    light = dapple * (1 - 0.86 * shadow)
    c.shine(light * (1 + 0.16 * plaster), colour("#f6a544"), 1.05)
    c.shine(blurred(light, c.h * 0.07), colour("#e98a2a"), 0.34)
    skirting = smooth(0.905, 0.91, c.y)
    c.lay(skirting, gradient(c.y, [(0.9, "#2c1b0d"), (0.93, "#1a0f07"), (1, "#0d0704")]))
    c.shine(c.draw(lambda p: p.line([(0, 0.907), (1.4, 0.907)], 0.003), 0.001), colour("#b0702c"), 0.16)

    def chair(p):
        p.line([(0.18, 0.98), (0.2, 0.6)], 0.013)
        p.line([(0.37, 0.99), (0.37, 0.75)], 0.013)
        p.line([(0.3, 0.95), (0.3, 0.75)], 0.011)
        p.shape([(0.19, 0.745), (0.39, 0.752), (0.4, 0.772), (0.19, 0.766)])
        p.line([(0.2, 0.61), (0.275, 0.605), (0.285, 0.75)], 0.012)
        p.line([(0.198, 0.67), (0.28, 0.665)], 0.01)

    c.lay(c.draw(chair, 0.0015), colour("#080503"))
    dust = (c.rng.random((c.h, c.w)) > 0.99975).astype(np.float32)
    c.shine(blurred(dust, 1.4) * blurred(light, c.h * 0.06) * 4, colour("#ffd9a0"), 1.0)


@still("staircase", 1.66, grain=0.55, falloff=0.55, halation=0.5)
def staircase(c):
    dx, dy = (c.x - 0.9) * 0.86, c.y - 0.53
    reach = np.hypot(dx, dy) + 1e-4
    angle = np.arctan2(dy, dx) / (2 * np.pi)
    # One turn of the stair shrinks it by this factor, for ever, downwards.
    factor = 2.15
    flight = np.log(reach) / np.log(factor) - angle
    inside = flight % 1
    down = np.clip((0.2 - np.log(reach) / np.log(factor)) / 4.2, 0, 1)
    steps = (angle * 22) % 1
    tread = smooth(0, 0.06, steps) * (0.82 + 0.25 * steps)
    stone = gradient(down, [(0, "#c9a276"), (0.3, "#a5784f"), (0.6, "#6d4a3c"), (1, "#2c2026")])
    sun = 0.55 + 0.65 * np.cos((angle - 0.62) * 2 * np.pi)
    c.light[:] = stone * (0.22 + 0.78 * tread * np.clip(sun, 0.15, 1.3))[..., None]
    c.light *= (1 + 0.05 * c.noise(1.6))[..., None]
    well = smooth(0.30, 0.285, inside)
    c.lay(well, gradient(down, [(0, "#3b2c2b"), (0.5, "#221a22"), (1, "#0f0d15")]), 0.95)
    wall = smooth(0.93, 0.95, inside)
    c.lay(
        wall,
        gradient(down, [(0, "#e6cba2"), (0.5, "#8a6a55"), (1, "#30252b")])
        * np.clip(0.35 + 0.5 * sun, 0.2, 1)[..., None],
        0.9,
    )
    rail = smooth(0.022, 0.012, np.abs(inside - 0.325))
    c.lay(rail, colour("#241411"))
    c.shine(smooth(0.008, 0.0, np.abs(inside - 0.338)) * np.clip(sun, 0, 1), colour("#ffd8a0"), 0.4)
    posts = smooth(0.12, 0.05, np.abs(steps - 0.5)) * smooth(0.29, 0.31, inside) * smooth(0.40, 0.38, inside)
    c.shade(posts, 0.5)
    c.shine(c.spot(0.9, 0.53, 0.035), colour("#ffe2b0"), 1.2)
    c.shine(c.spot(0.9, 0.53, 0.16), colour("#ffb46a"), 0.35)
    hand = c.draw(lambda p: p.disc(0.44, 0.31, 0.015, 0.011), 0.001)
    c.lay(hand, colour("#e8b48c"), 0.9)
    sleeve = c.draw(lambda p: p.shape([(0.352, 0.262), (0.436, 0.299), (0.43, 0.322), (0.34, 0.298)]), 0.0012)
    c.lay(sleeve, colour("#a8281e"), 0.97)


@still("front-room", 1.85, grain=0.5, falloff=0.45, halation=0.5)
def front_room(c):
    c.ramp([(0, "#6b5b45"), (0.7, "#7e6a4c"), (1, "#4c3a26")])
    stripes = 0.5 + 0.5 * np.sin(c.x * 95)
    c.light *= (0.93 + 0.09 * smooth(0.3, 0.9, stripes))[..., None]
    c.light *= (1 + 0.05 * c.noise(2.5))[..., None]
    bay = c.draw(
        lambda p: (
            p.shape([(0.55, 0.19), (0.79, 0.14), (0.79, 0.66), (0.55, 0.69)]),
            p.box(0.81, 0.13, 1.23, 0.66),
            p.shape([(1.25, 0.14), (1.49, 0.19), (1.49, 0.69), (1.25, 0.66)]),
        ),
        0.001,
    )
    c.lay(
        bay,
        gradient(
            c.y, [(0.13, "#cfe0ea"), (0.4, "#f5efdc"), (0.52, "#dfe0bd"), (0.6, "#9aa777"), (0.69, "#7f8c5f")]
        ),
    )
    branch = c.noise(2.2, (0.7, 1))
    crown = smooth(0.1, 1.2, branch + 1.8 * c.spot(1.12, 0.26, 0.17) - 0.9)
    c.lay(crown * bay, colour("#7f9257"), 0.8)
    c.lay(
        c.draw(lambda p: p.line([(1.12, 0.6), (1.115, 0.4), (1.13, 0.27)], 0.018), 0.002) * bay,
        colour("#4c4436"),
        0.85,
    )
    c.lay(
        c.draw(
            lambda p: (
                p.shape([(0.58, 0.62), (0.58, 0.47), (0.68, 0.41), (0.78, 0.47), (0.78, 0.62)]),
                p.box(0.83, 0.5, 0.98, 0.62),
            ),
            0.0025,
        )
        * bay,
        colour("#b7ab93"),
        0.85,
    )
    bars = c.draw(
        lambda p: [
            p.line(points, w)
            for points, w in (
                ([(0.8, 0.1), (0.8, 0.68)], 0.02),
                ([(1.24, 0.1), (1.24, 0.68)], 0.02),
                ([(1.02, 0.13), (1.02, 0.66)], 0.009),
                ([(0.81, 0.39), (1.23, 0.39)], 0.008),
                ([(0.55, 0.42), (0.79, 0.39)], 0.008),
                ([(1.25, 0.39), (1.49, 0.42)], 0.008),
                (
                    [
                        (0.54, 0.185),
                        (0.79, 0.13),
                        (1.25, 0.13),
                        (1.5, 0.185),
                        (1.5, 0.7),
                        (1.25, 0.67),
                        (0.79, 0.67),
                        (0.54, 0.7),
                        (0.54, 0.185),
                    ],
                    0.018,
                ),
            )
        ],
        0.0008,
    )
    c.lay(bars, colour("#efe4cc") * 0.62)
    c.shine(blurred(bay, c.h * 0.05), colour("#fff3d8"), 0.16)
    floor = smooth(0.775, 0.78, c.y)
    boards = 1 + 0.12 * c.noise(1.6, (6, 0.6))
    c.lay(floor, gradient(c.y, [(0.775, "#5d3d22"), (0.9, "#3a2413"), (1, "#22150b")]) * boards[..., None])
    sun = c.draw(
        lambda p: (
            p.shape([(0.86, 0.79), (1.05, 0.79), (0.93, 1.02), (0.66, 1.02)]),
            p.shape([(1.07, 0.79), (1.26, 0.79), (1.25, 1.02), (0.97, 1.02)]),
        ),
        0.006,
    )
    c.shine(sun, colour("#ffd592"), 0.42)
    rug = c.draw(lambda p: p.shape([(0.5, 0.84), (1.42, 0.84), (1.6, 1.0), (0.32, 1.0)]), 0.002)
    c.lay(rug, colour("#5a2420"), 0.6)

    def curtain(p, side):
        edge = 0.5 if side < 0 else 1.54
        p.shape(
            [
                (edge - 0.1 * (side > 0), 0.07),
                (edge + 0.1 * (side < 0), 0.07),
                (edge + (0.045 if side < 0 else -0.045), 0.4),
                (edge + side * -0.02, 0.5),
                (edge + (0.06 if side < 0 else -0.06), 0.79),
                (edge + side * 0.13, 0.79),
                (edge + side * 0.13, 0.07),
            ]
        )

    drape = c.draw(lambda p: (curtain(p, -1), curtain(p, 1)), 0.0012)
    folds = 0.72 + 0.35 * np.sin(c.x * 120 + np.sin(c.y * 4) * 2)
    c.lay(drape, colour("#7d8f84") * np.clip(folds, 0.2, 1.2)[..., None])
    c.lay(c.draw(lambda p: p.box(0.32, 0.055, 1.72, 0.075, 0.008), 0.0008), colour("#2e2216"))

    def furniture(p):
        p.box(1.36, 0.56, 1.68, 0.87, 0.05)
        p.box(1.3, 0.66, 1.42, 0.9, 0.035)
        p.box(1.62, 0.66, 1.75, 0.9, 0.035)
        p.box(1.34, 0.75, 1.7, 0.92, 0.02)

    seat = c.draw(furniture, 0.0015)
    c.lay(seat, gradient(c.x, [(1.3, "#a9803f"), (1.45, "#77572a"), (1.75, "#3d2a14")]))
    c.lay(c.draw(lambda p: p.box(1.4, 0.74, 1.64, 0.79, 0.02), 0.002), colour("#8d6a34"))

    def lamp(p):
        p.line([(0.24, 0.9), (0.24, 0.46)], 0.009)
        p.shape([(0.2, 0.32), (0.28, 0.32), (0.33, 0.46), (0.15, 0.46)])
        p.disc(0.24, 0.9, 0.06, 0.012)

    c.lay(c.draw(lamp, 0.001), colour("#2c2014"))
    glow = c.draw(lambda p: p.shape([(0.2, 0.32), (0.28, 0.32), (0.33, 0.46), (0.15, 0.46)]), 0.001)
    c.shine(glow, colour("#ffc473"), 0.9)
    c.shine(c.spot(0.24, 0.4, 0.24), colour("#ffb65e"), 0.35)
    frames = c.draw(
        lambda p: (p.box(0.08, 0.2, 0.17, 0.31), p.box(0.33, 0.23, 0.39, 0.31), p.box(1.74, 0.2, 1.82, 0.33)),
        0.001,
    )
    c.lay(frames, colour("#2a1d12"))
    c.lay(
        c.draw(
            lambda p: (
                p.box(0.092, 0.215, 0.158, 0.295),
                p.box(0.338, 0.24, 0.382, 0.3),
                p.box(1.75, 0.215, 1.81, 0.315),
            ),
            0.001,
        ),
        colour("#c0ae8d"),
        0.8,
    )
