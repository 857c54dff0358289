"""Acts of the patrol."""

from app.evaluation.patrol.services.forms import change_form
from app.evaluation.patrol.services.visits import save_visit

__all__ = ["change_form", "save_visit"]
