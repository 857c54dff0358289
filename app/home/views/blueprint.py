"""The blueprint that the pages of this package share."""

from collections.abc import Sequence

from flask import Blueprint

bp = Blueprint("home", __name__)

# The start pages of a person: name, label, whether it is the one shown.
Choices = Sequence[tuple[str, str, bool]]
