"""How long a large definition takes, beside PyYAML reading the same text."""

import dataclasses

import yaml

from benchmarks import harness, results
from benchmarks.world import World
from heat_mistral.core import definition
from heat_mistral.core.definition import meaning

TITLE = 'Reading a definition'
TEXT = """\
A text of so many workflows, a KiB each, in this process alone: read by
``yaml.safe_load`` and by libyaml's loader, and by ours, which parses it and
puts registered names into it.
"""


@dataclasses.dataclass(frozen=True)
class Sizes:
    workflows: tuple[int, ...]
    rounds: int


SIZES = {'small': Sizes((10, 100), 3), 'full': Sizes((10, 100, 1_000), 7)}
SIZE = 1024
PYYAML, LIBYAML = 'yaml.safe_load', 'yaml.CSafeLoader'
PARSE, QUALIFY, DIGEST = 'parse', 'qualify', 'digest of each'
RATIOS = [
    results.Ratio(f'(parse + qualify) / {name}', (PARSE, QUALIFY), (name,))
    for name in (PYYAML, LIBYAML)
]
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


def text_of(count: int) -> str:
    """So many workflows, a KiB each."""
    bare = len(WORKFLOW.format(count, count, ''))
    filler = 'x' * max(SIZE - bare, 1)
    return ''.join(
        WORKFLOW.format(number, (number + 1) % count, filler)
        for number in range(count)
    )


def measure(world: World, sizes: Sizes) -> results.Result:
    chart = results.Chart('Read', 'workflows', ratios=RATIOS)
    for count in sizes.workflows:
        with world.step(f'{count} workflows'):
            chart.points.append(
                results.Point(count, _samples(text_of(count), sizes.rounds))
            )
    return results.Result('definition', TITLE, TEXT, [chart])


def _samples(text: str, rounds: int) -> dict[str, list[float]]:
    parsed = definition.parse(text)
    names = {
        short: definition.registered_name('stack.resource', short)
        for short in parsed.workflows
    }
    texts = definition.qualify(parsed, names, {'count': 7})
    calls = {
        PYYAML: lambda: yaml.safe_load(text),
        LIBYAML: lambda: yaml.load(text, yaml.CSafeLoader),
        PARSE: lambda: definition.parse(text),
        QUALIFY: lambda: definition.qualify(parsed, names, {'count': 7}),
        DIGEST: lambda: [*map(meaning.digest, texts.values())],
    }
    return harness.alternate(
        rounds,
        {
            name: lambda call=call: harness.timed(call)
            for name, call in calls.items()
        },
    )
