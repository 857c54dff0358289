"""Reads of actions."""
