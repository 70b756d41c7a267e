"""One figure in a pool of light: a court, a studio, a stage."""

import numpy as np

from importers.demo.painting.canvas import (
    blurred,
    colour,
    gradient,
    smooth,
)
from importers.demo.painting.gallery import still


@still("tennis-night", 1.78, grain=0.5, falloff=0.5, halation=0.7)
def tennis_night(c):
    vy = 0.16
    depth = 0.62 / np.maximum(c.y - vy, 1e-3)
    u = (c.x - 0.89) * depth / 0.62
    v = depth
    c.ramp([(0, "#05070f"), (0.2, "#0a1020"), (0.3, "#0b1622"), (1, "#04070b")])
    ground = smooth(0.27, 0.275, c.y)
    apron = gradient(c.y, [(0.27, "#163d36"), (0.6, "#1f5a48"), (1, "#123a31")])
    c.lay(ground, apron)
    inside = smooth(0.66, 0.655, np.abs(u)) * smooth(5.0, 4.95, v) * smooth(0.72, 0.725, v) * ground
    c.lay(inside, gradient(c.y, [(0.27, "#244f86"), (0.6, "#2f69a6"), (1, "#1d4777")]))
    c.light *= (1 + 0.05 * c.noise(1.4))[..., None]
    pools = np.zeros_like(c.x)
    for x, y, rx, ry in (
        (0.45, 0.4, 0.4, 0.12),
        (1.33, 0.4, 0.4, 0.12),
        (0.3, 0.75, 0.5, 0.24),
        (1.5, 0.75, 0.5, 0.24),
    ):
        pools += np.exp(-(((c.x - x) / rx) ** 2) - ((c.y - y) / ry) ** 2)
    c.light *= (0.16 + 0.95 * pools * ground + 0.2 * (1 - ground))[..., None]
    lines = np.zeros_like(c.x)
    reach = (v < 5.0) & (v > 0.72)
    for edge in (-0.65, -0.49, 0.49, 0.65):
        lines = np.maximum(lines, smooth(0.012, 0.007, np.abs(u - edge)) * reach)
    for across, limit in ((4.92, 0.65), (2.75, 0.49), (0.94, 0.49), (0.735, 0.65)):
        lines = np.maximum(
            lines, smooth(0.022 * across, 0.012 * across, np.abs(v - across)) * (np.abs(u) < limit)
        )
    lines = np.maximum(lines, smooth(0.012, 0.007, np.abs(u)) * ((v < 2.75) & (v > 0.94)))
    c.lay(lines * ground, colour("#f2f6ea") * (0.3 + 0.8 * pools)[..., None])
    net_y = vy + 0.62 / 1.55
    net = c.draw(
        lambda p: p.shape(
            [
                (0.37, net_y - 0.062),
                (0.89, net_y - 0.052),
                (1.41, net_y - 0.062),
                (1.41, net_y),
                (0.37, net_y),
            ]
        ),
        0.0008,
    )
    mesh = ((c.x * 150) % 1 < 0.3) | ((c.y * 150) % 1 < 0.3)
    c.lay(net * mesh, colour("#0c1316"), 0.75)
    band = c.draw(
        lambda p: p.line([(0.37, net_y - 0.062), (0.89, net_y - 0.052), (1.41, net_y - 0.062)], 0.006), 0.0008
    )
    c.lay(band, colour("#e8ece0"), 0.9)
    c.lay(
        c.draw(
            lambda p: (
                p.line([(0.37, net_y - 0.066), (0.37, net_y + 0.004)], 0.008),
                p.line([(1.41, net_y - 0.066), (1.41, net_y + 0.004)], 0.008),
            ),
            0.0008,
        ),
        colour("#10161a"),
    )
    trees = smooth(0.272, 0.266, c.y) * smooth(
        -0.01, 0.012, c.y - 0.19 - 0.02 * c.noise(1.9)[:1].repeat(c.h, 0)
    )
    c.lay(trees, colour("#04080a"))
    fence = smooth(0.285, 0.28, c.y) * smooth(0.2, 0.205, c.y)
    c.shine(fence * (((c.x * 14) % 1) < 0.04), colour("#6f8f8a"), 0.15)
    for x, top in ((0.1, 0.03), (1.68, 0.03)):
        c.lay(c.draw(lambda p, x=x: p.line([(x, 0.05), (x, 0.32)], 0.008), 0.0008), colour("#0b0f12"))
        for lamp in (-0.045, -0.015, 0.015, 0.045):
            c.shine(c.spot(x + lamp, top + 0.02, 0.011, 3), (1, 1, 0.94), 3.2)
        c.shine(c.spot(x, top + 0.02, 0.3), colour("#cfe3ff"), 0.42)
    foot_x, foot_y = 0.73, 0.83
    for dx, dy in ((0.2, 0.05), (-0.18, 0.06), (0.13, -0.085), (-0.12, -0.085)):
        cast = c.draw(
            lambda p, dx=dx, dy=dy: p.shape(
                [
                    (foot_x - 0.014, foot_y),
                    (foot_x + 0.014, foot_y),
                    (foot_x + dx + 0.02, foot_y + dy),
                    (foot_x + dx - 0.02, foot_y + dy),
                ]
            ),
            0.003,
        )
        c.shade(cast, 0.42)

    def player(p):
        x, f = foot_x, foot_y
        p.shape(
            [
                (x - 0.022, f),
                (x - 0.012, f - 0.07),
                (x - 0.019, f - 0.12),
                (x - 0.021, f - 0.165),
                (x + 0.021, f - 0.17),
                (x + 0.02, f - 0.12),
                (x + 0.015, f - 0.07),
                (x + 0.027, f + 0.002),
                (x + 0.015, f + 0.003),
                (x + 0.002, f - 0.075),
                (x - 0.01, f + 0.002),
            ]
        )
        p.disc(x + 0.001, f - 0.19, 0.0145, 0.018)
        p.line([(x + 0.016, f - 0.16), (x + 0.045, f - 0.205), (x + 0.036, f - 0.245)], 0.009)
        p.line([(x + 0.036, f - 0.245), (x + 0.031, f - 0.275)], 0.005)
        p.disc(x + 0.027, f - 0.305, 0.02, 0.031)
        p.line([(x - 0.017, f - 0.16), (x - 0.048, f - 0.2), (x - 0.052, f - 0.25)], 0.009)

    c.lay(c.draw(player, 0.0006, round_by=0.0035), colour("#e9ece2") * 0.7)
    c.lay(
        c.draw(lambda p: p.disc(foot_x + 0.027, foot_y - 0.305, 0.0165, 0.027), 0.0008),
        colour("#1c3d5a"),
        0.9,
    )
    c.shine(c.spot(0.682, 0.46, 0.0065, 3), colour("#e8ff5a"), 1.4)


