"""The test client: every request ends its own session, as on a server."""

import secrets
from contextvars import Context
from datetime import UTC, datetime
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account, SignIn
from app.accounts.viewer import token_hash
from app.core import clock
from app.core.db import db

FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


class Client(FlaskClient):
    """Sends requests that share no application context with the test.

    Flask would reuse the context of a fixture, and with it the session: then a page sees what was
    never committed. What the test has arranged is committed before each request.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own."""
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)

    def sign_in(self, account: Account) -> None:
        """Sign an account in on this client, without a password."""
        token = secrets.token_urlsafe()
        db.session.add(
            SignIn(
                token_hash=token_hash(token),
                school_id=account.school_id,
                account_id=account.id,
                started_at=clock.now(),
                expires_at=FAR_AWAY,
            )
        )
        db.session.commit()
        Context().run(self._keep_in_cookie, token)

    def _keep_in_cookie(self, token: str) -> None:
        with self.session_transaction() as kept:
            kept["_user_id"] = token
            kept["_fresh"] = True
