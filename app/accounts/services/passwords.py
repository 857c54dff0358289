"""A password of one's own."""

from sqlalchemy.orm import Session

from app.accounts import hashing
from app.accounts.errors import PasswordGuessable, PasswordTooShort, PasswordWrong
from app.accounts.models import Account

LEAST_CHARACTERS = 8
LEAST_DIFFERENT = 4

# What is tried first everywhere and here; shorter ones are refused by their length.
COMMON = frozenset(
    """
    12345678 123456789 1234567890 87654321 0123456789 147258369 password passw0rd password1
    qwertyui qwertyuiop asdfghjk 1qaz2wsx 1q2w3e4r 1q2w3e4r5t abcd1234 abc12345 abcdefgh a1234567
    a12345678 aa123456 qq123456 woaini123 woaini1314 woaini520 5201314520 52013145
    iloveyou zouban123 zouban2026 admin123 admin1234 administrator xuexiao123 mima1234
    mima123456 qazwsxedc zxcvbnm123 asd123456 1314520520 20082008 qweasdzxc
    """.split()  # noqa: SIM905 -- a list of a word a line would fill a page
)


def check_password(password: str) -> None:
    """Refuse what is guessed first.

    Raises:
        PasswordTooShort: it has too few characters.
        PasswordGuessable: everybody tries it.
    """
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShort(least=LEAST_CHARACTERS)
    if password.lower() in COMMON or len(set(password)) < LEAST_DIFFERENT:
        raise PasswordGuessable


def change_password(session: Session, account: Account, present: str, password: str) -> None:
    """Replace the account's own password.

    Raises:
        PasswordWrong: the present one was not given.
        PasswordTooShort: the new one is too short.
        PasswordGuessable: the new one is one that everybody tries.
    """
    check_password(password)
    if not hashing.password_matches(account.password_hash, present):
        raise PasswordWrong
    account.password_hash = hashing.hash_password(password)
    session.flush()
