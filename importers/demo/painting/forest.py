"""Moss, wood, glasshouse: the greens."""

import numpy as np

from importers.demo.painting.canvas import blurred, colour, gradient, smooth
from importers.demo.painting.gallery import still


def tufts(c, baseline, count, length, tones, lean=0.5, width=0.0032, depth=0.05):
    """Small curved leaves in cushions along `baseline(x)` and down to `depth` below it; answers
    (cover, tone 0..1)."""
    places = c.rng.uniform(-0.05, c.ratio + 0.05, count)
    lifts = c.rng.random(count)

    def leaves(p, tone_of):
        for x, lift, r1, r2, r3 in zip(places, lifts, *c_random, strict=True):
            y = baseline(x) + lift * lift * depth + 0.01
            reach = length * (0.55 + 0.9 * r1)
            tilt = (r2 - 0.5) * 2 * lean
            tip = (x + tilt * reach, y - reach)
            knee = (x + tilt * reach * 0.25, y - reach * 0.6)
            p.line([(x, y), knee, tip], width * (0.6 + 0.8 * r3), tone_of(r3, lift))

    c_random = (c.rng.random(count), c.rng.random(count), c.rng.random(count))
    cover = c.draw(lambda p: leaves(p, lambda r, lift: 255))
    tone = c.draw(lambda p: leaves(p, lambda r, lift: int(tones[0] + (tones[1] - tones[0]) * r)))
    return cover, tone


def cushion(c, base, hills, seed):
    rng = np.random.default_rng(seed)
    bumps = [
        (rng.uniform(-0.1, c.ratio + 0.1), rng.uniform(0.06, 0.22), rng.uniform(0.02, hills))
        for _ in range(16)
    ]

    def line(x):
        return base - max(height * np.exp(-(((x - at) / spread) ** 2)) for at, spread, height in bumps)

    return line


@still("here-moss", 1.33, grain=0.5, falloff=0.55, halation=0.35)
def here_moss(c):
    c.ramp([(0, "#0a1207"), (0.35, "#1c2c0c"), (0.7, "#22330d"), (1, "#0b1405")])
    c.shine(c.spot(0.95, 0.22, 0.42), colour("#9cb24a"), 0.55)
    c.shine(c.spot(0.35, 0.3, 0.25), colour("#4f7d2c"), 0.3)
    for _ in range(46):
        x, y, r = c.rng.uniform(0, c.ratio), c.rng.uniform(0, 0.55), c.rng.uniform(0.016, 0.062)
        ring = np.hypot(c.x - x, c.y - y)
        disc = smooth(r, r * 0.9, ring) * (0.7 + 0.5 * smooth(r * 0.5, r, ring))
        warm = colour("#d9e38c") if c.rng.random() < 0.6 else colour("#88b35c")
        c.shine(
            disc,
            warm,
            c.rng.uniform(0.02, 0.13)
            * (0.4 + c.spot(0.95, 0.22, 0.6)[int(y * c.h) % c.h, int(x * c.h) % c.w]),
        )
    layers = [
        (0.6, 0.16, 0.06, 4600, 0.011, "#31470f", "#7c982f", 11),
        (0.72, 0.18, 0.06, 9000, 0.0045, "#3a5812", "#a7bf3f", 12),
        (0.84, 0.2, 0.06, 15000, 0.0, "#33550f", "#c9dc5d", 13),
        (1.04, 0.17, 0.09, 3200, 0.012, "#13230a", "#3d5a16", 14),
    ]
    for base, hills, length, count, blur, dark, light, seed in layers:
        line = cushion(c, base, hills, seed)
        edge = np.array([line(x) for x in c.x[0]], np.float32)[None, :]
        body = smooth(0, 0.012, c.y - edge)
        under = gradient(c.y - edge, [(0, light), (0.05, dark), (0.3, "#0b1405")]) * 0.5
        c.lay(blurred(body, blur * c.h) if blur else body, under)
        cover, tone = tufts(c, line, count, length, (40, 255), width=0.0034 if not blur else 0.005, depth=0.3)
        # Light comes from behind: the tips are lit, the feet stand in the dark.
        lit = (0.1 + 0.9 * smooth(0.16, -0.05, c.y - edge)) * tone
        glow = c.spot(0.95, 0.5, 0.75)
        leaf = gradient(lit * (0.2 + glow), [(0, "#142407"), (0.25, dark), (0.62, light), (1.15, "#f3f7b0")])
        if blur:
            cover, leaf = blurred(cover, blur * c.h), blurred(leaf, blur * c.h)
        c.lay(cover, leaf)
        if seed in (12, 13):
            stalks(c, line, 16 if seed == 13 else 22, blur)
        c.lay(smooth(0.2, 0.75, c.y) * (seed < 13), colour("#2f4313"), 0.1)
    for _ in range(60):
        x, y = c.rng.uniform(0.15, 1.25), c.rng.uniform(0.6, 0.86)
        r = c.rng.uniform(0.002, 0.0055)
        c.lay(smooth(r, r * 0.7, np.hypot(c.x - x, c.y - y)), colour("#dbe9b8"), 0.55)
        c.shine(c.spot(x - r * 0.3, y - r * 0.4, r * 0.5), (1, 1, 0.9), 1.4)


