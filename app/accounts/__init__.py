"""People: accounts, roles, sign-in, students, guardians, consent, priority groups."""
