"""All that proves the penalties of one agent and period, in a zip that needs no program (4.3)."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from qa_workbook.app.evidence_rules import rules_of
from qa_workbook.app.evidence_sources import SourceRows
from qa_workbook.app.export import guarded_text
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.outputs import protected
from qa_workbook.app.paper_dossiers import Dossiers
from qa_workbook.books.papers.explanation import write_explanation
from qa_workbook.books.papers.index_page import index_page
from qa_workbook.books.papers.slips import write_slips
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text
from qa_workbook.ledger.chain import Row
from qa_workbook.ledger.merkle import paths_of, root
from qa_workbook.workspace import Workspace

_SAME_DAY = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # of every file in the zip, so that the same input is the same zip


@dataclass(frozen=True)
class EvidenceReport:
    """What went into the zip; `root` is that of the whole ledger."""

    agent: str
    period: str
    cases: int
    events: int
    root: str
    file: Path

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `evidence --json` prints."""
        named = {name: value for name, value in vars(self).items() if name != "file"}
        return {**named, "files": {"evidence": str(self.file)}}


def write_evidence(
    workspace: Workspace, agent: str, period_text: str, out: Path, language: str
) -> EvidenceReport:
    """Writes the evidence of one agent and period to `out`, a zip; the same input, the same bytes.

    Of other agents it has no rows. What was written about this one stays as it was written, as it
    is the proof, also where it names somebody else. Raises UnknownAgent, OutputHere, OutputLocked,
    and as `cases_of` does.
    """
    found = Dossiers(workspace, period_text, language, agent)
    target = protected(workspace, out)
    refuse_if_open(target)
    bundle = _Bundle(found)
    content = bundle.content()
    with written(target) as beside:
        beside.write_bytes(content)
    return EvidenceReport(
        found.agent or agent,
        found.span.text,
        len(found.cases),
        len(bundle.rows),
        bundle.root,
        target,
    )


