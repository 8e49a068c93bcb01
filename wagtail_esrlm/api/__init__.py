"""The same answers for programs: Django REST framework, read-only, private."""
