"""What this plugin leans on inside Heat and mistralclient, by name.

Heat may change it without notice. Each row was seen in Heat 25.0.2, 26.0.2
and 27.0.1 (mistralclient 6.0.0 to 6.3.0); where a newer release fails here,
the row says who has to be looked after. HEAT_MISTRAL_SOURCES names another
directory with both packages than the installed ones.
"""

import ast
import functools
import importlib
import inspect
import os
import pathlib
import pkgutil

import pytest

import heat_mistral

PACKAGE = pathlib.Path(heat_mistral.__file__).parent
#: Where private members may be touched.
ALLOWED = ('heat_support', 'mistral_api', 'client.py')
#: Underscored all the same, these are Heat's documented hooks for plugins.
HOOKS = {'_resolve_attribute', '_show_resource'}
#: Namedtuples' own: not private, only kept apart from the fields' names.
PUBLIC = {'_replace', '_asdict', '_fields'}

RESOURCE = 'heat.engine.resource:Resource'
USER = 'heat.engine.resources.stack_user:StackUser'
RESPONDER = 'heat.engine.resources.signal_responder:SignalResponder'
CLIENT_PLUGIN = 'heat.engine.clients.client_plugin:ClientPlugin'
MANAGER = 'mistralclient.api.base:ResourceManager'
STACK = 'heat.engine.stack:Stack'
CONTEXT = 'heat.common.context:RequestContext'
KEYSTONE = (
    'heat.engine.clients.os.keystone.heat_keystoneclient:KsClientWrapper'
)

#: Methods: where they live, and their parameters. What is called, and not
#: overridden, may take more that is optional, where it says "...".
METHODS = [
    # heat_support/base
    (
        RESOURCE,
        '_needs_update',
        'self, after, before, after_props, before_props, prev_resource, '
        'check_init_complete=True',
    ),
    (RESOURCE, '_prepare_update_props', 'self, after, before'),
    (
        RESOURCE,
        'action_handler_task',
        'self, action, args=None, action_prefix=None',
    ),
    (RESOURCE, 'needs_replace_failed', 'self'),
    (RESOURCE, 'validate_external', 'self'),
    (RESOURCE, 'get_live_state', 'self, resource_properties'),
    (RESOURCE, 'handle_preempt', 'self'),
    (
        RESOURCE,
        'resource_to_template',
        "cls, resource_type, template_type='cfn'",
    ),
    # heat_support/attempt, signals
    (RESOURCE, '_add_event', 'self, action, status, reason'),
    (RESOURCE, '_handle_signal', 'self, details'),
    (RESOURCE, '_signal_check_action', 'self'),
    (RESOURCE, '_signal_check_hook', 'self, details'),
    (RESOURCE, '_resolve_attribute', 'self, name'),
    (RESOURCE, '_show_resource', 'self'),
    (RESPONDER, '_delete_signals', 'self'),
    (
        RESPONDER,
        '_get_ec2_signed_url',
        'self, signal_type=SIGNAL, never_expire=False',
    ),
    # heat_support/signing_user
    (USER, '_create_user', 'self'),
    (USER, '_create_keypair', 'self'),
    (USER, '_delete_user', 'self'),
    (USER, '_get_user_id', 'self'),
    # heat_support/events
    (
        'heat.engine.event:Event',
        '__init__',
        'self, context, stack, action, status, reason, '
        'physical_resource_id, resource_prop_data_id, resource_properties, '
        'resource_name, resource_type, uuid=None, timestamp=None, id=None',
    ),
    ('heat.engine.event:Event', 'store', 'self'),
    (STACK, 'dispatch_event', 'self, ev'),
    (STACK, 'time_remaining', 'self'),
    ('heat.engine.environment:Environment', 'get_event_sinks', 'self'),
    # Heat's own tables
    (
        'heat.objects.resource:Resource',
        'get_obj',
        'cls, context, resource_id, refresh=False, fields=None',
    ),
    (
        'heat.objects.resource:Resource',
        'update_by_id',
        'cls, context, resource_id, values',
    ),
    (
        'heat.objects.resource:Resource',
        'get_by_name_and_stack',
        'cls, context, resource_name, stack_id',
    ),
    (
        'heat.objects.stack:Stack',
        'get_by_name_and_owner_id',
        'cls, context, stack_name, owner_id',
    ),
    (
        'heat.objects.stack_lock:StackLock',
        'get_engine_id',
        'cls, context, stack_id',
    ),
    ('heat.common.service_utils:', 'engine_alive', 'context, engine_id'),
    (
        'heat.objects.stack:Stack',
        'get_by_id',
        'cls, context, stack_id, **kwargs',
    ),
    # heat_support/shared_value
    (
        'heat.objects.sync_point:SyncPoint',
        'get_by_key',
        'cls, context, entity_id, traversal_id, is_update',
    ),
    ('heat.objects.sync_point:SyncPoint', 'create', 'cls, context, values'),
    (
        'heat.objects.sync_point:SyncPoint',
        'update_input_data',
        'cls, context, entity_id, traversal_id, is_update, atomic_key, '
        'input_data, ...',
    ),
    # heat_support/hooks
    (
        'heat.engine.clients.os.keystone.heat_keystoneclient:KsClientWrapper',
        'create_stack_domain_user_keypair',
        'self, user_id, project_id',
    ),
    # heat_support/resource_data
    (STACK, 'object_path_in_stack', 'self'),
    (
        'heat.objects.resource_data:ResourceData',
        'get_val',
        'cls, resource, key',
    ),
    # client.py
    (CLIENT_PLUGIN, '_create', 'self, version=None'),
    (
        'heat.common.config:',
        'get_client_option',
        'client, option, fallback=True',
    ),
    ('heat.common.config:', 'get_ssl_options', 'client'),
    (CLIENT_PLUGIN, '_get_region_name', 'self'),
    (CLIENT_PLUGIN, 'url_for', 'self, **kwargs'),
    (CLIENT_PLUGIN, 'does_endpoint_exist', 'self, service_type, service_name'),
    # mistral_api/executions
    (
        MANAGER,
        '_create',
        'self, url, data, response_key=None, dump_json=True, headers=None, '
        'is_iter_resp=False, resp_status_ok=201, as_class=True',
    ),
    (MANAGER, '_get', 'self, url, response_key=None, headers=None'),
    (
        MANAGER,
        '_update',
        'self, url, data, response_key=None, dump_json=True, headers=None, '
        'is_iter_resp=False',
    ),
]

