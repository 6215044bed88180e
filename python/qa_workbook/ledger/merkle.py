"""The hash tree of RFC 6962, section 2.1: one digest that says what every entry of a list was.

Who holds the root on paper can later be shown that an entry was in the list (`path_of`), and that
the list has only grown since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

_LEAF, _NODE = b"\x00", b"\x01"
"""RFC 6962: leaves and inner nodes are hashed apart, so that neither can stand for the other."""


def leaf_hash(entry: bytes) -> bytes:
    """Returns the hash of one entry."""
    return sha256(_LEAF + entry).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Returns the root over the hashes of the entries, in their order; of any number of them."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


class Tree:
    """A tree that grows leaf by leaf and keeps only the roots of its full subtrees."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Adds the hash of the next entry."""
        size, node = 1, leaf
        while self._peaks and self._peaks[-1][0] == size:
            node = _node(self._peaks.pop()[1], node)
            size *= 2
        self._peaks.append((size, node))

    @property
    def root(self) -> bytes:
        """The root of what was added; the hash of nothing for an empty list."""
        if not self._peaks:
            return sha256().digest()
        *others, (_, node) = self._peaks
        for _, peak in reversed(others):
            node = _node(peak, node)
        return node


def path_of(place: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Returns the audit path of the leaf at `place` (from 0): RFC 6962, section 2.1.1."""
    if len(leaves) < 2:
        return []
    split = _split(len(leaves))
    if place < split:
        return [*path_of(place, leaves[:split]), root(leaves[split:])]
    return [*path_of(place - split, leaves[split:]), root(leaves[:split])]


def paths_of(places: Iterable[int], leaves: Sequence[bytes]) -> dict[int, list[tuple[str, bytes]]]:
    """Returns the audit paths of several leaves at once, each hash with its side.

    A step ("left", h) means that h stands to the left of what was made so far. Of every level only
    what stands alone at its end goes up as it is, which gives the tree of RFC 6962.
    """
    found: dict[int, list[tuple[str, bytes]]] = {place: [] for place in places}
    level, at = list(leaves), {place: place for place in found}
    while len(level) > 1:
        for place, here in at.items():
            beside = here ^ 1
            if beside < len(level):
                found[place].append(("left" if beside < here else "right", level[beside]))
            at[place] = here // 2
        pairs = zip(level[::2], level[1::2], strict=False)
        alone = level[-1:] if len(level) % 2 else []
        level = [*(_node(left, right) for left, right in pairs), *alone]
    return found


def root_by_path(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes:
    """Returns the root of a tree of `size` leaves, from one leaf and its path.

    Raises ValueError where the path is none of such a tree.
    """
    if size < 2:
        if path or place != 0:
            raise ValueError("a path of another tree")
        return leaf
    if not path:
        raise ValueError("the path is too short")
    split, (*below, sibling) = _split(size), path
    if place < split:
        return _node(root_by_path(leaf, place, split, below), sibling)
    return _node(sibling, root_by_path(leaf, place - split, size - split, below))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()
