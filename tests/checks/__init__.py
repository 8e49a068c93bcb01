"""Each check says something exactly when something is wrong."""
