"""Measures the calculation beside hand-written references: ``python -m benchmarks``."""
