# Generated on the oldest supported Wagtail

import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        (
            "taggit",
            "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx",
        ),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("introduction", models.TextField(blank=True)),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("cards", 6),
                            ("my_compliance", 10),
                            ("team_compliance", 13),
                            ("course_listing", 17),
                            ("course_card", 20),
                            ("class_timetable", 25),
                            ("booking_form", 27),
                            ("my_bookings", 29),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": "When something runs out",
                                    "template": "intranet/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "icon": "pilcrow",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": "<p>You are up to date until the last day.</p>",
                                    "template": "intranet/blocks/text.html",
                                },
                            ),
                            2: ("wagtail.blocks.CharBlock", (), {}),
                            3: ("wagtail.blocks.CharBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"required": False},
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 2), ("text", 3), ("page", 4), ("url", 3)]],
                                {},
                            ),
                            6: (
                                "wagtail.blocks.ListBlock",
                                (5,),
                                {
                                    "icon": "list-ul",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": [
                                        {
                                            "text": "Online or in a room.",
                                            "title": "Find training",
                                            "url": "/",
                                        },
                                        {
                                            "text": "And whom to ask.",
                                            "title": "How training works here",
                                            "url": "/",
                                        },
                                    ],
                                    "template": "intranet/blocks/cards.html",
                                },
                            ),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My compliance”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            8: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("2", "Level 2"),
                                        ("3", "Level 3"),
                                        ("4", "Level 4"),
                                    ],
                                    "help_text": "One below the heading that this block stands under.",
                                    "label": "Heading level",
                                },
                            ),
                            9: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        (
                                            "summary",
                                            "The answer only, with a link to the rest",
                                        ),
                                        ("action", "The answer and what needs action"),
                                        ("all", "Everything"),
                                    ],
                                    "label": "Show",
                                },
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 7), ("heading_level", 8), ("show", 9)]],
                                {},
                            ),
                            11: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My team”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            12: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        (
                                            "summary",
                                            "The answer only, with a link to the rest",
                                        ),
                                        ("action", "The answer and who is most urgent"),
                                        ("all", "Everybody who reports directly"),
                                    ],
                                    "label": "Show",
                                },
                            ),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 11), ("heading_level", 8), ("show", 12)]],
                                {},
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Courses”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            15: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Category",),
                                {
                                    "help_text": "Leave empty for all courses.",
                                    "label": "Category",
                                    "required": False,
                                },
                            ),
                            16: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "default": 10,
                                    "label": "Courses on a page",
                                    "max_value": 50,
                                    "min_value": 1,
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 14),
                                        ("heading_level", 8),
                                        ("category", 15),
                                        ("page_size", 16),
                                    ]
                                ],
                                {},
                            ),
                            18: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Course”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            19: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Course",),
                                {"label": "Course"},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 18),
                                        ("heading_level", 8),
                                        ("course", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Classes”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            22: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Course",),
                                {"label": "Course", "required": False},
                            ),
                            23: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Category",),
                                {"label": "Category", "required": False},
                            ),
                            24: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Only classes here, for example “Royal Wing”.",
                                    "label": "Site",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 21),
                                        ("heading_level", 8),
                                        ("course", 22),
                                        ("category", 23),
                                        ("site", 24),
                                    ]
                                ],
                                {},
                            ),
                            26: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Book a class”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            27: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 26),
                                        ("heading_level", 8),
                                        ("course", 19),
                                    ]
                                ],
                                {},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My bookings”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 28), ("heading_level", 8)]],
                                {},
                            ),
                        },
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="NewsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="PeopleDirectoryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ProfilePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("employee_number", models.CharField(max_length=30, unique=True)),
                ("job_title", models.CharField(blank=True, max_length=240)),
                ("place", models.CharField(blank=True, max_length=240)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("about", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SectionPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("introduction", models.TextField(blank=True)),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("cards", 6),
                            ("my_compliance", 10),
                            ("team_compliance", 13),
                            ("course_listing", 17),
                            ("course_card", 20),
                            ("class_timetable", 25),
                            ("booking_form", 27),
                            ("my_bookings", 29),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "icon": "title",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": "When something runs out",
                                    "template": "intranet/blocks/heading.html",
                                },
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "icon": "pilcrow",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": "<p>You are up to date until the last day.</p>",
                                    "template": "intranet/blocks/text.html",
                                },
                            ),
                            2: ("wagtail.blocks.CharBlock", (), {}),
                            3: ("wagtail.blocks.CharBlock", (), {"required": False}),
                            4: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"required": False},
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 2), ("text", 3), ("page", 4), ("url", 3)]],
                                {},
                            ),
                            6: (
                                "wagtail.blocks.ListBlock",
                                (5,),
                                {
                                    "icon": "list-ul",
                                    "preview_template": "intranet/block_preview.html",
                                    "preview_value": [
                                        {
                                            "text": "Online or in a room.",
                                            "title": "Find training",
                                            "url": "/",
                                        },
                                        {
                                            "text": "And whom to ask.",
                                            "title": "How training works here",
                                            "url": "/",
                                        },
                                    ],
                                    "template": "intranet/blocks/cards.html",
                                },
                            ),
                            7: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My compliance”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            8: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("2", "Level 2"),
                                        ("3", "Level 3"),
                                        ("4", "Level 4"),
                                    ],
                                    "help_text": "One below the heading that this block stands under.",
                                    "label": "Heading level",
                                },
                            ),
                            9: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        (
                                            "summary",
                                            "The answer only, with a link to the rest",
                                        ),
                                        ("action", "The answer and what needs action"),
                                        ("all", "Everything"),
                                    ],
                                    "label": "Show",
                                },
                            ),
                            10: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 7), ("heading_level", 8), ("show", 9)]],
                                {},
                            ),
                            11: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My team”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            12: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        (
                                            "summary",
                                            "The answer only, with a link to the rest",
                                        ),
                                        ("action", "The answer and who is most urgent"),
                                        ("all", "Everybody who reports directly"),
                                    ],
                                    "label": "Show",
                                },
                            ),
                            13: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 11), ("heading_level", 8), ("show", 12)]],
                                {},
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Courses”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            15: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Category",),
                                {
                                    "help_text": "Leave empty for all courses.",
                                    "label": "Category",
                                    "required": False,
                                },
                            ),
                            16: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {
                                    "default": 10,
                                    "label": "Courses on a page",
                                    "max_value": 50,
                                    "min_value": 1,
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 14),
                                        ("heading_level", 8),
                                        ("category", 15),
                                        ("page_size", 16),
                                    ]
                                ],
                                {},
                            ),
                            18: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Course”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            19: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Course",),
                                {"label": "Course"},
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 18),
                                        ("heading_level", 8),
                                        ("course", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Classes”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            22: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Course",),
                                {"label": "Course", "required": False},
                            ),
                            23: (
                                "wagtail.snippets.blocks.SnippetChooserBlock",
                                ("wagtail_esrlm.Category",),
                                {"label": "Category", "required": False},
                            ),
                            24: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Only classes here, for example “Royal Wing”.",
                                    "label": "Site",
                                    "max_length": 240,
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 21),
                                        ("heading_level", 8),
                                        ("course", 22),
                                        ("category", 23),
                                        ("site", 24),
                                    ]
                                ],
                                {},
                            ),
                            26: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “Book a class”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            27: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 26),
                                        ("heading_level", 8),
                                        ("course", 19),
                                    ]
                                ],
                                {},
                            ),
                            28: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave empty for “My bookings”.",
                                    "label": "Heading",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 28), ("heading_level", 8)]],
                                {},
                            ),
                        },
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="IntranetDocument",
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
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("file", models.FileField(upload_to="documents", verbose_name="file")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="created at"),
                ),
                (
                    "file_size",
                    models.PositiveBigIntegerField(editable=False, null=True),
                ),
                (
                    "file_hash",
                    models.CharField(blank=True, editable=False, max_length=40),
                ),
                ("review_on", models.DateField(blank=True, null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="IntranetImage",
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
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        upload_to=wagtail.images.models.get_upload_to,
                        verbose_name="file",
                        width_field="width",
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=255,
                        verbose_name="description",
                    ),
                ),
                ("width", models.IntegerField(editable=False, verbose_name="width")),
                ("height", models.IntegerField(editable=False, verbose_name="height")),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="created at"
                    ),
                ),
                ("focal_point_x", models.PositiveIntegerField(blank=True, null=True)),
                ("focal_point_y", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "focal_point_width",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                (
                    "focal_point_height",
                    models.PositiveIntegerField(blank=True, null=True),
                ),
                ("file_size", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "file_hash",
                    models.CharField(
                        blank=True, db_index=True, editable=False, max_length=40
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=255)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=(
                wagtail.images.models.ImageFileMixin,
                modelsearch.index.Indexed,
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="NewsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("published_on", models.DateField()),
                ("introduction", models.TextField()),
                ("body", wagtail.fields.RichTextField(blank=True)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="intranet.intranetimage",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="IntranetRendition",
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
                ("filter_spec", models.CharField(db_index=True, max_length=255)),
                (
                    "file",
                    wagtail.images.models.WagtailImageField(
                        height_field="height",
                        storage=wagtail.images.models.get_rendition_storage,
                        upload_to=wagtail.images.models.get_rendition_upload_to,
                        width_field="width",
                    ),
                ),
                ("width", models.IntegerField(editable=False)),
                ("height", models.IntegerField(editable=False)),
                (
                    "focal_point_key",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=16
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="intranet.intranetimage",
                    ),
                ),
            ],
            options={
                "unique_together": {("image", "filter_spec", "focal_point_key")},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
