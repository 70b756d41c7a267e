"""Streets and windows after dark."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    moved,
    smooth,
)
from importers.demo.painting.gallery import still


def bokeh(c, x, y, r, tint, strength):
    """A light out of focus: flat, with a slightly brighter rim, as a lens draws it."""
    ring = np.hypot(c.x - x, c.y - y)
    c.shine(smooth(r, r * 0.93, ring) * (0.75 + 0.45 * smooth(r * 0.6, r, ring)), colour(tint), strength)


def wet_ground(c, line, amount, smear=26, ripple=5.0):
    """Turn what stands above `line` over into the ground below it, drawn out downwards."""
    mirror = np.roll(c.light[::-1], int((line * 2 - 1) * c.h), axis=0)
    grain = c.noise(1.6, (2.5, 0.6))
    shaken = moved(blurred(mirror, 1.5, smear), grain * ripple, grain * ripple * 2)
    below = smooth(line, line + 0.01, c.y)
    c.light += shaken * (below * amount * (0.75 + 0.25 * np.clip(grain, -1, 1)))[..., None]


@still("here-night", 1.33, grain=0.6, falloff=0.4, halation=0.9)
def here_night(c):
    c.ramp([(0, "#0b1226"), (0.4, "#1b2743"), (0.62, "#3d3d55"), (0.75, "#463a45"), (1, "#0d0d14")])
    c.light *= (1 + 0.07 * c.noise(3, (3, 1)))[..., None]
    for depth, (tone, top, lights) in enumerate(
        [("#2b3450", 0.34, 0.1), ("#1a2138", 0.26, 0.16), ("#0d1221", 0.22, 0.2)]
    ):
        x = -0.05
        while x < c.ratio:
            w = c.rng.uniform(0.07, 0.17) * (1 + depth * 0.25)
            y = top + c.rng.uniform(0.0, 0.32) + depth * 0.09
            tower = c.draw(lambda p, x=x, y=y, w=w: p.box(x, y, x + w, 1.1), 0.0015 * (3 - depth))
            c.lay(tower, gradient(c.y, [(y, tone), (1, "#0b0e19")]), 0.96)
            columns = max(2, int(w / (0.017 + depth * 0.005)))
            cell = w / (columns + 0.6)
            panes = [
                (x + cell * (column + 0.55), y + 0.02 + row * cell * 1.5, c.rng.random())
                for row in range(int((0.92 - y) / (cell * 1.5)))
                for column in range(columns)
                if c.rng.random() < lights
            ]

            def windows(p, panes=panes, cell=cell):
                for px, py, bright in panes:
                    p.box(px, py, px + cell * 0.52, py + cell * 0.8, tone=int(110 + bright * 145))

            glass = c.draw(windows, 0.0009)
            c.lay(np.minimum(glass, 1), colour(["#d99c4e", "#f0b964", "#f7cf86"][c.rng.integers(3)]), 0.95)
            c.shine(glass, colour("#f5a94a"), 0.35)
            x += w * c.rng.uniform(0.9, 1.25)
        c.lay(smooth(0.35, 0.95, c.y), colour("#4b3c4a"), 0.2 - depth * 0.05)
    tints = ["#ffb14d", "#ff8a3c", "#ffd59a", "#e6533c", "#6fc3b0", "#8fb2ff", "#ffe3b8"]
    for _ in range(62):
        x = c.rng.uniform(-0.03, c.ratio + 0.03)
        y = 0.8 + c.rng.normal(0, 0.06) + 0.05 * np.cos(x * 3)
        bokeh(
            c, x, y, c.rng.uniform(0.012, 0.055), tints[c.rng.integers(len(tints))], c.rng.uniform(0.05, 0.42)
        )
    ledge = smooth(0.952, 0.968, c.y + 0.004 * np.sin(c.x * 2))
    c.lay(ledge, colour("#07080d"))

    def someone(p):
        p.disc(0.34, 0.655, 0.042, 0.052)
        p.shape(
            [
                (0.315, 0.69),
                (0.31, 0.725),
                (0.235, 0.76),
                (0.2, 0.86),
                (0.19, 1.05),
                (0.51, 1.05),
                (0.49, 0.86),
                (0.45, 0.76),
                (0.372, 0.725),
                (0.37, 0.69),
            ]
        )

    figure = c.draw(someone, 0.002, round_by=0.009)
    c.lay(figure, colour("#05060b"))
    rim = np.clip(figure - np.roll(figure, -5, 1), 0, 1)
    c.shine(blurred(rim, 1.6), colour("#ff9a4a"), 0.5)


@still("ghost-street", 1.66, grain=0.75, falloff=0.5, halation=1.0)
def ghost_street(c):
    vx, vy = 0.93, 0.54
    c.ramp([(0, "#0a1016"), (0.4, "#1a2426"), (0.54, "#4a4433"), (1, "#0b0e10")])
    c.shine(c.spot(vx, vy, 0.2), colour("#e9a24a"), 0.4)

    def side(p, edge):
        p.shape(
            [
                (vx + edge * 0.02, vy - 0.05),
                (vx + edge * 1.1, vy - 0.72),
                (vx + edge * 1.1, vy + 0.3),
                (vx + edge * 0.02, vy + 0.006),
            ]
        )

    for edge in (-1, 1):
        wall = c.draw(lambda p, e=edge: side(p, e), 0.001)
        away = np.abs(c.x - vx)
        face = gradient(away, [(0.02, "#5c5138"), (0.3, "#26261f"), (0.9, "#101416")])
        c.lay(wall, face, 0.97)
        openings = []
        for column in range(9):
            near = 0.075 * 1.36**column
            for floor in range(4):
                low, high = 0.17 + floor * 0.15, 0.26 + floor * 0.15
                a, b = near, near * 1.17
                openings.append(
                    (
                        [
                            (vx + edge * a, vy - a * low),
                            (vx + edge * b, vy - b * low),
                            (vx + edge * b, vy - b * high),
                            (vx + edge * a, vy - a * high),
                        ],
                        c.rng.random(),
                    )
                )
        dark = c.draw(lambda p, o=openings: [p.shape(points) for points, _ in o], 0.0008)
        c.lay(dark * wall, colour("#090c0e"), 0.75)
        lit = c.draw(lambda p, o=openings: [p.shape(points) for points, dice in o if dice < 0.13], 0.0012)
        c.lay(lit * wall, colour("#f0b45a"), 0.9)
        c.shine(blurred(lit * wall, 7), colour("#f0a040"), 0.3)
        # A lamp every so often, and the cone of damp air below it.
        for step in range(6):
            reach = 0.05 * 1.75**step
            x, top, foot = vx + edge * reach, vy - reach * 0.62, vy + reach * 0.2
            post = c.draw(
                lambda p, x=x, t=top, f=foot, r=reach, e=edge: (
                    p.line([(x, f), (x, t)], 0.012 * r + 0.001),
                    p.line([(x, t), (x - e * r * 0.14, t - r * 0.02)], 0.009 * r + 0.001),
                ),
                0.0006,
            )
            c.lay(post, colour("#0b0d0d"), 0.95)
            hx = x - edge * reach * 0.14
            c.shine(c.spot(hx, top - reach * 0.01, 0.018 * reach + 0.004, 3), colour("#ffdc9a"), 3.0)
            c.shine(c.spot(hx, top, 0.22 * reach + 0.01), colour("#ff9c3c"), 0.32)
            spread = np.abs(c.x - hx) / np.maximum(c.y - top, 1e-3)
            cone = smooth(0.62, 0.1, spread) * (c.y > top) * np.exp(-(c.y - top) / (reach * 0.5 + 0.01))
            c.shine(cone, colour("#ff9f45"), 0.13)
    road = smooth(vy, vy + 0.004, c.y)
    slope = np.abs(c.x - vx) / np.maximum(c.y - vy, 1e-3)
    ground = road * smooth(3.8, 3.6, slope)
    c.lay(ground, gradient(c.y, [(vy, "#3d3526"), (0.7, "#14171a"), (1, "#090c10")]), 0.96)
    wet_ground(c, vy + 0.035, 0.75, smear=34, ripple=6)
    kerb = smooth(0.08, 0.02, np.abs(slope - 1.65)) * road
    c.shine(kerb, colour("#c98a45"), 0.06)
    for step in range(9):
        near, far = 0.02 * 1.6**step, 0.02 * 1.6**step * 1.25
        dash = c.draw(
            lambda p, n=near, f=far: p.shape(
                [
                    (vx - 0.008 * n / 0.2, vy + n),
                    (vx + 0.008 * n / 0.2, vy + n),
                    (vx + 0.01 * f / 0.2, vy + f),
                    (vx - 0.01 * f / 0.2, vy + f),
                ]
            ),
            0.0006,
        )
        c.lay(dash, colour("#8d8468"), 0.35)

    def walker(p):
        x, f = 0.845, 0.755
        p.shape(
            [
                (x - 0.022, f - 0.005),
                (x - 0.03, f - 0.11),
                (x - 0.024, f - 0.152),
                (x - 0.01, f - 0.166),
                (x + 0.012, f - 0.166),
                (x + 0.026, f - 0.15),
                (x + 0.031, f - 0.1),
                (x + 0.02, f - 0.005),
            ]
        )
        p.disc(x + 0.001, f - 0.185, 0.0165, 0.021)
        p.shape(
            [
                (x - 0.018, f - 0.188),
                (x, f - 0.212),
                (x + 0.019, f - 0.188),
                (x + 0.022, f - 0.155),
                (x - 0.022, f - 0.155),
            ]
        )
        p.line([(x - 0.009, f - 0.01), (x - 0.012, f + 0.015)], 0.008)
        p.line([(x + 0.009, f - 0.01), (x + 0.014, f + 0.01)], 0.008)
        p.box(x + 0.028, f - 0.09, x + 0.048, f - 0.058, 0.003)
        p.line([(x + 0.03, f - 0.088), (x + 0.026, f - 0.12)], 0.0024)

    figure = c.draw(walker, 0.001, round_by=0.004)
    c.lay(
        c.draw(lambda p: p.shape([(0.83, 0.768), (0.862, 0.766), (0.86, 1.02), (0.74, 1.02)]), 0.008),
        colour("#04060a"),
        0.55,
    )
    c.lay(figure, colour("#0a0b0d"), 0.97)
    c.shine(blurred(np.clip(figure - np.roll(figure, -3, 1), 0, 1), 1), colour("#ffb562"), 0.6)


@still("city-bokeh", 1.85, grain=0.6, falloff=0.4, halation=0.8, exposure=1.5)
def city_bokeh(c):
    c.ramp([(0, "#0a0f1e"), (0.45, "#1a2438"), (0.7, "#2a2530"), (1, "#0b0b12")])
    tints = ["#ffb04a", "#ff7a38", "#ffd79c", "#f04a3a", "#4fc7a9", "#7aa7ff", "#e8e4ff", "#ffca63"]
    for _ in range(46):
        x = c.rng.uniform(-0.05, c.ratio + 0.05)
        y = 0.47 + c.rng.normal(0, 0.13)
        bokeh(
            c, x, y, c.rng.uniform(0.014, 0.04), tints[c.rng.integers(len(tints))], c.rng.uniform(0.05, 0.25)
        )
    for _ in range(30):
        x = c.rng.uniform(-0.05, c.ratio + 0.05)
        y = 0.56 + c.rng.normal(0, 0.1)
        bokeh(c, x, y, c.rng.uniform(0.045, 0.1), tints[c.rng.integers(len(tints))], c.rng.uniform(0.04, 0.3))
    far = blurred(c.light, 1.5)
    c.light = far.copy()
    upside = blurred(far, 4)[::-1, ::-1]
    for _ in range(520):
        r = min(0.012, 0.0018 + c.rng.exponential(0.0024))
        x, y = c.rng.uniform(0, c.ratio), c.rng.uniform(0, 1)
        top, left = max(int((y - 2 * r) * c.h), 0), max(int((x - 2 * r) * c.h), 0)
        window = np.s_[top : int((y + 2 * r) * c.h) + 1, left : int((x + 2 * r) * c.h) + 1]
        px, py = c.x[window], c.y[window]
        if px.size == 0:
            continue
        mask = smooth(1.0, 0.75, np.hypot((px - x) / r, (py - y) / (r * 1.2)))[..., None]
        c.light[window] += (
            (upside[window] * (0.8 + 1.2 * np.clip((py - y) / r, -1, 1)[..., None]) - c.light[window])
            * mask
            * 0.9
        )

    def seats(p):
        p.box(-0.1, 0.86, 2.0, 1.1)
        p.box(0.12, 0.62, 0.42, 1.1, 0.06)
        p.box(1.33, 0.58, 1.72, 1.1, 0.07)
        p.line([(1.12, -0.05), (1.12, 0.9)], 0.022)
        p.box(-0.1, -0.1, 2.0, 0.06)

    c.lay(c.draw(seats, 0.006), colour("#06070c"))

    def rider(p):
        p.disc(0.8, 0.46, 0.074, 0.088)
        p.shape(
            [
                (0.868, 0.43),
                (0.886, 0.478),
                (0.873, 0.488),
                (0.868, 0.52),
                (0.84, 0.54),
                (0.78, 0.53),
                (0.75, 0.42),
                (0.81, 0.38),
            ]
        )
        p.shape(
            [
                (0.74, 0.5),
                (0.735, 0.6),
                (0.62, 0.66),
                (0.55, 0.8),
                (0.53, 1.1),
                (1.06, 1.1),
                (1.02, 0.8),
                (0.93, 0.67),
                (0.845, 0.61),
                (0.84, 0.52),
            ]
        )
        p.disc(0.745, 0.44, 0.06, 0.085)

    figure = c.draw(rider, 0.003, round_by=0.012)
    c.lay(figure, colour("#07080d"))
    rim = blurred(np.clip(figure - np.roll(blurred(figure, 3), -6, 1), 0, 1), 1.8)
    c.shine(rim * smooth(0.85, 0.3, c.y), colour("#ff9f4f"), 0.7)