def stalks(c, line, count, blur):
    """The thin red-brown stalks that carry a moss's capsules."""
    marks = [
        (c.rng.uniform(0.05, c.ratio), c.rng.uniform(0.09, 0.2), c.rng.normal(0, 0.05)) for _ in range(count)
    ]

    def stems(p):
        for x, height, tilt in marks:
            foot = line(x)
            p.line(
                [(x, foot + 0.02), (x + tilt * 0.3, foot - height * 0.6), (x + tilt, foot - height)], 0.0022
            )

    def heads(p):
        for x, height, tilt in marks:
            top = (x + tilt, line(x) - height)
            p.disc(top[0] + 0.003, top[1], 0.0062, 0.0095)
            p.disc(top[0] + 0.005, top[1] + 0.006, 0.0055, 0.0075)

    c.lay(c.draw(stems, blur), colour("#8a5a22"), 0.85)
    c.lay(c.draw(heads, blur), colour("#a9772b"), 0.95)
    lit = c.draw(heads, blur)
    c.shine(np.clip(lit - np.roll(lit, 3, 1), 0, 1), colour("#ffe7a0"), 0.9)


@still("here-forest", 1.33, grain=0.55, falloff=0.45, halation=0.25)
def here_forest(c):
    c.ramp([(0, "#8fa07a"), (0.4, "#c5cfa4"), (0.62, "#d9ddb4"), (0.7, "#8c9a62"), (1, "#26330f")])
    c.shine(c.spot(0.78, 0.42, 0.34), colour("#fff6cf"), 0.9)
    mist = c.noise(3.0, (1, 1))
    tones = ["#a9b58c", "#8b9a70", "#6a7a52", "#475838", "#263420", "#121a0e"]
    for depth, tone in enumerate(tones):
        count = [34, 26, 18, 12, 7, 3][depth]
        size = [0.008, 0.012, 0.018, 0.028, 0.045, 0.078][depth]
        ground = 0.66 + depth * 0.055

        def trunks(p, count=count, size=size, ground=ground, depth=depth):
            for index in range(count):
                x = (index + c.rng.uniform(0.1, 0.9)) / count * (c.ratio + 0.1) - 0.05
                if depth > 3 and abs(x - 0.78) < 0.22:
                    x += 0.34
                w, lean = size * c.rng.uniform(0.6, 1.25), c.rng.normal(0, 0.018)
                bend = c.rng.normal(0, 0.006)
                p.shape(
                    [
                        (x - w * 0.42 + lean, -0.05),
                        (x + w * 0.42 + lean, -0.05),
                        (x + w * 0.48 + bend, ground * 0.5),
                        (x + w * 0.55, ground),
                        (x + w * 0.95, ground + 0.03),
                        (x - w * 0.95, ground + 0.03),
                        (x - w * 0.55, ground),
                        (x - w * 0.48 + bend, ground * 0.5),
                    ]
                )
                for _ in range(int(3 - depth / 2)):
                    y = c.rng.uniform(0.05, 0.4)
                    side = c.rng.choice([-1, 1])
                    p.line(
                        [(x + lean * 0.5, y), (x + side * w * 2.6, y - 0.05), (x + side * w * 4.5, y - 0.06)],
                        w * 0.12,
                    )

        if depth == 4:
            angle = (c.x - 0.9) * 2.4 + (c.y + 0.5) * 0.55
            rays = smooth(0.3, 1.4, np.sin(angle * 13) + 0.7 * np.sin(angle * 29 + 2) + 0.2 * mist)
            c.shine(
                blurred(rays, 5) * smooth(0.9, 0.05, c.y) * c.spot(0.85, 0.15, 0.75), colour("#f6f3c6"), 0.5
            )
        mask = c.draw(trunks, [0.006, 0.004, 0.002, 0.0008, 0.0008, 0.005][depth])
        bark = 1 + 0.25 * c.noise(1.4, (3.0, 0.25)) * (depth / 5)
        c.lay(mask, colour(tone) * bark[..., None], 0.96)
        edge = np.clip(mask - np.roll(mask, 4 if depth > 2 else 2, 1), 0, 1)
        c.shine(blurred(edge, 1.2) * smooth(0.9, 0.2, np.abs(c.x - 0.85)), colour("#e6edb6"), 0.25)
        floor = smooth(ground - 0.005, ground + 0.03, c.y + 0.012 * np.sin(c.x * (9 + depth * 3) + depth))
        c.lay(floor, gradient(c.y - ground, [(0, tone), (0.12, "#3c4f1c"), (0.4, "#0f170a")]), 0.55)
        if depth < 5:
            veil = (0.16 - depth * 0.02) * (1 + 0.5 * mist)
            c.lay(np.clip(veil * smooth(0.85, 0.45, c.y), 0, 1), colour("#e3e8c4"))
    line = cushion(c, 0.99, 0.08, 5)
    cover, tone = tufts(c, line, 5200, 0.05, (20, 255), lean=0.9, width=0.003)
    c.lay(
        cover,
        gradient(tone * (0.3 + c.spot(0.8, 0.8, 0.5)), [(0, "#0c1508"), (0.6, "#44611b"), (1.2, "#a9bf4e")]),
        0.95,
    )
    line = cushion(c, 1.06, 0.09, 9)
    cover, _ = tufts(c, line, 1200, 0.12, (20, 255), lean=1.0, width=0.006)
    c.lay(blurred(cover, 5), colour("#0a1007"), 0.9)


