"""Set-up, checks and other commands behind the Makefile; nothing of it is needed at run time."""
