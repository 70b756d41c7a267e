"""Posters on a light ground: one idea each, and a title that reads at the size of a stamp."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    smooth,
)
from importers.demo.painting.forest import tufts
from importers.demo.painting.poster import poster, title
from importers.demo.painting.water import hexagons


@poster("here", "Bas Devos", ink="#2c3d12")
def here(c):
    c.fill(colour("#dfe3c3"))
    c.light *= (1 + 0.03 * c.noise(2.4))[..., None]
    x, y, r = 0.333, 0.585, 0.225
    away = np.hypot(c.x - x, c.y - y)
    c.shade(blurred(smooth(r * 1.02, r * 0.98, np.hypot(c.x - x - 0.012, c.y - y - 0.02)), 14), 0.45)
    c.lay(smooth(r, r - 0.003, away), colour("#f6f3e6"))
    c.lay(smooth(r * 0.88, r * 0.87, away), colour("#b9b596"))
    moss = smooth(r * 0.85, r * 0.84, away)
    c.lay(moss, gradient(away / r, [(0, "#3c5a14"), (0.9, "#16240a")]))
    cover, tone = tufts(c, lambda px: y + 0.2, 15000, 0.024, (30, 255), lean=0.9, width=0.0022, depth=-0.4)
    lit = tone * (0.35 + 0.9 * smooth(0.25, -0.15, c.x - x + c.y - y))
    c.lay(cover * moss, gradient(lit, [(0, "#1d300b"), (0.5, "#63892a"), (1.1, "#d6e57e")]))
    return [title(["Here"], 296, 40, 236, "#22320d", anchor="ma")]


@poster("the-salt-ledger", "Marta Ilves", ink="#f3eee0")
def salt_ledger(c):
    c.fill(colour("#ece5d3"))
    c.light *= (1 + 0.03 * c.noise(2.2))[..., None]
    calm = smooth(0.38, 0.8, c.y)
    texture = c.noise(3.0, (1.6, 1))
    wave = calm * (0.011 * np.sin(c.x * 19 + c.y * 21) + 0.006 * texture)
    rows = ((c.y + wave) * 38) % 1
    rule = smooth(0.1, 0.05, np.abs(rows - 0.5) / (1 + 3.5 * calm))
    c.lay(rule * smooth(0.28, 0.3, c.y), colour("#2a4d7d"), 0.85)
    sea = smooth(0.72, 0.95, c.y)
    c.lay(sea * smooth(0.2, 0.6, rows), colour("#14294a"), 0.9)
    c.lay(smooth(0.003, 0.001, np.abs(c.x - 0.52)) * smooth(0.7, 0.5, c.y), colour("#c23b2e"), 0.9)
    c.lay(
        c.draw(
            lambda p: (
                p.shape([(0.23, 0.655), (0.245, 0.682), (0.33, 0.682), (0.35, 0.65), (0.33, 0.66)]),
                p.line([(0.28, 0.66), (0.28, 0.57)], 0.004),
                p.shape([(0.284, 0.575), (0.284, 0.645), (0.325, 0.645)]),
            ),
            0.0006,
        ),
        colour("#14233c"),
    )
    return [title(["The Salt", "Ledger"], 40, 44, 122, "#14294a")]


@poster("kilometre-zero", "Idriss Amranou")
def kilometre_zero(c):
    c.ramp([(0, "#e0562b"), (0.5, "#ee8742"), (0.62, "#f6b469"), (1, "#7a1d14")])
    for base, size, phase, tone in (
        (0.66, 0.03, 0.4, "#c8452a"),
        (0.74, 0.045, 2.1, "#97251c"),
        (0.86, 0.04, 4.2, "#5b1313"),
    ):
        ridge = base - size * np.sin(c.x * 6 + phase)
        c.lay(smooth(-0.001, 0.001, c.y - ridge), gradient(c.y - ridge, [(0, tone), (0.3, "#3c0a0c")]))
    stone = c.draw(lambda p: (p.box(0.235, 0.52, 0.43, 0.8, 0.09), p.box(0.235, 0.62, 0.43, 0.8)), 0.001)
    c.lay(stone, gradient(c.x, [(0.23, "#fff3dc"), (0.34, "#e9cfa5"), (0.43, "#93603f")]))
    c.lay(stone * smooth(0.612, 0.609, c.y), gradient(c.x, [(0.23, "#d6302a"), (0.43, "#6d1414")]))
    c.shade(c.draw(lambda p: p.shape([(0.43, 0.78), (0.43, 0.8), (0.64, 0.9), (0.7, 0.86)]), 0.006), 0.5)
    c.shade(
        c.draw(lambda p: p.disc(0.332, 0.7, 0.036, 0.052))
        - c.draw(lambda p: p.disc(0.332, 0.7, 0.021, 0.037)),
        0.8,
    )
    return [title(["KILO", "METRE", "ZERO"], 36, 34, 178, "#fff4dd", font="billing", leading=0.86)]


@poster("the-understudies", "Callista Wren-Howarth", ink="#2a1a05")
def understudies(c):
    c.fill(colour("#f2c230"))
    c.light *= (1 + 0.02 * c.noise(2.4))[..., None]
    tones = ["#1f2a44", "#8c2f27", "#2f5d50", "#5a3a22", "#3b3b3b"]
    for index in range(40):
        row, column = divmod(index, 8)
        x, y = 0.075 + column * 0.0745, 0.41 + row * 0.092
        chosen = index == 21
        if chosen:
            c.lay(smooth(0.05, 0.047, np.hypot(c.x - x, c.y - y - 0.014)), colour("#fffbe8"))
        tall, wide = c.rng.uniform(0.85, 1.15), c.rng.uniform(0.9, 1.12)

        def head(p, x=x, y=y, tall=tall, wide=wide, kind=index % 5):
            p.disc(x, y, 0.016 * wide, 0.02 * tall)
            p.shape(
                [
                    (x - 0.03, y + 0.056),
                    (x - 0.026, y + 0.034),
                    (x - 0.008, y + 0.024),
                    (x + 0.008, y + 0.024),
                    (x + 0.026, y + 0.034),
                    (x + 0.03, y + 0.056),
                ]
            )
            if kind == 1:
                p.box(x - 0.024, y - 0.013, x + 0.024, y - 0.008)
                p.box(x - 0.014, y - 0.03, x + 0.014, y - 0.008)
            if kind == 2:
                p.disc(x, y - 0.026, 0.008)
            if kind == 3:
                p.disc(x, y + 0.005, 0.02, 0.026)
            if kind == 4:
                p.shape([(x - 0.018, y - 0.008), (x + 0.02, y - 0.03), (x + 0.018, y - 0.004)])

        c.lay(c.draw(head), colour("#d8281e" if chosen else tones[c.rng.integers(5)]), 1)
    return [title(["The", "Understudies"], 300, 40, 92, "#241503", anchor="ma")]


@poster("the-margin-of-snow", "Shimura Mio", ink="#4b5663", halation=0.0, falloff=0.1)
def margin_of_snow(c):
    c.ramp([(0, "#f3f4f4"), (0.6, "#e7eaec"), (1, "#ccd4da")])
    c.light *= (1 + 0.015 * c.noise(2.6))[..., None]
    c.lay(smooth(0.0016, 0.0008, np.abs(c.x - 0.1)), colour("#c8322a"), 0.9)
    for index in range(24):
        y = 0.2 + index * 0.027
        c.lay(smooth(0.0008, 0.0002, np.abs(c.y - y)), colour("#b4c0ca"), 0.5)
    c.lay(
        c.draw(
            lambda p: (
                p.shape(
                    [
                        (0.447, 0.7),
                        (0.441, 0.662),
                        (0.449, 0.642),
                        (0.467, 0.642),
                        (0.475, 0.662),
                        (0.469, 0.7),
                    ]
                ),
                p.disc(0.458, 0.631, 0.0095, 0.011),
            ),
            round_by=0.0012,
        ),
        colour("#20262e"),
    )
    prints = c.draw(
        lambda p: [
            p.disc(
                0.458 - 0.0016 * k * k * 0.12 + (0.004 if k % 2 else -0.004), 0.706 + k * 0.011, 0.003, 0.002
            )
            for k in range(13)
        ]
    )
    c.lay(prints, colour("#8d9aa7"), 0.8)
    return [
        title(["The", "Margin", "of Snow"], 78, 46, 104, "#1d242c"),
        title(["a film in four winters"], 78, 352, 32, "#6b7682", font="text-italic"),
    ]


@poster("the-visitors-book-br", "Rodrigo Baltazar Nunes", ink="#5a1230", falloff=0.12)
def visitors_book_brazil(c):
    c.fill(colour("#ff9c8a"))
    c.light *= (1 + 0.03 * c.noise(2.2))[..., None]
    for side in (-1, 1):
        page = c.draw(
            lambda p, s=side: p.shape(
                [(0.333, 0.46), (0.333 + s * 0.27, 0.43), (0.333 + s * 0.285, 0.79), (0.333, 0.83)]
            ),
            0.0008,
        )
        c.lay(page, gradient(np.abs(c.x - 0.333), [(0, "#d9b98e"), (0.06, "#fff4dc"), (0.28, "#fbe6c3")]))
        for line in range(9):
            y = 0.49 + line * 0.035
            x, length = 0.333 + (0.03 if side > 0 else -0.25), c.rng.uniform(0.1, 0.2)
            points = [
                (x + length * step, y + 0.011 * np.sin(step * c.rng.uniform(25, 60)) * c.rng.uniform(0.2, 1))
                for step in np.linspace(0, 1, 40)
            ]
            c.lay(
                c.draw(lambda p, pts=points: p.line(pts, 0.0024)),
                colour(["#7d1638", "#1c3f6e", "#22222a", "#0d6b57"][c.rng.integers(4)]),
                0.9,
            )
    return [
        title(
            ["THE VISITORS’", "BOOK"],
            300,
            48,
            102,
            "#6d0f35",
            font="billing",
            anchor="ma",
            leading=0.9,
            track=1,
        )
    ]


@poster("low-season", "Despina Karavella", ink="#153c46", falloff=0.1)
def low_season(c):
    c.fill(colour("#ead9bd"))
    c.light *= (1 + 0.035 * c.noise(1.4))[..., None]
    pool = c.draw(lambda p: p.box(0.1, 0.4, 0.567, 0.83, 0.03), 0.0006)
    net = np.abs(blurred(c.noise(2.6), 3))
    c.lay(pool, gradient(c.y, [(0.4, "#1f9fae"), (0.83, "#0e7488")]))
    c.shine(pool * smooth(0.22, 0.0, net), colour("#bff3ea"), 0.28)
    c.shade(pool * blurred(smooth(0.4, 0.44, c.y) * smooth(0.47, 0.44, c.y), 4), 0.4)
    c.lay(
        c.draw(
            lambda p: (
                p.line([(0.46, 0.37), (0.46, 0.47)], 0.008),
                p.line([(0.5, 0.37), (0.5, 0.47)], 0.008),
                p.line([(0.46, 0.42), (0.5, 0.42)], 0.005),
                p.line([(0.46, 0.45), (0.5, 0.45)], 0.005),
            )
        ),
        colour("#e9f2f0"),
    )
    c.lay(
        c.draw(
            lambda p: [
                p.shape(
                    [(0.22 + 0.04 * np.cos(a), 0.66 + 0.05 * np.sin(a)) for a in np.linspace(t, t + 0.55, 6)]
                    + [(0.22, 0.66)]
                )
                for t in np.arange(0, 6.28, 1.256)
            ]
        ),
        colour("#e2574a"),
        0.95,
    )
    return [
        title(["Low Season"], 298, 60, 100, "#153c46", anchor="ma"),
        title(["closed until further notice"], 300, 200, 34, "#86714f", font="text-italic", anchor="ma"),
    ]


@poster("second-serve", "Grace Abara-Whitlock", falloff=0.2)
def second_serve(c):
    c.fill(colour("#1d5f49"))
    u, v = (c.x - 0.333) * 0.94 + (c.y - 0.6) * 0.34, (c.y - 0.6) * 0.94 - (c.x - 0.333) * 0.34
    c.lay(smooth(0.005, 0, u - 0.16) * smooth(-0.005, 0, u + 0.3), colour("#2d68a8"))
    for line in (-0.3, 0.16):
        c.lay(smooth(0.007, 0.005, np.abs(u - line)), colour("#f4f5ea"))
    c.lay(smooth(0.006, 0.004, np.abs(v - 0.05)) * (u < 0.16) * (u > -0.3), colour("#f4f5ea"))
    c.light *= (1 + 0.05 * c.noise(1.2))[..., None]
    x, y, r = 0.43, 0.66, 0.045
    c.shade(blurred(smooth(r, r * 0.9, np.hypot(c.x - x - 0.05, (c.y - y - 0.035) * 1.5)), 3), 0.55)
    ball = smooth(r, r * 0.97, np.hypot(c.x - x, c.y - y))
    c.lay(ball, gradient((c.x - x + c.y - y) / r, [(-1, "#f8ff9a"), (0.3, "#cfe03a"), (1.3, "#6e7d15")]))
    c.lay(
        ball * smooth(0.0045, 0.0025, np.abs(np.hypot(c.x - x - 0.05, c.y - y + 0.04) - 0.055)),
        colour("#f9fbe6"),
    )
    return [title(["SECOND", "SERVE"], 40, 40, 172, "#f4f5ea", font="billing", leading=0.86)]


@poster("a-table-for-four", "Rosaura Beltrán-Ix", ink="#5a1e12")
def table_for_four(c):
    c.fill(colour("#f0dfc6"))
    x, y = 0.333, 0.6
    away = np.hypot(c.x - x, c.y - y)
    wood = 1 + 0.1 * c.noise(2.0, (6, 0.6))
    c.shade(blurred(smooth(0.235, 0.225, np.hypot(c.x - x - 0.012, c.y - y - 0.016)), 10), 0.35)
    c.lay(smooth(0.225, 0.222, away), colour("#a44a24") * wood[..., None])
    for index, heading in enumerate((-np.pi / 2, 0, np.pi / 2, np.pi)):
        px, py = x + np.cos(heading) * 0.145, y + np.sin(heading) * 0.145
        off = np.hypot(c.x - px, c.y - py)
        c.shade(blurred(smooth(0.058, 0.055, np.hypot(c.x - px - 0.004, c.y - py - 0.006)), 4), 0.4)
        c.lay(smooth(0.056, 0.0545, off), colour("#2a1310" if index == 1 else "#fff7e6"))
        c.lay(smooth(0.038, 0.037, off), colour("#3d1c16" if index == 1 else "#f1e2c4"))
    c.lay(smooth(0.03, 0.029, away), colour("#e8b04a"))
    return [title(["A Table", "for Four"], 300, 42, 126, "#5a1e12", font="display-italic", anchor="ma")]


@poster("the-dry-lake", "Ayelén Quispe Marín", ink="#3a1b12", foot=870, falloff=0.15)
def dry_lake(c):
    c.fill(colour("#f3e7d8"))
    crust = hexagons(c.x * 7 + 0.2 * np.sin(c.y * 8), c.y * 7)
    c.lay(smooth(0.36, 0.42, c.y), gradient(c.y, [(0.36, "#f2d9c4"), (1, "#d98e6c")]))
    c.shade(smooth(0.05, 0.015, crust) * smooth(0.38, 0.6, c.y) * smooth(0.955, 0.9, c.y), 0.7)
    c.light *= (1 + 0.03 * c.noise(1.6))[..., None]
    c.lay(c.draw(lambda p: p.line([(0.44, 0.62), (0.43, 0.4)], 0.004)), colour("#2a1510"))
    c.lay(c.draw(lambda p: p.shape([(0.43, 0.4), (0.56, 0.425), (0.433, 0.475)])), colour("#cf2a22"))
    c.shade(c.draw(lambda p: p.shape([(0.44, 0.62), (0.445, 0.62), (0.3, 0.69), (0.22, 0.705)]), 0.002), 0.4)
    return [title(["The Dry", "Lake"], 40, 40, 136, "#3a1b12")]


@poster("the-glass-orchard", "Ngozi Adeyemi-Rask", ink="#12331f", falloff=0.15)
def glass_orchard(c):
    c.ramp([(0, "#d9ecd2"), (1, "#a8cba6")])

    def tree(p):
        p.line([(0.333, 0.85), (0.335, 0.6)], 0.022)
        for heading in (-2.5, -2.1, -1.7, -1.35, -1.0, -0.6):
            p.line([(0.335, 0.63), (0.335 + np.cos(heading) * 0.14, 0.6 + np.sin(heading) * 0.15)], 0.008)

    c.lay(c.draw(tree, 0.0008), colour("#2e3b24"))
    for _ in range(420):
        a, r = c.rng.uniform(0, 6.28), np.sqrt(c.rng.random()) * 0.2
        x, y = 0.335 + np.cos(a) * r, 0.5 + np.sin(a) * r * 0.72
        near = np.s_[
            int((y - 0.03) * c.h) : int((y + 0.03) * c.h), int((x - 0.03) * c.h) : int((x + 0.03) * c.h)
        ]
        leaf = smooth(1, 0.85, np.hypot((c.x[near] - x) / 0.018, (c.y[near] - y) / 0.011))[..., None]
        c.light[near] += (
            (colour(["#2f6b3a", "#4d8f45", "#7cb356", "#1d4a2c"][c.rng.integers(4)]) - c.light[near])
            * leaf
            * 0.9
        )
    for _ in range(26):
        a, r = c.rng.uniform(0, 6.28), np.sqrt(c.rng.random()) * 0.18
        x, y = 0.335 + np.cos(a) * r, 0.5 + np.sin(a) * r * 0.72
        c.lay(smooth(0.012, 0.011, np.hypot(c.x - x, c.y - y)), colour("#d6402c"))
        c.shine(c.spot(x - 0.004, y - 0.004, 0.004), (1, 1, 1), 0.8)
    for x in np.linspace(0.02, 0.647, 6):
        c.lay(smooth(0.0035, 0.0025, np.abs(c.x - x)), colour("#f7fbf2"))
    for y in (0.33, 0.5, 0.67, 0.84):
        c.lay(smooth(0.0035, 0.0025, np.abs(c.y - y)) * (c.y > 0.3), colour("#f7fbf2"))
    glare = smooth(0.05, 0.0, np.abs(c.x * 0.8 + c.y - 0.98)) * (c.y > 0.3)
    c.shine(glare, (1, 1, 1), 0.18)
    return [title(["The Glass", "Orchard"], 40, 40, 118, "#12331f")]
