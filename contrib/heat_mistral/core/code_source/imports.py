"""Imports of what Mistral need not have.

Mistral is on each of its servers, and what it requires; keystonemiddleware,
which it requires, brings keystoneauth1. Anything else may be there or not.
"""

import ast
import sys
from collections.abc import Collection, Iterator

from heat_mistral.core.code_source.findings import Finding, short
from heat_mistral.core.code_source.module import Module, never_executed

#: Beside the standard library.
ALLOWED = frozenset(
    (
        *('alembic', 'cachetools', 'croniter', 'dogpile', 'jinja2'),
        *('jsonschema', 'jwt', 'keystoneauth1', 'keystonemiddleware'),
        *('mistral', 'mistral_lib', 'networkx', 'osprofiler', 'paramiko'),
        *('pbr', 'pecan', 'requests', 'sqlalchemy', 'stevedore', 'tenacity'),
        *('wsme', 'yaml', 'yaql'),
        *('oslo_concurrency', 'oslo_config', 'oslo_context', 'oslo_db'),
        *('oslo_i18n', 'oslo_log', 'oslo_messaging', 'oslo_middleware'),
        *('oslo_policy', 'oslo_serialization', 'oslo_service', 'oslo_utils'),
    )
)
_FAILURES = (
    'builtins.ImportError',
    'builtins.ModuleNotFoundError',
    'builtins.Exception',
    'builtins.BaseException',
)
_Import = ast.Import | ast.ImportFrom


def check(module: Module, allowed: Collection[str]) -> Iterator[Finding]:
    """Imports that may fail where the source is executed.

    :param allowed: further modules, by the first part of their names.
    """
    tops = {each.partition('.')[0] for each in allowed} | ALLOWED
    for node in _needed(module):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield module.error(
                'relative-import',
                'a source stands alone: Mistral cannot import another one '
                'from it; put both into one text',
                node,
            )
            continue
        for name in _imported(node):
            top = name.partition('.')[0]
            if top not in tops and top not in sys.stdlib_module_names:
                yield module.error(
                    'import',
                    f'{short(top)} is neither in the standard library nor '
                    f'required by Mistral (as mistral_lib, keystoneauth1, '
                    f'requests, oslo_log and yaml are); do without it, or '
                    f'allow it where all servers of Mistral have it',
                    node,
                )


def _imported(node: _Import) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or '']


def _needed(module: Module) -> Iterator[_Import]:
    """Imports that the source cannot do without."""
    stack: list[ast.AST] = [module.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, _Import):
            yield node
        elif isinstance(node, ast.If) and never_executed(node.test):
            stack.extend(reversed(node.orelse))
        elif isinstance(node, ast.Try):
            stack.extend(reversed(list(_needed_of_try(module, node))))
        elif not (isinstance(node, ast.With) and _suppresses(module, node)):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _needed_of_try(module: Module, node: ast.Try) -> Iterator[ast.AST]:
    """The parts in which an import must not fail.

    A handler beside an import has what is done without it.
    """
    tries = any(isinstance(each, _Import) for each in node.body)
    caught = [each for each in node.handlers if _catches(module, each.type)]
    if not caught:
        yield from node.body
    for handler in node.handlers:
        if not (tries and handler in caught):
            yield from handler.body
    yield from node.orelse
    yield from node.finalbody


def _suppresses(module: Module, node: ast.With) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call)
        and module.dotted(item.context_expr.func) == 'contextlib.suppress'
        and any(_catches(module, each) for each in item.context_expr.args)
        for item in node.items
    )


def _catches(module: Module, kind: ast.expr | None) -> bool:
    """Whether a handler of this catches an import that fails."""
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(
        each is None or module.dotted(each) in _FAILURES for each in kinds
    )
