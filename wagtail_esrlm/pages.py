"""The frame around the plugin's own pages: the host's base template and its block.

``wagtail_esrlm/page.html`` extends a template made here from two settings, so that our
pages stand in any host's frame; a site may override that one file instead.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import Engine, Template
from django.views.generic import TemplateView

from .conf import esrlm_settings
from .personal import keep_private, mark_personal

_BLOCK_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


def frame_of(base_template: str, content_block: str) -> Template:
    """Return a template that puts our content into a block of the host's base.

    Raises:
        ImproperlyConfigured: when the block's name cannot be one.
    """
    if not _BLOCK_NAME.match(content_block) or '"' in base_template:
        raise ImproperlyConfigured(
            "WAGTAIL_ESRLM: BASE_TEMPLATE and CONTENT_BLOCK must name a template and "
            "one of its blocks."
        )
    return Engine.get_default().from_string(
        f'{{% extends "{base_template}" %}}'
        "{% block title %}{% block esrlm_title %}{% endblock %}{% endblock %}"
        f"{{% block {content_block} %}}"
        "{% block esrlm_content %}{% endblock %}{% endblock %}"
    )


class PageFrameMixin:
    """Gives a view's template the host's frame."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame that ``wagtail_esrlm/page.html`` extends."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["esrlm_frame"] = frame_of(
            esrlm_settings.BASE_TEMPLATE, esrlm_settings.CONTENT_BLOCK
        )
        return context


class PersonalMixin:
    """Lets only logged-in readers in, and keeps the answer out of shared caches."""

    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Send anonymous readers to the host's log-in."""
        if not request.user.is_authenticated:
            return keep_private(redirect_to_login(request.get_full_path()))
        mark_personal(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return keep_private(answer)


class PersonalPage(PersonalMixin, PageFrameMixin, TemplateView):
    """A whole page with personal data in the host's frame."""
