"""Places in sections and standing waiting lists: who has a seat, and nobody else."""