class _Bundle:
    """The files of a bundle, by name; every text in UTF-8."""

    def __init__(self, found: Dossiers) -> None:
        self._found, self._language = found, found.language
        assert found.agent is not None
        self._agent = found.agent
        self._files: dict[str, bytes] = {}
        self._described: list[tuple[str, str]] = []
        self.rows, self._leaves = self._stored()
        self.root = root(self._leaves).hex()

    def _stored(self) -> tuple[list[Row], list[bytes]]:
        """The agent's events as the ledger has them, and the leaves of all events."""
        ledger = WorkspaceLedger(self._found.workspace, self._found.config.settings)
        if ledger.is_new:
            return [], []
        own, leaves = list[Row](), list[bytes]()
        with ledger.open() as opened:
            for row in opened.rows():
                leaves.append(bytes.fromhex(row.leaf))
                if row.case in self._found.cases:
                    own.append(row)
        return own, leaves

    def content(self) -> bytes:
        """Returns the zip."""
        self._papers()
        self._register_lines()
        self._events()
        self._proofs()
        notes = self._sources()
        self._add("rules.json", "evidence_rules", _json(rules_of(self._found)))
        recipe = self._recipe()
        self._add("README.txt", "evidence_readme", recipe.encode())
        paper = self._found.agent_slips(self._agent)
        described = [*self._described, ("SHA256SUMS", "evidence_sums")]
        page = index_page(paper, described, notes, recipe, self.root, self._language)
        self._files["index.html"] = page.encode()
        sums = "".join(f"{_digest(data)}  {name}\n" for name, data in sorted(self._files.items()))
        self._files["SHA256SUMS"] = sums.encode()
        return _zipped(self._files)

    def _add(self, name: str, key: str, data: bytes) -> None:
        self._files[name] = data
        self._described.append((name, key))

    def _papers(self) -> None:
        found, agent, language = self._found, self._agent, self._language
        slips, explanation = found.agent_slips(agent), found.explanation(agent)
        if slips.slips:
            data = _workbook(lambda path: write_slips(path, slips, language))
            self._add("slips.xlsx", "evidence_slips", data)
        data = _workbook(lambda path: write_explanation(path, explanation, language))
        self._add("explanation.xlsx", "evidence_explanation", data)

    def _register_lines(self) -> None:
        """What the register says of each case, as the contract's objects, one a row."""
        cases = sorted(self._found.cases.values(), key=lambda one: str(one["number"]))
        rows = [{**one, "caps": ";".join(one["caps"]), **_place(one["source"])} for one in cases]
        for row in rows:
            row.pop("source")
        self._add("register_lines.csv", "evidence_register", _table(rows))

    def _events(self) -> None:
        """Each event as the bytes its hash is made of, and all of them one a line."""
        lines, sums = [], []
        for row in self.rows:
            if row.body is None:
                continue
            name = f"events/{row.seq:09d}.json"
            self._files[name] = row.body
            sums.append(f"{row.hash}  {name}\n")
            lines.append(orjson.dumps({**orjson.loads(row.body), "hash": row.hash}) + b"\n")
        self._add("events.jsonl", "evidence_events", b"".join(lines))
        self._add("events.sha256", "evidence_events_sums", "".join(sums).encode())

    def _proofs(self) -> None:
        paths = paths_of([row.seq - 1 for row in self.rows], self._leaves)
        proofs = [
            {
                "seq": row.seq,
                "hash": row.hash,
                "leaf": row.leaf,
                "path": [{"side": side, "hash": step.hex()} for side, step in paths[row.seq - 1]],
            }
            for row in self.rows
        ]
        whole = {"size": len(self._leaves), "root": self.root, "proofs": proofs}
        self._add("proofs.json", "evidence_proofs", _json(whole))

    def _sources(self) -> list[str]:
        """The agent's rows of each source file, and what could not be taken from it."""
        rows = SourceRows(self._found, self._agent)
        self._add("records.csv", "evidence_records", _table(rows.records))
        self._add("sources.csv", "evidence_sources", _table(rows.sheets))
        for name, cells in rows.cells.items():
            self._files[name] = _csv(cells)
        return rows.notes

    def _recipe(self) -> str:
        """How to check everything with the tools that every system has."""
        first = next((row for row in self.rows if row.body is not None), None)
        parts = [text("papers.evidence_recipe", self._language)]
        if first:
            (path,) = paths_of([first.seq - 1], self._leaves).values()
            name = f"events/{first.seq:09d}.json"
            steps = [f"H=$( (printf '\\000'; cat {name}) | sha256sum | cut -c1-64 )"]
            steps += [_step(side, step.hex()) for side, step in path]
            parts.append(text("papers.evidence_example", self._language, name=name))
            parts += [
                *steps,
                "echo $H",
                text("papers.evidence_end", self._language, root=self.root),
            ]
        return "\n".join(parts) + "\n"


def _step(side: str, other: str) -> str:
    """The shell command that goes one level up: `printf` makes bytes of the hexadecimal digits."""
    pair = f"01{other}$H" if side == "left" else f'01$H"{other}'
    quoted = f'"{pair}"' if side == "left" else f'"{pair}'
    digits = f"$(echo {quoted} | sed 's/../\\\\x&/g')"
    return f'H=$(printf "{digits}" | sha256sum | cut -c1-64)'


def _place(source: Mapping[str, Any] | None) -> dict[str, Any]:
    return {f"source_{name}": value for name, value in (source or {}).items()}


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV with a heading for every key that any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return _csv([names, *([row.get(name, "") for name in names] for row in rows)])


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with its mark, for Excel; text that looks like a formula stays text."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([guarded_text("" if cell is None else cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _workbook(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.xlsx"
        write(path)
        return path.read_bytes()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in ["index.html", *sorted(files.keys() - {"index.html"})]:
            entry = zipfile.ZipInfo(name, _SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, files[name])
    return out.getvalue()
