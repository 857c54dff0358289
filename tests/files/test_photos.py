from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from app.core.errors import NotFound
from app.files.errors import PictureTooLarge, PictureUnreadable
from app.files.queries import get_photo
from app.files.services import MOST_BYTES, keep_photo
from tests import make
from tests.files.pictures import jpeg

NOON = datetime(2026, 12, 3, 4, tzinfo=UTC)
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_where_it_was_taken_and_by_which_camera_is_forgotten(session, school):
    sent = jpeg(**{f"t{GPS}": {1: "N", 2: (31.0, 2.0, 3.0)}, f"t{MAKER}": "a camera"})
    assert opened(sent).getexif().get_ifd(GPS)

    photo = keep_photo(session, school.id, sent, now=NOON)

    assert dict(opened(photo.content).getexif()) == {}
    assert b"a camera" not in photo.content


def test_a_photo_taken_upright_stands_upright(session, school):
    photo = keep_photo(session, school.id, jpeg(40, 20, **{f"t{ORIENTATION}": 6}), now=NOON)

    assert (photo.width, photo.height) == (20, 40) == opened(photo.content).size


def test_a_large_photo_becomes_small(session, school):
    photo = keep_photo(session, school.id, jpeg(4000, 3000), now=NOON)

    assert max(photo.width, photo.height) <= 1280
    assert len(photo.content) <= MOST_BYTES
    assert photo.width * 3 == pytest.approx(photo.height * 4, rel=0.01)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", jpeg()[:60]])
def test_what_is_no_picture_is_refused(session, school, content):
    with pytest.raises(PictureUnreadable):
        keep_photo(session, school.id, content, now=NOON)


def test_a_flood_of_pixels_is_refused(session, school):
    flood = BytesIO()
    Image.new("1", (5000, 4000)).save(flood, "PNG")

    with pytest.raises(PictureTooLarge):
        keep_photo(session, school.id, flood.getvalue(), now=NOON)


def test_a_photo_of_another_school_does_not_exist(session, school):
    photo = keep_photo(session, school.id, jpeg(), now=NOON)
    session.expire(photo)

    assert get_photo(session, school.id, photo.id).content[:4] == b"RIFF"
    with pytest.raises(NotFound):
        get_photo(session, make.school(session, code="other").id, photo.id)
