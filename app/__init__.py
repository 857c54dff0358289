"""Zouban (走班): after-school clubs, chosen fairly and run well."""
