"""Pages of people: signing in, one's own page."""

from app.accounts.views import sign_in
from app.accounts.views.blueprint import bp

__all__ = ["bp", "sign_in"]
