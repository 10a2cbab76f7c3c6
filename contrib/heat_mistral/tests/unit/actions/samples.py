"""Packages with actions, as somebody might install them."""

import pathlib

from heat_mistral.actions.model import (
    EXPORT,
    Action,
    Observed,
    Registered,
    Source,
    Uploaded,
)

ACTION = '''\
from mistral_lib import actions


class Create(actions.Action):
    """Create a backup.

    In a few words more.
    """

    __export__ = True

    def __init__(self, volume_id, force=True):
        self.volume_id = volume_id
        self.force = force

    def run(self, context):
        return self.volume_id
'''
BACKUPS = 'demo/cinder/backups.py'


def package(directory, files):
    """A package's files, and the ``__init__.py`` of each folder."""
    root = pathlib.Path(directory)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for parent in list(path.relative_to(root).parents)[:-1]:
            (root / parent / '__init__.py').touch()
        data = text if isinstance(text, bytes) else text.encode()
        path.write_bytes(data)
    return root


def distribution(directory, name, files, entry_points='', version='1.2'):
    """A package as pip leaves it."""
    root = package(directory, files)
    info = root / f'{name}-{version}.dist-info'
    info.mkdir(parents=True)
    (info / 'METADATA').write_text(
        f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n'
    )
    (info / 'entry_points.txt').write_text(entry_points)
    listed = [
        str(path.relative_to(root)) for path in sorted(root.rglob('*.py'))
    ]
    (info / 'RECORD').write_text(
        ''.join(f'{path},,\n' for path in (*listed, f'{info.name}/RECORD'))
    )
    return root


def source(text=ACTION, name='demo.backups', classes=('Create',), **more):
    """What discovery makes of a text."""
    fields = {
        'module': name,
        'path': 'backups.py',
        'distribution': 'demo',
        'version': '1.2',
        'actions': tuple(
            Action(
                f'{name}.{each.lower()}',
                each,
                4,
                'volume_id, force=true',
                '',
                EXPORT,
            )
            for each in classes
        ),
        'classes': frozenset(classes),
    }
    return Source(name=name, text=text, **{**fields, **more})


def observed(content, name='demo.backups', scope='public', **actions):
    """A source in Mistral, and its actions: the class by the last part of
    the name.
    """
    return Observed(
        (Uploaded('s', name, content, scope, 1),),
        tuple(
            Registered(
                f'id-{short}', f'{name}.{short}', class_name, 's', scope
            )
            for short, class_name in actions.items()
        ),
    )
