# Generated on the oldest supported Wagtail

import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import modelsearch.index
import wagtail.fields
import wagtail.images
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(wagtail.images.get_image_model_string()),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssignmentCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(
                        editable=False,
                        error_messages={"unique": "This name is in use already."},
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "is_separate",
                    models.BooleanField(
                        default=False,
                        help_text="Bank and honorary: counted only where a report says so.",
                        verbose_name="is a separate population",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment category",
                "verbose_name_plural": "assignment categories",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AssignmentStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_key",
                    models.CharField(
                        editable=False,
                        error_messages={"unique": "This name is in use already."},
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Requirements reach a person only through active assignments.",
                        verbose_name="counts as active",
                    ),
                ),
                (
                    "is_absence",
                    models.BooleanField(
                        default=False,
                        help_text="Absent people keep their requirements; reports leave them out unless their definition says otherwise.",
                        verbose_name="is an absence",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment status",
                "verbose_name_plural": "assignment statuses",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="BankHoliday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
            ],
            options={
                "verbose_name": "bank holiday",
                "verbose_name_plural": "bank holidays",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="BusinessGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "vpd",
                    models.CharField(
                        help_text="ESR's code of the employer.",
                        max_length=20,
                        verbose_name="VPD code",
                    ),
                ),
                (
                    "vpd_key",
                    models.CharField(editable=False, max_length=20, unique=True),
                ),
                ("name", models.CharField(max_length=240, verbose_name="name")),
                (
                    "end_of_month_expiry",
                    models.BooleanField(
                        default=False,
                        help_text="Awards then run to the last day of the month they expire in, also those given before.",
                        verbose_name="expiry rounds to the end of the month",
                    ),
                ),
                (
                    "shown_from",
                    models.DateField(
                        blank=True,
                        help_text="From this day staff and managers see compliance. Leave empty to keep it with training leads and the pilot group.",
                        null=True,
                        verbose_name="compliance shown from",
                    ),
                ),
            ],
            options={
                "verbose_name": "business group",
                "verbose_name_plural": "business groups",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="LearningClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "reference",
                    models.CharField(max_length=60, verbose_name="class reference"),
                ),
                ("reference_key", models.CharField(editable=False, max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("normal", "Normal"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, max_length=255, verbose_name="reason"),
                ),
                (
                    "is_published",
                    models.BooleanField(default=False, verbose_name="published"),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="published at"
                    ),
                ),
                (
                    "shown_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="Hidden from staff before this moment. Leave empty to show now.",
                        null=True,
                        verbose_name="shown from",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/London", max_length=60, verbose_name="time zone"
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="starts"
                    ),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="ends"
                    ),
                ),
                (
                    "self_enrolment",
                    models.BooleanField(
                        blank=True,
                        help_text="Leave unknown to follow the course.",
                        null=True,
                        verbose_name="people book themselves",
                    ),
                ),
                (
                    "approval_required",
                    models.BooleanField(
                        blank=True,
                        help_text="Leave unknown to follow the course.",
                        null=True,
                        verbose_name="a manager must approve",
                    ),
                ),
                (
                    "enrolment_opens_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="booking opens"
                    ),
                ),
                (
                    "enrolment_closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Allowed at exactly this moment, refused after.",
                        null=True,
                        verbose_name="booking closes",
                    ),
                ),
                (
                    "closes_days_before",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted back from the start; moves with the class.",
                        null=True,
                        verbose_name="booking closes days before",
                    ),
                ),
                (
                    "cancel_until",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="free cancelling until",
                    ),
                ),
                (
                    "cancel_days_before",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Whoever cancels later is marked as late.",
                        verbose_name="free cancelling until days before",
                    ),
                ),
                (
                    "counts_working_days",
                    models.BooleanField(
                        default=False,
                        help_text="Without Saturdays, Sundays and bank holidays.",
                        verbose_name="these days are working days",
                    ),
                ),
                (
                    "has_waiting_list",
                    models.BooleanField(
                        default=True, verbose_name="has a waiting list"
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="A freed place is offered and held this long. Leave empty to give it at once to the next who waits, until shortly before the class.",
                        null=True,
                        verbose_name="offers last hours",
                    ),
                ),
                (
                    "minimum_warning_days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="warn about too few people days before"
                    ),
                ),
                (
                    "joining_instructions",
                    models.TextField(
                        blank=True,
                        help_text="Sent with those of the location to everybody who has a place.",
                        verbose_name="joining instructions",
                    ),
                ),
                (
                    "runs_anyway",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Takes place though too few people are booked.",
                    ),
                ),
                (
                    "series",
                    models.UUIDField(
                        blank=True,
                        editable=False,
                        help_text="Classes made together share it.",
                        null=True,
                    ),
                ),
                (
                    "register_closed_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="register closed",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning_classes",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "class",
                "verbose_name_plural": "classes",
                "ordering": ("starts_at", "pk"),
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Competency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As in ESR, for example NHS|CSTF|Fire Safety - 2 Years|",
                        max_length=255,
                        verbose_name="name",
                    ),
                ),
                (
                    "name_key",
                    models.CharField(editable=False, max_length=255, unique=True),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True, editable=False, max_length=20, verbose_name="owner"
                    ),
                ),
                (
                    "framework",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=40,
                        verbose_name="framework",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        editable=False, max_length=255, verbose_name="title"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="description"),
                ),
                (
                    "amber_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How long before its expiry it shows as expiring. Leave empty for a third of the renewal period, three months at most.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="amber window in months",
                    ),
                ),
                (
                    "parts_within_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where it is earned in parts: all parts must lie within this many months. Leave empty for no limit.",
                        null=True,
                        verbose_name="parts within months",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="from"),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="After this day it can no longer be required or awarded; awards are kept.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
            ],
            options={
                "verbose_name": "competency",
                "verbose_name_plural": "competencies",
                "ordering": ("title", "name", "pk"),
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "live",
                    models.BooleanField(
                        default=True, editable=False, verbose_name="live"
                    ),
                ),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="has unpublished changes",
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        null=True,
                        verbose_name="first published at",
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="last published at"
                    ),
                ),
                (
                    "go_live_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="go live date/time"
                    ),
                ),
                (
                    "expire_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="expiry date/time"
                    ),
                ),
                (
                    "expired",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="expired"
                    ),
                ),
                (
                    "locked",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="locked"
                    ),
                ),
                (
                    "locked_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="locked at"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("code", models.CharField(max_length=60, verbose_name="course code")),
                ("code_key", models.CharField(editable=False, max_length=60)),
                ("title", models.CharField(max_length=240, verbose_name="title")),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One or two sentences, shown in the catalogue.",
                        max_length=300,
                        verbose_name="summary",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="What people learn, for whom it is, and what to bring.",
                        verbose_name="description",
                    ),
                ),
                (
                    "is_classroom",
                    models.BooleanField(default=True, verbose_name="classroom"),
                ),
                (
                    "is_e_learning",
                    models.BooleanField(default=False, verbose_name="e-learning"),
                ),
                (
                    "is_webinar",
                    models.BooleanField(default=False, verbose_name="webinar"),
                ),
                (
                    "is_blended",
                    models.BooleanField(default=False, verbose_name="blended"),
                ),
                (
                    "self_enrolment",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise managers and class administrators book for them.",
                        verbose_name="people book themselves",
                    ),
                ),
                (
                    "approval_required",
                    models.BooleanField(
                        default=False,
                        help_text="A booking then waits until the manager has answered.",
                        verbose_name="a manager must approve",
                    ),
                ),
                (
                    "is_assessed",
                    models.BooleanField(
                        default=False,
                        help_text="Competencies are then awarded only to those who pass.",
                        verbose_name="attendance is assessed",
                    ),
                ),
                (
                    "sessions_needed",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many sessions of a class must be attended. Leave empty for all.",
                        null=True,
                        verbose_name="sessions needed",
                    ),
                ),
                (
                    "waits_by_need",
                    models.BooleanField(
                        default=False,
                        help_text="People who must hold what the course gives, and do not, come first; then those whose competency expires soonest. Everybody reads this before they join. Otherwise waiting lists go by the time of joining.",
                        verbose_name="waiting lists go by need",
                    ),
                ),
                (
                    "evaluation_url",
                    models.URLField(
                        blank=True,
                        help_text="People who have attended are asked to fill in this form.",
                        verbose_name="evaluation form",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="from"),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="After this day nobody can newly book. Running classes finish and award.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "shown_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="Hidden from staff before this moment. Leave empty to show now.",
                        null=True,
                        verbose_name="shown from",
                    ),
                ),
                (
                    "booking_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="People can look, but not book, before this moment.",
                        null=True,
                        verbose_name="booking opens",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
                "ordering": ("title", "code", "pk"),
            },
            bases=(
                wagtail.models.preview.PreviewableMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "heartbeat",
                "verbose_name_plural": "heartbeats",
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("holder", models.CharField(blank=True, max_length=120)),
                ("fence", models.PositiveBigIntegerField(default=0)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "lease",
                "verbose_name_plural": "leases",
            },
        ),
        migrations.CreateModel(
            name="ReminderPass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("through", models.DateField(verbose_name="given through")),
            ],
            options={
                "verbose_name": "reminder pass",
                "verbose_name_plural": "reminder passes",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=30, verbose_name="assignment number"),
                ),
                ("number_key", models.CharField(editable=False, max_length=30)),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ("number", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CalculationState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "calculated_through",
                    models.DateField(null=True, verbose_name="true for"),
                ),
                (
                    "compared_at",
                    models.DateTimeField(
                        null=True, verbose_name="last full comparison"
                    ),
                ),
                (
                    "drifted_rows",
                    models.PositiveIntegerField(
                        default=0,
                        verbose_name="rows the last full comparison had to change",
                    ),
                ),
                (
                    "business_group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calculation_state",
                        to="wagtail_esrlm.businessgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "calculation state",
                "verbose_name_plural": "calculation states",
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=120)),
                (
                    "sort_order",
                    models.PositiveIntegerField(default=0, verbose_name="order"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for the top.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="wagtail_esrlm.category",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ("sort_order", "name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ClassPlaces",
            fields=[
                (
                    "learning_class",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="places",
                        serialize=False,
                        to="wagtail_esrlm.learningclass",
                    ),
                ),
                (
                    "minimum_places",
                    models.PositiveIntegerField(
                        default=0, verbose_name="minimum places"
                    ),
                ),
                (
                    "maximum_places",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Leave empty for no limit.",
                        null=True,
                        verbose_name="maximum places",
                    ),
                ),
                (
                    "extra_places",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Recorded over-booking and walk-ins.",
                        verbose_name="places beyond the maximum",
                    ),
                ),
                (
                    "places_taken",
                    models.PositiveIntegerField(default=0, verbose_name="places taken"),
                ),
                (
                    "places_waiting",
                    models.PositiveIntegerField(default=0, verbose_name="waiting"),
                ),
            ],
            options={
                "verbose_name": "places of a class",
                "verbose_name_plural": "places of classes",
            },
        ),
        migrations.CreateModel(
            name="CompetencyAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("achieved_on", models.DateField(verbose_name="achieved on")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="The last valid day. Empty means never.",
                        null=True,
                        verbose_name="expires on",
                    ),
                ),
                (
                    "stated_expires_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="stated expiry"
                    ),
                ),
                (
                    "stated_never",
                    models.BooleanField(
                        default=False, verbose_name="stated to never expire"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("attendance", "Class attended"),
                            ("e_learning", "E-learning"),
                            ("external", "External training"),
                            ("import", "Import"),
                            ("transfer", "Transfer from another employer"),
                            ("manual", "Entered by hand"),
                        ],
                        default="manual",
                        max_length=20,
                        verbose_name="origin",
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        help_text="Where the proof is, for example a certificate number.",
                        max_length=255,
                        verbose_name="evidence",
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="recorded at"),
                ),
                (
                    "voided_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="voided at"
                    ),
                ),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=255,
                        verbose_name="why void",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "verbose_name_plural": "awards",
                "ordering": ("-achieved_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="HeldCompetency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "held_until",
                    models.DateField(
                        default=datetime.date(9999, 12, 31), verbose_name="held until"
                    ),
                ),
                ("achieved_on", models.DateField(verbose_name="achieved on")),
                (
                    "is_own",
                    models.BooleanField(verbose_name="is what the award is of"),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="held",
                        to="wagtail_esrlm.competencyaward",
                    ),
                ),
            ],
            options={
                "verbose_name": "held competency",
                "verbose_name_plural": "held competencies",
            },
        ),
        migrations.CreateModel(
            name="CompetencyCover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        default=datetime.date(1, 1, 1), verbose_name="from"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="covers",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "covered",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="covered_by",
                        to="wagtail_esrlm.competency",
                        verbose_name="covers",
                    ),
                ),
            ],
            options={
                "verbose_name": "cover",
                "verbose_name_plural": "covers",
                "ordering": ("competency", "covered", "starts_on"),
            },
        ),
        migrations.AddField(
            model_name="learningclass",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="classes",
                to="wagtail_esrlm.course",
                verbose_name="course",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="courses",
                to="wagtail_esrlm.category",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=wagtail.images.get_image_model_string(),
                verbose_name="picture",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.CreateModel(
            name="CompetencyPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "sort_order",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty where other evidence is entered for this part.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts_of",
                        to="wagtail_esrlm.course",
                        verbose_name="course",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a competency",
                "verbose_name_plural": "parts of competencies",
                "ordering": ("competency", "sort_order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "employees",
                    models.BooleanField(default=True, verbose_name="employees"),
                ),
                (
                    "external_learners",
                    models.BooleanField(
                        default=False, verbose_name="External Learners"
                    ),
                ),
                (
                    "public",
                    models.BooleanField(
                        default=False,
                        help_text="People without a log-in can see it too.",
                        verbose_name="the public",
                    ),
                ),
                (
                    "course",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audience",
                        to="wagtail_esrlm.course",
                    ),
                ),
            ],
            options={
                "verbose_name": "audience",
                "verbose_name_plural": "audiences",
            },
        ),
        migrations.CreateModel(
            name="CourseCompetency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        default=datetime.date(1, 1, 1), verbose_name="from"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivered_by",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delivered",
                        to="wagtail_esrlm.course",
                    ),
                ),
            ],
            options={
                "verbose_name": "competency delivered",
                "verbose_name_plural": "competencies delivered",
                "ordering": ("course", "competency", "starts_on"),
            },
        ),
        migrations.CreateModel(
            name="CoursePrerequisite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prerequisites",
                        to="wagtail_esrlm.course",
                    ),
                ),
            ],
            options={
                "verbose_name": "prerequisite",
                "verbose_name_plural": "prerequisites",
                "ordering": ("course", "competency"),
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked for"),
                            ("waitlisted", "On the waiting list"),
                            ("offered", "Place offered"),
                            ("confirmed", "Booked"),
                            ("attended", "Attended"),
                            ("partially_attended", "Attended in part"),
                            ("did_not_attend", "Did not attend"),
                            ("excused", "Excused"),
                            ("declined", "Not approved"),
                            ("lapsed", "Lapsed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "course_title",
                    models.CharField(
                        help_text="The course's title when it was made (rule 45).",
                        max_length=240,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("self", "Booked themselves"),
                            ("manager", "Booked by a manager"),
                            ("administrator", "Booked by an administrator"),
                            ("walk_in", "Walked in"),
                            ("import", "Import"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                (
                    "priority",
                    models.SmallIntegerField(default=0, verbose_name="priority"),
                ),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                (
                    "waiting_since",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="waiting since"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="confirmed"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="approved"
                    ),
                ),
                (
                    "approval_due_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="answer due"
                    ),
                ),
                ("approval_round", models.PositiveSmallIntegerField(default=0)),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=255, verbose_name="reason"),
                ),
                (
                    "offered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="offered"),
                ),
                (
                    "offer_expires_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="offer ends"
                    ),
                ),
                (
                    "keeps_waiting",
                    models.BooleanField(
                        default=False,
                        verbose_name="stays on the list after declining an offer",
                    ),
                ),
                (
                    "promoted_late",
                    models.BooleanField(
                        default=False,
                        help_text="Got the place after free cancelling ended (rule 67).",
                    ),
                ),
                (
                    "asked_to_keep_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Asked whether the new dates suit (rule 61).",
                        null=True,
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("by_learner", "Cancelled by the learner"),
                            ("by_manager", "Cancelled by the manager"),
                            ("by_administrator", "Cancelled by the learning team"),
                            ("class_cancelled", "Class cancelled"),
                            ("class_closed", "Class closed"),
                            ("left", "Left"),
                            ("moved", "Moved to another class"),
                            ("overlaps", "Got a place at the same time elsewhere"),
                            ("list_closed", "The waiting list closed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cancelled_late",
                    models.BooleanField(default=False, verbose_name="cancelled late"),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=255, verbose_name="note"),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "Passed"),
                            ("referred", "Referred"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "result_note",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="assessor's note"
                    ),
                ),
                (
                    "completed_on",
                    models.DateField(blank=True, null=True, verbose_name="completed"),
                ),
                (
                    "set_by_hand",
                    models.BooleanField(
                        default=False,
                        help_text="The outcome was set against the marks.",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="wagtail_esrlm.assignment",
                        verbose_name="for the post",
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="booked by",
                    ),
                ),
                (
                    "learning_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="wagtail_esrlm.learningclass",
                        verbose_name="class",
                    ),
                ),
            ],
            options={
                "verbose_name": "booking",
                "verbose_name_plural": "bookings",
                "ordering": ("-created_at", "-pk"),
                "permissions": [
                    ("manage_bookings", "Can book, move and cancel for anybody"),
                    ("keep_registers", "Can keep the register of classes they teach"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("session_uuid", models.UUIDField()),
                ("sequence", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar invitation",
                "verbose_name_plural": "calendar invitations",
            },
        ),
        migrations.CreateModel(
            name="EnrolmentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "action",
                    models.CharField(max_length=40, verbose_name="what happened"),
                ),
                (
                    "from_state",
                    models.CharField(blank=True, max_length=20, verbose_name="from"),
                ),
                ("to_state", models.CharField(max_length=20, verbose_name="to")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=255, verbose_name="why"),
                ),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a booking",
                "verbose_name_plural": "steps of bookings",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Equipment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=120)),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment",
                "verbose_name_plural": "equipment",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="GivenAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.competencyaward",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given_awards",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "award given by a class",
                "verbose_name_plural": "awards given by classes",
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("actor", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "verbose_name": "idempotency key",
                "verbose_name_plural": "idempotency keys",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "key"),
                        name="wagtail_esrlm_idempotencykey_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("competencies", "Competencies"),
                            ("requirements", "Requirements"),
                            ("awards", "Awards"),
                            ("locations", "Locations"),
                            ("courses", "Courses"),
                            ("classes", "Classes"),
                            ("enrolments", "Bookings"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=255, verbose_name="file"),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "options",
                    models.JSONField(blank=True, default=dict, verbose_name="options"),
                ),
                ("columns", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Read, waits to be checked"),
                            ("checked", "Checked, nothing changed"),
                            ("asked", "Waits to be applied"),
                            ("applied", "Applied"),
                            ("refused", "Refused, nothing changed"),
                        ],
                        default="staged",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "rows_total",
                    models.PositiveIntegerField(default=0, verbose_name="rows"),
                ),
                (
                    "rows_done",
                    models.PositiveIntegerField(default=0, verbose_name="rows done"),
                ),
                (
                    "created",
                    models.PositiveIntegerField(default=0, verbose_name="created"),
                ),
                (
                    "updated",
                    models.PositiveIntegerField(default=0, verbose_name="updated"),
                ),
                (
                    "unchanged",
                    models.PositiveIntegerField(default=0, verbose_name="unchanged"),
                ),
                ("ended", models.PositiveIntegerField(default=0, verbose_name="ended")),
                (
                    "rejected",
                    models.PositiveIntegerField(default=0, verbose_name="rejected"),
                ),
                (
                    "notices",
                    models.JSONField(blank=True, default=list, verbose_name="notices"),
                ),
                (
                    "losers",
                    models.JSONField(
                        blank=True,
                        default=list,
                        verbose_name="people who lose a required competency",
                    ),
                ),
                (
                    "drop_percent",
                    models.FloatField(
                        default=0,
                        editable=False,
                        verbose_name="per cent of assignments it ends",
                    ),
                ),
                (
                    "refusal",
                    models.TextField(blank=True, verbose_name="why it was refused"),
                ),
                (
                    "staged_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="read"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="finished"
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_batches",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ("-staged_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                ("data", models.JSONField(default=dict, verbose_name="cells")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=255,
                        verbose_name="why it cannot be read",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("staged", "Read"),
                            ("created", "Created"),
                            ("updated", "Updated"),
                            ("unchanged", "Unchanged"),
                            ("rejected", "Refused"),
                        ],
                        default="staged",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "problems",
                    models.JSONField(blank=True, default=list, verbose_name="problems"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="wagtail_esrlm.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "import row",
                "verbose_name_plural": "import rows",
                "ordering": ("batch", "line"),
            },
        ),
        migrations.CreateModel(
            name="JobRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=240, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=240)),
                (
                    "staff_group",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="staff group"
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="job_roles",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "job role",
                "verbose_name_plural": "job roles",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("job", models.CharField(max_length=60, verbose_name="work")),
                ("driver", models.CharField(max_length=20, verbose_name="started by")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="what it did"
                    ),
                ),
                ("error", models.TextField(blank=True, verbose_name="what went wrong")),
            ],
            options={
                "verbose_name": "background run",
                "verbose_name_plural": "background runs",
                "ordering": ("-started_at", "-pk"),
                "indexes": [
                    models.Index(
                        fields=["job", "-started_at"], name="esrlm_jobrun_by_job"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "help_text",
                    models.CharField(
                        blank=True,
                        help_text="Whom staff ask about training, for example “Learning team, ext 2210”.",
                        max_length=255,
                        verbose_name="help contact",
                    ),
                ),
                (
                    "help_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="help e-mail"
                    ),
                ),
                (
                    "help_url",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(https?://|/(?!/))\\S*$",
                                "Enter an address that starts with https:// or, on this site, with /.",
                            )
                        ],
                        verbose_name="help page",
                    ),
                ),
                (
                    "find_training_url",
                    models.CharField(
                        blank=True,
                        help_text="Rows that need action lead here while no course is known for them.",
                        max_length=500,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(https?://|/(?!/))\\S*$",
                                "Enter an address that starts with https:// or, on this site, with /.",
                            )
                        ],
                        verbose_name="where to find training",
                    ),
                ),
                (
                    "profile_open_to_all",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise only the person, their managers and permitted roles see it.",
                        verbose_name="everybody may see compliance on profile pages",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "learning settings",
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("code", models.CharField(max_length=60, verbose_name="location code")),
                ("code_key", models.CharField(editable=False, max_length=60)),
                (
                    "name",
                    models.CharField(
                        help_text="The site or building, for example “Royal Wing”.",
                        max_length=240,
                        verbose_name="site",
                    ),
                ),
                (
                    "room",
                    models.CharField(blank=True, max_length=120, verbose_name="room"),
                ),
                ("address", models.TextField(blank=True, verbose_name="address")),
                (
                    "postcode",
                    models.CharField(
                        blank=True, max_length=12, verbose_name="postcode"
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many people the room takes. Larger classes show a warning.",
                        null=True,
                        verbose_name="capacity",
                    ),
                ),
                ("map_url", models.URLField(blank=True, verbose_name="map")),
                (
                    "joining_instructions",
                    models.TextField(
                        blank=True,
                        help_text="Sent to everybody who has a place in a class here.",
                        verbose_name="joining instructions",
                    ),
                ),
                (
                    "access_notes",
                    models.TextField(
                        blank=True,
                        help_text="Steps, lifts, hearing loops, parking.",
                        verbose_name="access notes",
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=True,
                        help_text="Closed rooms cannot be chosen anew.",
                        verbose_name="in use",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "ordering": ("name", "room", "pk"),
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ClassSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("held_on", models.DateField(verbose_name="date")),
                ("starts_time", models.TimeField(verbose_name="from")),
                ("ends_time", models.TimeField(verbose_name="to")),
                (
                    "starts_at",
                    models.DateTimeField(editable=False, verbose_name="starts"),
                ),
                ("ends_at", models.DateTimeField(editable=False, verbose_name="ends")),
                (
                    "webinar_url",
                    models.URLField(blank=True, verbose_name="webinar link"),
                ),
                (
                    "calendar_sequence",
                    models.PositiveIntegerField(default=0, editable=False),
                ),
                (
                    "learning_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="wagtail_esrlm.learningclass",
                    ),
                ),
                (
                    "equipment",
                    models.ManyToManyField(
                        blank=True,
                        related_name="sessions",
                        to="wagtail_esrlm.equipment",
                        verbose_name="equipment",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="wagtail_esrlm.location",
                        verbose_name="location",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=240, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=240)),
                (
                    "shown_from",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty to follow the organisation above.",
                        null=True,
                        verbose_name="compliance shown from",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for the top.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="wagtail_esrlm.organisation",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ComplianceSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "organisation_path",
                    models.TextField(blank=True, verbose_name="organisation"),
                ),
                ("competency_name", models.CharField(blank=True, max_length=255)),
                ("day", models.DateField(verbose_name="month end")),
                (
                    "basis",
                    models.CharField(
                        default="person", max_length=20, verbose_name="basis"
                    ),
                ),
                (
                    "population_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="population"
                    ),
                ),
                ("people", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("required", models.PositiveIntegerField(default=0)),
                ("met", models.PositiveIntegerField(default=0)),
                ("due", models.PositiveIntegerField(default=0)),
                ("exempt", models.PositiveIntegerField(default=0)),
                ("stored_at", models.DateTimeField(auto_now_add=True)),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="compliance_snapshots",
                        to="wagtail_esrlm.businessgroup",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="compliance_snapshots",
                        to="wagtail_esrlm.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "month-end snapshot",
                "verbose_name_plural": "month-end snapshots",
                "ordering": ("-day", "organisation_path", "competency_name"),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "employee_number",
                    models.CharField(max_length=30, verbose_name="employee number"),
                ),
                (
                    "employee_number_key",
                    models.CharField(editable=False, max_length=30),
                ),
                (
                    "title",
                    models.CharField(blank=True, max_length=30, verbose_name="title"),
                ),
                (
                    "first_name",
                    models.CharField(max_length=150, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(max_length=150, verbose_name="last name"),
                ),
                (
                    "preferred_name",
                    models.CharField(
                        blank=True,
                        help_text="Shown instead of the first name.",
                        max_length=150,
                        verbose_name="preferred name",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "person_type",
                    models.CharField(
                        choices=[
                            ("employee", "Employee"),
                            ("external_learner", "External Learner"),
                            ("customer", "Customer"),
                        ],
                        default="employee",
                        max_length=20,
                        verbose_name="person type",
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("full", "Full"), ("limited", "Limited")],
                        default="full",
                        max_length=10,
                        verbose_name="access",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="known from"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="known until"),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="log-in",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ("last_name", "first_name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PartCompletion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("completed_on", models.DateField(verbose_name="completed")),
                (
                    "evidence",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="evidence"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "voided_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "void_reason",
                    models.CharField(blank=True, editable=False, max_length=255),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_completions",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="wagtail_esrlm.competencypart",
                        verbose_name="part",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="part_completions",
                        to="wagtail_esrlm.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "completed part",
                "verbose_name_plural": "completed parts",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                (
                    "about_id",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="Key of what it is about; its kind says of what.",
                        null=True,
                    ),
                ),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Ids, days and codes that the words are made from; no names.",
                    ),
                ),
                ("dedupe_key", models.CharField(max_length=160)),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="written"),
                ),
                ("due_at", models.DateTimeField(verbose_name="not before")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("on_site", "Shown on the intranet only"),
                            ("dropped", "No longer true, not sent"),
                            ("dead", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="attempts"
                    ),
                ),
                (
                    "tried_since",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="first tried"
                    ),
                ),
                (
                    "next_try_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="next try"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sent"),
                ),
                (
                    "read_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="read"),
                ),
                (
                    "channel",
                    models.CharField(blank=True, max_length=40, verbose_name="channel"),
                ),
                (
                    "error",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="what went wrong"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, max_length=255, verbose_name="subject"
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("link", models.CharField(blank=True, max_length=500)),
                ("link_label", models.CharField(blank=True, max_length=100)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="wagtail_esrlm.person",
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="LinkProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "matched_by",
                    models.CharField(max_length=30, verbose_name="matched by"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="proposed at"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="decided at"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_proposals",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed log-in link",
                "verbose_name_plural": "proposed log-in links",
                "ordering": ("-proposed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        help_text="The last day, included; at most twelve months.",
                        verbose_name="until",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("adjustment", "Agreed adjustment"),
                            ("long_absence", "Long absence"),
                            ("not_in_role", "Not done in this role"),
                            ("no_provision", "No training available"),
                            ("other", "Other, agreed with the training lead"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="recorded at"),
                ),
                (
                    "voided_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="withdrawn at",
                    ),
                ),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=255,
                        verbose_name="why withdrawn",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="wagtail_esrlm.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "exemption",
                "verbose_name_plural": "exemptions",
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty where class administrators decide.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="approvals",
                to="wagtail_esrlm.person",
                verbose_name="asked to approve",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="assessor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtail_esrlm.person",
                verbose_name="assessor",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="wagtail_esrlm.person",
                verbose_name="person",
            ),
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        help_text="The last day, included.", verbose_name="until"
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputises_for",
                        to="wagtail_esrlm.person",
                        verbose_name="deputy",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to="wagtail_esrlm.person",
                        verbose_name="manager",
                    ),
                ),
            ],
            options={
                "verbose_name": "deputy",
                "verbose_name_plural": "deputies",
                "ordering": ("-starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DatesWanted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "site",
                    models.CharField(blank=True, max_length=240, verbose_name="site"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "competency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wanted",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wanted",
                        to="wagtail_esrlm.course",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dates_wanted",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for dates",
                "verbose_name_plural": "wishes for dates",
            },
        ),
        migrations.CreateModel(
            name="ConfirmedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, verbose_name="e-mail address"),
                ),
                ("confirmed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmed_address",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmed address",
                "verbose_name_plural": "confirmed addresses",
            },
        ),
        migrations.CreateModel(
            name="ComplianceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("essential", models.BooleanField(verbose_name="essential")),
                ("required_since", models.DateField(verbose_name="required since")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "achieved_on",
                    models.DateField(null=True, verbose_name="achieved on"),
                ),
                ("held_until", models.DateField(null=True, verbose_name="held until")),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="compliance_records",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="compliance_records",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "compliance record",
                "verbose_name_plural": "compliance records",
                "permissions": [
                    ("view_all_compliance", "Can see everybody's compliance"),
                    ("view_compliance_early", "Can see compliance before it is shown"),
                    (
                        "view_compliance_without_manager",
                        "Can see compliance of people without a manager",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="heldcompetency",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtail_esrlm.person",
            ),
        ),
        migrations.AddField(
            model_name="competencyaward",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="wagtail_esrlm.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="competency",
            name="subject_lead",
            field=models.ForeignKey(
                blank=True,
                help_text="Who answers questions about this subject.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtail_esrlm.person",
                verbose_name="subject lead",
            ),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar feed",
                "verbose_name_plural": "calendar feeds",
            },
        ),
        migrations.AddField(
            model_name="businessgroup",
            name="pilots",
            field=models.ManyToManyField(
                blank=True,
                help_text="They see compliance before everybody else does.",
                related_name="piloted_business_groups",
                to="wagtail_esrlm.person",
                verbose_name="pilot group",
            ),
        ),
        migrations.CreateModel(
            name="AwardEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("achieved_on", models.DateField(verbose_name="achieved on")),
                (
                    "stated_expires_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="stated expiry"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=255, verbose_name="source"),
                ),
                ("details", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "To be reviewed"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="recorded at"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="decided at"
                    ),
                ),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=255, verbose_name="reason"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "award",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed_evidence",
                        to="wagtail_esrlm.competencyaward",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_evidence",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence to review",
                "verbose_name_plural": "evidence to review",
                "ordering": ("-recorded_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="wagtail_esrlm.person",
                verbose_name="person",
            ),
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=240, verbose_name="position number"),
                ),
                ("number_key", models.CharField(editable=False, max_length=240)),
                (
                    "title",
                    models.CharField(blank=True, max_length=240, verbose_name="title"),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "position",
                "verbose_name_plural": "positions",
                "ordering": ("number", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AssignmentPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "grade",
                    models.CharField(blank=True, max_length=240, verbose_name="grade"),
                ),
                (
                    "grade_key",
                    models.CharField(blank=True, editable=False, max_length=240),
                ),
                (
                    "location",
                    models.CharField(
                        blank=True, max_length=240, verbose_name="location"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="assignment category"
                    ),
                ),
                (
                    "category_key",
                    models.CharField(blank=True, editable=False, max_length=80),
                ),
                (
                    "status",
                    models.CharField(
                        default="Active Assignment",
                        max_length=80,
                        verbose_name="assignment status",
                    ),
                ),
                (
                    "status_key",
                    models.CharField(
                        default="active assignment", editable=False, max_length=80
                    ),
                ),
                (
                    "fte",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=6,
                        null=True,
                        verbose_name="full-time equivalent",
                    ),
                ),
                (
                    "is_primary",
                    models.BooleanField(
                        default=False, verbose_name="primary assignment"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day, included. Leave empty while it runs.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("row_starts_on", models.DateField(editable=False)),
                (
                    "row_ends_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                (
                    "stated_starts_on",
                    models.DateField(
                        editable=False,
                        help_text="The start date that files state for it, where they state one.",
                        null=True,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="wagtail_esrlm.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "job_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_periods",
                        to="wagtail_esrlm.jobrole",
                        verbose_name="job role",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_periods",
                        to="wagtail_esrlm.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="supervised_periods",
                        to="wagtail_esrlm.person",
                        verbose_name="supervisor",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment_periods",
                        to="wagtail_esrlm.position",
                        verbose_name="position",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment period",
                "verbose_name_plural": "assignment periods",
                "ordering": ("assignment", "starts_on"),
            },
        ),
        migrations.CreateModel(
            name="PromotionDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "learning_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtail_esrlm.learningclass",
                    ),
                ),
                (
                    "passing_over",
                    models.ForeignKey(
                        blank=True,
                        help_text="Has just let this very place go, and stays on the list.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "promotion due",
                "verbose_name_plural": "promotions due",
            },
        ),
        migrations.CreateModel(
            name="RenewalPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Leave empty if the competency never expires.",
                        null=True,
                        verbose_name="renewal months",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        default=datetime.date(1, 1, 1), verbose_name="from"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renewal_periods",
                        to="wagtail_esrlm.competency",
                    ),
                ),
            ],
            options={
                "verbose_name": "renewal period",
                "verbose_name_plural": "renewal periods",
                "ordering": ("competency", "starts_on"),
            },
        ),
        migrations.CreateModel(
            name="ReportPopulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "includes_absent",
                    models.BooleanField(
                        default=False,
                        help_text="Counts people on maternity leave, career break and the like.",
                        verbose_name="includes absent people",
                    ),
                ),
                (
                    "includes_separate",
                    models.BooleanField(
                        default=False,
                        help_text="Counts people whose only posts are bank or honorary.",
                        verbose_name="includes bank and honorary",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="Figures count these people unless a report says otherwise.",
                        verbose_name="is the default",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_populations",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "report population",
                "verbose_name_plural": "report populations",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SessionInstructor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=240, verbose_name="name"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teaching",
                        to="wagtail_esrlm.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teaching",
                        to="wagtail_esrlm.classsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "instructor",
                "verbose_name_plural": "instructors",
                "ordering": ("session", "pk"),
            },
        ),
        migrations.AddField(
            model_name="classsession",
            name="instructors",
            field=models.ManyToManyField(
                related_name="taught_sessions",
                through="wagtail_esrlm.SessionInstructor",
                to="wagtail_esrlm.person",
                verbose_name="instructors",
            ),
        ),
        migrations.CreateModel(
            name="SessionMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("is_present", models.BooleanField(verbose_name="present")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("instructor", "Instructor"),
                            ("qr", "Signed in by code"),
                            ("administrator", "Administrator"),
                        ],
                        default="instructor",
                        max_length=20,
                    ),
                ),
                ("marked_at", models.DateTimeField(verbose_name="marked")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="wagtail_esrlm.enrolment",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="wagtail_esrlm.classsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance mark",
                "verbose_name_plural": "attendance marks",
            },
        ),
        migrations.CreateModel(
            name="StaleMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reason", models.CharField(max_length=60)),
                ("marked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "competency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stale_marks",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stale_marks",
                        to="wagtail_esrlm.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "stale mark",
                "verbose_name_plural": "stale marks",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="SupplementaryRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=240, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=240)),
                (
                    "business_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplementary_roles",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
            ],
            options={
                "verbose_name": "supplementary role",
                "verbose_name_plural": "supplementary roles",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "this_organisation_only",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise it reaches every organisation below.",
                        verbose_name="this organisation only",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        help_text="Only people on this grade. Leave empty for every grade.",
                        max_length=240,
                        verbose_name="grade",
                    ),
                ),
                (
                    "grade_key",
                    models.CharField(blank=True, editable=False, max_length=240),
                ),
                (
                    "essential",
                    models.BooleanField(
                        default=True,
                        help_text="Recommended ones are shown apart and never count.",
                        verbose_name="essential",
                    ),
                ),
                (
                    "before_activity",
                    models.BooleanField(
                        default=False,
                        help_text="Must be held before the work is done: there is no grace.",
                        verbose_name="before the activity",
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Days a new starter has before it counts as missing.",
                        verbose_name="grace days",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day, included.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "business_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.businessgroup",
                        verbose_name="business group",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.competency",
                        verbose_name="competency",
                    ),
                ),
                (
                    "job_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.jobrole",
                        verbose_name="job role",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.position",
                        verbose_name="position",
                    ),
                ),
                (
                    "supplementary_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="wagtail_esrlm.supplementaryrole",
                        verbose_name="supplementary role",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement",
                "verbose_name_plural": "requirements",
                "ordering": ("competency", "starts_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AudienceValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("organisation", "Organisation"),
                            ("job_role", "Job role"),
                            ("staff_group", "Staff group"),
                            ("position", "Position"),
                            ("supplementary_role", "Supplementary role"),
                            ("person_type", "Person type"),
                            ("compliance", "Not compliant with"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_exception",
                    models.BooleanField(default=False, verbose_name="except these"),
                ),
                ("staff_group", models.CharField(blank=True, max_length=120)),
                (
                    "person_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("employee", "Employee"),
                            ("external_learner", "External Learner"),
                            ("customer", "Customer"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="wagtail_esrlm.audience",
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.competency",
                    ),
                ),
                (
                    "job_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.jobrole",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="With everything below it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.organisation",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.position",
                    ),
                ),
                (
                    "supplementary_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_esrlm.supplementaryrole",
                    ),
                ),
            ],
            options={
                "verbose_name": "audience value",
                "verbose_name_plural": "audience values",
                "ordering": ("audience", "is_exception", "kind", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SupplementaryRoleHolding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "assignment_period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supplementary_role_holdings",
                        to="wagtail_esrlm.assignmentperiod",
                    ),
                ),
                (
                    "supplementary_role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="wagtail_esrlm.supplementaryrole",
                        verbose_name="supplementary role",
                    ),
                ),
            ],
            options={
                "verbose_name": "supplementary role holding",
                "verbose_name_plural": "supplementary role holdings",
            },
        ),
        migrations.AddField(
            model_name="assignmentperiod",
            name="supplementary_roles",
            field=models.ManyToManyField(
                related_name="assignment_periods",
                through="wagtail_esrlm.SupplementaryRoleHolding",
                to="wagtail_esrlm.supplementaryrole",
                verbose_name="supplementary roles",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", False)),
                fields=("parent", "name_key"),
                name="wagtail_esrlm_category_name_under_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", True)),
                fields=("name_key",),
                name="wagtail_esrlm_category_name_at_top",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="wagtail_esrlm_category_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="classplaces",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("places_taken__gte", 0),
                    models.Q(
                        ("maximum_places__isnull", True),
                        (
                            "places_taken__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("maximum_places"),
                                "+",
                                models.F("extra_places"),
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="wagtail_esrlm_classplaces_within_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="classplaces",
            constraint=models.CheckConstraint(
                condition=models.Q(("places_waiting__gte", 0)),
                name="wagtail_esrlm_classplaces_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldcompetency",
            constraint=models.UniqueConstraint(
                fields=("award", "competency"),
                name="wagtail_esrlm_heldcompetency_once",
            ),
        ),
        migrations.AddIndex(
            model_name="heldcompetency",
            index=models.Index(
                fields=["person", "competency"], name="esrlm_held_by_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="competencycover",
            constraint=models.UniqueConstraint(
                fields=("competency", "covered", "starts_on"),
                name="wagtail_esrlm_competencycover_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="competencycover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_competencycover_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="competencycover",
            constraint=models.CheckConstraint(
                condition=models.Q(("competency", models.F("covered")), _negated=True),
                name="wagtail_esrlm_competencycover_another",
            ),
        ),
        migrations.AddIndex(
            model_name="learningclass",
            index=models.Index(
                fields=["course", "starts_at"], name="esrlm_class_by_course"
            ),
        ),
        migrations.AddIndex(
            model_name="learningclass",
            index=models.Index(fields=["starts_at", "id"], name="esrlm_class_by_start"),
        ),
        migrations.AddConstraint(
            model_name="learningclass",
            constraint=models.UniqueConstraint(
                fields=("business_group", "reference_key"),
                name="wagtail_esrlm_learningclass_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["planned", "normal", "closed", "cancelled"])
                ),
                name="wagtail_esrlm_learningclass_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_learningclass_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="learningclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enrolment_closes_at__isnull", True),
                    ("starts_at__isnull", True),
                    ("enrolment_closes_at__lte", models.F("starts_at")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_learningclass_closes_before_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.UniqueConstraint(
                fields=("business_group", "code_key"), name="wagtail_esrlm_course_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_course_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sessions_needed__isnull", True),
                    ("sessions_needed__gt", 0),
                    _connector="OR",
                ),
                name="wagtail_esrlm_course_sessions_needed",
            ),
        ),
        migrations.AddConstraint(
            model_name="competencypart",
            constraint=models.UniqueConstraint(
                fields=("competency", "name"), name="wagtail_esrlm_competencypart_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="coursecompetency",
            constraint=models.UniqueConstraint(
                fields=("course", "competency", "starts_on"),
                name="wagtail_esrlm_coursecompetency_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="coursecompetency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_coursecompetency_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseprerequisite",
            constraint=models.UniqueConstraint(
                fields=("course", "competency"),
                name="wagtail_esrlm_courseprerequisite_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarinvitation",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "session_uuid"),
                name="wagtail_esrlm_calendarinvitation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipment",
            constraint=models.UniqueConstraint(
                fields=("business_group", "name_key"),
                name="wagtail_esrlm_equipment_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="givenaward",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "award"), name="wagtail_esrlm_givenaward_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("batch", "line"), name="wagtail_esrlm_importrow_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrole",
            constraint=models.UniqueConstraint(
                fields=("business_group", "name_key"),
                name="wagtail_esrlm_jobrole_name",
                violation_error_message="This name is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(
                fields=("business_group", "code_key"),
                name="wagtail_esrlm_location_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", False)),
                fields=("parent", "name_key"),
                name="wagtail_esrlm_organisation_name_under_parent",
                violation_error_message="This name is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", True)),
                fields=("business_group", "name_key"),
                name="wagtail_esrlm_organisation_name_at_top",
                violation_error_message="This name is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="wagtail_esrlm_organisation_not_its_own_parent",
                violation_error_message="It cannot be part of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="compliancesnapshot",
            constraint=models.UniqueConstraint(
                fields=(
                    "business_group",
                    "day",
                    "basis",
                    "population_name",
                    "organisation_path",
                    "competency_name",
                ),
                name="wagtail_esrlm_compliancesnapshot_once",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["last_name", "first_name", "id"], name="esrlm_person_by_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("business_group", "employee_number_key"),
                name="wagtail_esrlm_person_employee_number",
                violation_error_message="Somebody has this number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_person_ends_after_start",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person_type__in", ["employee", "external_learner", "customer"])
                ),
                name="wagtail_esrlm_person_known_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="partcompletion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("part", "person", "completed_on"),
                name="wagtail_esrlm_partcompletion_once_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["due_at", "id"],
                name="esrlm_message_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["person", "-sent_at"], name="esrlm_message_inbox"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["kind", "about_id"], name="esrlm_message_about"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("dedupe_key",), name="wagtail_esrlm_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("person", "user"),
                name="wagtail_esrlm_linkproposal_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="exemption",
            index=models.Index(
                fields=["person", "competency"], name="esrlm_exemption_cell"
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="wagtail_esrlm_exemption_ends_after_start",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["learning_class", "state"], name="esrlm_enrolment_by_class"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("state", "waitlisted")),
                fields=["learning_class", "-priority", "waiting_since", "id"],
                name="esrlm_enrolment_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["person", "state"], name="esrlm_enrolment_by_person"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("state", "requested")),
                fields=["approval_due_at"],
                name="esrlm_enrolment_to_approve",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("state", "offered")),
                fields=["offer_expires_at"],
                name="esrlm_enrolment_offers",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["cancelled", "declined", "lapsed"]), _negated=True
                ),
                fields=("learning_class", "person"),
                name="wagtail_esrlm_enrolment_one_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "requested",
                            "waitlisted",
                            "offered",
                            "confirmed",
                            "attended",
                            "partially_attended",
                            "did_not_attend",
                            "excused",
                            "declined",
                            "lapsed",
                            "cancelled",
                        ],
                    )
                ),
                name="wagtail_esrlm_enrolment_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_at__isnull", False), ("state", "offered")),
                    models.Q(
                        models.Q(("state", "offered"), _negated=True),
                        ("offer_expires_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="wagtail_esrlm_enrolment_offer_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waitlisted"), _negated=True),
                    ("waiting_since__isnull", False),
                    _connector="OR",
                ),
                name="wagtail_esrlm_enrolment_waits_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="wagtail_esrlm_deputy_ends_after_start",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deputy",
            constraint=models.CheckConstraint(
                condition=models.Q(("manager", models.F("deputy")), _negated=True),
                name="wagtail_esrlm_deputy_somebody_else",
                violation_error_message="Nobody stands in for themselves.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dateswanted",
            constraint=models.UniqueConstraint(
                condition=models.Q(("told_at__isnull", True)),
                fields=("person", "course", "competency"),
                name="wagtail_esrlm_dateswanted_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="dateswanted",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("course__isnull", False),
                    ("competency__isnull", False),
                    _connector="OR",
                ),
                name="wagtail_esrlm_dateswanted_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="compliancerecord",
            constraint=models.UniqueConstraint(
                fields=("person", "competency"),
                name="wagtail_esrlm_compliancerecord_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="compliancerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("achieved_on__isnull", False), ("held_until__isnull", False)
                    ),
                    models.Q(
                        ("achieved_on__isnull", True), ("held_until__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="wagtail_esrlm_compliancerecord_held_if_achieved",
            ),
        ),
        migrations.AddIndex(
            model_name="competencyaward",
            index=models.Index(fields=["achieved_on"], name="esrlm_award_achieved_on"),
        ),
        migrations.AddConstraint(
            model_name="competencyaward",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("person", "competency", "achieved_on"),
                name="wagtail_esrlm_competencyaward_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="competencyaward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("expires_on__gte", models.F("achieved_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_competencyaward_expires_after_achieved",
            ),
        ),
        migrations.AddConstraint(
            model_name="competencyaward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voided_at__isnull", True),
                    models.Q(("void_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="wagtail_esrlm_competencyaward_void_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="competency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_competency_ends_after_start",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="competency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amber_months__isnull", True),
                    ("amber_months__lte", 24),
                    _connector="OR",
                ),
                name="wagtail_esrlm_competency_amber_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardevidence",
            constraint=models.UniqueConstraint(
                fields=("person", "competency", "achieved_on"),
                name="wagtail_esrlm_awardevidence_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("business_group", "number_key"),
                name="wagtail_esrlm_assignment_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(
                fields=("business_group", "number_key"),
                name="wagtail_esrlm_position_number",
                violation_error_message="This number is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalperiod",
            constraint=models.UniqueConstraint(
                fields=("competency", "starts_on"),
                name="wagtail_esrlm_renewalperiod_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_renewalperiod_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__isnull", True), ("months__gt", 0), _connector="OR"
                ),
                name="wagtail_esrlm_renewalperiod_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpopulation",
            constraint=models.UniqueConstraint(
                fields=("business_group", "name"),
                name="wagtail_esrlm_reportpopulation_name",
                violation_error_message="This name is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportpopulation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("business_group",),
                name="wagtail_esrlm_reportpopulation_one_default",
                violation_error_message="Another one is the default. Take the tick away there first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessioninstructor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("session", "person"),
                name="wagtail_esrlm_sessioninstructor_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessioninstructor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="wagtail_esrlm_sessioninstructor_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="classsession",
            index=models.Index(
                fields=["location", "starts_at"], name="esrlm_session_by_location"
            ),
        ),
        migrations.AddIndex(
            model_name="classsession",
            index=models.Index(
                fields=["starts_at", "ends_at"], name="esrlm_session_by_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="classsession",
            constraint=models.UniqueConstraint(
                fields=("learning_class", "starts_at"),
                name="wagtail_esrlm_classsession_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="classsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="wagtail_esrlm_classsession_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionmark",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "session"), name="wagtail_esrlm_sessionmark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementaryrole",
            constraint=models.UniqueConstraint(
                fields=("business_group", "name_key"),
                name="wagtail_esrlm_supplementaryrole_name",
                violation_error_message="This name is in use already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("business_group__isnull", False),
                        ("organisation__isnull", True),
                        ("job_role__isnull", True),
                        ("position__isnull", True),
                        ("assignment__isnull", True),
                        ("supplementary_role__isnull", True),
                    ),
                    models.Q(
                        ("organisation__isnull", False),
                        ("business_group__isnull", True),
                        ("job_role__isnull", True),
                        ("position__isnull", True),
                        ("assignment__isnull", True),
                        ("supplementary_role__isnull", True),
                    ),
                    models.Q(
                        ("job_role__isnull", False),
                        ("business_group__isnull", True),
                        ("organisation__isnull", True),
                        ("position__isnull", True),
                        ("assignment__isnull", True),
                        ("supplementary_role__isnull", True),
                    ),
                    models.Q(
                        ("position__isnull", False),
                        ("business_group__isnull", True),
                        ("organisation__isnull", True),
                        ("job_role__isnull", True),
                        ("assignment__isnull", True),
                        ("supplementary_role__isnull", True),
                    ),
                    models.Q(
                        ("assignment__isnull", False),
                        ("business_group__isnull", True),
                        ("organisation__isnull", True),
                        ("job_role__isnull", True),
                        ("position__isnull", True),
                        ("supplementary_role__isnull", True),
                    ),
                    models.Q(
                        ("supplementary_role__isnull", False),
                        ("business_group__isnull", True),
                        ("organisation__isnull", True),
                        ("job_role__isnull", True),
                        ("position__isnull", True),
                        ("assignment__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="wagtail_esrlm_requirement_exactly_one_target",
                violation_error_message="Choose exactly one that it is asked of.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_requirement_ends_after_start",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("before_activity", False), ("grace_days", 0), _connector="OR"
                ),
                name="wagtail_esrlm_requirement_no_grace_before_activity",
                violation_error_message="What must be held before the activity has no days of grace.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("this_organisation_only", False),
                    ("organisation__isnull", False),
                    _connector="OR",
                ),
                name="wagtail_esrlm_requirement_only_of_organisation",
                violation_error_message="“This organisation only” goes with an organisation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade_key", ""),
                    ("job_role__isnull", False),
                    ("position__isnull", False),
                    _connector="OR",
                ),
                name="wagtail_esrlm_requirement_grade_of_job_or_position",
                violation_error_message="A grade goes with a job role or a position.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("business_group__isnull", False)),
                fields=(
                    "competency",
                    "business_group",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_business_group",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", False)),
                fields=(
                    "competency",
                    "organisation",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_organisation",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("job_role__isnull", False)),
                fields=(
                    "competency",
                    "job_role",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_job_role",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("position__isnull", False)),
                fields=(
                    "competency",
                    "position",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_position",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("assignment__isnull", False)),
                fields=(
                    "competency",
                    "assignment",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_assignment",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supplementary_role__isnull", False)),
                fields=(
                    "competency",
                    "supplementary_role",
                    "grade_key",
                    "this_organisation_only",
                    "starts_on",
                ),
                name="wagtail_esrlm_requirement_supplementary_role",
                violation_error_message="It is asked already, from the same day.",
            ),
        ),
        migrations.AddIndex(
            model_name="audiencevalue",
            index=models.Index(
                fields=["kind", "is_exception", "staff_group", "competency"],
                name="esrlm_audience_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="audiencevalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "organisation"), ("organisation__isnull", False)),
                    models.Q(("job_role__isnull", False), ("kind", "job_role")),
                    models.Q(
                        ("kind", "staff_group"),
                        models.Q(("staff_group", ""), _negated=True),
                    ),
                    models.Q(("kind", "position"), ("position__isnull", False)),
                    models.Q(
                        ("kind", "supplementary_role"),
                        ("supplementary_role__isnull", False),
                    ),
                    models.Q(
                        ("kind", "person_type"),
                        models.Q(("person_type", ""), _negated=True),
                    ),
                    models.Q(("competency__isnull", False), ("kind", "compliance")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_audiencevalue_value_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementaryroleholding",
            constraint=models.UniqueConstraint(
                fields=("assignment_period", "supplementary_role"),
                name="wagtail_esrlm_supplementaryroleholding_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentperiod",
            constraint=models.UniqueConstraint(
                fields=("assignment", "starts_on"),
                name="wagtail_esrlm_assignmentperiod_one_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="wagtail_esrlm_assignmentperiod_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("row_starts_on__lte", models.F("starts_on"))),
                name="wagtail_esrlm_assignmentperiod_within_its_row",
            ),
        ),
    ]
