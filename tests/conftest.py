"""A Hypothesis profile for all tests: `--hypothesis-profile=thorough` gives property tests full length."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=1000, deadline=None)
