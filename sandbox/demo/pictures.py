"""Pictures drawn by the sandbox itself: simple shapes, never grey boxes."""

from __future__ import annotations

import io
import random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from sandbox.intranet.models import IntranetImage

PALETTES = (
    ("#0b5c6b", "#6fc7d8", "#ffcf4d", "#f4f6f7"),
    ("#5b3a8c", "#c9b6e8", "#ff9f7a", "#f7f2ea"),
    ("#2a5d34", "#9fd3a9", "#ffd98a", "#eef5ef"),
    ("#8a3b12", "#f2b28c", "#6fc7d8", "#fbf3ee"),
)


def draw(title: str, number: int) -> IntranetImage:
    """Draw and store one picture."""
    dice = random.Random(number)
    back, *rest = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", (1280, 640), back)
    pen = ImageDraw.Draw(picture)
    for place in range(5):
        left = 120 + 250 * place + dice.randint(-60, 60)
        size = dice.randint(90, 230)
        top = dice.randint(120, 420)
        colour = rest[place % len(rest)]
        box = (left - size, top - size, left + size, top + size)
        if place % 2:
            pen.ellipse(box, fill=colour)
        else:
            pen.rounded_rectangle(box, radius=size // 3, fill=colour)
    waves = [(x, 520 + 40 * ((x // 160) % 2)) for x in range(0, 1441, 160)]
    pen.line(waves, fill=rest[-1], width=18, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return IntranetImage.objects.create(
        title=title,
        credit="Drawn by the sandbox",
        file=ContentFile(out.getvalue(), f"picture-{number}.png"),
    )
