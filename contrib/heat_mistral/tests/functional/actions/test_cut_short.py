"""Kills, lost replies, two at once: the next run converges."""

import os
import signal

import pytest

from heat_mistral.tests.functional.actions import program as program_
from heat_mistral.tests.functional.actions.program import ACTION, package
from heat_mistral.tests.functional.support import faulty

NAME = 'short.greet.greet'


class Killing(faulty.Proxy):
    """Kills the program when it sends its n-th request that changes things.

    Mistral gets the request all the same, and the program no answer.
    """

    def __init__(self, target):
        super().__init__(target)
        self.left = None
        self.process = None

    def fault(self, method, path):
        if method in faulty.CHANGES and self.left is not None:
            self.left -= 1
            if self.left == 0:
                self.left = None
                self.process.send_signal(signal.SIGKILL)
                return faulty.FAULTS['reply lost']
        return super().fault(method, path)


@pytest.fixture
def proxy(sandbox):
    made = Killing(sandbox.urls['mistral'])
    region = f'short-{os.getpid()}'
    with made.running() as url, sandbox.region(region, mistral=url):
        made.region = region
        yield made


@pytest.fixture
def through(program, proxy, sandbox, tmp_path):
    """The program, with the proxy in its way."""
    return program_.Program(sandbox, tmp_path, OS_REGION_NAME=proxy.region)


def names(made):
    return (
        sorted(source.name for source in made()[0]),
        sorted(action.name for action in made()[1]),
    )


def clear(admin, made):
    for source in made()[0]:
        admin.code_sources.delete(source.id)


WHOLE = (['short.greet'], [NAME])


def register(root):
    return ('register', '--prefix', 'short', '--from', root)


def test_a_kill_at_each_request(
    through, proxy, tmp_path, admin, made, mistral
):
    root = package(tmp_path, greet=ACTION)
    number = 0
    while True:
        number += 1
        proxy.left = number
        process = proxy.process = through.start(*register(root))
        done = program_.finished(process)
        if proxy.left is not None:
            break
        assert done.status == -signal.SIGKILL
        mistral.actions.list()
        through.done(*register(root))
        assert names(made) == WHOLE
        clear(admin, made)
    proxy.left = None
    assert done.status == 0
    assert number == 7


def test_lost_replies(through, proxy, tmp_path, made):
    root = package(tmp_path, greet=ACTION)
    lost = faulty.FAULTS['reply lost']
    # The source itself, and not the one that is tried before it.
    proxy.follow(
        ('POST /v2/code_sources?name=short', lost),
        ('POST /v2/dynamic_actions', lost),
    )
    through.quick(*register(root))
    proxy.calm()
    through.done(*register(root))
    assert names(made) == WHOLE


def test_mistral_away_midway(through, proxy, tmp_path):
    root = package(tmp_path, greet=ACTION, other=ACTION)
    proxy.follow(
        ('POST /v2/code_sources?name=short.other', faulty.FAULTS['away']),
        *(
            ('GET /v2/dynamic_actions', faulty.FAULTS['away'])
            for _ in range(20)
        ),
    )
    done = through.quick(*register(root), '-f', 'json')
    assert done.status == 1
    assert done.rows[NAME]['Result'] == 'registered'
    assert done.rows['short.other.greet']['Result'] == 'not done'
    assert 'Run the command again' in done.err
    assert 'No service' not in done.err
    proxy.calm()
    done = through.done(*register(root), '-f', 'json')
    assert [row['State'] for row in done.rows.values()] == ['same', 'new']


def test_two_at_once(program, tmp_path, made):
    root = package(tmp_path, greet=ACTION, other=ACTION)
    both = [program.start(*register(root)) for _ in range(2)]
    for process in both:
        done = program_.finished(process)
        assert done.status == 0, done
    assert names(made) == (
        ['short.greet', 'short.other'],
        [NAME, 'short.other.greet'],
    )
