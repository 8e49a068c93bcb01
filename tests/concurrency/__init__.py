"""Real processes on real PostgreSQL, each test beside one with its guard off."""
