"""Forms of records that are saved once, however often they are sent (F2, F3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from wagtail.admin import messages

from ..errors import EsrlmError
from ..idempotency.services import Answer
from ..posted import done_before, done_once
from .base import refused


class OnceMixin:
    """Saves a record once for the key of its form; later the same answer comes.

    For what is not what it was when it is saved twice, such as a change from a day on.
    Stands before the view that saves; its template shows the key.
    """

    counts_once = True
    request: HttpRequest
    form: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a form that came before as it was answered then."""
        if before := done_before(request):
            return self.answered(before)
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Save all or nothing, or say why not."""
        self.form = form
        try:
            return self.answered(done_once(self.request, self._saved))
        except EsrlmError as err:
            return refused(self, form, err)

    def answered(self, answer: Answer) -> HttpResponse:
        """Tell what was saved, and lead back."""
        messages.success(self.request, answer.body["told"], answer.body["buttons"])
        return redirect(answer.body["url"])

    def _saved(self) -> dict[str, Any]:
        view: Any = self
        view.object = view.save_instance()
        named = {"object": view.object, "model_name": view.model._meta.verbose_name}
        return {
            "told": capfirst(view.success_message % named),
            "buttons": [
                (url, str(label), new_window)
                for url, label, new_window in view.get_success_buttons()
            ],
            "url": view.get_success_url(),
        }
