"""Sea, salt, pool and rain."""

import numpy as np

from importers.demo.painting.canvas import blurred, colour, gradient, moved, sample, smooth, spectral
from importers.demo.painting.gallery import still


def waves(canvas, horizon, seed_size=1024, scale=0.16, beta=2.2):
    """The slope of water seen in perspective, below `horizon`; calm far away, broad near the eye."""
    texture = spectral(canvas.rng, seed_size, seed_size, beta, stretch=(1.0, 1.0))
    fine = spectral(canvas.rng, seed_size, seed_size, 1.2)
    below = np.maximum(canvas.y - horizon, 1e-4)
    depth = scale / below
    side = (canvas.x - canvas.ratio / 2) * depth
    calm = np.clip(below * 14, 0.12, 1)
    return (sample(texture, side * 0.8, depth * 1.7) + 0.5 * sample(fine, side * 3, depth * 5)) * calm


def glitter(canvas, horizon, at, width, slope):
    """Where a low light breaks on the water: a road that widens towards the eye."""
    below = np.clip((canvas.y - horizon) / (1 - horizon), 0, 1)
    road = np.exp(-(((canvas.x - at) / (width * (0.35 + below * 1.2))) ** 2))
    return road * smooth(0.1, 1.5, slope + road * 1.1 - below * 0.35) * (canvas.y > horizon)


@still("salt-sea", 2.39, grain=0.6, falloff=0.45, halation=0.6)
def salt_sea(c):
    horizon = 0.46
    c.ramp([(0, "#0d1a33"), (0.2, "#1d3557"), (0.34, "#52698a"), (0.42, "#c9a288"), (horizon, "#f6cf9d")])
    bank = c.noise(3.2, (7.0, 1.0)) + 0.35 * c.noise(2.4, (9.0, 1.0))
    cloud = smooth(-0.1, 1.9, bank)
    c.lay(cloud * smooth(-0.05, 0.2, c.y) * smooth(horizon, 0.3, c.y), colour("#3b4560"), 0.85)
    lit = smooth(0.0, 1.0, bank - np.roll(bank, -int(c.h * 0.02), 0))
    c.lay(cloud * lit * smooth(0.16, 0.4, c.y) * smooth(horizon, 0.43, c.y), colour("#f7b98d"), 0.75)
    c.shine(c.spot(1.62, horizon, 0.16), colour("#ffd9a0"), 1.2)
    slope = waves(c, horizon)
    depth = (c.y - horizon) / (1 - horizon)
    water = gradient(
        depth + slope * 0.035, [(0, "#a58f83"), (0.08, "#5d6c80"), (0.4, "#22395a"), (1, "#0a1528")]
    )
    water *= (1 + slope * 0.22)[..., None]
    c.lay((c.y > horizon).astype(np.float32), water)
    c.shine(glitter(c, horizon, 1.62, 0.16, slope), colour("#ffc98a"), 1.5)
    shore = c.draw(
        lambda p: p.shape([(0, 0.463), (0, 0.43), (0.16, 0.438), (0.31, 0.452), (0.52, 0.463)]), 0.001
    )
    c.lay(shore, colour("#1b2740"), 0.92)


