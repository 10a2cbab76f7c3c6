"""Runs for the tests of timelines and pages."""

import datetime

from heat_mistral.core import definition
from heat_mistral.graph import build, model

START = datetime.datetime(2030, 1, 2, 3, 4, 5)
NOW = START + datetime.timedelta(minutes=6)
DEFINITION = """
upgrade:
  task-defaults: {on-error: roll_back}
  tasks:
    download: {action: std.http, on-success: [back_up, drain]}
    back_up: {action: cinder.volume_snapshots_create, on-success: install}
    drain: {with-items: h in <% $.hosts %>, workflow: drain_host,
            on-success: install}
    install: {join: all, action: std.ssh, retry: count=2 delay=9,
              on-success: check}
    check: {action: std.http}
    roll_back: {workflow: restore}
drain_host:
  tasks: {move: {action: nova.servers_evacuate}}
restore:
  tasks: {restore: {action: cinder.volumes_revert, on-success: check},
          check: {workflow: drain_host}}
"""


def workflows(text=DEFINITION):
    """The workflows by name."""
    return {
        each.name: each for each in build.workflows(definition.parse(text))
    }


def attempt(task, state, starts, ends=None, error='', below=(), created=None):
    """One that began and ended so many seconds after START."""

    def time(seconds):
        return seconds if seconds is None else _after(seconds)

    return model.Attempt(
        task,
        state,
        time(starts),
        time(ends),
        error,
        tuple(below),
        time(created),
    )


def run(name, state, *attempts, starts=0, ends=None, error=''):
    """A run of a workflow of DEFINITION, with the last of each task."""
    tasks = {
        each.task: model.GraphRun(each.state, _took(each), error=each.error)
        for each in attempts
    }
    return model.Run(
        model.Execution(f'id-of-{name}', name, state, 351, tasks),
        workflows().get(name),
        _after(starts),
        None if ends is None else _after(ends),
        error,
        attempts,
    )


def failed(error):
    """One that rolls back what has failed for this reason."""
    return run(
        'upgrade',
        'RUNNING',
        attempt('download', 'SUCCESS', 0, 21),
        attempt('back_up', 'SUCCESS', 21, 85),
        attempt(
            'drain',
            'SUCCESS',
            21,
            201,
            below=[
                run(
                    'drain_host',
                    'SUCCESS',
                    attempt('move', 'SUCCESS', 23, 190),
                    starts=22,
                    ends=191,
                )
            ]
            * 2,
        ),
        attempt('install', 'ERROR', 201, 240, error),
        attempt('install', 'ERROR', 250, 290, error, created=240),
        attempt('roll_back', 'RUNNING', 291),
        attempt('check', 'IDLE', None),
        error=error,
    )


def _after(seconds):
    return START + datetime.timedelta(seconds=seconds)


def _took(each):
    if each.starts is None or each.ends is None:
        return None
    return (each.ends - each.starts).total_seconds()
