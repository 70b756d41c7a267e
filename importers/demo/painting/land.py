"""Dunes, snow, a harbour."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    moved,
    smooth,
)
from importers.demo.painting.gallery import still


@still("dunes", 1.85, grain=0.6, falloff=0.35, halation=0.4)
def dunes(c):
    c.ramp([(0, "#7a3b5c"), (0.25, "#c2606a"), (0.42, "#f0a070"), (0.52, "#f9cf98"), (1, "#4a1a1c")])
    c.shine(c.spot(0.42, 0.46, 0.1, 4), colour("#fff0c4"), 0.9)
    c.shine(c.spot(0.42, 0.46, 0.4), colour("#ffcf8a"), 0.5)
    ripple = c.noise(1.9, (2.4, 0.7))
    crests = [
        (0.5, [(0.05, 1.7, 0.6), (0.02, 4.2, 2.0)], "#e79a70", "#c97a66", 0.85),
        (0.56, [(0.055, 2.4, 2.6), (0.015, 6.1, 0.3)], "#d97f4e", "#9c4a49", 1.15),
        (0.65, [(0.085, 1.9, 4.6), (0.02, 5.0, 1.0)], "#cf6b36", "#74282f", 0.62),
        (0.82, [(0.12, 1.5, 1.2), (0.03, 3.6, 3.0)], "#b14f26", "#48151f", 1.35),
    ]
    for level, (base, swings, lit, dark, split) in enumerate(crests):
        ridge = base - sum(size * np.sin(c.x * pace + phase) for size, pace, phase in swings)
        slope = sum(size * pace * np.cos(c.x * pace + phase) for size, pace, phase in swings)
        body = smooth(-0.0012, 0.0012, c.y - ridge)
        below = np.clip(c.y - ridge, 0, 1)
        # The knife edge: the lit flank falls to the left of a line that wanders down from the crest.
        knife = split + 0.35 * below * (1 + level * 0.5) + 0.05 * np.sin(below * 14 + level)
        sunny = smooth(0.012, -0.012, c.x - knife) * smooth(-0.1, 0.35, slope + 0.2)
        tone = (
            gradient(below, [(0, lit), (0.35, dark)]) * sunny[..., None]
            + gradient(below, [(0, dark), (0.4, "#2a0d16")]) * (1 - sunny)[..., None]
        )
        lines = np.sin((below * 240 + c.x * 25 + 5 * np.sin(c.x * 6 + level)) * (0.5 + level * 0.12))
        tone *= (1 + (0.03 + 0.015 * level) * lines * smooth(0.0, 0.06, below) + 0.03 * ripple)[..., None]
        c.lay(body, tone)
        c.shine(smooth(0.004, 0.0, np.abs(c.y - ridge)) * body, colour("#ffd59e"), 0.32 - level * 0.05)
        if level < 3:
            c.lay(smooth(0.75, 0.45, c.y) * body, colour("#f3a274"), 0.22 - level * 0.06)

    def walker(p):
        x, f = 1.265, 0.628
        p.shape(
            [
                (x - 0.011, f),
                (x - 0.014, f - 0.034),
                (x - 0.009, f - 0.055),
                (x + 0.009, f - 0.055),
                (x + 0.014, f - 0.034),
                (x + 0.011, f),
            ]
        )
        p.disc(x, f - 0.065, 0.0075, 0.0095)
        p.box(x + 0.012, f - 0.045, x + 0.026, f - 0.02, 0.003)

    c.lay(
        c.draw(lambda p: p.shape([(1.254, 0.626), (1.276, 0.626), (1.53, 0.71), (1.5, 0.715)]), 0.002),
        colour("#2a0d16"),
        0.55,
    )
    c.lay(c.draw(walker, 0.0006, round_by=0.002), colour("#1b0a12"))


@still("snow-field", 1.66, grain=0.5, falloff=0.25, halation=0.1)
def snow_field(c):
    c.ramp([(0, "#aab6c2"), (0.42, "#cfd6db"), (0.5, "#d9dfe2"), (0.54, "#e2e7e9"), (1, "#b9c4cf")])
    drift = c.noise(2.9, (4, 0.8))
    land = smooth(0.5, 0.53, c.y)
    c.light *= (1 + 0.04 * drift * land)[..., None]
    wood = c.noise(1.6)[:1].repeat(c.h, 0)
    far = smooth(0.465, 0.485, c.y + 0.014 * blurred(wood, 5, 0) + 0.01 * wood) * smooth(0.525, 0.505, c.y)
    c.lay(blurred(far, 3), colour("#8c99a6"), 0.55)

    def barn(p):
        p.shape([(1.2, 0.52), (1.2, 0.476), (1.232, 0.452), (1.31, 0.452), (1.34, 0.476), (1.34, 0.52)])

    c.lay(c.draw(barn, 0.0025), colour("#6d6f77"), 0.75)
    posts, wires = [], [[], []]
    for index in range(22):
        far_off = 1.0 / (0.16 + index * 0.14)
        x, ground = 1.5 - 0.235 * far_off, 0.5 + 0.074 * far_off
        posts.append((x, ground, far_off))
        for wire, lift in enumerate((0.026, 0.04)):
            wires[wire].append((x, ground - lift * far_off))

    def fence(p):
        for x, ground, scale in posts:
            tilt = 0.003 * scale * np.sin(scale * 40)
            p.line([(x, ground), (x + tilt, ground - 0.05 * scale)], 0.0042 * scale)

    c.lay(c.draw(fence, 0.0006), colour("#2f343b"), 0.92)
    c.lay(c.draw(lambda p: [p.line(w, 0.0016) for w in wires], 0.0006), colour("#454b53"), 0.6)
    for x, ground, scale in posts[:12]:
        c.lay(
            c.draw(lambda p, x=x, g=ground, s=scale: p.disc(x + 0.012 * s, g, 0.016 * s, 0.0035 * s), 0.004),
            colour("#96a5b5"),
            0.5,
        )

    def prints(p):
        for step in np.linspace(0, 1, 44):
            near = step**2.2
            x = (
                0.93
                - 0.12 * near
                + 0.05 * np.sin(step * 6)
                + (0.006 + 0.02 * near) * (1 if int(step * 43) % 2 else -1)
            )
            y = 0.618 + 0.42 * near
            p.disc(x, y, 0.003 + 0.012 * near, 0.0014 + 0.0075 * near)

    c.lay(c.draw(prints, 0.001), colour("#8394a6"), 0.75)

    def child(p):
        x, f = 0.93, 0.618
        p.shape(
            [
                (x - 0.016, f),
                (x - 0.026, f - 0.052),
                (x - 0.014, f - 0.088),
                (x + 0.014, f - 0.088),
                (x + 0.026, f - 0.052),
                (x + 0.016, f),
            ]
        )
        p.disc(x, f - 0.102, 0.0145, 0.0165)

    c.lay(c.draw(child, 0.0006, round_by=0.003), colour("#2b2f38"))
    scarf = c.draw(
        lambda p: (
            p.box(0.916, 0.524, 0.944, 0.535, 0.004),
            p.shape([(0.935, 0.531), (0.971, 0.539), (0.967, 0.549), (0.935, 0.541)]),
        ),
        0.0006,
    )
    c.lay(scarf, colour("#b8261c"))
    for size, count, blur in ((0.0016, 900, 0.0), (0.003, 380, 0.0015), (0.0075, 110, 0.005)):
        flakes = c.rng.random((count, 2))
        fall = c.draw(
            lambda p, f=flakes, s=size: [p.disc(x * c.ratio, y, s * 0.9, s * 1.15) for x, y in f], blur
        )
        c.lay(fall, colour("#f7f9fa"), 0.75)


@still("harbour", 2.0, grain=0.6, falloff=0.4, halation=0.5)
def harbour(c):
    c.ramp([(0, "#5b3a4a"), (0.3, "#b06a52"), (0.5, "#eaa66a"), (0.58, "#f6c98c"), (1, "#3a2733")])
    sun_x, sun_y = 1.27, 0.45
    c.shine(smooth(0.062, 0.057, np.hypot(c.x - sun_x, c.y - sun_y)), colour("#ffe9b0"), 1.1)
    c.shine(c.spot(sun_x, sun_y, 0.28), colour("#ffc880"), 0.5)
    water = 0.63
    quay = water - 0.004
    mist = smooth(-0.6, 1.8, c.noise(3.2, (5, 1)))

    def crane(p, x, foot, s, turn):
        p.line([(x - 0.03 * s, foot), (x - 0.018 * s, foot - 0.17 * s)], 0.007 * s)
        p.line([(x + 0.03 * s, foot), (x + 0.018 * s, foot - 0.17 * s)], 0.007 * s)
        for k in range(4):
            y0, y1 = foot - 0.042 * s * k, foot - 0.042 * s * (k + 1)
            p.line([(x - (0.03 - 0.003 * k) * s, y0), (x + (0.03 - 0.003 * (k + 1)) * s, y1)], 0.003 * s)
        p.box(x - 0.028 * s, foot - 0.205 * s, x + 0.03 * s, foot - 0.165 * s)
        tip = (x + turn * 0.21 * s, foot - 0.4 * s)
        p.line([(x + turn * 0.02 * s, foot - 0.19 * s), tip], 0.009 * s)
        p.line([(x - turn * 0.012 * s, foot - 0.2 * s), (x - turn * 0.01 * s, foot - 0.32 * s)], 0.007 * s)
        p.line([(x - turn * 0.01 * s, foot - 0.32 * s), tip], 0.0022 * s)
        p.line([(x - turn * 0.01 * s, foot - 0.32 * s), (x - turn * 0.03 * s, foot - 0.2 * s)], 0.003 * s)
        p.line([tip, (tip[0], foot - 0.18 * s)], 0.0018 * s)
        p.box(tip[0] - 0.014 * s, foot - 0.18 * s, tip[0] + 0.014 * s, foot - 0.158 * s)

    for tone, blur, scale, haze, seats in (
        ("#a86a58", 0.003, 0.62, 0.55, (0.2, 0.34, 0.52, 1.05, 1.5, 1.78)),
        ("#6d4148", 0.0012, 0.95, 0.35, (0.1, 0.68, 1.62, 1.86)),
        ("#2c1b28", 0.0006, 1.45, 0.12, (0.4, 0.93)),
    ):
        cranes = c.draw(
            lambda p, s=scale, xs=seats: [crane(p, x, quay, s, 1 if i % 2 else -1) for i, x in enumerate(xs)],
            blur,
        )
        c.lay(cranes, colour(tone), 0.95)
        sheds = c.draw(
            lambda p, s=scale, xs=seats: [
                p.box(x + 0.05, quay - 0.03 * s, x + 0.05 + 0.16 * s, quay + 0.01) for x in xs
            ],
            blur,
        )
        c.lay(sheds, colour(tone), 0.95)
        c.lay(smooth(0.35, 0.62, c.y) * (0.5 + 0.5 * mist), colour("#efb47c"), haze * 0.6)
    ship = c.draw(
        lambda p: (
            p.shape([(1.3, 0.6), (1.34, 0.648), (1.86, 0.648), (1.9, 0.585), (1.8, 0.598), (1.45, 0.605)]),
            p.box(1.76, 0.515, 1.85, 0.6),
            p.box(1.79, 0.48, 1.815, 0.52),
            p.line([(1.42, 0.6), (1.42, 0.52)], 0.005),
            [p.box(1.46 + 0.052 * k, 0.575 - 0.022 * (k % 3), 1.506 + 0.052 * k, 0.606) for k in range(5)],
        ),
        0.0007,
    )
    c.lay(ship, colour("#1e131d"), 0.97)
    mirror = np.roll(c.light[::-1], int((water * 2 - 1 + 0.03) * c.h), axis=0)
    wave = c.noise(1.7, (4, 0.8))
    depth = np.clip((c.y - water) / (1 - water), 0, 1)
    below = smooth(water + 0.012, water + 0.018, c.y)
    c.lay(
        below,
        blurred(moved(mirror, wave * 12 * (0.2 + depth), wave * 9 * (0.2 + depth)), 1, 2.5)
        * (0.86 - 0.45 * depth)[..., None],
    )
    road = np.exp(-(((c.x - sun_x) / (0.05 + 0.11 * depth)) ** 2)) * smooth(0.2, 1.4, wave) * below
    c.shine(road, colour("#ffdb9a"), 0.75)

    def watcher(p):
        p.box(-0.1, 0.93, 2.1, 1.1)
        for x in (0.15, 0.62, 1.7):
            p.box(x, 0.885, x + 0.045, 0.94, 0.008)
            p.box(x - 0.008, 0.878, x + 0.053, 0.895, 0.006)
        x, f = 0.8, 0.94
        p.shape(
            [
                (x - 0.03, f),
                (x - 0.04, f - 0.12),
                (x - 0.033, f - 0.2),
                (x, f - 0.222),
                (x + 0.033, f - 0.2),
                (x + 0.04, f - 0.12),
                (x + 0.03, f),
            ]
        )
        p.disc(x, f - 0.25, 0.023, 0.028)
        p.box(x - 0.034, f - 0.272, x + 0.034, f - 0.262, 0.003)

    figure = c.draw(watcher, 0.001, round_by=0.003)
    c.lay(figure, colour("#120a12"))
