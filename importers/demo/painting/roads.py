"""On the way: a motorway, a train, a corridor that never ends."""

from itertools import pairwise

import numpy as np

from importers.demo.painting.canvas import blurred, colour, gradient, moved, smooth
from importers.demo.painting.gallery import still


@still("motorway", 2.39, grain=0.55, falloff=0.4, halation=0.8)
def motorway(c):
    vx, vy = 1.5, 0.44
    c.ramp(
        [
            (0, "#141d3f"),
            (0.2, "#2c3768"),
            (0.34, "#7a5a7e"),
            (0.41, "#e08a6a"),
            (0.44, "#f7b27a"),
            (1, "#0d101c"),
        ]
    )
    bank = c.noise(3.3, (6, 1))
    c.lay(smooth(0.1, 1.8, bank) * smooth(0.42, 0.25, c.y), colour("#4a3f68"), 0.6)
    for height, tone, phase in ((0.06, "#54466a", 0.0), (0.035, "#2a2947", 2.1), (0.012, "#14172c", 4.0)):
        ridge = (
            vy
            + 0.012
            - height * (0.55 + 0.45 * np.sin(c.x * 2.1 + phase) + 0.2 * np.sin(c.x * 5.3 + phase * 2))
        )
        c.lay(smooth(ridge - 0.002, ridge + 0.002, c.y), colour(tone), 0.95)
    land = smooth(vy + 0.01, vy + 0.02, c.y)
    c.lay(land, gradient(c.y, [(vy, "#1d2036"), (0.7, "#0f121f"), (1, "#080a12")]), 0.97)

    def lane(offset, points=90):
        """A lane's line, from the bottom edge to the vanishing point, bending with the valley."""
        out = []
        for t in np.linspace(0, 1, points):
            near = (1 - t) ** 2.6
            bend = 0.16 * np.sin(t * 3.0) * (1 - t)
            out.append(
                (vx + offset * near - bend + 0.05 * np.sin(t * 6) * t * (1 - t), vy + 0.012 + near * 0.62)
            )
        return out

    left, right = lane(-2.3), lane(0.52)
    bed = c.draw(lambda p: p.shape(left + right[::-1]), 0.001)
    c.lay(bed, gradient(c.y, [(vy, "#3a3340"), (0.6, "#171a26"), (1, "#0c0e16")]), 0.96)
    for offset in (-2.18, -0.98, -0.72, 0.42):
        c.lay(c.draw(lambda p, o=offset: taper(p, lane(o), 0.006), 0.0006), colour("#8e8894"), 0.4)
    for lanes, tints in (
        ((-1.98, -1.86, -1.6, -1.46, -1.3, -1.14), ("#fff1d0", "#ffe2b0", "#f5f3ff")),
        ((-0.56, -0.42, -0.2, -0.06, 0.14, 0.3), ("#ff3b26", "#ff6236", "#e8201e")),
    ):
        for offset in lanes:
            for copy in range(3):
                shift = offset + c.rng.normal(0, 0.022)
                trail = c.draw(
                    lambda p, o=shift, k=copy: taper(
                        p,
                        [(x, y - 0.012 * k * (y - vy) * 3) for x, y in lane(o)],
                        c.rng.uniform(0.003, 0.008),
                    ),
                    0.0005,
                )
                tint = colour(tints[c.rng.integers(3)])
                c.shine(trail, tint, c.rng.uniform(0.35, 1.1))
                c.shine(blurred(trail, 9), tint, 0.22)
    c.shine(c.spot(vx, vy + 0.012, 0.05), colour("#ffc48a"), 0.8)

    def bridge(p):
        p.shape([(0, 0.2), (0, 0.275), (2.39, 0.345), (2.39, 0.3)])
        p.shape([(0.42, 0.26), (0.49, 0.26), (0.485, 0.72), (0.425, 0.74)])
        p.shape([(2.12, 0.31), (2.16, 0.31), (2.158, 0.5), (2.122, 0.505)])
        p.line([(0, 0.175), (2.39, 0.288)], 0.003)
        for x in np.linspace(0, 2.39, 34):
            y = 0.175 + x / 2.39 * 0.113
            p.line([(x, y), (x, y + 0.04)], 0.0022)
        p.shape([(1.006, 0.236), (1.003, 0.196), (1.01, 0.18), (1.022, 0.18), (1.03, 0.196), (1.028, 0.238)])
        p.disc(1.016, 0.169, 0.008, 0.01)

    c.lay(c.draw(bridge, 0.001), colour("#0b0e1c"), 0.98)


