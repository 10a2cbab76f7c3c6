"""Which services there are, what each listens on and where it is found."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Layout:
    """One process: the names of its sockets, its entries in the catalog."""

    name: str
    sockets: tuple
    # socket -> (service type, name, path of the endpoint)
    catalog: dict


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(
            'keystone',
            ('keystone',),
            {'keystone': ('identity', 'keystone', '')},
        ),
        Layout(
            'heat',
            ('heat', 'heat-cfn'),
            {
                'heat': ('orchestration', 'heat', '/v1/%(tenant_id)s'),
                'heat-cfn': ('cloudformation', 'heat-cfn', '/v1'),
            },
        ),
        Layout(
            'mistral',
            ('mistral',),
            {'mistral': ('workflowv2', 'mistral', '/v2')},
        ),
        Layout(
            'metrics',
            ('metrics',),
            {'metrics': ('metric-storage', 'metrics', '')},
        ),
        Layout('aodh', ('aodh',), {'aodh': ('alarming', 'aodh', '')}),
    )
}

SOCKETS = tuple(name for layout in LAYOUTS.values() for name in layout.sockets)

HOST = '127.0.0.1'


def urls(ports):
    """The URL of each socket, without a path."""
    return {
        name: f'http://{HOST}:{ports[name]}'
        for name in SOCKETS
        if name in ports
    }