@still("greenhouse", 1.66, grain=0.5, falloff=0.5, halation=0.35)
def greenhouse(c):
    vx, vy = 0.86, 0.5
    c.ramp([(0, "#a9c4a0"), (0.5, "#e5efcf"), (1, "#8ca37c")])
    c.shine(c.spot(vx, vy, 0.3), colour("#fffbe0"), 0.8)
    steam = c.noise(2.8, (0.7, 1))
    ribs = np.geomspace(0.06, 2.2, 15)
    for index, scale in enumerate(ribs):

        def arch(p, s=scale):
            roof = [
                (vx + np.sin(a) * 0.52 * s, vy - 0.1 * s - np.cos(a) * 0.36 * s)
                for a in np.linspace(-np.pi / 2, np.pi / 2, 40)
            ]
            p.line([(vx - 0.52 * s, vy + 0.42 * s), *roof, (vx + 0.52 * s, vy + 0.42 * s)], 0.012 * s)

        fog = index / len(ribs)
        c.lay(
            c.draw(arch, 0.0008 + 0.002 * fog),
            gradient(np.full_like(c.x, fog), [(0, "#b9cba4"), (0.5, "#4f6b4f"), (1, "#13211a")]),
            0.9,
        )

    def beams(p):
        for a in np.linspace(-np.pi / 2, np.pi / 2, 11):
            near = (vx + np.sin(a) * 1.14, vy - 0.22 - np.cos(a) * 0.79)
            far = (vx + np.sin(a) * 0.031, vy - 0.006 - np.cos(a) * 0.021)
            p.line([near, far], 0.0045)

    c.lay(c.draw(beams, 0.001), colour("#3c5644"), 0.7)
    path = c.draw(
        lambda p: p.shape(
            [(vx - 0.012, vy + 0.03), (vx + 0.012, vy + 0.03), (vx + 0.27, 1.02), (vx - 0.27, 1.02)]
        ),
        0.002,
    )
    c.lay(path, gradient(c.y, [(0.5, "#dbe4c4"), (0.7, "#8f9d7d"), (1, "#3a4637")]), 0.9)
    for depth in range(7):
        scale = 0.16 * 1.55**depth
        tone = gradient(
            np.full_like(c.x, depth / 6),
            [(0, "#a3bb86"), (0.4, "#557a43"), (0.75, "#1f3f22"), (1, "#081510")],
        )
        cover = c.draw(
            lambda p, s=scale, d=depth: [foliage(p, c, vx, vy, s, side, d) for side in (-1, 1)],
            [0.002, 0.001, 0.0006, 0.0004, 0.0008, 0.003, 0.008][depth],
        )
        c.lay(cover, tone * (1 + 0.2 * steam)[..., None], 0.96)
        rim = np.clip(cover - np.roll(cover, -3, 0), 0, 1)
        c.shine(rim * c.spot(vx, vy - 0.1, 0.7), colour("#e8f6a8"), 0.22)
        c.lay(np.clip(0.07 + 0.04 * steam, 0, 1) * c.spot(vx, vy, 0.6), colour("#f2f6d6"))

    def gardener(p):
        x, f = vx - 0.03, 0.665
        p.shape(
            [
                (x - 0.014, f),
                (x - 0.02, f - 0.09),
                (x - 0.012, f - 0.115),
                (x + 0.012, f - 0.115),
                (x + 0.02, f - 0.09),
                (x + 0.015, f),
            ]
        )
        p.disc(x, f - 0.13, 0.0115, 0.014)

    c.lay(c.draw(gardener, 0.001), colour("#26352a"), 0.9)


