"""What people must hold, what they hold, and whether that is enough."""
