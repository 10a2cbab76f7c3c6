"""Findings stand in the reader's own file, however the text got there."""

import pathlib
import textwrap

from heat_mistral.lint import run

_WORKFLOW = """\
version: '2.0'
w:
  tasks:
    a:
      on-success: b
"""
_TOP = 'heat_template_version: 2018-08-31\n'
_PARAMETERS = 'parameters:\n' + ''.join(
    f'  {name}: {{type: string}}\n' for name in 'pwit'
)


def _lint(tmp_path, files, *paths, **others):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')
    given = [str(tmp_path / path) for path in paths or ['t.yaml']]
    return [
        (
            each.rule,
            pathlib.Path(each.place.file.path).name,
            each.place.line,
            each.place.column,
        )
        for each in run.lint(given, **others)
    ]


def _template(definition, more=''):
    return (
        f'{_TOP}resources:\n  r:\n    type: OS::Mistral::Workflow\n'
        f'    properties:\n      definition: {definition}\n{more}'
    )


def test_a_block(tmp_path):
    block = '|\n' + textwrap.indent(_WORKFLOW, ' ' * 8)
    assert _lint(tmp_path, {'t.yaml': _template(block)}) == [
        ('HM101', 't.yaml', 11, 15)
    ]


def test_a_block_after_empty_lines(tmp_path):
    block = '|\n\n\n' + textwrap.indent(_WORKFLOW, ' ' * 8)
    assert _lint(tmp_path, {'t.yaml': _template(block)}) == [
        ('HM101', 't.yaml', 13, 15)
    ]


def test_a_file(tmp_path):
    files = {
        't.yaml': _template('{ get_file: sub/w.yaml }'),
        'sub/w.yaml': _WORKFLOW,
    }
    assert _lint(tmp_path, files) == [('HM101', 'w.yaml', 5, 7)]
    # Named by itself as well, it is looked at once.
    assert _lint(tmp_path, files, 'sub/w.yaml', 't.yaml') == [
        ('HM101', 'w.yaml', 5, 7)
    ]


def test_a_file_that_is_not_there(tmp_path):
    files = {'t.yaml': _template('{ get_file: w.yaml }')}
    assert _lint(tmp_path, files) == [('HM001', 't.yaml', 6, 19)]


def test_a_text_with_values_put_in(tmp_path):
    block = (
        '\n        str_replace:\n          template: |\n'
        + textwrap.indent(_WORKFLOW.replace('a:', '$name:'), ' ' * 12)
        + '          params: {$name: {get_param: p}}'
    )
    assert _lint(tmp_path, {'t.yaml': _template(block, _PARAMETERS)}) == [
        ('HM101', 't.yaml', 13, 19)
    ]


def test_the_default_of_a_parameter_and_what_an_environment_says(tmp_path):
    parameters = (
        'parameters:\n  p:\n    type: string\n    default: |\n'
        + textwrap.indent(_WORKFLOW, '      ')
    )
    files = {
        't.yaml': _template('{ get_param: p }', parameters),
        'e.yaml': 'parameters:\n  p: "w: {tasks: {a: {on-success: c}}}"\n',
    }
    assert _lint(tmp_path, files) == [('HM101', 't.yaml', 15, 13)]
    environment = str(tmp_path / 'e.yaml')
    assert _lint(tmp_path, files, environments=[environment]) == [
        ('HM101', 'e.yaml', 2, 23)
    ]


def test_a_nested_template_by_its_file_and_by_an_environment(tmp_path):
    inner = _template('|\n' + textwrap.indent(_WORKFLOW, ' ' * 8))
    files = {
        't.yaml': f'{_TOP}resources:\n  n:\n    type: sub/inner.yaml\n',
        'u.yaml': f'{_TOP}resources:\n  n:\n    type: My::Own\n',
        'e.yaml': 'resource_registry:\n  My::Own: sub/inner.yaml\n',
        'sub/inner.yaml': inner,
    }
    wanted = [('HM101', 'inner.yaml', 11, 15)]
    assert _lint(tmp_path, files) == wanted
    environment = str(tmp_path / 'e.yaml')
    assert (
        _lint(tmp_path, files, 'u.yaml', environments=[environment]) == wanted
    )


