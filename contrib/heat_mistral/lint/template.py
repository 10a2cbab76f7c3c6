"""A HOT template: its resources, wherever in it they stand."""

import dataclasses
from collections.abc import Iterator, Mapping

from heat_mistral.lint import document, texts

VERSION = 'heat_template_version'
_PREFIX = 'OS::Mistral::'
# Groups have a resource inside a property of one of these names.
_INNER = ('resource_def', 'resource')


@dataclasses.dataclass(frozen=True)
class Resource:
    """A resource, or what a group makes many of.

    :ivar name: '' for what a group makes.
    """

    name: str
    type: str
    type_node: document.Node
    node: document.Node

    @property
    def properties(self) -> document.Node | None:
        return self.node.get('properties')

    @property
    def is_ours(self) -> bool:
        return self.type.startswith(_PREFIX)

    def property(self, name: str) -> document.Node | None:
        """The value of a property as it stands in the template."""
        given = self.properties
        return given.get(name) if given is not None else None

    def place_of(self, name: str) -> document.Node:
        """The node of a property's key, or else the resource's type."""
        given = self.properties
        keys = given.keys if given is not None else {}
        return keys.get(name, self.type_node)


@dataclasses.dataclass(frozen=True)
class Template:
    """A template and what its functions refer to.

    :ivar parameters: name -> its value, or its default.
    :ivar resources: those of the section "resources", by name.
    :ivar inner: those that groups make.
    """

    root: document.Node
    parameters: Mapping[str, document.Node]
    resources: Mapping[str, Resource]
    inner: tuple[Resource, ...]

    @property
    def all(self) -> Iterator[Resource]:
        yield from self.resources.values()
        yield from self.inner


def of(root: document.Node, given: Mapping[str, document.Node]) -> Template:
    """The template that a document is.

    :param given: values of parameters, from environments.
    """
    resources = {}
    inner: list[Resource] = []
    for name, _, node in _items(root.get('resources')):
        resource = _resource(str(name), node)
        if resource is not None:
            resources[resource.name] = resource
            inner += _inner(resource)
    parameters = {}
    for name, _, node in _items(root.get('parameters')):
        default = node.get('default')
        if default is not None:
            parameters[str(name)] = default
    return Template(root, {**parameters, **given}, resources, tuple(inner))


def _items(
    node: document.Node | None,
) -> Iterator[tuple[object, document.Node, document.Node]]:
    if node is not None:
        yield from node.items()


def _resource(name: str, node: document.Node) -> Resource | None:
    kind = node.get('type')
    if kind is None or not kind.is_text:
        return None
    return Resource(name, kind.value, kind, node)


def _inner(resource: Resource) -> Iterator[Resource]:
    for key in _INNER:
        node = resource.property(key)
        if node is not None:
            found = _resource('', node)
            if found is not None:
                yield found
                yield from _inner(found)


def functions(
    node: document.Node,
) -> Iterator[tuple[str, document.Node, document.Node]]:
    """All functions in a value: name, argument, and the node itself."""
    for each in nodes(node):
        found = texts.function(each)
        if found is not None:
            yield found[0], found[1], each


def nodes(node: document.Node) -> Iterator[document.Node]:
    """A value and all in it, each once, from the top of the text down."""
    waiting = [node]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue  # an alias of it
        seen.add(id(node))
        yield node
        if node.kind == 'map':
            waiting += reversed(node.value.values())
        elif node.kind == 'list':
            waiting += reversed(node.value)


def plain(node: document.Node) -> object:
    """The value, with functions in it as None."""
    if texts.function(node) is not None:
        return None
    if node.kind == 'map':
        return {key: plain(value) for key, value in node.value.items()}
    if node.kind == 'list':
        return [plain(value) for value in node.value]
    return node.value
