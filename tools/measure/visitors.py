"""People signed in for a measurement, without their passwords."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf

from app.accounts.models import SignIn
from app.accounts.viewer import remember, token_hash
from app.core.db import db

FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Visitor:
    """A browser that somebody is signed in on."""

    account_id: int
    cookie: str
    csrf_token: str


def sign_in_all(app: Flask, accounts: Sequence[tuple[int, int]]) -> list[Visitor]:
    """Sign accounts in, given as (school id, account id).

    `app` has the server's key and database, and is not inside a context.
    """
    tokens = {account_id: secrets.token_urlsafe(32) for _school_id, account_id in accounts}
    with app.app_context():
        db.session.add_all(
            SignIn(
                token_hash=token_hash(tokens[account_id]),
                school_id=school_id,
                account_id=account_id,
                started_at=datetime.now(UTC),
                expires_at=FAR_AWAY,
            )
            for school_id, account_id in accounts
        )
        db.session.commit()
    return [_visitor(app, account_id, token) for account_id, token in tokens.items()]


def _visitor(app: Flask, account_id: int, token: str) -> Visitor:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise RuntimeError("the app has no secret key")
    with app.test_request_context():
        remember(token)
        csrf_token = generate_csrf()
        cookie = str(serializer.dumps(dict(session)))
    return Visitor(account_id, f"session={cookie}", csrf_token)
