"""Search, and what people see when something is not there or broken."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from .models import NewsPage, ProfilePage, SectionPage


class SearchView(TemplateView):
    """Finds pages and people by every word of what was typed."""

    template_name = "intranet/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found."""
        context = super().get_context_data(**kwargs)
        query = " ".join(self.request.GET.get("q", "").split())[:100]
        context["query"] = query
        if query:
            context["pages"] = [
                *_matching(SectionPage, query, "introduction")[:10],
                *_matching(NewsPage, query, "introduction")[:10],
            ]
            context["people"] = list(_matching(ProfilePage, query, "job_title")[:12])
        return context


def _matching(model: Any, query: str, text: str) -> Any:
    found = model.objects.live().order_by("title")
    for word in query.split():
        found = found.filter(
            Q(title__icontains=word) | Q(**{f"{text}__icontains": word})
        )
    return found


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a page is not here, and where to go on."""
    return render(request, "intranet/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke; uses no database."""
    return HttpResponse(
        "<!doctype html><html lang=en><title>Something went wrong</title>"
        "<h1>Something went wrong</h1><p>It is not your fault. Try again in a minute; "
        "nothing you sent was half done.</p>",
        status=500,
    )
