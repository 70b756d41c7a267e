"""Soup on the hob, four places at a table."""

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


@still("here-soup", 1.33, grain=0.6, falloff=0.5, halation=0.6, warmth=0.3)
def here_soup(c):
    plaster = c.noise(2.4)
    c.ramp([(0, "#2a2a22"), (1, "#3a3324")], over=c.x / c.ratio)
    c.light *= (1 + 0.06 * plaster)[..., None]
    pane = c.draw(lambda p: p.box(0.09, 0.08, 0.56, 0.6))
    dusk = gradient(c.y, [(0.05, "#31507a"), (0.3, "#6d86a4"), (0.45, "#d9a680"), (0.55, "#e8b98a")])
    c.lay(pane, dusk)

    def roofs(p):
        p.shape(
            [
                (0.05, 0.62),
                (0.05, 0.4),
                (0.13, 0.4),
                (0.13, 0.34),
                (0.17, 0.34),
                (0.17, 0.42),
                (0.27, 0.42),
                (0.27, 0.29),
                (0.36, 0.29),
                (0.36, 0.46),
                (0.44, 0.46),
                (0.44, 0.38),
                (0.57, 0.38),
                (0.57, 0.62),
            ]
        )
        p.line([(0.31, 0.29), (0.31, 0.17)], 0.003)
        p.line([(0.31, 0.17), (0.55, 0.13)], 0.003)
        p.line([(0.31, 0.17), (0.26, 0.19)], 0.004)
        p.line([(0.5, 0.14), (0.5, 0.25)], 0.0012)

    c.lay(c.draw(roofs, 0.002) * pane, colour("#2b3547"))

    def lit(p):
        for x, y in (
            (0.29, 0.33),
            (0.33, 0.39),
            (0.09, 0.45),
            (0.2, 0.47),
            (0.47, 0.43),
            (0.52, 0.49),
            (0.4, 0.51),
        ):
            p.box(x, y, x + 0.013, y + 0.018)

    c.lay(c.draw(lit, 0.0015) * pane, colour("#ffcb74"))
    bars = c.draw(
        lambda p: (
            p.line([(0.325, 0.08), (0.325, 0.6)], 0.012),
            p.line([(0.09, 0.3), (0.56, 0.3)], 0.009),
            p.line([(0.07, 0.06), (0.58, 0.06), (0.58, 0.62), (0.07, 0.62), (0.07, 0.06)], 0.03),
        ),
        0.001,
    )
    c.lay(bars, colour("#8f8873") * 0.35)
    c.lay(np.clip(bars - np.roll(bars, 3, 1), 0, 1), colour("#a9c0d6"), 0.5)
    sill = c.draw(lambda p: p.box(0.03, 0.62, 0.62, 0.645, 0.004), 0.001)
    c.lay(sill, colour("#77705a") * 0.6)

    def jar(p):
        p.box(0.14, 0.53, 0.205, 0.62, 0.012)
        p.box(0.15, 0.515, 0.195, 0.535, 0.004)

    c.lay(c.draw(jar, 0.001), colour("#8fa09a") * 0.35, 0.85)

    def herb(p):
        p.shape([(0.44, 0.56), (0.505, 0.56), (0.495, 0.62), (0.45, 0.62)])
        for _ in range(46):
            a, r = c.rng.uniform(-2.6, -0.5), c.rng.uniform(0.03, 0.11)
            x, y = 0.472 + np.cos(a) * r, 0.56 + np.sin(a) * r
            p.line([(0.472, 0.56), (x, y)], 0.0018)
            p.disc(x, y, 0.0075, 0.005)

    c.lay(c.draw(herb, 0.0012), colour("#17200f"))
    c.shine(c.spot(1.08, -0.05, 0.6), colour("#ffb765"), 0.4)
    counter = smooth(0.79, 0.795, c.y)
    c.lay(counter, gradient(c.y, [(0.79, "#7b6a48"), (0.83, "#55482f"), (1, "#221c12")]))
    c.shine(counter * c.spot(0.3, 0.83, 0.25), colour("#7f9cc4"), 0.12)
    stove = c.draw(lambda p: p.box(0.68, 0.77, 1.3, 0.83, 0.008), 0.001)
    c.lay(stove, colour("#15161a"))

    def flames(p):
        for x in np.linspace(0.86, 1.14, 19):
            p.shape([(x - 0.007, 0.768), (x, 0.744 + 0.004 * np.sin(x * 90)), (x + 0.007, 0.768)])

    blue = c.draw(flames, 0.0015)
    c.shine(blue, colour("#4c8dff"), 1.3)
    c.shine(blurred(blue, 12), colour("#3f7dff"), 0.7)
    body = c.draw(lambda p: (p.box(0.8, 0.5, 1.2, 0.745, 0.03), p.box(0.8, 0.49, 1.2, 0.6, 0.0)), 0.001)
    turn = np.clip((c.x - 0.8) / 0.4, 0, 1)
    steel = gradient(
        turn,
        [
            (0, "#20262e"),
            (0.09, "#7b90a8"),
            (0.18, "#2d333a"),
            (0.52, "#3c362c"),
            (0.78, "#c99a5c"),
            (0.88, "#5b452b"),
            (1, "#191511"),
        ],
    )
    c.lay(body, steel * (0.85 + 0.3 * (c.y < 0.52))[..., None])
    c.shine(body * smooth(0.7, 0.745, c.y), colour("#4777d9"), 0.22)
    handles = c.draw(
        lambda p: (
            p.line([(0.8, 0.555), (0.752, 0.555), (0.752, 0.585), (0.8, 0.585)], 0.013),
            p.line([(1.2, 0.555), (1.248, 0.555), (1.248, 0.585), (1.2, 0.585)], 0.013),
        ),
        0.001,
    )
    c.lay(handles, colour("#2a251d"))
    mouth = c.draw(lambda p: p.disc(1.0, 0.492, 0.2, 0.03), 0.0008)
    c.lay(mouth, colour("#8b8065") * 0.7)
    soup = c.draw(lambda p: p.disc(1.0, 0.496, 0.186, 0.024), 0.0008)
    c.lay(soup, gradient(turn, [(0, "#5b4b16"), (0.6, "#a9812a"), (1, "#d2a04a")]))
    ladle = c.draw(lambda p: p.line([(1.05, 0.5), (1.19, 0.3), (1.2, 0.27), (1.215, 0.28)], 0.009), 0.001)
    c.lay(ladle, colour("#9a7b4c") * 0.8)
    warp = spectral(c.rng, c.w, c.h, 3.2, (0.8, 1.2))
    curl = moved(smooth(0.0, 1.7, spectral(c.rng, c.w, c.h, 2.3, (0.5, 2.2))), warp * 26, warp * 14)
    rise = np.clip((0.5 - c.y) / 0.5, 0, 1)
    drift = 1.0 + 0.09 * np.sin(rise * 4.3) + 0.05 * rise
    column = np.exp(-(((c.x - drift) / (0.075 + rise * 0.16)) ** 2)) * (c.y < 0.51) * (1 - rise) ** 0.7
    c.shine(blurred(column * (0.25 + curl), 3), colour("#ffdcae"), 0.34)

    def board(p):
        p.box(0.2, 0.845, 0.62, 0.885, 0.008)

    c.lay(c.draw(board, 0.0015), colour("#8b6a3a") * 0.8)
    for x, r, tint in ((0.29, 0.035, "#b5482a"), (0.37, 0.028, "#c9752c"), (0.44, 0.031, "#7d8a35")):
        ball = smooth(1, 0.95, np.hypot((c.x - x) / r, (c.y - 0.845 + r * 0.9) / r))
        c.lay(
            ball,
            colour(tint) * (0.25 + 0.9 * smooth(r, -r, c.y - 0.845 + r * 0.9 + (c.x - x) * -0.7))[..., None],
        )
    c.lay(
        c.draw(
            lambda p: (
                p.line([(0.5, 0.842), (0.585, 0.838)], 0.004),
                p.line([(0.585, 0.838), (0.655, 0.842)], 0.011),
            ),
            0.001,
        ),
        colour("#b9c3c9"),
        0.75,
    )


