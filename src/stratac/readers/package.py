"""Zip packages of XML parts (DOCX, PPTX, ODT): the one door to zip files and to lxml's XML.

Parts are read one by one, in memory, and only those that hold text: nothing is
unpacked to disk, so a name that climbs out of the archive climbs nowhere; pictures,
macros and embedded files are never touched; links are strings and stay strings.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree
from lxml.etree import _Element as Element

from stratac.errors import ReadError
from stratac.records import Limits

# Of the parts read from one document, opening and closing: a plan of 500 pages has
# a million. Each costs about a hundred times its length in memory.
_MAX_TAGS = 2_000_000

__all__ = ["Element", "Package", "attribute", "child", "descendants", "local"]

_ENCRYPTED = 0x1


class Package:
    """An open zip package.

    Parameters
    ----------
    path
        The file.
    limits
        What it may cost.
    kind
        What the file should be, for messages (« a Word document (.docx) »).

    Raises
    ------
    ReadError
        If it is no zip file, cut short, encrypted or too large once unpacked.
    """

    def __init__(self, path: Path, limits: Limits, kind: str) -> None:
        self.name = path.name
        self._kind = kind
        self._left = limits.text_bytes
        self._limits = limits
        self._tags = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError) as error:
            raise self.broken(str(error)) from error
        self._members = {info.filename: info for info in self._zip.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._members

    def broken(self, why: str) -> ReadError:
        """Return the error for a file that is not what it should be."""
        return ReadError(
            f"{self.name} is not a whole {self._kind}: {why}. "
            "Open it in the program that made it and save it again."
        )

    def xml(self, part: str) -> Element | None:
        """Return the root of a part, or None where the package has no such part.

        Raises
        ------
        ReadError
            If the part is encrypted, broken, not XML, holds a document type
            definition (where entities are declared), or makes the parts read so
            far larger than the limit.
        """
        info = self._members.get(part)
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise ReadError(
                f"{self.name} is protected by a password; save it without one and try again."
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.broken(f"part {part} is packed in a way that no Office program uses")
        if info.file_size > self._left:
            raise ReadError(
                f"{self.name} unpacks to more than the {self._limits.text_bytes:,} bytes of "
                "text that are allowed; if you trust it, raise Limits.text_bytes."
            )
        self._left -= info.file_size
        try:
            with self._zip.open(info) as stream:
                # Asked for the declared size, zipfile unpacks no more than that,
                # however much is there.
                data = stream.read(info.file_size)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
            raise self.broken(f"part {part} cannot be unpacked ({error})") from error
        return self._parse(data, part)

    def _parse(self, data: bytes, part: str) -> Element:
        self._tags += data.count(b"<")
        if self._tags > _MAX_TAGS:
            raise ReadError(
                f"{self.name} has more than {_MAX_TAGS:,} tags, which no plan needs; "
                "split it or save it again in the program that made it."
            )
        # An entity is kept as a reference and never expanded or fetched.
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self.broken(f"part {part} is not XML ({error.msg})") from error
        if root.getroottree().docinfo.doctype:
            raise ReadError(
                f"{self.name} declares XML entities in part {part}, which no {self._kind} needs; "
                "it is not read. Open it in the program that made it and save it again."
            )
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relationships of an Office part.

        Returns
        -------
        dict
            From relationship id to its type (last word of the type's address)
            and target part; links that leave the package are left out.
        """
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            found[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return found

    def main_part(self, default: str) -> Element:
        """Return the root of an Office package's main part, and its name in ``main``.

        Raises
        ------
        ReadError
            If there is none.
        """
        targets = [target for kind, target in self.related("").values() if kind == "officeDocument"]
        self.main = targets[0] if targets else default
        root = self.xml(self.main)
        if root is None:
            raise self.broken(f"it has no part {self.main}")
        return root


def local(element: Element) -> str:
    """Return an element's name without its namespace; "" for an entity reference.

    Word processors write one vocabulary under two sets of namespaces
    (transitional and strict): the local name is what both share.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its local name, or None."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first descendant along a path of local names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((sub for sub in element if local(sub) == name), None)
    return element


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Yield the descendants with a local name, in document order."""
    yield from element.iter(f"{{*}}{name}")
