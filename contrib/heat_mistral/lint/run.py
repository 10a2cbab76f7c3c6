"""From files to findings."""

import pathlib
from collections.abc import Iterable, Iterator, Mapping

from heat_mistral.core import rules
from heat_mistral.lint import data, document, model, template, texts
from heat_mistral.lint.checks import (
    definitions,
    properties,
    references,
    runs,
    schedules,
)


def lint(
    paths: Iterable[str],
    environments: Iterable[str] = (),
    actions: Mapping[str, object] | None = None,
) -> Iterator[model.Finding]:
    """All that is found in files, and in those that they name.

    :param paths: templates and definitions.
    :param environments: files with values of parameters, and with types that
        stand for nested templates.
    :param actions: names of actions that the cloud has, beside Mistral's own.
    """
    linter = _Linter(actions or {})
    for path in environments:
        yield from linter.read_environment(path)
    named = list(paths)
    # A definition that one of them names is looked at where it is named:
    # there it is known which actions and values it has.
    for path in sorted(named, key=lambda path: not _is_template(path)):
        yield from linter.read_file(path)


# Of YAML's own, but for those that open something.
_SIGNS = frozenset('*@%`&!')


class _Linter:
    """Goes from file to file, to each once."""

    def __init__(self, actions: Mapping[str, object]) -> None:
        self.seen: set[pathlib.Path] = set()
        self.parameters: dict[str, document.Node] = {}
        self.registry: dict[str, str] = {}
        self.actions = {**data.actions(), **dict.fromkeys(actions)}

    def read_environment(self, path: str) -> Iterator[model.Finding]:
        try:
            root = document.read(texts.read_file(path))
        except (texts.MissingFile, document.Unreadable) as ex:
            yield _unreadable(path, ex)
            return
        if root is None:
            return
        for section in ('parameters', 'parameter_defaults'):
            for name, _, node in _items(root.get(section)):
                self.parameters.setdefault(str(name), node)
        here = pathlib.Path(path).parent
        for name, _, node in _items(root.get('resource_registry')):
            if node.is_text and '://' not in node.value:
                self.registry[str(name)] = str(here / node.value)

    def read_file(self, path: str) -> Iterator[model.Finding]:
        resolved = pathlib.Path(path).resolve()
        if resolved in self.seen:
            return
        self.seen.add(resolved)
        try:
            file = texts.read_file(path)
        except texts.MissingFile as ex:
            yield _unreadable(path, ex)
            return
        root = None
        if template.VERSION in file.text:
            try:
                root = document.read(file)
            except document.Unreadable as ex:
                yield _unreadable_at(file, ex)
                return
        if root is None or root.get(template.VERSION) is None:
            yield from self.read_definition(file)
        else:
            yield from self.read_template(template.of(root, self.parameters))

    def read_definition(self, file: model.File) -> Iterator[model.Finding]:
        if _is_template_without_version(file):
            yield model.Finding(
                'HM002',
                'a template begins with "heat_template_version"',
                model.Place(file, 1, 1),
            )
            return
        text = model.Text(file.text, model.Place(file, 1, 1))
        if definitions.are_actions(file.text):
            yield from definitions.of_actions(text)
        else:
            yield from definitions.of_text(text, self.known()).findings

    def read_template(
        self, whole: template.Template
    ) -> Iterator[model.Finding]:
        self.seen.update(_named_files(whole))
        own = self.own_actions(whole)
        defined: dict[str, runs.Defined] = {}
        for resource in whole.all:
            if resource.is_ours:
                yield from properties.check(resource)
                yield from schedules.check(resource)
            if resource.type == definitions.WORKFLOW:
                yield from self.read_workflow(whole, resource, own, defined)
            elif resource.type == definitions.ACTION:
                yield from definitions.of_action(resource, whole.parameters)
            yield from self.read_nested(whole, resource)
        yield from references.check(whole)
        yield from runs.check(whole, defined)

    def read_workflow(
        self,
        whole: template.Template,
        resource: template.Resource,
        own: frozenset[str],
        defined: dict[str, runs.Defined],
    ) -> Iterator[model.Finding]:
        given = _given(resource)
        known = self.known(given or frozenset(), own)
        actions = resource.property('actions')
        if actions is not None and texts.function(actions) is not None:
            known = rules.Known(given=known.given)  # any of them may be there
        elif actions is not None:
            names = frozenset(str(name) for name, _, _ in actions.items())
            known = self.known(known.given, own | names)
        read = definitions.of_resource(resource, whole.parameters, known)
        yield from read.findings
        yield from properties.public_input(resource)
        if read.parsed is None:
            return
        yield from runs.own_names(resource, read.parsed)
        default = resource.property('default_workflow')
        if resource.name:
            defined[resource.name] = runs.Defined(
                read.parsed,
                next(iter(read.parsed.workflows))
                if default is None
                else str(default.value),
                given,
                # Below "tasks" there is one, with the name that is given.
                resource.property('definition') is not None,
            )

    def read_nested(
        self, whole: template.Template, resource: template.Resource
    ) -> Iterator[model.Finding]:
        """A template that a resource's type, or what stands for it, names."""
        kind = self.registry.get(resource.type)
        if kind is None and resource.type.endswith(('.yaml', '.template')):
            here = pathlib.Path(resource.type_node.file.path).parent
            kind = str(here / resource.type)
        # Heat's client tells of one that is not there.
        if kind is not None and pathlib.Path(kind).is_file():
            yield from self.read_file(kind)

    def known(
        self,
        given: frozenset[str] = frozenset(),
        names: frozenset[str] = frozenset(),
    ) -> rules.Known:
        return rules.Known({**self.actions, **dict.fromkeys(names)}, given)

    def own_actions(self, whole: template.Template) -> frozenset[str]:
        """Names of ad-hoc actions that the template registers itself."""
        return frozenset(
            str(node.value)
            for resource in whole.all
            if resource.type in (definitions.ACTION, 'OS::Mistral::CodeSource')
            and (node := resource.property('name')) is not None
        )


