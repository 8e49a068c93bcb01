"""Tests of requests that come more than once."""
