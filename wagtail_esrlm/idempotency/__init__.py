"""One effect and one answer for a request that is sent more than once."""
