"""Acts on golden ideas."""

from app.evaluation.ideas.services.ideas import share, take_back, use_too

__all__ = ["share", "take_back", "use_too"]
