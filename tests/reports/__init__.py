"""Figures out."""