def taper(p, points, width):
    """A line that thins out with distance."""
    for (x0, y0), (x1, y1) in pairwise(points):
        p.line([(x0, y0), (x1, y1)], max(width * (y0 - 0.44) / 0.5, 0.0006))


@still("neon-corridor", 2.0, grain=0.5, falloff=0.45, halation=0.7)
def neon_corridor(c):
    vx, vy = 1.0, 0.48
    c.fill(colour("#050510"))
    radius = np.maximum(np.abs(c.x - vx) / 1.0, np.abs(c.y - vy) / 0.55)
    tile = c.noise(1.4)
    c.shine(smooth(1.3, 0.0, radius), colour("#2a0f46"), 0.5)
    floor = smooth(0, 0.01, c.y - vy - np.abs(c.x - vx) * 0.55)
    frames = np.geomspace(0.075, 1.25, 8)
    magenta, cyan = colour("#ff1a84"), colour("#12a8ff")
    for index, s in enumerate(frames):

        def tubes(p, s=s, half=1):
            x, y = s * 1.0, s * 0.5
            if half > 0:
                p.line(
                    [(vx + 0.02 * s, vy - y), (vx + x, vy - y), (vx + x, vy + y * 1.02)], 0.014 * s + 0.0012
                )
            else:
                p.line(
                    [(vx - 0.02 * s, vy - y), (vx - x, vy - y), (vx - x, vy + y * 1.02)], 0.014 * s + 0.0012
                )

        for half, tint in ((1, magenta), (-1, cyan)):
            tube = c.draw(lambda p, h=half, f=tubes: f(p, half=h), 0.0004 + 0.0012 * (index > 5))
            dead = 0.1 if (index, half) == (4, -1) else 1.0
            c.shine(tube, tint * 0.9 + 0.16, 2.2 * dead)
            c.shine(blurred(tube, c.h * 0.012 * (0.5 + s)), tint, 1.1 * dead)
            c.shine(blurred(tube, c.h * 0.11 * (0.4 + s)), tint, 0.9 * dead)
    walls = smooth(0.0, 0.25, radius)
    panel = smooth(0.02, 0.0, np.abs((np.log(np.maximum(radius, 1e-3)) * 4.2) % 1 - 0.5))
    c.shade(panel * walls, 0.35)
    mirror = np.roll(c.light[::-1], int((vy * 2 - 1 + 0.42) * c.h), axis=0)
    puddle = smooth(-0.3, 0.9, c.noise(2.4, (3, 1)))
    shake = c.noise(1.8, (3, 1))
    c.shade(floor, 0.55)
    c.light += (
        moved(blurred(mirror, 2, 16), shake * 6, shake * 3) * (floor * (0.12 + 0.5 * puddle))[..., None]
    )
    c.shine(floor * smooth(0.6, 1.6, tile) * smooth(0.9, 0.1, radius), colour("#9a4dd0"), 0.05)
    c.shine(c.spot(vx, vy, 0.09), colour("#ffd9ec"), 1.1)

    def man(p):
        x, f = 1.012, 0.628
        p.shape(
            [
                (x - 0.02, f),
                (x - 0.013, f - 0.08),
                (x - 0.03, f - 0.088),
                (x - 0.034, f - 0.152),
                (x - 0.018, f - 0.17),
                (x + 0.018, f - 0.17),
                (x + 0.034, f - 0.152),
                (x + 0.03, f - 0.088),
                (x + 0.014, f - 0.08),
                (x + 0.024, f),
                (x + 0.007, f),
                (x, f - 0.07),
                (x - 0.006, f),
            ]
        )
        p.disc(x, f - 0.191, 0.0155, 0.0195)
        p.shape([(x + 0.03, f - 0.09), (x + 0.066, f - 0.09), (x + 0.066, f - 0.045), (x + 0.03, f - 0.045)])

    figure = c.draw(man, 0.0008, round_by=0.0035)
    c.lay(figure, colour("#04030a"), 0.98)
    c.lay(
        np.roll(figure[::-1], int((0.628 * 2 - 1) * c.h), axis=0) * smooth(0.628, 0.64, c.y),
        colour("#04030a"),
        0.6,
    )


