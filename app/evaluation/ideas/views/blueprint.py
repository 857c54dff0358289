"""The blueprint of golden ideas."""

from flask import Blueprint

bp = Blueprint("ideas", __name__)