@still("salt-boat", 2.39, grain=0.7, falloff=0.3, halation=0.2)
def salt_boat(c):
    c.ramp([(0, "#9fb0b3"), (0.45, "#c9d1cb"), (0.52, "#d5d9d0"), (1, "#6f8489")])
    mist = c.noise(3.4, (4.0, 1.0))
    c.light *= (1 + 0.05 * mist)[..., None]
    far = c.draw(
        lambda p: p.shape([(1.3, 0.5), (1.55, 0.455), (1.74, 0.47), (2.0, 0.43), (2.39, 0.46), (2.39, 0.5)]),
        0.006,
    )
    c.lay(far, colour("#8c9da1"), 0.45)

    def boat(p):
        p.shape([(0.62, 0.575), (0.655, 0.642), (0.9, 0.648), (0.955, 0.565), (0.9, 0.585), (0.7, 0.59)])
        p.shape([(0.79, 0.59), (0.79, 0.52), (0.858, 0.52), (0.868, 0.585)])
        p.line([(0.715, 0.59), (0.722, 0.33)], 0.005)
        p.line([(0.722, 0.345), (0.62, 0.573)], 0.0022)
        p.line([(0.722, 0.345), (0.945, 0.568)], 0.0022)
        p.line([(0.722, 0.42), (0.845, 0.5)], 0.003)
        p.shape([(0.745, 0.592), (0.748, 0.545), (0.756, 0.532), (0.767, 0.545), (0.771, 0.592)])
        p.disc(0.757, 0.525, 0.0085, 0.0105)

    hull = c.draw(boat, 0.0012)
    c.lay(hull, colour("#26353b"), 0.93)
    c.lay(hull * smooth(0.6, 0.65, c.y), colour("#6e3a2c"), 0.45)
    slope = waves(c, 0.5, scale=0.2)
    mirror = c.light[::-1]
    # The water line stands at 0.645: turn the picture over there.
    shift = int((0.645 * 2 - 1) * c.h)
    mirror = np.roll(mirror, shift, axis=0)
    below = smooth(0.645, 0.652, c.y)
    rippled = moved(mirror, slope * 9 * (0.3 + c.y), slope * 5)
    c.lay(below, blurred(rippled, 1.2, 3) * 0.86)
    c.light *= (1 + 0.045 * slope * below)[..., None]
    veil = smooth(-0.2, 1.6, c.noise(3.4, (5.0, 1.0)))
    c.lay(veil * smooth(0.35, 0.6, c.y) * smooth(0.95, 0.6, c.y), colour("#ccd4cf"), 0.45)
    lamp = c.spot(0.722, 0.332, 0.012)
    c.shine(lamp, colour("#ffb257"), 1.6)
    c.shine(c.spot(0.722, 0.332, 0.07), colour("#ffb257"), 0.16)


@still("salt-flats", 2.39, grain=0.55, falloff=0.35, halation=0.5)
def salt_flats(c):
    horizon = 0.5
    sky = [(0, "#2c5d94"), (0.2, "#5b8fbd"), (0.38, "#b6cfd8"), (0.47, "#f3dcc5"), (0.5, "#f9c9a6")]
    c.ramp(sky)
    cloud = c.noise(3.5, (2.6, 1.0)) + 0.2 * c.noise(2.5, (2.0, 1.0))
    body = smooth(0.1, 1.9, cloud) * smooth(0.5, 0.36, c.y)
    lit = smooth(-0.2, 1.0, np.roll(cloud, int(c.h * 0.05), 0) - cloud)
    c.lay(body, colour("#fff1e2"), 0.75)
    c.lay(body * lit, colour("#8ea3bd"), 0.6)
    hills = c.draw(
        lambda p: p.shape(
            [
                (0, 0.5),
                (0, 0.474),
                (0.25, 0.462),
                (0.42, 0.478),
                (0.66, 0.47),
                (0.9, 0.492),
                (1.5, 0.493),
                (1.78, 0.468),
                (2.0, 0.478),
                (2.2, 0.455),
                (2.39, 0.47),
                (2.39, 0.5),
            ]
        ),
        0.001,
    )
    c.lay(hills, colour("#6f86a5"), 0.85)

    def walker(p):
        x, foot = 1.06, 0.5045
        p.shape(
            [
                (x - 0.006, foot),
                (x - 0.0075, foot - 0.03),
                (x, foot - 0.046),
                (x + 0.0075, foot - 0.03),
                (x + 0.006, foot),
            ]
        )
        p.disc(x, foot - 0.051, 0.005, 0.006)
        p.line([(x + 0.006, foot - 0.036), (x + 0.032, foot - 0.072)], 0.0016)
        p.shape([(x + 0.02, foot - 0.073), (x + 0.034, foot - 0.09), (x + 0.048, foot - 0.069)])

    c.lay(c.draw(walker), colour("#c2342c"), 0.95)
    mirror = c.light[::-1]
    slope = waves(c, horizon, scale=0.1, beta=1.8)
    still_water = moved(mirror, slope * 2.5, slope * 1.5)
    below = smooth(0.5, 0.506, c.y)
    c.lay(below, blurred(still_water, 1.0, 3.5) * colour("#e9edf2"))
    depth = 0.085 / np.maximum(c.y - horizon, 1e-4)
    u, v = (c.x - c.ratio / 2) * depth * 3.2, depth * 3.2
    crust = hexagons(u + 0.12 * np.sin(v * 2.1), v + 0.1 * np.sin(u * 1.7))
    line = smooth(0.075, 0.02, crust) * np.clip((c.y - horizon) * 4.2, 0, 1)
    c.shine(line, colour("#fff4e6"), 0.33)
    c.shade(smooth(0.02, 0.14, crust) * smooth(0.2, 0.1, crust) * np.clip((c.y - horizon) * 2, 0, 1), 0.16)
    c.lay(smooth(0.035, 0.0, np.abs(c.y - horizon)), colour("#f7d5b8"), 0.42)