#: Values that an instance of a class has, without a method of the name.
VALUES = [
    (RESOURCE, '_data'),
    (RESOURCE, '_db_res_is_deleted'),
    (RESOURCE, '_rsrc_prop_data_id'),
    (RESOURCE, '_stored_properties_data'),
    (CLIENT_PLUGIN, '_get_client_option'),
    (STACK, 'convergence'),
    (STACK, 'current_traversal'),
    (STACK, 'stack_user_project_id'),
    (CONTEXT, 'auth_plugin'),
    (CONTEXT, 'aws_creds'),
    (CONTEXT, 'keystone_session'),
    (CONTEXT, 'trust_id'),
    (KEYSTONE, 'domain_admin_client'),
    (KEYSTONE, 'stack_domain_id'),
    # heat_support/hooks
    ('heat.engine.stk_defn:StackDefinition', '_context'),
    # heat_support/resource_data
    ('heat.db.api:', 'context_manager'),
    # heat_support/type_policies
    ('heat.policies.resource_types:', 'POLICY_ROOT'),
    ('heat.policies.resource_types:', 'resource_types_policies'),
    ('heat.policies.base:', 'RULE_ALLOW_EVERYBODY'),
    # What users and keys are noted under, in resource data.
    (USER, 'user_id'),
    (USER, 'credential_id'),
    (USER, 'access_key'),
    (USER, 'secret_key'),
    ('heat.objects.resource:Resource', 'engine_id'),
    ('heat.objects.resource:Resource', 'physical_resource_id'),
    ('heat.objects.resource:Resource', 'status_reason'),
    ('heat.objects.stack:Stack', 'action'),
    ('heat.objects.stack:Stack', 'current_traversal'),
    ('heat.objects.stack:Stack', 'status_reason'),
]

#: Names that a module of Heat imports, and we take from there.
IMPORTED = [('heat.engine.resources.signal_responder', 'ec2_utils')]

_TABLED = {name for _home, name, *_ in METHODS + VALUES} | {
    name for _module, name in IMPORTED
}


# Heat and mistralclient are as the table says


@functools.lru_cache
def _source(module):
    """The module as it is installed, or in the other directory."""
    other = os.environ.get('HEAT_MISTRAL_SOURCES')
    root = (
        pathlib.Path(other)
        if other
        else pathlib.Path(
            importlib.import_module(module.partition('.')[0]).__file__
        ).parents[1]
    )
    return ast.parse((root / (module.replace('.', '/') + '.py')).read_text())


def _class(home):
    """The class; the module, where no class is named."""
    module, _colon, name = home.partition(':')
    if not name:
        return _source(module)
    for node in _source(module).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    raise AssertionError(f'{module} has no class {name} any more')


