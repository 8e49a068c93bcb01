"""Where the sandbox keeps the mail it would have sent."""
