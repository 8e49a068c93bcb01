"""The test project with the counter's guard off: a place is looked for, then taken."""

from __future__ import annotations

import time

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from wagtail_esrlm.booking import places  # noqa: E402
from wagtail_esrlm.booking.models import ClassPlaces  # noqa: E402


def take(class_id: int) -> bool:
    """Take a place if one was free a moment ago."""
    seen = ClassPlaces.objects.get(learning_class_id=class_id)
    time.sleep(0.02)
    return bool(seen.places_left) and places.squeeze_in(class_id)


places.take = take
