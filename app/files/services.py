"""Keeping photographs and dropping them."""

from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps
from sqlalchemy.orm import Session

from app.files.errors import PictureTooLarge
from app.files.models import Photo
from app.files.pictures import Size, redrawn

MOST_BYTES = 150 * 1024
SIZES = ((1280, 1280), (960, 960), (640, 640))


def keep_photo(session: Session, school_id: int, content: bytes, *, now: datetime) -> Photo:
    """Draw a photograph anew, at most 1280 pixels long and 150 kB large, and keep it.

    Raises:
        PictureUnreadable: it is no JPEG, PNG or WebP picture, or a broken one.
        PictureTooLarge: it has too many pixels, or does not get small enough.
    """
    written = redrawn(content, SIZES, _within, most_bytes=MOST_BYTES)
    if written is None:
        raise PictureTooLarge
    with Image.open(BytesIO(written)) as picture:
        width, height = picture.size
    photo = Photo(school_id=school_id, content=written, width=width, height=height, kept_at=now)
    session.add(photo)
    session.flush()
    return photo


def _within(picture: Image.Image, size: Size) -> Image.Image:
    """Make a picture as large as a size at most; a smaller one stays as it is."""
    fits = picture.width <= size[0] and picture.height <= size[1]
    return picture if fits else ImageOps.contain(picture, size)
