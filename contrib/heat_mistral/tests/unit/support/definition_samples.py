"""Texts for the definition tests, and a strategy that makes more."""

import json

from hypothesis import strategies as st

TASK = '  tasks:\n    t1:\n      action: std.noop\n'
ONE = f"version: '2.0'\nwf:\n{TASK}"

TWO = """\
# licence

---
version: '2.0'

# about one
one:
  # inside
  input: [a, b: 2]   # two inputs
  tasks:
    t1:
      workflow: two x=<% $.a %>  # calls
      on-success: t2
    t2: {workflow: "two"}
    t3:
      workflow: >-
        two
        y=1
    t4:
      with-items: i in <% $.a %>
      workflow: 'two z="two"'
    t5:
      workflow: other
    t6:
      action: std.echo output="two"

# about two
two:
  input:
    - a
    - c: # old
        x: 1
    - d: |
        text
        # not a comment

    - e:
  type: reverse
  tasks:
    t: {action: std.noop}
  # last words
...
"""


#: name -> text; each is more than a careless parser takes.
def _task_with_workflow(command):
    return 'w:\n  tasks:\n    t:\n      workflow: ' + json.dumps(command)


PATHOLOGICAL = {
    'unclosed expressions': _task_with_workflow('{{' * 100_000),
    'unclosed yaql': _task_with_workflow('<%' * 100_000),
    'unclosed quotes': _task_with_workflow('<% ' + "'\\" * 100_000 + ' %>'),
    'brackets': '[' * 600_000,
    'braces': '{' * 600_000,
    'pairs': '[{a: ' * 120_000,
    'dashes': '- ' * 300_000,
    'questions': '? ' * 300_000,
    'indents': ''.join(' ' * i + 'a:\n' for i in range(1100)),
    'anchors': 'a: [' + '&a,' * 1_000_000 + ']',
    'short anchors': 'a: [' + '&a,' * 43_000 + ']',
    'aliases': 'a: [&a x,' + '*a,' * 1_000_000 + ']',
    'brackets, then an alias': '[' * 200_000 + '*a',
    'slow brackets': '[&a,' * 30_000,
    'tags': '!a ' * 100_000,
    'a word': 'x' * 3_000_000,
    'words': '{' + 'a ' * 1_000_000,
    'tabs': '\t' * 600_000,
    'quotes': '"' * 600_001,
    'hashes': '#' * 1_000_000,
    'sexagesimal': f'a: {"1:" * 300_000}1',
    'digits': f'a: {"9" * 100_000}',
    'hexadecimal': f'a: 0x{"f" * 100_000}',
    'merges': '<<: {' * 90 + '}' * 90,
    'one huge key': f'{"k" * 900_000}: 1',
    'documents': '---\n' * 200_000,
    'percents': '%' * 600_000,
    'line breaks': '\r' * 1_000_000,
}

_ATOMS = (
    ' ', '  ', '\n', '\n', '\n  ', '\t', '\r\n', '- ', '-', ': ', ':', '? ',
    '[', ']', '{', '}', ',', ' #', '#', '!', '!!str ', '!!int ', '|\n', '>\n',
    '|-', '>+2', "''", '"', "'", '\\', '%', '@', '`', '&a ', '*a', 'a', 'b',
    '1', '2.0', '.', '_', '<<', '<<: ', '=', '~', '\x85', '\u2028', '\ufeff',
    '---\n', '...\n', "version: '2.0'\n", 'wf:\n', '  tasks:\n', '    t:\n',
    'workflow: wf', 'input: [a]', '<% $.a %>', '{{ x }}', '%YAML 1.1\n',
    '2001-01-01', '0o7', '07', '1:30', '1_000', '.nan', 'yes', 'null', 'é',
    '\U0001f600', '\0', '\ud800', '!!binary ', '!!set ', '!!omap ',
    '!!python/none ', '!!timestamp ', '{a: b}', '[a]', '- &x y', '"\\ud800"',
)  # fmt: skip

fragments = st.lists(st.sampled_from(_ATOMS), max_size=25).map(''.join)


@st.composite
def damaged(draw):
    """A good definition with a few pieces overwritten."""
    text = draw(st.sampled_from((ONE, TWO)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text) - 1))
        length = draw(st.integers(0, 3))
        atom = draw(st.sampled_from(_ATOMS))
        text = text[:start] + atom + text[start + length :]
    return text


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)

_NAMES = ('alpha', 'beta-2', 'gamma.x', 'null_', 'Ünï', 'n', 'y1')
_SCALARS = st.sampled_from(
    (
        '{}',
        '"{}"',
        "'{}'",
        '>-\n          {}',
        '|-\n          {}',
        '"\\x{}"',
    )  # fmt: skip
)


def _written(name, scalar):
    if scalar == '"\\x{}"':
        return f'"\\u{ord(name[0]):04x}{name[1:]}"'
    return scalar.format(name)


@st.composite
def definitions(draw):
    """(text, {short: [short named by each task]}, line comments)."""
    shorts = draw(
        st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True)
    )
    line = draw(st.sampled_from(('\n', '\r\n')))
    parts, calls, comments = [], {}, []
    for number, short in enumerate(shorts):
        comment = f'# about {number}'
        comments.append(comment)
        quote = draw(st.sampled_from(('', '"', "'")))
        parts.append(f'{comment}\n{quote}{short}{quote}:   # key {number}\n')
        parts.append('  input:\n    - v_in\n    - w_in: [1, two]\n')
        parts.append('  tasks:\n')
        calls[short] = []
        for task in range(draw(st.integers(1, 3))):
            target = draw(st.sampled_from((*shorts, 'stranger')))
            tail = draw(st.sampled_from(('', ' x=1', ' x=<% $.v_in %>')))
            scalar = draw(_SCALARS)
            written = _written(target, scalar)
            if tail:
                if written.endswith(('"', "'")):
                    written = written[:-1] + tail + written[-1]
                else:
                    written += tail
            parts.append(f'    t{task}:\n      workflow: {written}\n')
            calls[short].append((target, tail))
        parts.append(draw(st.sampled_from(('', '\n', '  # end\n'))))
    parts.insert(
        draw(st.sampled_from((0, len(parts)))),
        draw(st.sampled_from(('', "version: '2.0'\n", 'version: 2\n'))),
    )
    text = draw(st.sampled_from(('', '\ufeff', '---\n'))) + ''.join(parts)
    text += draw(st.sampled_from(('', '...\n')))
    return text.replace('\n', line), calls, comments
