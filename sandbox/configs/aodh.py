"""aodh.conf, and Aodh's paste configuration"""

import importlib.resources

from sandbox.configs import shared


def settings(state):
    return {
        'DEFAULT': shared.default(state, transport_url='fake:/'),
        'api': {'paste_config': _paste(state)},
        'database': shared.database(state, 'aodh'),
        'keystone_authtoken': shared.authtoken(state, 'aodh'),
        'service_credentials': shared.credentials(state, 'aodh')
        | {'region_name': shared.REGION},
        'evaluator': {'evaluation_interval': 2},
    }


def files(state):
    return {_paste(state): tell_authtoken_its_file(state)}


def tell_authtoken_its_file(state):
    """Work around Aodh's token filter, which ignores --config-file.

    It looks for the configuration of "aodh" in the places where a
    package would put it; a line in the paste file names ours.
    """
    text = (
        importlib.resources.files('aodh.api') / 'api-paste.ini'
    ).read_text()
    # PasteDeploy reads a percent sign as the start of a reference.
    path = str(state.config_file('aodh')).replace('%', '%%')
    filter_ = 'paste.filter_factory = keystonemiddleware.auth_token'
    return text.replace(filter_, f'oslo_config_file = {path}\n{filter_}')


def _paste(state):
    return state.conf / 'aodh-paste.ini'
