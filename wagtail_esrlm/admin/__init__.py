"""The Wagtail admin: lists, forms and reports over the services. Decides nothing."""
