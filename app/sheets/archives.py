"""Files packed into one (zip): checked before anything in them is unpacked."""

import io
import zipfile
import zlib

from app.sheets.errors import Damaged, FileProtected, FileTooLarge
from app.sheets.limits import FILE_BYTES, MEMBERS, UNPACKED_BYTES

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
ENCRYPTED = 0x1
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


def is_archive(content: bytes) -> bool:
    """Whether the content begins as a zip archive does; workbooks are archives too."""
    return content.startswith((ZIP, EMPTY_ZIP))


def member_names(content: bytes) -> frozenset[str]:
    """List the members of an archive that is within the limits.

    Raises:
        CannotRead: it is damaged, protected, or unpacks to more than any list of a school.
    """
    with _opened(content) as archive:
        return frozenset(archive.namelist())


def unpack(content: bytes, suffix: str) -> dict[str, bytes]:
    """Unpack the members whose name ends so, by their name without folder and in small letters.

    Raises:
        CannotRead: as `member_names`.
    """
    with _opened(content) as archive:
        wanted = [name for name in archive.namelist() if name.lower().endswith(suffix)]
        try:
            return {name.rpartition("/")[2].lower(): archive.read(name) for name in wanted}
        except UNREADABLE as error:
            raise Damaged from error


def _opened(content: bytes) -> zipfile.ZipFile:
    if len(content) > FILE_BYTES:
        raise FileTooLarge
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise Damaged from error
    members = archive.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED_BYTES:
        raise FileTooLarge
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise FileProtected
    return archive