@still("portrait-lamp", 0.8, width=1080, grain=0.6, falloff=0.55, halation=0.6)
def portrait_lamp(c):
    c.ramp([(0, "#101a20"), (0.6, "#1a2a2e"), (1, "#0a0f12")])
    c.light *= (1 + 0.1 * c.noise(2.8))[..., None]
    blind = 0.5 + 0.5 * np.sin((c.y - c.x * 0.12) * 150)
    slats = smooth(0.45, 0.75, blind) * np.exp(-(((c.x - 0.22) / 0.22) ** 2) - ((c.y - 0.3) / 0.26) ** 2)
    c.shine(slats, colour("#f2c98a"), 0.5)
    c.shine(c.spot(0.22, 0.3, 0.5), colour("#c98d4c"), 0.18)

    def sitter(p):
        p.disc(0.44, 0.36, 0.115, 0.135)
        p.shape(
            [
                (0.335, 0.33),
                (0.3, 0.395),
                (0.318, 0.408),
                (0.314, 0.43),
                (0.322, 0.445),
                (0.326, 0.48),
                (0.375, 0.5),
                (0.42, 0.47),
                (0.42, 0.3),
                (0.36, 0.27),
            ]
        )
        p.shape(
            [
                (0.385, 0.47),
                (0.39, 0.58),
                (0.25, 0.65),
                (0.17, 0.8),
                (0.14, 1.1),
                (0.78, 1.1),
                (0.76, 0.78),
                (0.67, 0.65),
                (0.545, 0.58),
                (0.545, 0.45),
            ]
        )
        p.disc(0.5, 0.385, 0.1, 0.15)
        p.disc(0.565, 0.47, 0.055, 0.06)

    figure = c.draw(sitter, 0.002, round_by=0.009)
    c.lay(figure, gradient(c.x, [(0.2, "#2b1c14"), (0.45, "#120d0c"), (0.8, "#070808")]))
    rim = blurred(np.clip(figure - np.roll(blurred(figure, 4), 16, 1), 0, 1), 5)
    c.shine(rim * smooth(0.95, 0.4, c.y), colour("#ffc98a"), 1.0)
    edge = np.clip(figure - np.roll(figure, 5, 1), 0, 1)
    c.shine(blurred(edge, 1.2) * smooth(0.95, 0.4, c.y), colour("#ffe2b4"), 0.6)
    back = blurred(np.clip(figure - np.roll(figure, -6, 1), 0, 1), 2.5)
    c.shine(back, colour("#3d7f92"), 0.5)
    cup = c.draw(
        lambda p: (
            p.shape([(0.1, 0.83), (0.2, 0.83), (0.19, 0.92), (0.11, 0.92)]),
            p.box(-0.1, 0.92, 1, 1.1),
        ),
        0.002,
    )
    c.lay(cup, gradient(c.x, [(0.1, "#3c3128"), (0.14, "#8d7657"), (0.22, "#1f1914"), (0.5, "#0d0b0a")]))


