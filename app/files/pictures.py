"""Pictures, decoded and drawn anew: plain bytes in and out.

Nothing of the file that was sent is kept: no place where it was taken, no camera, no second content
behind the picture (promise 10).
"""

import warnings
from collections.abc import Callable, Iterable
from io import BytesIO

from PIL import Image, ImageOps

from app.files.errors import PictureTooLarge, PictureUnreadable

FILE_BYTES = 10 * 1024 * 1024
# A JPEG is decoded at a fraction of its size; the others take 5 to 15 bytes of memory a pixel.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
KINDS = tuple(MOST_PIXELS)
QUALITIES = (82, 68, 54, 40, 28)
PAPER = (255, 255, 255)
FAULTS = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError)

Size = tuple[int, int]
Fit = Callable[[Image.Image, Size], Image.Image]


def redrawn(content: bytes, sizes: Iterable[Size], fit: Fit, *, most_bytes: int) -> bytes | None:
    """Draw a photograph anew as WebP in the first size and quality of at most `most_bytes`.

    Args:
        content: what was sent.
        sizes: width and height, the largest first.
        fit: makes a picture fit a size, by cutting (`ImageOps.fit`) or not.
        most_bytes: None is given back when no size gets below.

    Raises:
        PictureUnreadable: it is no JPEG, PNG or WebP picture, or a broken one.
        PictureTooLarge: it has more pixels than its kind may have.
    """
    listed = list(sizes)
    picture = decoded(content, listed[0])
    for size in listed:
        fitted = fit(picture, size)
        for quality in QUALITIES:
            written = as_webp(fitted, quality)
            if len(written) <= most_bytes:
                return written
    return None


def decoded(content: bytes, wanted: Size) -> Image.Image:
    """Decode the first frame, upright and without transparency, not much larger than wanted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(content), formats=KINDS) as opened:
                _check_pixels(opened)
                opened.draft("RGB", _twice(wanted))
                opened.thumbnail(_twice(_twice(wanted)))
                upright = ImageOps.exif_transpose(opened)
                return _on_paper(upright)
        except Image.DecompressionBombError as flood:
            raise PictureTooLarge from flood
        except FAULTS as fault:
            raise PictureUnreadable from fault


def as_webp(picture: Image.Image, quality: int) -> bytes:
    """Write a picture as WebP, without anything besides its pixels."""
    written = BytesIO()
    picture.save(written, "WEBP", quality=quality, method=4)
    return written.getvalue()


def _check_pixels(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS[str(opened.format)]:
        raise PictureTooLarge


def _on_paper(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    paper = Image.new("RGB", clear.size, PAPER)
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _twice(size: Size) -> Size:
    width, height = size
    return 2 * width, 2 * height