@pytest.mark.parametrize(
    ('home', 'name', 'parameters'),
    METHODS,
    ids=[f'{home}.{name}' for home, name, _parameters in METHODS],
)
def test_a_method_is_there_and_takes_the_same(home, name, parameters):
    found = [
        ast.unparse(node.args)
        for node in _class(home).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    needed, more, _end = parameters.partition(', ...')
    assert [each[: len(needed)] for each in found] == [needed]
    rest = found[0][len(needed) :].removeprefix(', ')
    assert not rest or more
    assert all('=' in each for each in rest.split(', ') if rest)


@pytest.mark.parametrize(
    ('home', 'name'), VALUES, ids=[f'{home}.{name}' for home, name in VALUES]
)
def test_a_value_is_there(home, name):
    assert name in {
        # Also a text: a field of a versioned object, or a key.
        getattr(node, key, None)
        for node in ast.walk(_class(home))
        if isinstance(node, ast.Constant | ast.FunctionDef)
        or isinstance(getattr(node, 'ctx', None), ast.Store)
        for key in ('attr', 'id', 'name', 'value')
        if isinstance(getattr(node, key, None), str)
    }


@pytest.mark.parametrize(('module', 'name'), IMPORTED)
def test_a_name_is_imported_there(module, name):
    assert name in {
        alias.asname or alias.name
        for node in ast.walk(_source(module))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


# This plugin touches no others


def _modules():
    for path in sorted(PACKAGE.rglob('*.py')):
        where = path.relative_to(PACKAGE)
        if where.parts[0] not in ('tests', 'plugin'):
            yield where, ast.parse(path.read_text())


def _is_private(name):
    return (
        name.startswith('_')
        and not name.startswith('__')
        and name not in PUBLIC
    )


def _names(tree):
    """What a module defines itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(getattr(node, 'ctx', None), ast.Store):
            yield getattr(node, 'attr', None) or getattr(node, 'id', None)


_OWN = {name for _where, tree in _modules() for name in _names(tree)}


def _is_foreign(node, defined):
    """Whether an attribute is private to somebody else's class."""
    if isinstance(node.value, ast.Name) and node.value.id in ('self', 'cls'):
        # What a base class of ours in another module has is our own, unless
        # it only overrides what is Heat's.
        return node.attr not in defined and (
            node.attr in _TABLED or node.attr not in _OWN
        )
    return ast.unparse(node.value) == 'super()' or node.attr not in defined


def _touched():
    """(file, name) of all private members that are used, or asked for."""
    for where, tree in _modules():
        defined = set(_names(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                if _is_private(node.attr) and _is_foreign(node, defined):
                    yield where, node.attr
            elif (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ('getattr', 'hasattr', 'setattr')
                and isinstance(node.args[1], ast.Constant)
                and _is_private(node.args[1].value)
            ):
                yield where, node.args[1].value


def _overridden():
    """(file, name) of all private members of others that we override."""
    for info in pkgutil.walk_packages([str(PACKAGE)], 'heat_mistral.'):
        if info.name.startswith(
            ('heat_mistral.tests', 'heat_mistral.plugin')
        ) or info.name.endswith('__main__'):
            continue
        module = importlib.import_module(info.name)
        for cls in vars(module).values():
            if inspect.isclass(cls) and cls.__module__ == info.name:
                where = pathlib.Path(inspect.getfile(cls))
                for name in _overrides(cls):
                    yield where.relative_to(PACKAGE), name


def _overrides(cls):
    theirs = [
        base
        for base in cls.__mro__
        if not base.__module__.startswith('heat_mistral.')
    ]
    return [
        name
        for name in vars(cls)
        if _is_private(name)
        and callable(getattr(cls, name))
        and any(name in vars(base) for base in theirs)
    ]


def test_private_members_are_touched_in_their_rooms_only():
    elsewhere = {
        f'{where}: {name}'
        for where, name in [*_touched(), *_overridden()]
        if where.parts[0] not in ALLOWED and name not in HOOKS
    }
    assert elsewhere == set()


def test_every_private_member_is_in_the_table():
    missing = {
        f'{where}: {name}'
        for where, name in [*_touched(), *_overridden()]
        if name not in _TABLED
    }
    assert missing == set()


def test_heats_tables_are_touched_in_one_room_only():
    """heat.objects is the database, which no plugin of a resource sees."""
    elsewhere = {
        str(where)
        for where, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or '').startswith(('heat.objects', 'heat.db'))
        and where.parts[0] != 'heat_support'
    }
    assert elsewhere == set()


def _asked_of_the_database():
    """(class, method) of all that Heat's tables are asked for."""
    for _where, tree in _modules():
        aliases = {
            alias.asname or alias.name: f'{node.module}.{alias.name}'
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.module or '').startswith('heat.objects')
            for alias in node.names
        }
        for node in ast.walk(tree):
            parts = (
                ast.unparse(node).split('.')
                if isinstance(node, ast.Attribute)
                else []
            )
            if len(parts) == 3 and parts[0] in aliases:
                yield f'{aliases[parts[0]]}:{parts[1]}', parts[2]


def test_every_method_of_heats_tables_is_in_the_table():
    tabled = {(home, name) for home, name, _parameters in METHODS}
    assert set(_asked_of_the_database()) - tabled == set()
