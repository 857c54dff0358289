"""Pictures of clubs, made small on arrival: plain bytes in and out.

What was sent is decoded and drawn anew, so that nothing of the file itself is kept: no place where
it was taken, no camera, no second content behind the picture (promise 10).
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from app.courses.errors import PictureTooLarge, PictureUnreadable

FILE_BYTES = 10 * 1024 * 1024
# A JPEG is decoded at a fraction of its size; the others take 5 to 15 bytes of memory a pixel.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
MOST_BYTES = 8 * 1024  # what a catalogue of sixty clubs can carry on a phone
KINDS = tuple(MOST_PIXELS)
SIZES = ((528, 264), (396, 198), (264, 132))
QUALITIES = (82, 68, 54, 40, 28)
SMALLEST = ((132, 66), 10)
PAPER = (255, 255, 255)
FAULTS = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError)


def small_webp(content: bytes) -> bytes:
    """Draw a photograph anew as a WebP picture of at most 8 kB, twice as wide as high.

    Raises:
        PictureUnreadable: it is no JPEG, PNG or WebP picture, or a broken one.
        PictureTooLarge: it has more pixels than its kind may have.
    """
    drawn = _drawn(content)
    for size in SIZES:
        fitted = ImageOps.fit(drawn, size)
        for quality in QUALITIES:
            written = _written(fitted, quality)
            if len(written) <= MOST_BYTES:
                return written
    size, quality = SMALLEST
    return _written(ImageOps.fit(drawn, size), quality)


def _drawn(content: bytes) -> Image.Image:
    """Decode the first frame, upright and without transparency, not larger than needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(content), formats=KINDS) as opened:
                _check_pixels(opened)
                opened.draft("RGB", _twice(SIZES[0]))
                opened.thumbnail(_twice(_twice(SIZES[0])))
                upright = ImageOps.exif_transpose(opened)
                return _on_paper(upright)
        except Image.DecompressionBombError as flood:
            raise PictureTooLarge from flood
        except FAULTS as fault:
            raise PictureUnreadable from fault


def _check_pixels(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS[str(opened.format)]:
        raise PictureTooLarge


def _on_paper(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    paper = Image.new("RGB", clear.size, PAPER)
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _twice(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    return 2 * width, 2 * height


def _written(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "WEBP", quality=quality, method=4)
    return written.getvalue()
