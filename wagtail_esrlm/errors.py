"""What can go wrong, each with a code, a sentence for people and an HTTP status."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EsrlmError(Exception):
    """Base of every error the services raise.

    Attributes:
        code: Stable identifier, the same in page, API and admin.
        status: HTTP status an edge answers with.
        sentence: One plain sentence for the person who reads it.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    sentence: str | Promise = _("That could not be done.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        super().__init__(str(self.sentence))


class NotAllowed(EsrlmError):
    """The actor may not do this."""

    code = "not_allowed"
    status = 403
    sentence = _("You may not do this. Ask your learning administrator.")


class InvalidInput(EsrlmError):
    """What was given breaks a rule that the sentence names."""

    code = "invalid_input"
    status = 400


class Conflict(EsrlmError):
    """What was asked clashes with what is stored."""

    code = "conflict"
    status = 409


class CoverCircle(Conflict):
    """A covers link would close a circle (rule 27); the sentence names the path."""

    code = "cover_circle"


class AlreadyLinked(Conflict):
    """A log-in or a person is joined to another already."""

    code = "already_linked"


class FileRefused(EsrlmError):
    """A file cannot be read at all; nothing was changed."""

    code = "file_refused"
    status = 422


class Busy(EsrlmError):
    """Another process holds the lease that this work needs."""

    code = "busy"
    status = 503
    sentence = _("This is being worked on already. Try again in a minute.")


class Refused(EsrlmError):
    """A rule says no: the refusal's own code and sentence say which and what to do.

    Attributes:
        facts: What an edge may need beside the sentence, such as a waiting position.
    """

    status = 409

    def __init__(
        self,
        code: str,
        sentence: str | Promise,
        *,
        status: int = 409,
        facts: dict[str, object] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code  # type: ignore[misc]
        self.status = status  # type: ignore[misc]
        self.facts = facts or {}
