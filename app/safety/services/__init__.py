"""Acts on days."""

from app.safety.services.closing import close_day, correct_day

__all__ = ["close_day", "correct_day"]
