"""A hundred workflows in one definition: the stack beside the bare POST.

    python -m benchmarks.create [--workflows 100] [--runs 3]

The same text is created as a stack and posted to Mistral directly, in turn;
the ratio is of the medians.
"""

import argparse
import statistics
import tempfile
import time

from rich.console import Console
from rich.table import Table

from sandbox import Sandbox


def definition(count, prefix):
    return "version: '2.0'\n" + ''.join(
        f'{prefix}{number}:\n'
        f'  input: [a, b: 1]\n'
        f'  tasks:\n'
        f'    one:\n'
        f'      action: std.echo output=<% $.a %>\n'
        for number in range(count)
    )


def template(text):
    return {
        'heat_template_version': '2018-08-31',
        'resources': {
            'w': {
                'type': 'OS::Mistral::Workflow',
                'properties': {'definition': text},
            }
        },
    }


def stack(heat, text):
    begun = time.monotonic()
    stack_id = heat.stacks.create(stack_name='bench', template=template(text))[
        'stack'
    ]['id']
    while True:
        found = heat.stacks.get(stack_id, resolve_outputs=False)
        if found.stack_status != 'CREATE_IN_PROGRESS':
            break
        time.sleep(0.05)
    took = time.monotonic() - begun
    if found.stack_status != 'CREATE_COMPLETE':
        raise RuntimeError(found.stack_status_reason)
    heat.stacks.delete(stack_id)
    while (
        heat.stacks.get(stack_id, resolve_outputs=False).stack_status
        != 'DELETE_COMPLETE'
    ):
        time.sleep(0.2)
    return took


def bare(mistral, text):
    begun = time.monotonic()
    made = mistral.workflows.create(text)
    took = time.monotonic() - begun
    for workflow in made:
        mistral.workflows.delete(workflow.id)
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--workflows', type=int, default=100)
    parser.add_argument('--runs', type=int, default=3)
    given = parser.parse_args()
    text = definition(given.workflows, 'w')
    stacks, posts = [], []
    with (
        tempfile.TemporaryDirectory() as state,
        Sandbox(state).running() as sandbox,
    ):
        heat, mistral = sandbox.heat(), sandbox.mistral()
        for _ in range(given.runs):
            stacks.append(stack(heat, text))
            posts.append(bare(mistral, text))
    table = Table('', 'median s', 'all', title=f'{given.workflows} workflows')
    for name, times in (('stack', stacks), ('bare POST', posts)):
        table.add_row(
            name,
            f'{statistics.median(times):.2f}',
            ' '.join(f'{seconds:.2f}' for seconds in times),
        )
    ratio = statistics.median(stacks) / statistics.median(posts)
    Console().print(table, f'ratio {ratio:.2f}')


if __name__ == '__main__':
    main()
