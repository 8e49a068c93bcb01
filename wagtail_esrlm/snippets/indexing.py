"""Puts what was written in bulk into the host's search index, as a save would."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import models, transaction
from wagtail.search.backends import get_search_backends

logger = logging.getLogger(__name__)

#: Objects handed to a search backend at once.
PAGE = 500


def index_many(objects: Sequence[models.Model]) -> None:
    """Index objects of one model once the transaction is committed.

    A search server that is down is logged and stops nothing.
    """
    if objects:
        transaction.on_commit(lambda: _index(objects))


def _index(objects: Sequence[models.Model]) -> None:
    model = type(objects[0])
    for backend in get_search_backends(with_auto_update=True):
        for start in range(0, len(objects), PAGE):
            page = list(objects[start : start + PAGE])
            try:
                backend.add_bulk(model, page)
            except Exception:
                logger.exception("%d %s not indexed", len(page), model.__name__)
