"""The production profile by itself: it takes a minute to start."""