def _is_template(path: str) -> bool:
    try:
        return template.VERSION in texts.read_file(path).text
    except texts.MissingFile:
        return False


def _named_files(whole: template.Template) -> Iterator[pathlib.Path]:
    for name, argument, _ in template.functions(whole.root):
        if name == 'get_file' and argument.is_text:
            here = pathlib.Path(argument.file.path).parent
            yield (here / argument.value).resolve()


def _given(resource: template.Resource) -> frozenset[str] | None:
    """Names of inputs that get a value; None where that is not known."""
    node = resource.property('input')
    if node is None:
        return frozenset()
    if texts.function(node) is not None:
        return None
    return frozenset(str(name) for name, _, _ in node.items())


def _items(
    node: document.Node | None,
) -> Iterator[tuple[object, document.Node, document.Node]]:
    if node is not None:
        yield from node.items()


def _is_template_without_version(file: model.File) -> bool:
    try:
        root = document.read(file)
    except document.Unreadable:
        return False
    resources = None if root is None else root.get('resources')
    return resources is not None and any(
        node.get('type') is not None for _, _, node in resources.items()
    )


def _unreadable(path: str, fault: Exception) -> model.Finding:
    return model.Finding(
        'HM001', str(fault), model.Place(model.File(path, ''), 1, 1)
    )


def _unreadable_at(
    file: model.File, fault: document.Unreadable
) -> model.Finding:
    hint = ''
    rule = 'HM001'
    line = file.line(fault.line)
    if '{{' in line and not any(sign in line for sign in '"\''):
        rule = 'HM005'
        hint = (
            '; a value that starts with a Jinja expression needs quotes: '
            '"{{ x }}"'
        )
    elif set(line[max(fault.column - 2, 0) : fault.column]) & _SIGNS:
        hint = '; a value that starts with this sign needs quotes'
    return model.Finding(
        rule, fault.message + hint, model.Place(file, fault.line, fault.column)
    )
