"""The configuration file of each service, written at every start.

A module a service: ``settings(state)`` gives {section: {option: value}}.
"""

import importlib

from sandbox import parts

SERVICES = ('keystone', 'heat', 'mistral', 'aodh')


def write(state, service, part):
    """Write the configuration of one part of a service, if it has one."""
    if service not in SERVICES:
        return
    module = importlib.import_module(f'sandbox.configs.{service}')
    for path, text in getattr(module, 'files', lambda _: {})(state).items():
        state.write_text(path, text)
    sections = module.settings(state)
    if state.settings()['profile'] == parts.PRODUCTION:
        adapt = importlib.import_module('sandbox.configs.production').adapt
        sections = adapt(state, service, part, sections)
    state.write_text(state.config_file(part), render(sections))


def render(sections):
    lines = []
    for section, options in sections.items():
        lines.append(f'[{section}]')
        for name, value in options.items():
            # A dollar would name another option to oslo.config.
            lines.append(f'{name} = {_text(value)}'.replace('$', '$$'))
        lines.append('')
    return '\n'.join(lines)


def _text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ','.join(map(str, value))
    return str(value)
