"""The blueprint of imports of people."""

from flask import Blueprint

bp = Blueprint("rosters", __name__)
