"""What the texts that somebody else writes are made of."""

from heat_mistral.tests.unit.security.growth import NUMBER as N

CHARACTERS = (
    *' \n\r\t\0:\'"[]{}()<>%\\#,=-_.?*&!|@`$~^+/;09aR',
    'é', '\x85', '\u2028', '\ufeff', '\ud800', '\U0001f600',
)  # fmt: skip
YAML = (
    ': ', '- ', ' #', '\n  ', '\n', '{a: ', '}', '[', ']', '? ', '"\\u',
    '|\n', '>\n', '&a ', '*a', '!x ', '<<: ', '---\n', "''", '1:1', '0x',
    # expressions
    '<%', '%>', '{{', '}}', '{%', '%}', '<% $', '.select(', ') %>',
)  # fmt: skip
WORKFLOWS = (
    f'w{N}: {{tasks: {{t: {{}}}}}}\n',
    f'w{N}: {{input: [a], tasks: {{t: {{workflow: w{N} a=1}}}}}}\n',
    f'w{N}:\n  tasks:\n    t:\n      workflow: >\n       w1\n',
    f'w{N}: {{tags: [x], description: "w1", tasks: {{t: {{workflow: w1}}}}}}\n',
    f'# of {N}\n\n',
    f"w{N}: {{tasks: {{t: {{workflow: <% 'w' + $.x %>}}}}}}\n",
)
TASKS = (
    f'    t{N}: {{}}\n',
    f'    t{N}a: {{workflow: w a=1, on-success: [t{N}]}}\n',
    f'    t{N}b: {{workflow: w{N} a=<% $.x %>}}\n',
    f'    t{N}c: {{action: a{N}.b x="1", publish: {{x{N}: <% $.y %>}}}}\n',
    f'    t{N}d: {{requires: [t1, t{N}]}}\n',
    f'    t{N}e: {{join: all, on-complete: [{{t1: <% $.x %>}}, fail]}}\n',
    f"    t{N}f: {{workflow: '{{{{ x }}}}', input: {{a: 1}}}}\n",
    f'    t{N}g: {{with-items: i in <% $.x %>, action: std.echo output=<% $.i %>}}\n',
    f'    t{N}h:\n      action: >\n        std.echo\n',
    f'    # {N}\n',
    f'    "t{N}i": {{on-error: {{publish: {{a: 1}}, next: [t1, t{N}]}}}}\n',
)
TASK = (
    '      <<: {a: 1}\n', f'      <<: {{a{N}: 1}}\n', f'      x{N}: {{a: [1, b]}}\n',
    f'      a{N}: "{{{{ y }}}}"\n', f'      b{N}: 1:1\n', f'      c{N}: |\n       x\n',
)  # fmt: skip
TARGETS_ = (f'    - t{N}\n', f'    - u{N}: <% $.x %>\n', '    - t1\n')
IN = (f'  - i{N}\n', f'  - j{N}: 1\n', f'  - k{N}: {{a: [1, x]}}\n')
DSL = (*YAML, *WORKFLOWS, *TASKS, *TASK, *IN, 'w:\n', '  tasks:\n', '    t:\n',
       '  input:\n', '  type: reverse\n', "version: '2.0'\n")  # fmt: skip
_DEFAULTS = 'w:\n  task-defaults:\n    on-error:\n'
DSL_GRAMMARS = (
    ('', WORKFLOWS, '', WORKFLOWS),
    ('w:\n  tasks:\n', TASKS, '', TASKS),
    ('w:\n  tasks:\n', TASKS, '', WORKFLOWS),
    ('w:\n  type: reverse\n  tasks:\n', TASKS, '', TASKS),
    ('w:\n  input:\n', IN, '  tasks:\n', TASKS),
    (_DEFAULTS, TARGETS_, '  tasks:\n', TASKS),
    ('w:\n  tasks:\n    t:\n', TASK, '', TASKS),
    ('{', tuple(f'w{N}{x}: {{tasks: {{t: {{}}}}}}, ' for x in 'ab'), '}', ()),
)
ACTIONS = (
    f'a{N}: {{base: a{N}1}}\n', f'b{N}: {{base: std.echo output="x"}}\n',
    f'c{N}: {{base: a{N}, input: [x, y: 1], base-input: {{k: <% $.x %>}}}}\n',
    f'd{N}:\n  base: >\n    c{N}\n', f'# {N}\n\n',
    f'e{N}: {{base: a1 x=y z={{{{ 1 }}}}, output: <% $ %>}}\n',
)  # fmt: skip
ADHOC = (*YAML, *ACTIONS, *IN, 'a:\n', '  base: b\n', '  input:\n',
         '  base-input:\n', f'    k{N}: <% $.i %>\n')  # fmt: skip
