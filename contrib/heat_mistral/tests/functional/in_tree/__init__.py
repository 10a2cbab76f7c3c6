"""Beside Heat's own plugin: what it got wrong, and its stacks taken over."""
