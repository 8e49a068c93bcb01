"""Filters of the catalogue by names and uuids, not by numbers of ours."""

from __future__ import annotations

import copy
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request

from ..booking.catalogue import CatalogueRequest, Scope
from ..errors import InvalidInput
from ..names import fold
from ..posted import searched_in
from ..snippets.models import Category, Competency
from .views import as_django


def catalogue_asked(request: Request, scope: Scope | None = None) -> CatalogueRequest:
    """Return what was asked of the catalogue. Queries: 2 at most.

    Raises:
        InvalidInput: for a category or competency that there is not.
    """
    asked = copy.copy(as_django(request))
    query = request.query_params.copy()
    for name, find in (("category", _category), ("competency", _competency)):
        if stated := searched_in(query.get(name), most=240):
            query[name] = str(find(stated))
    asked.GET = query
    return CatalogueRequest(asked, scope)


def _category(stated: str) -> int:
    """Return the key of a category by its name, as courses give it."""
    found = Category.objects.filter(name_key=fold(stated)).first()
    if found is None:
        raise InvalidInput(_("category: there is none of this name."))
    return int(found.pk)


def _competency(stated: str) -> int:
    """Return the key of a competency by its uuid, or by its whole name."""
    try:
        found = Competency.objects.filter(uuid=UUID(stated)).first()
    except ValueError:
        found = Competency.objects.filter(name_key=fold(stated)).first()
    if found is None:
        raise InvalidInput(_("competency: there is none of this uuid or name."))
    return int(found.pk)
