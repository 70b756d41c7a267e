"""Light on a surface: everything the demo's pictures are painted with.

Colours are floats in linear light, so that glows add up as they do on film. Only `develop` leaves linear
light: it adds halation, falloff and grain, and answers an 8-bit sRGB picture.
"""

import numpy as np
from PIL import Image, ImageDraw


class Canvas:
    """A `w` × `h` pixel surface. `x` runs 0..w/h and `y` runs 0..1 (down), so that circles stay round."""

    def __init__(self, w, h, seed=1):
        self.w, self.h, self.ratio = w, h, w / h
        self.rng = np.random.default_rng(seed)
        ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
        self.x, self.y = (xs + 0.5) / h, (ys + 0.5) / h
        self.light = np.zeros((h, w, 3), np.float32)

    def fill(self, colour):
        self.light[:] = colour

    def ramp(self, stops, over=None):
        """Set the whole surface to a gradient along `over` (default: from top to bottom).
        `stops` are (position, colour) pairs."""
        self.light[:] = gradient(self.y if over is None else over, stops)

    def lay(self, mask, colour, opacity=1.0):
        """Cover with `colour` (one colour or a surface of them) where `mask` is 1."""
        cover = (mask * opacity)[..., None]
        self.light += (np.asarray(colour, np.float32) - self.light) * cover

    def shine(self, mask, colour, strength=1.0):
        """Add light."""
        self.light += mask[..., None] * (np.asarray(colour, np.float32) * strength)

    def shade(self, mask, amount=1.0):
        """Take light away: 1 leaves nothing."""
        self.light *= (1 - mask * amount)[..., None]

    def draw(self, paint, blur=0.0, round_by=0.0):
        """A mask drawn by `paint(pen)` at twice the size; coordinates are the canvas's own, `blur` too.
        `round_by` takes the corners off, as a body has none."""
        pen = Pen(self)
        paint(pen)
        mask = pen.mask()
        if round_by:
            mask = smooth(0.42, 0.58, blurred(mask, round_by * self.h))
        return blurred(mask, blur * self.h) if blur else mask

    def spot(self, x, y, radius, sharpness=2.0):
        """A soft round light: 1 in the middle."""
        distance = np.hypot(self.x - x, self.y - y) / radius
        return np.exp(-(distance**sharpness)).astype(np.float32)

    def noise(self, beta=2.0, stretch=(1.0, 1.0)):
        return spectral(self.rng, self.w, self.h, beta, stretch)


class Pen:
    """Pillow's drawing at double size, in canvas coordinates, so that edges come out smooth."""

    def __init__(self, canvas):
        self.scale = canvas.h * 2
        self.size = (canvas.w, canvas.h)
        self.image = Image.new("L", (canvas.w * 2, canvas.h * 2), 0)
        self.pen = ImageDraw.Draw(self.image)

    def _at(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, points, tone=255):
        self.pen.polygon(self._at(points), fill=tone)

    def line(self, points, width, tone=255):
        self.pen.line(self._at(points), fill=tone, width=max(1, round(width * self.scale)), joint="curve")

    def disc(self, x, y, rx, ry=None, tone=255):
        ry = rx if ry is None else ry
        self.pen.ellipse(self._at([(x - rx, y - ry), (x + rx, y + ry)]), fill=tone)

    def box(self, x0, y0, x1, y1, round_by=0.0, tone=255):
        self.pen.rounded_rectangle(self._at([(x0, y0), (x1, y1)]), round_by * self.scale, fill=tone)

    def mask(self):
        return np.asarray(self.image.resize(self.size, Image.Resampling.BOX), np.float32) / 255