def hexagons(u, v):
    """Distance to the nearest border of a honeycomb with cells one unit wide."""
    root = np.sqrt(3.0)
    best = np.full(u.shape, 9.0)
    second = best.copy()
    for offset_u, offset_v in ((0, 0), (0.5, root / 2)):
        for du in (-1, 0, 1):
            for dv in (-1, 0, 1):
                cu = np.round(u - offset_u) + offset_u + du
                cv = np.round((v - offset_v) / root) * root + offset_v + dv * root
                # Each cell's middle is nudged, so that no two are alike.
                wobble = np.sin(cu * 12.9 + cv * 78.2) * 43758.5
                cu = cu + (wobble - np.floor(wobble) - 0.5) * 0.42
                cv = cv + (np.sin(wobble) * 0.5) * 0.42
                near = np.hypot(u - cu, v - cv)
                second = np.minimum(second, np.maximum(best, near))
                best = np.minimum(best, near)
    return ((second - best) / 2).astype(np.float32)


@still("swimming-pool", 1.78, grain=0.45, falloff=0.5, halation=0.5)
def swimming_pool(c):
    edge = 0.3
    c.fill(colour("#0a1420"))
    depth = 0.5 / np.maximum(c.y - edge + 0.22, 1e-3)
    u, v = (c.x - c.ratio * 0.5) * depth, depth
    warp = blurred(spectral(c.rng, 1024, 1024, 3.0), 9)
    warp /= warp.std()
    bend = sample(warp, u * 0.35, v * 0.5)
    net = np.zeros_like(u)
    for turn in (0.0, 0.37, 0.71, 0.13):
        ridge = np.abs(sample(warp, u * 1.5 + turn + bend * 0.04, v * 2.0 + turn * 1.7 - bend * 0.03))
        net += 0.55 * smooth(0.26, 0.0, ridge) ** 2 + 0.12 * smooth(0.9, 0.0, ridge)
    net = np.clip(net, 0, 1.8)
    lamp = np.exp(-(((c.x - 0.42) / 0.62) ** 2 + ((c.y - 0.46) / 0.34) ** 2)) + 0.85 * np.exp(
        -(((c.x - 1.5) / 0.45) ** 2 + ((c.y - 0.42) / 0.25) ** 2)
    )
    water = gradient(
        lamp + net * 0.07, [(0, "#03202f"), (0.3, "#055069"), (0.7, "#129aa6"), (1.15, "#7fe3d6")]
    )
    wet = smooth(edge, edge + 0.004, c.y)
    c.lay(wet, water)
    c.shine(wet * net * (0.08 + lamp * 0.3), colour("#b8fff0"), 0.8)
    for lane in (-0.62, -0.2, 0.22, 0.64):
        off = np.abs(u + bend * 0.028 - lane * 0.9)
        c.shade(wet * smooth(0.026, 0.014, off), 0.55)
    wall = smooth(edge - 0.002, edge, c.y) * smooth(edge + 0.045, edge + 0.03, c.y)
    c.lay(wall, colour("#0f5666"), 0.8)
    for x in (0.42, 1.5):
        c.shine(c.spot(x, edge + 0.085, 0.028, 4), colour("#e9fff6"), 1.6)
        c.shine(c.spot(x, edge + 0.09, 0.17), colour("#8ff5e4"), 0.5)
    night = gradient(c.y, [(0, "#070b18"), (0.2, "#111a30"), (0.28, "#22273d")])
    c.lay(smooth(edge, edge - 0.003, c.y), night)
    deck = smooth(edge - 0.05, edge - 0.045, c.y) * smooth(edge, edge - 0.002, c.y)
    c.lay(deck, colour("#41463f"), 0.7)
    c.shine(deck * (0.3 + lamp), colour("#53c4ba"), 0.12)

    def furniture(p):
        for x in (0.16, 0.29, 1.08, 1.21, 1.62):
            p.shape(
                [
                    (x, 0.243),
                    (x + 0.07, 0.243),
                    (x + 0.1, 0.205),
                    (x + 0.106, 0.207),
                    (x + 0.076, 0.25),
                    (x, 0.25),
                ]
            )
            p.line([(x + 0.01, 0.248), (x + 0.01, 0.266)], 0.004)
            p.line([(x + 0.07, 0.248), (x + 0.07, 0.266)], 0.004)
        for x, top in ((0.75, 0.07), (1.4, 0.055)):
            p.line([(x, 0.26), (x, top)], 0.006)
            p.shape(
                [
                    (x, top - 0.012),
                    (x - 0.017, top + 0.02),
                    (x - 0.02, 0.2),
                    (x + 0.02, 0.2),
                    (x + 0.017, top + 0.02),
                ]
            )
        p.line([(0.95, 0.36), (0.95, 0.235), (0.965, 0.222), (0.98, 0.235), (0.98, 0.275)], 0.006)
        p.line([(1.01, 0.36), (1.01, 0.235), (1.025, 0.222), (1.04, 0.235), (1.04, 0.275)], 0.006)

    c.lay(c.draw(furniture, 0.0008), colour("#0b0f18"), 0.96)
    block = c.draw(lambda p: p.box(0, -0.1, 0.6, 0.235))
    c.lay(block, colour("#0a0d18"), 0.85)
    for row, y in enumerate((0.03, 0.09, 0.15)):
        for column in range(7):
            lit = (row, column) in {(0, 5), (1, 2), (2, 3)}
            pane = c.draw(lambda p, i=column, y=y: p.box(0.03 + i * 0.08, y, 0.075 + i * 0.08, y + 0.035))
            c.lay(pane, colour("#f2b45e" if lit else "#131828"), 0.9)


