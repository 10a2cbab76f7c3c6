"""Candidates that take turns, and POSTs by several clients."""

import collections
import dataclasses
import time
from collections.abc import Callable, Iterable
from concurrent import futures
from typing import Any

import requests


def timed(call: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    begun = time.monotonic()
    call()
    return time.monotonic() - begun


def alternate(
    rounds: int,
    candidates: dict[str, Callable[[], float]],
    between: Callable[[], None] = lambda: None,
) -> dict[str, list[float]]:
    """What each candidate says in each round.

    Another one begins each round: what the one before leaves to be done is
    paid for by each in turn.

    :param between: called before each of them, untimed.
    """
    samples: dict[str, list[float]] = {name: [] for name in candidates}
    order = collections.deque(candidates)
    for _ in range(rounds):
        for name in order:
            between()
            samples[name].append(candidates[name]())
        order.rotate(-1)
    return samples


@dataclasses.dataclass(frozen=True)
class Sender:
    """Starts one run with each POST.

    :ivar accepted: the status of an answer that says so.
    """

    url: str
    accepted: int
    body: dict[str, Any]
    headers: dict[str, str]

    def wave(self, posts: int, clients: int) -> 'Wave':
        """Send so many POSTs by so many clients at once."""
        sessions = collections.deque(_session() for _ in range(clients))

        def one(_number: int) -> tuple[str, float]:
            session = sessions.popleft()
            begun = time.monotonic()
            try:
                answer = session.post(
                    self.url, json=self.body, headers=self.headers, timeout=180
                )
                told = str(answer.status_code)
            except requests.RequestException as ex:
                told = type(ex).__name__
            took = time.monotonic() - begun
            sessions.append(session)
            return told, took

        begun = time.monotonic()
        with futures.ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(one, range(posts)))
        took = time.monotonic() - begun
        refused = collections.Counter(
            told for told, _ in answers if told != str(self.accepted)
        )
        return Wave(took, [seconds for _, seconds in answers], refused)


@dataclasses.dataclass(frozen=True)
class Wave:
    """What became of POSTs.

    :ivar took: seconds until the last was answered.
    :ivar times: seconds of each.
    :ivar refused: how many had another answer than wanted, by answer.
    """

    took: float
    times: list[float]
    refused: collections.Counter[str]

    @property
    def each(self) -> float:
        """Seconds for one POST, as they came beside each other."""
        return self.took / len(self.times)


def notes_of(refused: dict[str, collections.Counter[str]]) -> list[str]:
    """Sentences on the POSTs that were not accepted, by candidate."""
    return [
        f'{name}: {count} POSTs were answered by {told}'
        for name, answers in refused.items()
        for told, count in answers.items()
    ]


def all_at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What calls give that are made in threads, all at once."""
    these = list(calls)
    with futures.ThreadPoolExecutor(len(these)) as pool:
        return [each.result() for each in [pool.submit(c) for c in these]]


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session
