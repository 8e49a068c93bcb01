"""Learning management for an existing Wagtail intranet of a hospital."""

__version__ = "0.1.0.dev0"