@still("rain-window", 1.66, grain=0.9, falloff=0.4, halation=0.0, mono=True)
def rain_window(c):
    c.ramp([(0, "#2b2b2b"), (0.5, "#4a4a4a"), (1, "#191919")])
    for _ in range(70):
        x, y = c.rng.uniform(0, c.ratio), c.rng.normal(0.52, 0.16)
        r = c.rng.uniform(0.012, 0.055)
        disc = smooth(r, r * 0.86, np.hypot(c.x - x, c.y - y))
        c.shine(disc, (1, 1, 1), c.rng.uniform(0.03, 0.34))
    c.shine(c.spot(0.55, 0.45, 0.3), (1, 1, 1), 0.35)
    beyond = blurred(c.light, 5)
    c.light = beyond.copy()
    sharp = beyond[::-1, ::-1]
    drops = []
    for _ in range(900):
        r = min(0.02, 0.0022 + c.rng.exponential(0.0032))
        drops.append((c.rng.uniform(0, c.ratio), c.rng.uniform(0, 1), r))
    trails = [
        (c.rng.uniform(0.02, c.ratio), c.rng.uniform(0.15, 1.02), c.rng.uniform(0.006, 0.011))
        for _ in range(34)
    ]

    def track(p):
        for x, y, r in trails:
            wander = x
            points = []
            for step in np.linspace(max(y - 0.7, -0.05), y, 26):
                wander += c.rng.normal(0, 0.0016)
                points.append((wander, step))
            p.line(points, r * 1.1, 150)
            drops.append((points[-1][0], y, r * 1.6))
            for px, py in points[::3]:
                drops.append((px + c.rng.normal(0, 0.002), py, r * c.rng.uniform(0.25, 0.55)))

    path = c.draw(track, 0.0016)
    c.light *= (1 + path * 0.16)[..., None]
    for x, y, r in drops:
        ox, oy = int((x - r * 1.6) * c.h), int((y - r * 2) * c.h)
        ex, ey = int((x + r * 1.6) * c.h) + 1, int((y + r * 2) * c.h) + 1
        window = np.s_[max(oy, 0) : max(min(ey, c.h), 0), max(ox, 0) : max(min(ex, c.w), 0)]
        px, py = c.x[window], c.y[window]
        if px.size == 0:
            continue
        away = np.hypot((px - x) / r, (py - y) / (r * 1.18))
        mask = smooth(1.0, 0.82, away)[..., None]
        side = np.clip((py - y) / r, -1, 1)[..., None]
        lens = sharp[window] * (0.75 + 0.95 * side) + 0.02
        rim = smooth(0.62, 1.0, away)[..., None] * 0.6
        spark = np.exp(-(((px - x + r * 0.3) / (r * 0.24)) ** 2) - ((py - y + r * 0.45) / (r * 0.2)) ** 2)[
            ..., None
        ]
        c.light[window] += (np.maximum(lens * (1 - rim), 0) + spark * 0.5 - c.light[window]) * mask
    frame = c.draw(
        lambda p: (p.box(1.17, -0.1, 1.235, 1.1), p.box(-0.1, -0.1, 0.06, 1.1), p.box(-0.1, 0.93, 2, 1.1)),
        0.004,
    )
    c.lay(frame, (0.005, 0.005, 0.005), 0.97)
    c.lay(c.draw(lambda p: p.line([(1.17, -0.1), (1.17, 0.93)], 0.003), 0.001), (0.25, 0.25, 0.25), 0.5)

    def woman(p):
        p.disc(1.33, 0.44, 0.078, 0.1)
        p.disc(1.382, 0.5, 0.06, 0.07)
        p.shape(
            [
                (1.264, 0.45),
                (1.247, 0.492),
                (1.262, 0.502),
                (1.264, 0.53),
                (1.29, 0.552),
                (1.33, 0.54),
                (1.37, 0.4),
                (1.3, 0.36),
            ]
        )
        p.shape(
            [
                (1.29, 0.52),
                (1.3, 0.62),
                (1.22, 0.68),
                (1.16, 0.8),
                (1.14, 1.05),
                (1.7, 1.05),
                (1.7, 0.72),
                (1.5, 0.64),
                (1.42, 0.6),
                (1.41, 0.48),
            ]
        )

    face = c.draw(woman, 0.003, round_by=0.012)
    c.lay(face, (0.008, 0.008, 0.008), 1)
    rim = np.clip(face - np.roll(blurred(face, 2), 4, 1), 0, 1)
    c.shine(blurred(rim, 1.2) * smooth(0.85, 0.35, c.y), (1, 1, 1), 0.2)
