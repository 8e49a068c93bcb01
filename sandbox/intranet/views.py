"""Search, and what people see when something is not there or broken."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.generic import TemplateView

from .models import NewsPage, ProfilePage, SectionPage

#: People on the page of results; the directory has the rest.
PEOPLE_SHOWN = 12


class SearchView(TemplateView):
    """Finds pages and people by every word of what was typed."""

    template_name = "intranet/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found."""
        context = super().get_context_data(**kwargs)
        query = " ".join(self.request.GET.get("q", "").split())[:100]
        context["query"] = query
        if query:
            pages = [
                *_matching(SectionPage, query, "introduction")[:10],
                *_matching(NewsPage, query, "introduction")[:10],
            ]
            people = _matching(ProfilePage, query, "job_title", "place")
            found = people.count()
            context |= {
                "pages": pages,
                "people": list(people[:PEOPLE_SHOWN]),
                "people_found": found,
                "found": len(pages) + found,
            }
        return context


def _matching(model: Any, query: str, *texts: str) -> Any:
    found = model.objects.live().order_by("title")
    for word in query.split():
        matches = Q(title__icontains=word)
        for text in texts:
            matches |= Q(**{f"{text}__icontains": word})
        found = found.filter(matches)
    return found


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a page is not here, and where to go on."""
    return render(request, "intranet/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke; uses no database, so no context processors."""
    return HttpResponse(render_to_string("intranet/500.html"), status=500)
