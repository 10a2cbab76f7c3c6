"""Which way a picture goes, and where its lines would be too long.

Long lines become connectors: a chip that names the task where it ends.

A thousand tasks in a row that all go to one handler on an error are a
thousand lines past each other. No layout makes that legible, and all of them
need minutes for it.
"""

import collections
import dataclasses
from collections.abc import Mapping

from heat_mistral.graph import diagram

#: Rows that all lines into one node may cross together.
MAX_CROSSED = 100
# Boxes that a page is wide enough for.
_SIDE_BY_SIDE = 5


def shortened(shown: diagram.Diagram) -> diagram.Diagram:
    """The diagram, with connectors where lines would cross too much."""
    row_of = rows(shown)
    crossed: dict[str, int] = {}
    for link in shown.links:
        crossed[link.target] = crossed.get(link.target, 0) + _length(
            row_of, link
        )
    far = {target for target, total in crossed.items() if total > MAX_CROSSED}
    if not far:
        return shown
    nodes, links = list(shown.nodes), []
    by_id = {node.id: node for node in shown.nodes}
    for link in shown.links:
        if link.target in far and _length(row_of, link) > 1:
            target = by_id[link.target]
            connector = f'{link.source}-{len(nodes)}'
            nodes.append(
                diagram.Node(
                    connector,
                    diagram.CONNECTOR,
                    (f'→ {target.lines[0]}',),
                    target.full,
                )
            )
            link = dataclasses.replace(link, target=connector)
        links.append(link)
    return dataclasses.replace(shown, nodes=tuple(nodes), links=tuple(links))


def goes_right(shown: diagram.Diagram) -> bool:
    """Whether to go to the right and not down: where many are side by side.

    A picture that is too high is scrolled, one that is too wide is not read.
    """
    sizes = collections.Counter(rows(shown).values())
    side_by_side = max(sizes.values(), default=0)
    return side_by_side > max(_SIDE_BY_SIDE, len(sizes))


def _length(rows: Mapping[str, int], link: diagram.Link) -> int:
    return abs(rows[link.target] - rows[link.source])


def rows(shown: diagram.Diagram) -> dict[str, int]:
    """Each node's row: the longest way to it, where loops are not closed."""
    following: dict[str, list[str]] = {node.id: [] for node in shown.nodes}
    for link in shown.links:
        following[link.source].append(link.target)
    reached = {
        link.target for link in shown.links if link.target != link.source
    }
    starts = [node.id for node in shown.nodes if node.id not in reached]
    order, backward = _order([*starts, *following], following)
    found = dict.fromkeys(following, 0)
    for node in order:
        for after in following[node]:
            if (node, after) not in backward:
                found[after] = max(found[after], found[node] + 1)
    return found


def _order(
    starts: list[str], following: Mapping[str, list[str]]
) -> tuple[list[str], set[tuple[str, str]]]:
    """Nodes before what follows them, and the links that close a loop."""
    finished: list[str] = []
    backward: set[tuple[str, str]] = set()
    entered: set[str] = set()
    left: set[str] = set()
    for start in starts:
        if start in entered:
            continue
        entered.add(start)
        stack = [(start, iter(following[start]))]
        while stack:
            node, rest = stack[-1]
            after = next(rest, None)
            if after is None:
                stack.pop()
                left.add(node)
                finished.append(node)
            elif after not in entered:
                entered.add(after)
                stack.append((after, iter(following[after])))
            elif after not in left:
                backward.add((node, after))
    return finished[::-1], backward
