"""Refusals of photographs."""

from app.core.errors import Invalid
from app.core.text import N_


class PictureUnreadable(Invalid):
    """Not a picture, or a broken one."""

    field = "picture"
    message = N_("This is no picture that can be read. Use a JPEG, PNG or WebP photo.")


class PictureTooLarge(Invalid):
    """A flood of pixels."""

    field = "picture"
    message = N_(
        "The picture has too many pixels. Use a JPEG of at most 50 megapixels, or a PNG or WebP of "
        "at most 16."
    )
