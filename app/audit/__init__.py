"""The append-only, hash-chained log of privileged acts (promise 8)."""