def foliage(p, c, vx, vy, scale, side, depth):
    """One side of one depth of plants: arching leaves, broad and narrow, from a few roots."""
    for plant in range(8):
        root = (vx + side * scale * c.rng.uniform(0.33, 0.62), vy + scale * c.rng.uniform(0.26, 0.46))
        narrow = plant % 3 == 2
        for _ in range(11 if narrow else 6):
            out = c.rng.uniform(-1.2, 1.2)
            reach = scale * c.rng.uniform(0.22, 0.42) * (1.35 if narrow else 1)
            spine = [arc(root, out, reach, t) for t in np.linspace(0, 1, 12)]
            wide = scale * (c.rng.uniform(0.006, 0.011) if narrow else c.rng.uniform(0.018, 0.042))
            bulge = [wide * np.sin(np.pi * t) ** 0.8 for t in np.linspace(0, 1, 12)]
            upper = [(x - b * 0.5, y - b) for (x, y), b in zip(spine, bulge, strict=True)]
            lower = [(x + b * 0.5, y + b) for (x, y), b in zip(spine, bulge, strict=True)]
            p.shape(upper + lower[::-1])


def arc(root, out, reach, t):
    """A leaf's spine: up first, then bending over to the side by its own weight."""
    return (
        root[0] + out * reach * t * (0.35 + 0.65 * t),
        root[1] - reach * (1.5 * t - t * t * (0.35 + 0.75 * abs(out))),
    )