@still("portrait-stage", 0.8, width=1080, grain=0.6, falloff=0.5, halation=0.7)
def portrait_stage(c):
    c.fill(colour("#0b0710"))
    wing = smooth(-1, 1.2, np.sin(c.x * 60 + 3 * np.sin(c.y * 1.7)))
    c.shine(wing * smooth(0.9, 0.1, c.y), colour("#4a1030"), 0.3)
    ox, oy = 0.62, -0.15
    spread = np.abs((c.x - ox) + (c.y - oy) * 0.16) / np.maximum(c.y - oy, 1e-3)
    smoke = 0.75 + 0.25 * c.noise(2.7, (1, 1.3))
    c.shine(smooth(0.3, 0.06, spread) * smoke * np.exp(-c.y * 0.7), colour("#ffd9b8"), 0.42)
    floor = smooth(0.9, 0.905, c.y)
    c.lay(floor, colour("#1b0f12"))
    c.shine(np.exp(-(((c.x - 0.43) / 0.3) ** 2) - ((c.y - 0.94) / 0.045) ** 2), colour("#ffcf9a"), 0.5)

    def actor(p):
        x, f = 0.43, 0.945
        p.shape(
            [
                (x - 0.055, f),
                (x - 0.045, f - 0.24),
                (x - 0.075, f - 0.3),
                (x - 0.088, f - 0.46),
                (x - 0.06, f - 0.505),
                (x - 0.02, f - 0.52),
                (x + 0.025, f - 0.52),
                (x + 0.065, f - 0.505),
                (x + 0.092, f - 0.46),
                (x + 0.08, f - 0.3),
                (x + 0.05, f - 0.24),
                (x + 0.062, f),
                (x + 0.018, f),
                (x, f - 0.22),
                (x - 0.014, f),
            ]
        )
        p.disc(x + 0.002, f - 0.575, 0.042, 0.054)
        p.shape([(x - 0.018, f - 0.54), (x + 0.022, f - 0.54), (x + 0.024, f - 0.5), (x - 0.02, f - 0.5)])
        p.line([(x - 0.075, f - 0.48), (x - 0.115, f - 0.36), (x - 0.1, f - 0.24)], 0.028)
        p.line([(x + 0.08, f - 0.48), (x + 0.15, f - 0.58), (x + 0.16, f - 0.68)], 0.026)
        p.disc(x + 0.163, f - 0.695, 0.016, 0.02)

    figure = c.draw(actor, 0.0012, round_by=0.009)
    c.lay(
        c.draw(lambda p: p.shape([(0.38, 0.945), (0.49, 0.945), (0.3, 1.05), (0.12, 1.05)]), 0.006),
        colour("#050305"),
        0.7,
    )
    c.lay(figure, colour("#0a0609"))
    rim = np.clip(figure - np.roll(np.roll(figure, 5, 0), -3, 1), 0, 1)
    c.shine(blurred(rim, 2.2) * smooth(0.95, 0.3, c.y), colour("#ffd3a4"), 0.9)
    rim = np.clip(figure - np.roll(figure, 4, 1), 0, 1)
    c.shine(blurred(rim, 2.2), colour("#c2408a"), 0.22)
