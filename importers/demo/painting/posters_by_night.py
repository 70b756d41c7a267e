"""Posters on a dark ground."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    smooth,
)
from importers.demo.painting.city import bokeh
from importers.demo.painting.poster import poster, title


@poster("ghost-tropic", "Bas Devos")
def ghost_tropic(c):
    c.ramp([(0, "#041018"), (0.5, "#0a2630"), (0.78, "#15343a"), (1, "#04090c")])

    def palm(p):
        p.line([(0.34, 0.86), (0.335, 0.7), (0.35, 0.52), (0.36, 0.43)], 0.011)
        for heading in np.linspace(-2.9, 0.0, 9):
            arc = [
                (0.36 + np.cos(heading) * t * 0.2, 0.43 + np.sin(heading) * t * 0.14 + t * t * 0.11)
                for t in np.linspace(0, 1, 12)
            ]
            p.line(arc, 0.005)
            for ax, ay in arc[2:]:
                p.line([(ax, ay), (ax - 0.012, ay + 0.035)], 0.0026)
                p.line([(ax, ay), (ax + 0.014, ay + 0.03)], 0.0026)

    neon = c.draw(palm, 0.0006)
    c.shine(neon, colour("#5dffc0"), 1.2)
    c.shine(blurred(neon, 10), colour("#18d79a"), 0.9)
    c.shine(blurred(neon, 45), colour("#10a886"), 0.9)
    ground = smooth(0.86, 0.865, c.y)
    mirror = np.roll(c.light[::-1], int(0.72 * c.h), axis=0)
    c.light += blurred(mirror, 2, 20) * (ground * 0.6)[..., None]
    c.lay(
        c.draw(
            lambda p: (
                p.disc(0.2, 0.757, 0.011, 0.013),
                p.shape(
                    [(0.186, 0.868), (0.181, 0.8), (0.19, 0.774), (0.21, 0.774), (0.219, 0.8), (0.214, 0.868)]
                ),
            ),
            0.001,
        ),
        colour("#010406"),
    )
    return [title(["Ghost", "Tropic"], 36, 34, 142, "#e9fff4")]


@poster("a-room-for-the-rain", "Noemi Sarto", mono=True, grain=0.9)
def room_for_the_rain(c):
    c.fill((0.035, 0.035, 0.035))
    streak = c.noise(1.2, (0.5, 60))
    c.shine(smooth(1.1, 3, streak), (1, 1, 1), 0.25)
    inside = c.draw(lambda p: p.box(0.16, 0.36, 0.51, 0.78), 0.001)
    c.lay(
        inside,
        gradient(np.hypot(c.x - 0.36, c.y - 0.47), [(0, "#f2f2f2"), (0.3, "#6d6d6d"), (0.5, "#2e2e2e")]),
    )
    c.lay(
        c.draw(lambda p: (p.box(0.325, 0.36, 0.345, 0.78), p.box(0.16, 0.56, 0.51, 0.572))),
        (0.02, 0.02, 0.02),
    )
    c.lay(
        c.draw(
            lambda p: (
                p.disc(0.26, 0.615, 0.026, 0.032),
                p.shape(
                    [(0.2, 0.785), (0.205, 0.69), (0.24, 0.655), (0.28, 0.655), (0.315, 0.69), (0.32, 0.785)]
                ),
            ),
            0.0015,
            round_by=0.004,
        ),
        (0.01, 0.01, 0.01),
    )
    return [
        title(
            ["A Room", "for the Rain"],
            300,
            56,
            98,
            "#f1f1f1",
            font="display-italic",
            anchor="ma",
            leading=0.98,
        )
    ]


@poster("corridor-9", "Lin Okafor-Hsu")
def corridor_9(c):
    c.fill(colour("#0c0620"))
    cx, cy = 0.333, 0.575
    for index, s in enumerate(np.geomspace(0.045, 0.385, 8)):
        tint = colour("#ff2a86") if index % 2 else colour("#5b3cff")
        ring = c.draw(
            lambda p, s=s: p.line(
                [
                    (cx - s * 0.62, cy + s),
                    (cx - s * 0.62, cy - s),
                    (cx + s * 0.62, cy - s),
                    (cx + s * 0.62, cy + s),
                    (cx - s * 0.62, cy + s),
                    (cx - s * 0.62, cy - s),
                ],
                0.006 + 0.012 * s,
            ),
            0.0006,
        )
        c.shine(ring, tint, 1.4)
        c.shine(blurred(ring, 26), tint, 0.7)
    c.lay(c.draw(lambda p: p.box(cx - 0.037, cy - 0.06, cx + 0.037, cy + 0.06)), colour("#fff0f8"))
    c.lay(
        c.draw(
            lambda p: (
                p.disc(cx, cy - 0.018, 0.01, 0.012),
                p.shape(
                    [
                        (cx - 0.017, cy + 0.06),
                        (cx - 0.016, cy + 0.002),
                        (cx + 0.016, cy + 0.002),
                        (cx + 0.017, cy + 0.06),
                    ]
                ),
            )
        ),
        colour("#12041c"),
    )
    return [title(["Corridor 9"], 300, 40, 118, "#ffffff", anchor="ma")]


@poster("afternoon-interior", "Samir Haddoun", grain=0.8)
def afternoon_interior(c):
    c.fill(colour("#5b340f") * 0.8)
    c.light *= (1 + 0.1 * c.noise(1.8))[..., None]
    for i in range(2):
        for j in range(2):
            x, y = 0.16 + i * 0.17 + j * 0.06, 0.4 + j * 0.21
            pane = c.draw(
                lambda p, x=x, y=y: p.shape(
                    [(x, y), (x + 0.15, y + 0.012), (x + 0.205, y + 0.205), (x + 0.055, y + 0.193)]
                ),
                0.004,
            )
            c.shine(pane, colour("#ffb24e"), 0.95)
            c.shine(blurred(pane, 50), colour("#e9862a"), 0.3)
    return [
        title(["بعد الظهر،", "داخلي"], 556, 40, 92, "#ffe2b0", font="fallback", anchor="ra", leading=1.2),
        title(["Afternoon, Interior"], 44, 770, 44, "#ffd9a0", font="display-italic"),
    ]


@poster("the-visitors-book-pl", "Ewa Lisiewicz")
def visitors_book_poland(c):
    dx, dy = c.x - 0.36, c.y - 0.6
    reach = np.hypot(dx, dy) + 1e-4
    angle = np.arctan2(dy, dx) / (2 * np.pi)
    flight = np.log(reach) / np.log(2.0) - angle
    inside, steps = flight % 1, (angle * 20) % 1
    down = np.clip(1.0 + np.log(reach) / 5, 0, 1)
    c.light[:] = (
        gradient(down, [(0, "#06231f"), (0.6, "#1d6a58"), (1, "#7fc3a0")])
        * (0.35 + 0.7 * smooth(0, 0.08, steps) * (0.7 + 0.4 * steps))[..., None]
    )
    c.lay(smooth(0.36, 0.34, inside), colour("#051815"), 0.95)
    c.lay(smooth(0.03, 0.015, np.abs(inside - 0.37)), colour("#e8c36a"), 0.9)
    c.shade(smooth(0.34, 0.0, c.y), 0.75)
    return [title(["The", "Visitors’", "Book"], 40, 32, 112, "#f3efdc", font="display-italic", leading=0.9)]


@poster("the-quiet-engine", "Jonas Weidlich")
def quiet_engine(c):
    c.fill(colour("#06171a"))
    cx, cy = 0.66, 0.86
    away, angle = np.hypot(c.x - cx, c.y - cy), np.arctan2(c.y - cy, c.x - cx)
    for index, r in enumerate((0.14, 0.25, 0.37, 0.5, 0.64)):
        teeth = 0.012 * np.sign(np.sin(angle * (18 + index * 10)))
        ring = smooth(0.02, 0.016, np.abs(away - r - teeth * 0.5))
        c.shine(
            ring * (0.55 + 0.45 * np.sin(angle * 2 + index)),
            colour(["#ffb25c", "#39a7a0", "#2b7f86", "#1e5b66", "#17434e"][index]),
            0.8,
        )
    c.shine(c.spot(cx, cy, 0.3), colour("#ff9a3c"), 0.35)
    return [title(["The Quiet", "Engine"], 40, 46, 116, "#d9f1ec")]


@poster("lantern-room", "Fionn Mac Giolla")
def lantern_room(c):
    c.ramp([(0, "#050a1c"), (1, "#14284a")])
    lx, ly = 0.333, 0.6
    angle = np.arctan2(c.y - ly, c.x - lx)
    for heading in (np.pi - 0.35, 0.25):
        off = np.abs((angle - heading + np.pi) % (2 * np.pi) - np.pi)
        c.shine(smooth(0.34, 0.1, off) * np.exp(-np.hypot(c.x - lx, c.y - ly) * 1.6), colour("#ffe7a8"), 0.7)
    c.lay(
        c.draw(
            lambda p: (
                p.shape([(lx - 0.06, 1.02), (lx - 0.038, 0.66), (lx + 0.038, 0.66), (lx + 0.06, 1.02)]),
                p.box(lx - 0.052, 0.645, lx + 0.052, 0.662),
                p.shape([(lx - 0.036, 0.56), (lx, 0.51), (lx + 0.036, 0.56)]),
            ),
            0.0006,
        ),
        colour("#040710"),
    )
    c.shine(c.spot(lx, ly, 0.03, 3), (1, 0.97, 0.85), 3)
    return [title(["Lantern", "Room"], 300, 48, 128, "#fff3cf", anchor="ma")]


@poster("the-harbourmasters", "Elif Sayılgan")
def harbourmasters(c):
    c.ramp([(0, "#f2b56e"), (0.45, "#e2774a"), (0.75, "#7d3446"), (1, "#2a1626")])
    c.lay(smooth(0.16, 0.157, np.hypot(c.x - 0.4, c.y - 0.47)), colour("#ffe0a0"), 0.95)

    def skyline(p):
        for x, s, turn in ((0.14, 1.7, 1), (0.52, 2.2, -1)):
            foot = 0.78
            p.line([(x - 0.03 * s, foot), (x - 0.016 * s, foot - 0.17 * s)], 0.009)
            p.line([(x + 0.03 * s, foot), (x + 0.016 * s, foot - 0.17 * s)], 0.009)
            p.box(x - 0.03 * s, foot - 0.2 * s, x + 0.03 * s, foot - 0.165 * s)
            tip = (x + turn * 0.12 * s, foot - 0.3 * s)
            p.line([(x, foot - 0.19 * s), tip], 0.011)
            p.line([tip, (tip[0], foot - 0.15 * s)], 0.003)
        p.box(-0.1, 0.775, 0.8, 1.1)
        for k in range(6):
            x = 0.14 + k * 0.075
            p.disc(x, 0.722, 0.013, 0.016)
            p.shape(
                [
                    (x - 0.02, 0.79),
                    (x - 0.02, 0.752),
                    (x - 0.01, 0.742),
                    (x + 0.01, 0.742),
                    (x + 0.02, 0.752),
                    (x + 0.02, 0.79),
                ]
            )

    c.lay(c.draw(skyline, 0.0006), colour("#1d0f1c"))
    return [
        title(["The Harbour-", "masters"], 300, 44, 90, "#3a1220", anchor="ma"),
        title(["SIX NIGHTS ON THE QUAY"], 300, 806, 30, "#ffd9a0", font="billing", anchor="mm", track=3),
    ]


@poster("changeover", "Bohumil Krejzar", ink="#e9e2cf")
def changeover(c):
    c.fill(colour("#191714"))
    c.light *= (1 + 0.15 * c.noise(1.4))[..., None]
    x, y = 0.333, 0.57
    away, angle = np.hypot(c.x - x, c.y - y), np.arctan2(c.y - y, c.x - x)
    c.lay(smooth(0.27, 0.268, away), colour("#b9b09a"))
    sweep = ((angle + np.pi / 2) % (2 * np.pi)) < 4.1
    c.lay(smooth(0.27, 0.268, away) * sweep, colour("#6f675a"))
    for r in (0.25, 0.205):
        c.lay(smooth(0.003, 0.002, np.abs(away - r)), colour("#191714"))
    cross = np.minimum(np.abs(c.x - x), np.abs(c.y - y))
    c.lay(smooth(0.0018, 0.001, cross), colour("#191714"), 0.9)
    c.lay(smooth(0.022, 0.02, np.hypot(c.x - 0.6, (c.y - 0.07) * 0.85)), colour("#ff7a2c"))
    scratch = (c.rng.random((1, c.w)) > 0.993).astype(np.float32).repeat(c.h, 0)
    c.shine(blurred(scratch, 0.6, 0), (1, 1, 0.95), 0.06)
    return [title(["2"], 300, 512, 250, "#191714", anchor="mm"), title(["Changeover"], 34, 44, 92, "#f1e9d4")]


@poster("night-bus-to-ostrava", "Zdeňka Malíková")
def night_bus(c):
    c.ramp([(0, "#0a1024"), (1, "#1c1630")])
    tints = ["#ffb04a", "#ff7a38", "#ffd79c", "#f04a3a", "#4fc7a9", "#7aa7ff"]
    for _ in range(34):
        bokeh(
            c,
            c.rng.uniform(0, 0.667),
            c.rng.normal(0.6, 0.1),
            c.rng.uniform(0.02, 0.075),
            tints[c.rng.integers(6)],
            c.rng.uniform(0.06, 0.32),
        )
    bus = c.draw(lambda p: p.box(0.1, 0.505, 0.567, 0.76, 0.03), 0.0006)
    c.lay(bus, colour("#0b0d16"), 0.96)
    c.lay(
        c.draw(lambda p: [p.box(0.125 + k * 0.107, 0.575, 0.215 + k * 0.107, 0.655, 0.01) for k in range(4)]),
        colour("#ffd48a"),
    )
    c.lay(
        c.draw(
            lambda p: (
                p.disc(0.28, 0.632, 0.014, 0.017),
                p.shape([(0.25, 0.655), (0.262, 0.645), (0.298, 0.645), (0.31, 0.655)]),
            )
        ),
        colour("#1b1420"),
    )
    c.lay(c.draw(lambda p: (p.disc(0.19, 0.76, 0.037), p.disc(0.47, 0.76, 0.037))), colour("#05060b"))
    c.lay(c.draw(lambda p: p.box(0.2, 0.52, 0.467, 0.56, 0.006)), colour("#19130a"))
    return [
        title(["Night Bus", "to Ostrava"], 40, 44, 108, "#fff1d6"),
        title(["37  OSTRAVA"], 300, 486, 34, "#ffb13c", font="billing", anchor="mm", track=4),
    ]