ADHOC_GRAMMARS = (
    ('', ACTIONS, '', ACTIONS),
    ('a:\n  base: b\n  input:\n', IN, '', ACTIONS),
    (
        'a:\n  base: b\n  base-input:\n',
        (f'    k{N}: <% $.i %>\n',),
        '',
        ACTIONS,
    ),
)
PYTHON = (
    'from mistral_lib import actions\n', f'import m{N}\n', 'import dataclasses\n',
    'class A(actions.Action):\n', f'class A{N}(A):\n', f'class A{N}(A{N}1):\n',
    f'class A{N}(B{N}, A): 0\n', '@dataclasses.dataclass\n',
    '    def __init__(self):\n', f'    def __init__(self, a{N}=1, b={{}}):\n',
    f'        self.a{N} = 1\n', f'        self.a = f{N}()\n', '    x = 1\n',
    f'    x{N}: int = 0\n', '    def run(self, context):\n', '        return 1\n',
    f'a{N} = a{N}1\n', f'a{N} = [1, 2]\n', 'try:\n', 'except Exception:\n',
    '    pass\n', 'while True:\n', 'if x:\n', f'def f{N}(): pass\n',
    f'f{N}()\n', 'raise X()\n', 'exit()\n', 'for a in b:\n', 'with a:\n',
    '(', ')', '[', ']', '{', '}', '-', 'a', '.a', '1+', '"', "'", 'f"{', '\n',
    '    ', ',', 'lambda:', ':=', 'x, ', '#', '\\\n', '*', '**', 'not ',
)  # fmt: skip
_IMPORTS = f'{PYTHON[0]}import dataclasses\n'
_HEAD = f'{_IMPORTS}class A(actions.Action):\n'
LINES = (
    f'import m{N}\n', f'a{N} = a{N}1\n', f'a{N} = [a, b]\n', f'def f{N}(): pass\n',
    f'f{N}()\n', 'x = x\n', f'try:\n  import n{N}\nexcept X{N}:\n  pass\n',
    f'while f{N}:\n  pass\n', f'if f{N}: raise SystemExit()\n',
    f'from m import (a as b{N})\n', f'b{N}.c = A\n', f'del b{N}\n',
    f'class A{N}(A): 0\n', f'class B{N}(B{N}1, A):\n  y = f()\n',
    f'@dataclasses.dataclass\nclass C{N}(A):\n  x: int = 0\n',
    f'class D{N}(*A, x={N}): x{N} = 1\n', f'A = B{N}\n',
)  # fmt: skip
MEMBERS = (
    f'  x{N} = 1\n', f'  y{N}: int = f()\n', '  x = open()\n',
    f'  def m{N}(self): self.z{N} = 1\n', f'  class I{N}: pass\n',
    f'  def __init__(self, a{N}=1, b={{}}):\n    self.a{N} = b\n',
)  # fmt: skip
GIVEN = (f'    self.a{N} = 1\n', '    self.a = B\n', f'    self.b = f{N}()\n')
PYTHON_GRAMMARS = (
    (_HEAD + '  0\n', LINES, '', LINES),
    (_HEAD, MEMBERS, '', LINES),
    (_HEAD + '  def __init__(self):\n', GIVEN, '', LINES),
    (
        _HEAD + '  def __init__(self, ',
        (f'a{N}, ', f'b{N}=1, '),
        '): 0\n',
        LINES,
    ),
    (_HEAD + '  0\nclass A1(', ('A, ', f'A{N}, '), '): 0\n', LINES),
    (_HEAD + '  x = [', ('1, ', 'a, ', '[a], ', '{}, '), ']\n', MEMBERS),
    (
        _HEAD.replace('class', '@dataclasses.dataclass\nclass'),
        MEMBERS,
        '',
        LINES,
    ),
)
SAID = (
    'Failure caused by error in tasks: ', f't{N}, ', f'\n\n  t{N} [task_ex_id=',
    '] -> ', 'One or more actions had failed.', '\n    [action_ex_id=',
    '\n    [wf_ex_id=', ']: ', 'Failed to run task [error=', ', wf=', ', task=',
    'Failed to check and complete [', 'The action raised an exception [',
    "msg='", 'Traceback (most recent call last):\n', '\n', '\n  ', 'On instance',
    "On instance['w']", "['tasks']", '[0]', ':\n    ', "{'a': 1", "'x'", f"'x{N}' ",
    'Invalid DSL: ', 'Parse error: unexpected ', 'Lexical error: ', "'", '"',
    ' at position 3', ' of expression ', '[task_name=x]', 'workflow_name=',
)  # fmt: skip
CRON = (
    '*', '* ', '1', '1 ', '1,', '0-59', '*/', '/', ',', '-', '@hourly', 'jan',
    'sun#1', 'L', 'R', 'H', '?', '  ', '\t', '29 2 ', '0 ', 'x', '\xa0',
)  # fmt: skip
