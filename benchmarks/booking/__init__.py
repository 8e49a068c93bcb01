"""How fast people book, beside what anybody would write first."""
