"""The test project with the counter's guard off: a place is looked for, then taken."""

from __future__ import annotations

import time
from typing import Any

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db.models import F, Value  # noqa: E402
from django.db.models.functions import Greatest  # noqa: E402

from wagtail_esrlm.booking import places  # noqa: E402
from wagtail_esrlm.booking.models import ClassPlaces  # noqa: E402
from wagtail_esrlm.compiled import Update  # noqa: E402

guarded = places.TAKE
more = F("places_taken") + 1


class LookedFor(Update):
    """Takes a place if one was free a moment ago."""

    def order(self, connection: Any, values: Any) -> Any:
        """Look, and do not look again."""
        seen = ClassPlaces.objects.get(learning_class_id=values["class_id"])
        time.sleep(0.2)
        statement = super() if seen.places_left else guarded
        return statement.order(connection, values)


places.TAKE = LookedFor(
    ClassPlaces,
    lambda class_id: (
        ClassPlaces.objects.filter(learning_class_id=class_id),
        {
            "places_taken": more,
            "extra_places": Greatest(more - F("maximum_places"), Value(0)),
        },
    ),
)
