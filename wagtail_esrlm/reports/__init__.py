"""Figures and lists out: what should be looked at, and what may be published."""
