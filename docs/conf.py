"""How the documentation is built."""

project = "wagtail_esrlm"
author = "wagtail_esrlm contributors"
copyright = "2026, wagtail_esrlm contributors"
extensions = ["myst_parser", "sphinx_wagtail_theme"]
html_theme = "sphinx_wagtail_theme"
html_theme_options = {"project_name": "wagtail_esrlm", "footer_links": ""}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
exclude_patterns = ["_build"]
