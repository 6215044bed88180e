"""The tree is that of RFC 6962: checked against the vectors of the reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_workbook.ledger.merkle import leaf_hash, path_of, paths_of, root, root_by_path

LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_root__published_vectors(size):
    """The roots of the eight published entries, and of none."""
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]]
    assert root(hashes).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_path__proves_an_entry_and_no_other(entries, data):
    """With its path an entry gives the root; another entry in its place gives another root."""
    hashes = [leaf_hash(entry) for entry in entries]
    place = data.draw(st.integers(0, len(hashes) - 1))
    path = path_of(place, hashes)
    assert root_by_path(hashes[place], place, len(hashes), path) == root(hashes)
    assert root_by_path(leaf_hash(b"another"), place, len(hashes), path) != root(hashes)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40))
def test_paths__of_all_entries_at_once_are_those_of_each(entries):
    """The same hashes in the same order as RFC 6962 has them for one entry alone."""
    hashes = [leaf_hash(entry) for entry in entries]
    found = paths_of(range(len(hashes)), hashes)
    for place in range(len(hashes)):
        assert [step for _, step in found[place]] == path_of(place, hashes)
        assert root_by_path(hashes[place], place, len(hashes), path_of(place, hashes)) == root(
            hashes
        )