@still("train-window", 1.85, grain=0.6, falloff=0.5, halation=0.4)
def train_window(c):
    view_top, view_low = 0.1, 0.78
    c.ramp(
        [
            (0, "#8296a8"),
            (0.3, "#c3c6bd"),
            (0.4, "#e6d5b4"),
            (0.46, "#c9b98c"),
            (0.55, "#77804a"),
            (0.8, "#38431f"),
        ]
    )
    for y, depth, tone, height in (
        (0.41, 8, "#8e9a8c", 0.05),
        (0.46, 14, "#65734f", 0.07),
        (0.54, 30, "#3f4d28", 0.1),
    ):
        ridge = blurred(c.noise(1.8, (1.2, 1))[:1].repeat(c.h, 0), depth, 0) * height * 0.55
        hill = smooth(y - 0.004, y + 0.006, c.y + ridge)
        c.lay(blurred(hill, depth, 0.8), colour(tone), 0.92)
    streak = c.noise(1.5, (90, 1))
    close = smooth(0.5, 0.78, c.y)
    c.light *= (1 + streak * 0.24 * close)[..., None]
    poles = c.draw(lambda p: [p.line([(x, 0), (x, 0.8)], 0.01) for x in (0.42, 1.43)])
    c.lay(blurred(poles, 16, 0), colour("#39382b"), 0.75)
    wires = c.draw(
        lambda p: [
            p.line([(x / 20, h + 0.025 * np.sin(x / 20 * 3.1 + k)) for x in range(-2, 40)], 0.0022)
            for k, h in enumerate((0.17, 0.2, 0.24))
        ],
        0.001,
    )
    c.lay(wires, colour("#2e312c"), 0.55)
    c.light = blurred(c.light, 6, 0.6)

    def face(p):
        p.disc(1.36, 0.41, 0.098, 0.125)
        p.shape(
            [
                (1.268, 0.37),
                (1.236, 0.437),
                (1.254, 0.45),
                (1.25, 0.473),
                (1.26, 0.487),
                (1.262, 0.525),
                (1.3, 0.545),
                (1.35, 0.52),
                (1.38, 0.35),
                (1.3, 0.3),
            ]
        )
        p.disc(1.41, 0.43, 0.11, 0.14)
        p.shape(
            [
                (1.32, 0.5),
                (1.33, 0.61),
                (1.2, 0.68),
                (1.13, 0.85),
                (1.13, 1.1),
                (1.95, 1.1),
                (1.9, 0.72),
                (1.5, 0.6),
                (1.48, 0.48),
            ]
        )

    ghost = c.draw(face, 0.004, round_by=0.012)
    c.lay(ghost, colour("#2a2620"), 0.55)
    cheek = np.clip(ghost - np.roll(blurred(ghost, 6), 14, 1), 0, 1)
    c.shine(blurred(cheek, 4) * smooth(0.72, 0.35, c.y), colour("#ffbf80"), 0.4)
    lamp = c.draw(lambda p: p.box(0.2, 0.17, 0.5, 0.19, 0.01), 0.004)
    c.shine(lamp, colour("#ffd9a0"), 0.4)

    def opening(p):
        p.box(0.1, view_top, 1.75, view_low, 0.06)

    inside = 1 - c.draw(opening, 0.0015)
    wall = gradient(c.y, [(0, "#1c2226"), (0.5, "#12171a"), (1, "#0b0d0f")])
    c.lay(inside, wall)
    seal = np.clip(blurred(1 - inside, 7) - (1 - inside), 0, 1)
    c.lay(seal * 1.6, colour("#050607"), 0.8)
    c.shine(np.clip(seal - np.roll(seal, -4, 0), 0, 1), colour("#a8c0cc"), 0.4)
    table = c.draw(lambda p: p.shape([(0.44, 0.86), (1.3, 0.86), (1.46, 1.01), (0.3, 1.01)]), 0.001)
    c.lay(table, gradient(c.x, [(0.3, "#5a503f"), (0.9, "#8b7d62"), (1.4, "#4a4234")]))

    def cup(p):
        p.shape([(0.76, 0.76), (0.86, 0.76), (0.848, 0.905), (0.772, 0.905)])

    c.lay(c.draw(cup, 0.001), gradient(c.x, [(0.76, "#6c675c"), (0.8, "#e9e0cc"), (0.86, "#57534a")]))
    c.lay(c.draw(lambda p: p.disc(0.81, 0.76, 0.05, 0.011), 0.0008), colour("#2f1f12"))
    c.lay(
        c.draw(lambda p: p.shape([(0.96, 0.905), (1.16, 0.9), (1.19, 0.935), (0.975, 0.942)]), 0.0008),
        colour("#d8d2c1"),
        0.9,
    )
