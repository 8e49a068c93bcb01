"""System checks: what a host gets wrong, with a hint that puts it right.

Each id and its remedy stands in ``docs/checks.md``.
"""

from .registration import CHECKS, register_checks

__all__ = ["CHECKS", "register_checks"]
