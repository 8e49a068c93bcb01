"""Roles, and the one policy that every edge asks."""
