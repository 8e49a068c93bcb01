"""The thin layer over django-q2: leases, heartbeat, schedules, ticks and health."""
