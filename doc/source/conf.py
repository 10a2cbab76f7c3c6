"""How Sphinx makes the site: tox -e docs."""

extensions = ['openstackdocstheme', 'reno.sphinxext']

project = 'heat-mistral'
project_copyright = 'The heat-mistral maintainers'

html_theme = 'openstackdocs'
html_theme_options = {
    # The site is no part of docs.openstack.org: no counting of its readers,
    # no menu of OpenStack's other documents.
    'analytics_tracking_code': '',
    'display_badge': False,
    'root_title': project,
    'sidebar_dropdown': '',
}
# The theme takes name and version of the package's metadata.
openstackdocs_use_storyboard = False
