"""Template tags for a host's own templates."""
