"""Whole stacks: their life, Heat's features, examples, projects, removal."""
