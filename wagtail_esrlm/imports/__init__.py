"""Files in: read, staged row by row, checked, applied as one transaction."""
