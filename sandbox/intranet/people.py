"""Where people's pages are."""

from __future__ import annotations

from django.http import HttpRequest

from wagtail_esrlm.workforce.models import Person


def profile_url(person: Person, request: HttpRequest | None = None) -> str | None:
    """Return the address of a person's profile page, None where there is none."""
    from .models import ProfilePage

    page = ProfilePage.objects.filter(employee_number=person.employee_number).first()
    return page.get_url(request) if page else None
