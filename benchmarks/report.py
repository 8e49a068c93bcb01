"""How a figure is printed: what, how much, the limit, and whether it is met."""

from __future__ import annotations


def show_least(what: str, figure: float, limit: float, unit: str = "") -> None:
    """Print one line; a limit is met by at least so much."""
    verdict = "met" if figure >= limit else "NOT MET"
    print(f"  {what:48} {figure:>9.2f} {unit:3} at least {limit:g} {unit:3} {verdict}")


def show(what: str, figure: float, limit: float, unit: str = "") -> None:
    """Print one line; a limit is met by at most so much."""
    verdict = "met" if figure <= limit else "NOT MET"
    shown = f"{figure:.0f}" if isinstance(figure, int) else f"{figure:.2f}"
    print(f"  {what:48} {shown:>9} {unit:3} at most {limit:g} {unit:3} {verdict}")