def colour(hex_code):
    """'#c2d36b' in linear light."""
    value = np.array([int(hex_code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


def gradient(over, stops):
    places = [place for place, _ in stops]
    colours = np.array([colour(c) if isinstance(c, str) else c for _, c in stops], np.float32)
    return np.stack([np.interp(over, places, colours[:, i]) for i in range(3)], -1).astype(np.float32)


def smooth(low, high, value):
    """0 below `low`, 1 above `high`, eased between (either may be the larger)."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def spectral(rng, w, h, beta=2.0, stretch=(1.0, 1.0)):
    """Noise whose power falls with frequency**beta, mean 0 and deviation 1; it tiles. A `stretch` above 1
    draws it out along that axis."""
    fx = np.fft.rfftfreq(w)[None, :] * w / h * stretch[0]
    fy = np.fft.fftfreq(h)[:, None] * stretch[1]
    power = np.hypot(fx, fy)
    power[0, 0] = 1
    field = np.fft.rfft2(rng.standard_normal((h, w)).astype(np.float32)) / power ** (beta / 2)
    field[0, 0] = 0
    out = np.fft.irfft2(field, (h, w)).astype(np.float32)
    return out / out.std()


def sample(texture, u, v):
    """Look a tiling `texture` up at (u, v), both 0..1 for one tile, smoothly."""
    h, w = texture.shape[:2]
    px, py = (u % 1) * w, (v % 1) * h
    x0, y0 = np.floor(px).astype(int), np.floor(py).astype(int)
    fx, fy = (px - x0).astype(np.float32), (py - y0).astype(np.float32)
    x0, y0, x1, y1 = x0 % w, y0 % h, (x0 + 1) % w, (y0 + 1) % h
    top = texture[y0, x0] * (1 - fx) + texture[y0, x1] * fx
    low = texture[y1, x0] * (1 - fx) + texture[y1, x1] * fx
    return top * (1 - fy) + low * fy


def blurred(field, radius, radius_y=None):
    """Gaussian blur by Fourier; radii in pixels. Edges are mirrored, so nothing darkens at the border."""
    radius_y = radius if radius_y is None else radius_y
    if radius <= 0 and radius_y <= 0:
        return field
    pad_x, pad_y = int(radius * 3) + 1, int(radius_y * 3) + 1
    pad_x, pad_y = min(pad_x, field.shape[1] - 1), min(pad_y, field.shape[0] - 1)
    wide = np.pad(field, [(pad_y, pad_y), (pad_x, pad_x)] + [(0, 0)] * (field.ndim - 2), mode="reflect")
    fx = np.fft.rfftfreq(wide.shape[1])[None, :]
    fy = np.fft.fftfreq(wide.shape[0])[:, None]
    bell = np.exp(-2 * np.pi**2 * ((fx * radius) ** 2 + (fy * radius_y) ** 2)).astype(np.float32)
    if field.ndim == 3:
        bell = bell[..., None]
    out = np.fft.irfft2(np.fft.rfft2(wide, axes=(0, 1)) * bell, wide.shape[:2], axes=(0, 1))
    inside = out[pad_y : pad_y + field.shape[0], pad_x : pad_x + field.shape[1]]
    return inside.astype(np.float32)


def moved(field, dx, dy):
    """The picture `field` read at displaced places: dx, dy in pixels (surfaces)."""
    h, w = field.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w]
    xs = np.clip(xs + dx, 0, w - 1).astype(int)
    ys = np.clip(ys + dy, 0, h - 1).astype(int)
    return field[ys, xs]


def develop(canvas, *, exposure=1.0, halation=0.5, falloff=0.35, grain=0.5, warmth=0.0, mono=False):
    """The finished picture. `halation` is the red-orange ring that light throws back from the film base,
    `falloff` the darkening of the corners, `grain` the deviation in the mid-tones (0.5 is a fine stock)."""
    light = np.maximum(canvas.light, 0) * exposure
    bright = np.maximum(light - 0.55, 0)
    if halation:
        ring = blurred(bright.mean(-1), canvas.h * 0.018) + 0.6 * blurred(bright.mean(-1), canvas.h * 0.05)
        light = light + ring[..., None] * np.array([1.0, 0.34, 0.12], np.float32) * halation
        light = light + blurred(bright, canvas.h * 0.006) * 0.35 * halation
    reach = np.hypot((canvas.x - canvas.ratio / 2) / canvas.ratio, canvas.y - 0.5) / 0.7071
    light = light * (1 - falloff * smooth(0.35, 1.25, reach))[..., None]
    # A film's shoulder: highlights bend towards white instead of breaking.
    light = light * (1 + light / 9) / (1 + light * 0.72)
    tone = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    if mono:
        tone = np.repeat((tone @ np.array([0.3, 0.55, 0.15], np.float32))[..., None], 3, -1)
    tone = tone + np.array([warmth, warmth * 0.2, -warmth], np.float32) * 0.05
    fleck = blurred(canvas.rng.standard_normal((canvas.h, canvas.w)).astype(np.float32), 0.75)
    fleck = fleck / fleck.std()
    amount = (
        0.032 * grain * (0.35 + 1.3 * np.clip(tone.mean(-1), 0, 1) * (1.15 - np.clip(tone.mean(-1), 0, 1)))
    )
    tone = tone + (fleck * amount)[..., None]
    return Image.fromarray((np.clip(tone, 0, 1) * 255 + 0.5).astype(np.uint8))
