"""Pictures of clubs, made small on arrival: plain bytes in and out."""

from PIL import ImageOps

from app.files.pictures import as_webp, decoded, redrawn

MOST_BYTES = 8 * 1024  # what a catalogue of sixty clubs can carry on a phone
SIZES = ((528, 264), (396, 198), (264, 132))
SMALLEST = ((132, 66), 10)


def small_webp(content: bytes) -> bytes:
    """Draw a photograph anew as a WebP picture of at most 8 kB, twice as wide as high.

    Raises:
        PictureUnreadable: it is no JPEG, PNG or WebP picture, or a broken one.
        PictureTooLarge: it has more pixels than its kind may have.
    """
    written = redrawn(content, SIZES, ImageOps.fit, most_bytes=MOST_BYTES)
    if written is not None:
        return written
    size, quality = SMALLEST
    return as_webp(ImageOps.fit(decoded(content, size), size), quality)
