"""Two dice for one builder: a seeded one for volume, hypothesis for shrinking."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """Chooses numbers; everything else is built on that."""

    def number(self, low: int, high: int) -> int:
        """Choose a whole number, both ends included; simple ones are low."""


class SeededDice:
    """The same choices for the same seed, quickly."""

    def __init__(self, seed: int) -> None:
        self._choices = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        """Choose a whole number, both ends included."""
        return low + int(self._choices.random() * (high - low + 1))


class DrawnDice:
    """Choices that hypothesis makes, remembers and shrinks."""

    def __init__(self, draw: Callable) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        """Choose a whole number, both ends included; shrinks to the low end."""
        return self._draw(st.integers(low, high))


def one_of(dice: Dice, choices: Sequence[T]) -> T:
    """Choose one; the first is the simplest."""
    return choices[dice.number(0, len(choices) - 1)]


def happens(dice: Dice, percent: int) -> bool:
    """Say yes that often; no is the simplest."""
    return dice.number(0, 99) >= 100 - percent


def some_of(dice: Dice, choices: Sequence[T], percent: int) -> tuple[T, ...]:
    """Choose each that often."""
    return tuple(choice for choice in choices if happens(dice, percent))
