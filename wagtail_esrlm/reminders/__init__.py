"""Reminders: of what runs out, of classes to come, and of what is left undone."""
