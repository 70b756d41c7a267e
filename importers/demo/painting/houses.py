"""Picture houses: seats, a beam, a curtain."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    moved,
    smooth,
    spectral,
)
from importers.demo.painting.gallery import still


@still("empty-cinema", 1.85, grain=0.55, falloff=0.45, halation=0.5)
def empty_cinema(c):
    cx = 0.925
    c.ramp([(0, "#0b0a10"), (0.5, "#15111a"), (1, "#050407")])
    c.shine(c.spot(cx, 0.36, 0.7), colour("#7f93b8"), 0.16)
    for side in (-1, 1):
        for step in range(6):
            near = 0.48 + step * 0.075 * (1 + step * 0.12)
            pilaster = c.draw(
                lambda p, n=near, s=side: p.shape(
                    [
                        (cx + s * n, 0.16 - n * 0.12),
                        (cx + s * (n + 0.02), 0.16 - n * 0.13),
                        (cx + s * (n + 0.02), 0.55 + n * 0.2),
                        (cx + s * n, 0.55 + n * 0.18),
                    ]
                ),
                0.001,
            )
            c.lay(pilaster, colour("#5d2b24"), 0.55)
            c.shine(
                c.spot(cx + side * (near + 0.01), 0.3 - near * 0.05, 0.02 + near * 0.02),
                colour("#ffad5c"),
                0.8,
            )
            c.shine(
                c.spot(cx + side * (near + 0.01), 0.26 - near * 0.05, 0.05 + near * 0.05),
                colour("#e07a30"),
                0.22,
            )
    drape = smooth(0.62, 0.4, np.abs(c.x - cx)) * smooth(0.1, 0.12, c.y) * smooth(0.63, 0.6, c.y)
    folds = 0.5 + 0.5 * np.sin(c.x * 210 + 2 * np.sin(c.x * 31))
    c.lay(drape, colour("#5a0f12") * (0.25 + 0.75 * folds)[..., None] * 0.55)
    screen = c.draw(lambda p: p.box(cx - 0.375, 0.165, cx + 0.375, 0.565, 0.004), 0.0008)
    weave = 1 + 0.03 * c.noise(2.6)
    c.lay(
        screen,
        gradient(
            np.hypot((c.x - cx) / 0.4, (c.y - 0.36) / 0.26),
            [(0, "#fbf6e6"), (0.7, "#e2e2dc"), (1.3, "#a9b0bb")],
        )
        * (1.12 * weave)[..., None],
    )
    c.shine(blurred(screen, c.h * 0.07), colour("#c7d4ef"), 0.3)
    stage = smooth(0.595, 0.6, c.y) * smooth(0.66, 0.62, c.y) * smooth(0.62, 0.55, np.abs(c.x - cx))
    c.lay(stage, colour("#23151a"), 0.9)
    c.shine(stage * smooth(0.64, 0.6, c.y), colour("#cfd6e8"), 0.1)
    for row in range(8):
        scale = 0.4 * 1.28**row
        y = 0.62 + 0.036 * row + 0.0068 * row * row
        width = 0.058 * scale * 2.1

        def backs(p, y=y, width=width, scale=scale, row=row):
            count = int(c.ratio / width) + 3
            for index in range(-count // 2, count // 2 + 1):
                x = cx + (index + 0.5 * (row % 2)) * width
                if row > 2 and abs(x - cx) < 0.09 * scale * 0.55:
                    continue
                sag = 0.025 * ((x - cx) / 1.0) ** 2
                p.box(x - width * 0.45, y - sag, x + width * 0.45, y + 0.22 * scale, width * 0.26)

        seats = c.draw(backs, 0.0006 + 0.0005 * row)
        c.lay(
            seats,
            gradient(c.y - y, [(-0.03, "#7d1f22"), (0.05 * scale, "#3a0d12"), (0.14 * scale, "#0d0508")])
            * (0.85 - row * 0.05),
        )
        edge = np.clip(seats - np.roll(seats, 3, 0), 0, 1)
        c.shine(edge * np.exp(-(((c.x - cx) / 0.8) ** 2)), colour("#dfe4f2"), 0.42)

    def viewer(p):
        p.disc(0.665, 0.71, 0.027, 0.034)
        p.shape([(0.63, 0.8), (0.635, 0.762), (0.652, 0.745), (0.678, 0.745), (0.697, 0.762), (0.703, 0.8)])

    figure = c.draw(viewer, 0.001)
    c.lay(figure, colour("#070508"))
    c.shine(np.clip(figure - np.roll(figure, 2, 0), 0, 1), colour("#dfe6f5"), 0.4)


@still("projector-beam", 1.37, grain=0.8, falloff=0.4, halation=0.6)
def projector_beam(c):
    ox, oy = 1.23, 0.14
    c.fill(colour("#07080c"))
    away = np.hypot(c.x - ox, c.y - oy)
    angle = np.arctan2(c.y - oy, ox - c.x)
    centre, spread = 0.36, 0.19
    beam = smooth(spread, spread * 0.72, np.abs(angle - centre)) * (c.x < ox)
    warp = spectral(c.rng, c.w, c.h, 3.0)
    wisps = blurred(moved(spectral(c.rng, c.w, c.h, 2.7, (1.2, 1)), warp * 40, warp * 30), 3)
    smoke = smooth(-1.9, 2.0, wisps)
    shafts = 0.72 + 0.28 * np.sin(angle * 57 + 2.2 * np.sin(angle * 23)) * np.sin(angle * 31 + 1)
    power = 0.5 / (0.22 + away)
    c.shine(beam * smoke * shafts * power, colour("#cfdcff"), 0.9)
    c.shine(beam * power * 0.25, colour("#ffe6c4"), 0.3)
    port = c.draw(lambda p: p.box(ox - 0.035, oy - 0.03, ox + 0.035, oy + 0.03, 0.004), 0.001)
    c.lay(port, colour("#1a1612"))
    c.shine(c.spot(ox, oy, 0.017, 3), (1, 0.97, 0.9), 5)
    c.shine(c.spot(ox, oy, 0.12), colour("#ffdba0"), 0.8)
    wall = smooth(0.78, 0.6, c.x) * 0.12
    c.shine(wall * smooth(0.3, 0.9, c.y), colour("#8090c0"), 0.15)
    for row in range(4):
        scale = 0.75 * 1.4**row
        y = 0.76 + 0.075 * row

        def heads(p, y=y, scale=scale, row=row):
            x = -0.1 + row * 0.06
            while x < c.ratio + 0.1:
                r = 0.031 * scale * c.rng.uniform(0.85, 1.1)
                lift = c.rng.uniform(-0.012, 0.014) * scale
                if c.rng.random() < 0.74:
                    p.disc(x, y + lift, r, r * 1.22)
                    p.shape(
                        [
                            (x - r * 2.2, y + 0.4),
                            (x - r * 2.0, y + lift + r * 1.9),
                            (x - r * 0.7, y + lift + r * 1.25),
                            (x + r * 0.7, y + lift + r * 1.25),
                            (x + r * 2.0, y + lift + r * 1.9),
                            (x + r * 2.2, y + 0.4),
                        ]
                    )
                x += 0.105 * scale * c.rng.uniform(0.9, 1.2)

        people = c.draw(heads, 0.0008 + 0.0012 * row)
        c.lay(people, colour(["#141722", "#0d0f18", "#080910", "#040508"][row]))
        rim = np.clip(people - np.roll(people, 3, 0), 0, 1)
        c.shine(blurred(rim, 1) * smooth(0.0, 1.0, c.x), colour("#b9c9f2"), 0.5 - row * 0.1)
    dust = (c.rng.random((c.h, c.w)) > 0.9993).astype(np.float32)
    c.shine(blurred(dust, 1.1) * beam * power * 8, (1, 1, 1), 1.0)


@still("curtains", 1.85, grain=0.5, falloff=0.55, halation=0.6)
def curtains(c):
    split = 0.98 + 0.03 * np.sin(c.y * 3.0) + 0.05 * smooth(0.5, 1.0, c.y)
    side = c.x - split
    sway = 0.12 * np.sin(c.y * 2.2 + c.x * 1.5) + 0.05 * c.noise(3.2, (0.6, 3))
    phase = c.x * 46 + sway * 9 * (0.4 + c.y) + 1.4 * np.sin(c.x * 9)
    fold = np.sin(phase) + 0.35 * np.sin(phase * 2.1 + 1)
    light = smooth(-1.1, 1.25, fold)
    velvet = 1 + 0.05 * c.noise(1.2, (0.5, 2))
    rise = gradient(c.y, [(0, "#2c0407"), (0.3, "#6d0d12"), (0.75, "#b31c1c"), (0.93, "#d9472c")])
    c.light[:] = rise * ((0.1 + 0.95 * light**1.6) * velvet)[..., None]
    foot = smooth(0.55, 0.96, c.y)
    c.shine(foot * light**2, colour("#ff9448"), 0.22)
    gap = smooth(0.032, 0.016, np.abs(side) / (0.35 + 1.1 * np.clip(c.y - 0.12, 0, 1)))
    gap *= smooth(0.1, 0.2, c.y)
    beyond = gradient(c.y, [(0, "#d98b46"), (0.5, "#ffd592"), (0.9, "#fff0c8")])
    c.lay(gap, beyond * 1.2)
    c.shine(blurred(gap, c.h * 0.03), colour("#ffb864"), 0.55)
    stage = smooth(0.905, 0.912, c.y)
    grain = 1 + 0.15 * c.noise(1.7, (7, 0.6))
    c.lay(stage, gradient(c.y, [(0.9, "#5d3415"), (0.95, "#2f190b"), (1, "#140a05")]) * grain[..., None])
    ray = smooth(0.13, 0.03, np.abs(c.x - 1.03 - (c.y - 0.9) * 0.9)) * stage
    c.shine(ray, colour("#ffc67a"), 0.6)
    hem = smooth(0.885, 0.9, c.y) * smooth(0.915, 0.905, c.y)
    c.lay(hem, colour("#c9973c") * (0.3 + 0.7 * light)[..., None], 0.75)

    def hand(p):
        p.shape(
            [
                (1.035, 0.535),
                (0.988, 0.522),
                (0.96, 0.528),
                (0.957, 0.542),
                (0.972, 0.546),
                (0.956, 0.556),
                (0.956, 0.57),
                (0.97, 0.57),
                (0.96, 0.582),
                (0.968, 0.594),
                (1.0, 0.59),
                (1.04, 0.6),
            ]
        )

    c.lay(c.draw(hand, 0.0014), colour("#f0bd92") * 0.75)
