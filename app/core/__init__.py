"""Ground floor: database base, roles, refusals, clock. Knows no package and no HTTP."""
