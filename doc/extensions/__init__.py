"""What the site is made with beside Sphinx; conf.py names the extensions.

``resource_text`` writes, and knows Heat and no Sphinx; ``resource_types`` puts
that into pages. ``cookbook`` makes pages of examples/.
"""