def test_what_a_group_makes(tmp_path):
    text = (
        f'{_TOP}resources:\n  g:\n    type: OS::Heat::ResourceGroup\n'
        '    properties:\n      resource_def:\n'
        '        type: OS::Mistral::Workflow\n'
        '        properties: {definiton: x}\n'
    )
    assert _lint(tmp_path, {'t.yaml': text}) == [
        ('HM401', 't.yaml', 8, 22),
        ('HM402', 't.yaml', 7, 15),
    ]


def test_the_form_with_tasks(tmp_path):
    text = (
        f'{_TOP}resources:\n  r:\n    type: OS::Mistral::Workflow\n'
        '    properties:\n      tasks:\n        - name: a\n'
        '          action: std.noop\n          on_success: [b]\n'
        '        - name: c\n          action: std.noop\n'
        '          wait_befor: 1\n'
    )
    assert _lint(tmp_path, {'t.yaml': text}) == [
        ('HM101', 't.yaml', 9, 24),
        ('HM104', 't.yaml', 12, 11),
    ]


def test_ad_hoc_actions(tmp_path):
    actions = 'tell:\n  base: std.echo\n  base_input: {output: 1}\n'
    assert _lint(tmp_path, {'a.yaml': actions}, 'a.yaml') == [
        ('HM003', 'a.yaml', 3, 3)
    ]


def test_actions_that_the_template_brings_itself(tmp_path):
    block = (
        '|\n        w: {tasks: {a: {action: tell}, b: {action: tall}}}\n'
        '      actions: {tell: my.tell}'
    )
    assert [
        line
        for rule, _, line, _ in _lint(tmp_path, {'t.yaml': _template(block)})
    ] == [7]
    block = block.replace(
        '{tell: my.tell}', '{get_attr: [x, available_actions]}'
    )
    found = _lint(tmp_path, {'t.yaml': _template(block)})
    assert {rule for rule, *_ in found} == {'HM412'}


def test_what_only_the_stack_knows_is_not_judged(tmp_path):
    text = _template(
        '{ get_attr: [r, show] }',
        '  t:\n    type: OS::Mistral::CronTrigger\n    properties:\n'
        '      pattern: { get_param: p }\n      workflow: { get_param: w }\n'
        '  e:\n    type: OS::Mistral::Execution\n    properties:\n'
        '      workflow: { get_attr: [r, available_workflows, x] }\n'
        '      input: { get_param: i }\n      timeout: { get_param: t }\n'
        + _PARAMETERS,
    )
    assert _lint(tmp_path, {'t.yaml': text}) == []


def test_hostile_files_end_in_time(tmp_path):
    bomb = 'a0: &a0 [x, x]\n' + ''.join(
        f'a{n}: &a{n} [{", ".join([f"*a{n - 1}"] * 9)}]\n'
        for n in range(1, 30)
    )
    files = {
        'deep.yaml': f'{_TOP}x: {"[" * 100_000}',
        'bomb.yaml': f'{_TOP}{bomb}',
        'bytes.yaml': _TOP,
        'empty.yaml': '',
    }
    found = _lint(tmp_path, files, *files, 'none.yaml')
    (tmp_path / 'bytes.yaml').write_bytes(b'\xff\xfe\x00')
    found += _lint(tmp_path, {}, 'bytes.yaml')
    assert {(rule, name) for rule, name, *_ in found} == {
        ('HM001', 'deep.yaml'),
        ('HM001', 'bomb.yaml'),
        ('HM003', 'empty.yaml'),
        ('HM001', 'none.yaml'),
        ('HM001', 'bytes.yaml'),
    }
