"""The blueprint that the pages of days share."""

from flask import Blueprint

bp = Blueprint("safety", __name__)
