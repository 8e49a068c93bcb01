"""Registers the admin with Wagtail; holds nothing else."""

from __future__ import annotations

from wagtail import hooks

from .admin import menu

hooks.register("register_admin_viewset", menu.viewsets)
hooks.register("register_admin_menu_item", menu.learning_menu_item)
hooks.register("register_reports_menu_item", menu.background_work_menu_item)
hooks.register("register_admin_urls", menu.admin_urls)
