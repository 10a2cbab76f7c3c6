"""Long lines become connectors: a chip that names the task where it ends.

A thousand tasks in a row that all go to one handler on an error are a
thousand lines past each other. No layout makes that legible, and all of them
need minutes for it.
"""

import dataclasses
from collections.abc import Mapping

from heat_mistral.graph import diagram

#: Rows that all lines into one node may cross together.
MAX_CROSSED = 100


def shortened(shown: diagram.Diagram) -> diagram.Diagram:
    """The diagram, with connectors where lines would cross too much."""
    rows = _rows(shown)
    crossed: dict[str, int] = {}
    for link in shown.links:
        crossed[link.target] = crossed.get(link.target, 0) + _length(
            rows, link
        )
    far = {target for target, total in crossed.items() if total > MAX_CROSSED}
    if not far:
        return shown
    nodes, links = list(shown.nodes), []
    by_id = {node.id: node for node in shown.nodes}
    for link in shown.links:
        if link.target in far and _length(rows, link) > 1:
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


def _length(rows: Mapping[str, int], link: diagram.Link) -> int:
    return abs(rows[link.target] - rows[link.source])


def _rows(shown: diagram.Diagram) -> dict[str, int]:
    """Each node's row: the longest way to it, where loops are not closed."""
    following: dict[str, list[str]] = {node.id: [] for node in shown.nodes}
    for link in shown.links:
        following[link.source].append(link.target)
    reached = {
        link.target for link in shown.links if link.target != link.source
    }
    starts = [node.id for node in shown.nodes if node.id not in reached]
    order, backward = _order([*starts, *following], following)
    rows = dict.fromkeys(following, 0)
    for node in order:
        for after in following[node]:
            if (node, after) not in backward:
                rows[after] = max(rows[after], rows[node] + 1)
    return rows


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
