"""The yardstick: the least a signed-in Flask page can be, on the same database and server.

It finds who is signed in with one statement and renders one small template.
"""

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, login_required
from sqlalchemy import select

from app import create_app
from app.accounts.models import Account, SignIn
from app.accounts.viewer import token_hash
from app.core.db import db

PAGE = """<!doctype html><html lang="zh"><title>走班</title><main>{{ name }}</main>"""

whole = create_app()
app = Flask(__name__)
app.config.from_mapping(
    SECRET_KEY=whole.config["SECRET_KEY"],
    SQLALCHEMY_DATABASE_URI=whole.config["SQLALCHEMY_DATABASE_URI"],
)
template = app.jinja_env.from_string(PAGE)
db.init_app(app)
login_manager = LoginManager(app)


class Person(UserMixin):  # type: ignore[misc]  # -- Flask-Login has no types
    """Who is signed in."""

    def __init__(self, token: str, name: str) -> None:
        self.id, self.name = token, name


@login_manager.user_loader  # type: ignore[untyped-decorator]  # -- Flask-Login has no types
def _load(token: str) -> Person | None:
    statement = select(Account.name).join(SignIn).where(SignIn.token_hash == token_hash(token))
    name = db.session.scalar(statement)
    return Person(token, name) if name is not None else None


@app.get("/")
@login_required  # type: ignore[untyped-decorator]  # -- Flask-Login has no types
def page() -> str:
    """Greet by name."""
    return template.render(name=current_user.name)


@app.get("/readyz")
def readyz() -> str:
    """Say that it answers."""
    return "ready"
