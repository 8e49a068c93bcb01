"""Made-up trusts of every awkward shape, and roads by which they get into tables."""