@still("kitchen-table", 1.85, grain=0.6, falloff=0.6, halation=0.8)
def kitchen_table(c):
    c.fill(colour("#150e0a"))
    c.light *= (1 + 0.12 * c.noise(2.6))[..., None]
    c.shine(c.spot(0.925, 0.32, 0.75), colour("#7a3f16"), 0.28)
    spread = np.abs(c.x - 0.925) / np.maximum(c.y - 0.12, 1e-3)
    cone = smooth(1.25, 0.25, spread) * smooth(0.26, 0.32, c.y) * smooth(1.1, 0.4, c.y)
    smoke = c.noise(2.8, (1.6, 0.8))
    c.shine(cone * (1 + 0.22 * smoke), colour("#ffac54"), 0.2)
    top = c.draw(lambda p: p.disc(0.925, 0.715, 0.55, 0.125), 0.0012)
    wood = 1 + 0.16 * c.noise(1.8, (5, 0.5))
    pool = np.exp(-(((c.x - 0.925) / 0.42) ** 2) - ((c.y - 0.7) / 0.12) ** 2)
    c.lay(top, gradient(pool, [(0, "#3f1f0e"), (0.5, "#a85f28"), (1, "#f2b264")]) * wood[..., None])
    lip = c.draw(lambda p: p.disc(0.925, 0.735, 0.55, 0.128), 0.0012) * (1 - top)
    c.lay(lip, colour("#231007"))
    places = [(0.62, 0.69), (0.87, 0.645), (1.16, 0.675), (0.99, 0.775)]
    for index, (x, y) in enumerate(places):
        plate = c.draw(lambda p, x=x, y=y: p.disc(x, y, 0.075, 0.0185), 0.001)
        c.lay(
            c.draw(lambda p, x=x, y=y: p.disc(x + 0.006, y + 0.008, 0.078, 0.02), 0.004),
            colour("#2a1307"),
            0.6,
        )
        c.lay(plate, colour("#ead6b0") * (0.55 + 0.5 * pool)[..., None])
        c.lay(
            c.draw(lambda p, x=x, y=y: p.disc(x, y, 0.05, 0.0115), 0.001),
            colour("#c9a877" if index != 3 else "#f1e3c4"),
        )
        if index != 3:
            glass = c.draw(
                lambda p, x=x, y=y: p.shape(
                    [
                        (x + 0.092, y - 0.065),
                        (x + 0.128, y - 0.065),
                        (x + 0.122, y + 0.002),
                        (x + 0.098, y + 0.002),
                    ]
                ),
                0.001,
            )
            c.lay(glass, colour("#c3281c"), 0.6)
            c.shine(c.spot(x + 0.1, y - 0.045, 0.006), colour("#fff0d0"), 0.7)
    bread = c.draw(lambda p: p.disc(0.77, 0.735, 0.07, 0.027), 0.0012)
    c.lay(bread, gradient((c.y - 0.705) / 0.06, [(0, "#e8a85c"), (1, "#5a2c10")]))

    def shade(p):
        p.line([(0.925, -0.1), (0.925, 0.2)], 0.005)
        p.shape([(0.885, 0.2), (0.965, 0.2), (1.06, 0.305), (0.79, 0.305)])

    c.lay(c.draw(shade, 0.001), colour("#1d130b"))
    mouth = c.draw(lambda p: p.disc(0.925, 0.305, 0.134, 0.014), 0.001)
    c.shine(mouth, colour("#ffd08a"), 2.4)
    c.shine(c.spot(0.925, 0.31, 0.13), colour("#ffb45c"), 0.9)

    def sitters(p):
        p.disc(0.34, 0.44, 0.07, 0.088)
        p.shape(
            [
                (0.31, 0.5),
                (0.3, 0.56),
                (0.19, 0.6),
                (0.13, 0.75),
                (0.1, 1.1),
                (0.5, 1.1),
                (0.49, 0.85),
                (0.545, 0.79),
                (0.54, 0.755),
                (0.47, 0.73),
                (0.45, 0.62),
                (0.38, 0.56),
                (0.375, 0.5),
            ]
        )
        p.disc(1.5, 0.42, 0.073, 0.09)
        p.disc(1.565, 0.45, 0.05, 0.08)
        p.shape(
            [
                (1.46, 0.48),
                (1.46, 0.55),
                (1.38, 0.6),
                (1.35, 0.73),
                (1.29, 0.76),
                (1.29, 0.79),
                (1.36, 0.84),
                (1.37, 1.1),
                (1.76, 1.1),
                (1.74, 0.78),
                (1.68, 0.6),
                (1.56, 0.55),
                (1.55, 0.48),
            ]
        )

    figures = c.draw(sitters, 0.002, round_by=0.012)
    c.lay(figures, colour("#080504"))
    towards = np.sign(c.x - 0.925)
    rim = np.where(
        towards < 0,
        np.clip(figures - np.roll(figures, -6, 1), 0, 1),
        np.clip(figures - np.roll(figures, 6, 1), 0, 1),
    )
    near = np.exp(-(((np.abs(c.x - 0.925) - 0.42) / 0.16) ** 2))
    c.shine(blurred(rim, 2.5) * smooth(0.9, 0.45, c.y) * near, colour("#ff9d45"), 0.75)

    def chair(p):
        p.box(0.86, 0.8, 1.07, 0.83, 0.008)
        for x in (0.875, 0.925, 0.985, 1.04):
            p.line([(x, 0.81), (x + (x - 0.96) * 0.25, 1.05)], 0.012)

    c.lay(c.draw(chair, 0.002), colour("#070403"))
