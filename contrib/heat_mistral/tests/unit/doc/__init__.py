"""The site: what is generated, and what has to be in its pages."""
