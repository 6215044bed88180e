"""vbaProject.bin from text: our modules, and an empty document module per sheet.

Only `make workbook` needs this (packages ms-ovba and ms-cfb); its result is committed, so that a
workbook can be made where those packages are not installed. See docs/vba.md for the parts of
MS-OVBA that it follows.
"""

from __future__ import annotations

import contextlib
import random
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path

from ms_cfb.Models.Directories.root_directory import RootDirectory
from ms_cfb.Models.Directories.storage_directory import StorageDirectory
from ms_cfb.Models.Directories.stream_directory import StreamDirectory
from ms_cfb.ole_file import OleFile
from ms_ovba.Models.Entities.doc_module import DocModule
from ms_ovba.Models.Entities.module_base import ModuleBase
from ms_ovba.Models.Entities.reference import Reference
from ms_ovba.Models.Entities.reference_registered import ReferenceRegistered
from ms_ovba.Models.Entities.std_module import StdModule
from ms_ovba.Models.Fields.libid_reference import LibidReference
from ms_ovba.vbaProject import VbaProject
from ms_ovba.Views.dirStream import DirStream
from ms_ovba.Views.project import Project
from ms_ovba.Views.project_view import ProjectView
from ms_ovba.Views.projectWm import ProjectWm

from qa_workbook.console.compression import compressed
from qa_workbook.console.names import CODE_NAMES, SHEET_MODULES
from qa_workbook.console.vba_sources import own_source

_PROJECT_ID = "{7B0C1A52-2E0B-4C6B-9C55-5D9B0A6F2A31}"
_WORKBOOK_BASE = "0{00020819-0000-0000-C000-000000000046}"
_SHEET_BASE = "0{00020820-0000-0000-C000-000000000046}"
_LIBRARIES = (
    (
        "stdole",
        "00020430-0000-0000-C000-000000000046",
        r"C:\Windows\System32\stdole2.tlb",
        "OLE Automation",
    ),
    (
        "Office",
        "2DF8D04C-5BFA-101B-BDE5-00AA0044DE52",
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL",
        "Microsoft Office 16.0 Object Library",
    ),
)
# [Workspace]: closed, as Excel writes it for a window never opened.
_CODE_WINDOW = (0, 0, 0, 0, "C")


def _attributes(name: str, base: str) -> str:
    """Returns the head of a document module, as Excel writes it."""
    return (
        f'Attribute VB_Name = "{name}"\n'
        f'Attribute VB_Base = "{base}"\n'
        "Attribute VB_GlobalNameSpace = False\n"
        "Attribute VB_Creatable = False\n"
        "Attribute VB_PredeclaredId = True\n"
        "Attribute VB_Exposed = True\n"
        "Attribute VB_TemplateDerived = False\n"
        "Attribute VB_Customizable = True\n"
    )


def _modules() -> list[tuple[ModuleBase, str]]:
    book, buttons = CODE_NAMES[0], "QaButtons"
    modules = [(DocModule(book), _attributes(book, _WORKBOOK_BASE) + own_source(f"{book}.cls"))]
    modules += [(DocModule(name), _attributes(name, _SHEET_BASE)) for name in SHEET_MODULES]
    return [*modules, (StdModule(buttons), own_source(f"{buttons}.bas"))]


def _project(modules: Iterable[ModuleBase]) -> VbaProject:
    project = VbaProject()
    project.project_id = _PROJECT_ID
    project.add_attribute("VersionCompatible32", "393222000")
    for name, guid, path, title in _LIBRARIES:
        library = LibidReference(uuid.UUID(guid), "2.0", "0", path, title)
        project.add_reference(Reference(ReferenceRegistered(library), name))
    for module in modules:
        module.add_workspace(*_CODE_WINDOW)
        project.add_module(module)
    return project


def _stream(name: str, content: bytes) -> StreamDirectory:
    """Returns a stream of the container.

    The packer reads its content from a file in the current folder.
    """
    file = Path(f"{name}.stream")
    file.write_bytes(content)
    return StreamDirectory(name, str(file))


def _container() -> RootDirectory:
    """Returns the storages and streams of MS-OVBA 2.2.

    A module's stream is its compressed text alone (2.3.4.3, no cache).
    """
    modules = _modules()
    project = _project(module for module, _ in modules)
    root, storage = RootDirectory(), StorageDirectory("VBA")
    for module, source in modules:
        text = source.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")
        storage.add_directory(_stream(module.name, compressed(text)))
    storage.add_directory(_stream("dir", compressed(DirStream(project).to_bytes())))
    storage.add_directory(_stream("_VBA_PROJECT", ProjectView(project).to_bytes()))
    root.add_directory(storage)
    root.add_directory(_stream("PROJECTwm", ProjectWm(project).to_bytes()))
    root.add_directory(_stream("PROJECT", Project(project).to_bytes()))
    for folder in (root, storage):
        folder.set_modified(project.default_date)
    return root


def vba_project() -> bytes:
    """Returns vbaProject.bin; the same sources and packages give the same bytes.

    The salts of CMG, DPB and GC (MS-OVBA 2.4.3: no protection, no password, visible) are drawn at
    random by the package, so it gets a fixed seed.
    """
    state = random.getstate()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        random.seed(0)
        try:
            file = OleFile()
            file.root_directory = _container()
            file.create_file("vbaProject.bin")
        finally:
            random.setstate(state)
        return Path("vbaProject.bin").read_bytes()
