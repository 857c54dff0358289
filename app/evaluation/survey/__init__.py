"""The monthly survey (一月一调研): guardians answer anonymously, once for each child."""
