"""The blueprint that the pages of this package share."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
