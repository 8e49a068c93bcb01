"""Places in classes: asked for, approved, taken, waited for, offered, attended."""
