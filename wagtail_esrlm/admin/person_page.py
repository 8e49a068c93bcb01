"""The page of one person: their posts, how they stand, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ..compliance.answers import answer_about
from ..workforce.models import AssignmentPeriod
from .inspecting import Part, RecordInspectView, record_link


class PersonInspectView(RecordInspectView):
    """A person: their posts, how they stand, and what they hold."""

    #: Of each kind, how many are listed here.
    most = 20

    def parts(self) -> Iterator[Part]:
        """Tell what concerns the person and may be seen."""
        user = self.request.user
        if user.has_perm("wagtail_esrlm.view_assignmentperiod"):
            yield self._posts()
        answer = answer_about(self.request, self.object)
        if answer.is_shown and answer.view is not None:
            yield Part(
                _("Compliance"),
                (),
                (),
                empty=answer.view.lead,
                more=(
                    reverse("wagtail_esrlm:person_compliance", args=[self.object.uuid]),
                    _("What is required of them, why, and what they hold"),
                ),
            )
        if user.has_perm("wagtail_esrlm.view_competencyaward"):
            yield self._awards()

    def _posts(self) -> Part:
        periods = (
            AssignmentPeriod.objects.filter(assignment__person=self.object)
            .select_related(
                "assignment", "organisation", "job_role", "position", "supervisor"
            )
            .order_by("-starts_on", "-is_primary", "pk")
        )
        return Part(
            _("Posts"),
            (
                _("Assignment"),
                _("Organisation"),
                _("Job role"),
                _("Position"),
                _("Status"),
                _("Supervisor"),
                _("From"),
                _("Until"),
            ),
            [
                (
                    period.assignment.number,
                    period.organisation or "",
                    period.job_role or "",
                    period.position or "",
                    period.status,
                    record_link(period.supervisor, self.request.user) or "",
                    period.starts_on,
                    period.ends_on or "",
                )
                for period in periods[: self.most]
            ],
            empty=_("None. A staff file brings posts."),
        )

    def _awards(self) -> Part:
        awards = self.object.awards.filter(voided_at__isnull=True)
        number = urlencode({"q": self.object.employee_number})
        return Part(
            _("Latest awards"),
            (_("Competency"), _("Achieved on"), _("Expires on"), _("Origin")),
            [
                (
                    record_link(award.competency, self.request.user),
                    award.achieved_on,
                    award.expires_on or _("Never"),
                    award.get_origin_display(),
                )
                for award in awards.select_related("competency")[: self.most]
            ],
            empty=_("None yet."),
            more=(
                f"{reverse('esrlm_competencyaward:index')}?{number}",
                _("All their awards"),
            ),
        )
