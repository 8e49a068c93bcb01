"""Registers the admin with Wagtail; holds nothing else."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import menu
from .admin.bulk_delete import CatalogueDeleteAction
from .admin.catalogue import CategoryViewSet, CourseViewSet, LocationViewSet
from .admin.class_list import LearningClassViewSet
from .admin.competency_list import CompetencyViewSet

register_snippet(CompetencyViewSet(menu_order=15))
register_snippet(CourseViewSet(menu_order=1))
register_snippet(LearningClassViewSet(menu_order=2))
register_snippet(CategoryViewSet(menu_order=4))
register_snippet(LocationViewSet(menu_order=3))

hooks.register("register_admin_viewset", menu.viewsets)
hooks.register("register_admin_menu_item", menu.learning_menu_item)
hooks.register("register_reports_menu_item", menu.background_work_menu_item)
hooks.register("register_reports_menu_item", menu.data_quality_menu_item)
hooks.register("register_admin_urls", menu.admin_urls)
hooks.register(menu.LEARNING_MENU_HOOK, menu.matrix_menu_item)
# After Wagtail's own, whose place it takes.
hooks.register("register_bulk_action", CatalogueDeleteAction, order=100)
