"""How long a large definition takes, beside PyYAML reading the same text.

Run: PYTHONPATH=contrib python benchmarks/definition.py [workflows]
"""

import sys
import time

import yaml

from heat_mistral import definition

SIZE = 1024 * 1024
WORKFLOW = """\
# what workflow {0} is about
wf_{0}:
  description: creates a server, then calls the next workflow, number {1}
  input:
    - vm_name
    - count: 3
  output:
    result: <% $.result %>
  tasks:
    create_vm:
      action: nova.servers_create name=<% $.vm_name %>
      input:
        image: 'cirros'
        flavor: "m1.small"
        userdata: |
          #!/bin/sh
          echo {2}
      publish:
        result: <% task().result %>
      on-success:
        - call_next
    call_next:
      workflow: wf_{1} vm_name=<% $.vm_name %>
      retry: {{count: 3, delay: 5}}
"""


def text_of(count):
    """count workflows in a text of 1 MiB."""
    bare = len(WORKFLOW.format(count, count, ''))
    filler = 'x' * max(SIZE // count - bare, 1)
    return ''.join(
        WORKFLOW.format(number, (number + 1) % count, filler)
        for number in range(count)
    )


def seconds(function, times=5):
    """The best of a few runs."""
    best = float('inf')
    for _ in range(times):
        started = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - started)
    return best


def main():
    """Print one line for each thing measured."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    text = text_of(count)
    parsed = definition.parse(text)
    names = {
        short: definition.registered_name('stack.resource', short)
        for short in parsed.workflows
    }
    texts = definition.qualify(parsed, names, {'count': 7})
    unit = seconds(lambda: yaml.safe_load(text), 2)
    print(f'{len(text)} characters, {count} workflows')
    print(f"{'yaml.safe_load':28}{unit:8.3f} s   1.00")
    for name, function in (
        ('parse', lambda: definition.parse(text)),
        (
            'qualify',
            lambda: definition.qualify(parsed, names, {'count': 7}),
        ),
        (
            'parse and qualify',
            lambda: definition.qualify(
                definition.parse(text), names, {'count': 7}
            ),
        ),
        ('join', lambda: definition.join(texts.values())),
        ('digest of each', lambda: [*map(definition.digest, texts.values())]),
        (
            'yaml.load, CSafeLoader',
            lambda: yaml.load(text, yaml.CSafeLoader),
        ),
    ):
        took = seconds(function)
        print(f'{name:28}{took:8.3f} s   {took / unit:.2f}')


if __name__ == '__main__':
    main()
