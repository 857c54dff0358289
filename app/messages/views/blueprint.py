"""The blueprint that the pages of messages share."""

from flask import Blueprint

bp = Blueprint("messages", __name__)
