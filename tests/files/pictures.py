"""Photographs as a telephone sends them."""

from io import BytesIO

from PIL import Image


def jpeg(width: int = 40, height: int = 20, **exif: object) -> bytes:
    picture = Image.effect_noise((width, height), 90).convert("RGB")
    tags = picture.getexif()
    for tag, value in exif.items():
        tags[int(tag.removeprefix("t"))] = value
    written = BytesIO()
    picture.save(written, "JPEG", exif=tags)
    return written.getvalue()
