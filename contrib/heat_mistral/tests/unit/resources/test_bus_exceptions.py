"""No exception class of ours can leave Heat's caller without a reply.

The classes are found, not listed: a new one is tried here as soon as it is
there. What the entry points make of them is test_message_bus's.
"""

import importlib
import inspect
import pkgutil
import sys
import types
from typing import Any
from unittest import mock

from oslo_messaging._drivers import common

import heat_mistral
from heat_mistral.tests.unit.resources import test_message_bus as bus

#: What an engine does not import: commands, and files that run in Mistral.
APART = ('heat_mistral.tests', 'heat_mistral.graph', 'heat_mistral.actions')
#: A value for each kind of argument that our classes take; a text for others.
VALUES = {int: 1, 'int': 1, Any: types.SimpleNamespace(id='i', name='n')}


def classes():
    """All exceptions that are defined in what an engine imports."""
    found = set()
    for module in pkgutil.walk_packages(
        heat_mistral.__path__, 'heat_mistral.', onerror=lambda _name: None
    ):
        if module.name.startswith(APART):
            continue
        for _name, kind in inspect.getmembers(
            importlib.import_module(module.name), inspect.isclass
        ):
            if issubclass(kind, Exception) and kind.__module__ == module.name:
                found.add(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__name__))


def made(kind):
    """One of a class, from a value for each argument that it needs."""
    try:
        parameters = inspect.signature(kind).parameters.values()
    except ValueError:  # Python's own __init__
        return kind('why')
    needed = [
        each
        for each in parameters
        if each.default is each.empty
        and each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
    ]
    return kind(*(VALUES.get(each.annotation, 'why') for each in needed))


class ExceptionsTest(bus.BusCase):
    def test_some_are_found(self):
        names = {kind.__name__ for kind in classes()}
        self.assertLessEqual({'Busy', 'Refused', 'Failed'}, names)

    def test_each_can_be_put_into_a_reply(self):
        for kind in classes():
            try:
                raise made(kind)
            except kind:
                common.serialize_remote_exception(sys.exc_info())

    def test_each_is_answered_by_a_signal(self):
        rsrc = self.made(bus.WORKFLOW)
        for kind in classes():
            with mock.patch.object(
                type(rsrc), 'serve_signal', side_effect=made(kind)
            ):
                answer = self.answered(rsrc.signal)
            self.assertIn(answer.code, (400, 500), kind)

    def test_each_is_answered_by_a_live_attribute(self):
        rsrc = self.made(bus.ENVIRONMENT)
        for kind in classes():
            rsrc.attributes.reset_resolved_values()
            with mock.patch.object(
                type(rsrc.client_plugin()), 'within', side_effect=made(kind)
            ):
                answer = self.answered(rsrc.FnGetAtt, 'variables')
            self.assertEqual(500, answer.code, kind)
