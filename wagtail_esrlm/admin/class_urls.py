"""The addresses of what is done to a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path

from .class_actions import CancelView, CloseView, OpenView, PublishView
from .class_dates import MoveClassView, SeriesView
from .class_people import ClassPeopleView
from .class_places import BookView, PlacesView, RunView, WalkInView

#: Name of each action, and its view.
VIEWS: dict[str, Any] = {
    "publish": PublishView,
    "open": OpenView,
    "close": CloseView,
    "cancel": CancelView,
    "people": ClassPeopleView,
    "book": BookView,
    "walk_in": WalkInView,
    "places": PlacesView,
    "run": RunView,
    "move": MoveClassView,
    "series": SeriesView,
}


def class_urls() -> Iterator[Any]:
    """Yield the addresses of the actions."""
    for name, view in VIEWS.items():
        yield path(
            f"learning/class/<int:pk>/{name.replace('_', '-')}/",
            view.as_view(),
            name=f"esrlm_class_{name}",
        )
