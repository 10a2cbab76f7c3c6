"""How Sphinx makes the site: tox -e docs."""

import pathlib
import sys

_TOP = pathlib.Path(__file__).parents[2]
# For doc.extensions.
sys.path.insert(0, str(_TOP))

extensions = [
    'doc.extensions.cookbook',
    'doc.extensions.resource_types',
    'openstackdocstheme',
    'oslo_config.sphinxconfiggen',
    'oslo_config.sphinxext',
    'reno.sphinxext',
]

project = 'heat-mistral'
project_copyright = 'The heat-mistral maintainers'

html_theme = 'openstackdocs'
html_theme_options = {
    # The site is no part of docs.openstack.org: nobody counts its readers
    # there. See _templates, too.
    'analytics_tracking_code': '',
    'display_badge': False,
    'root_title': project,
    'sidebar_search': True,
}
templates_path = ['_templates']
html_static_path = ['_static']
html_css_files = ['site.css']
# The theme takes name and version of the package's metadata.
openstackdocs_use_storyboard = False

config_generator_config_file = [
    (
        str(_TOP / 'doc' / 'heat-mistral-config-generator.conf'),
        '_static/heat-mistral',
    )
]
