"""What editors keep and choose into pages."""
