"""Files that nobody should have to open, each made on the spot."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

ROOT_RELATIONS = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
LAUGHS = (
    '<!DOCTYPE lol [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
SECRET = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def document(text: str, prologue: str = "") -> str:
    return (
        f'{prologue}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )


def office(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def word(path: Path, text: str = "Un texte.", prologue: str = "", **more: str) -> Path:
    parts = {"_rels/.rels": ROOT_RELATIONS, "word/document.xml": document(text, prologue)}
    return office(path, {**parts, **more})


def pdf(path: Path, content: bytes, extra: bytes = b"") -> Path:
    """Write a PDF of one page by hand; ``content`` is compressed already."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
        b"/WinAnsiEncoding >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream"
        % (len(content), extra, content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\n" % table
    path.write_bytes(data + b"startxref\n%d\n%%%%EOF\n" % (len(data) - 51 - len(table)))
    return path


def zero_bytes(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def empty_docx(folder: Path) -> Path:
    return zero_bytes(folder / "plan.docx")


def empty_pdf(folder: Path) -> Path:
    return zero_bytes(folder / "plan.pdf")


def empty_html(folder: Path) -> Path:
    return zero_bytes(folder / "plan.html")


def cut_docx(folder: Path) -> Path:
    path = word(folder / "plan.docx")
    path.write_bytes(path.read_bytes()[:-40])
    return path


def cut_pdf(folder: Path) -> Path:
    path = pdf(folder / "plan.pdf", zlib.compress(b"BT /F1 12 Tf (x) Tj ET"))
    path.write_bytes(path.read_bytes()[:120])
    return path


def broken_member(folder: Path) -> Path:
    path = word(folder / "plan.docx", "Un texte. " * 500)
    data = bytearray(path.read_bytes())
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    path.write_bytes(bytes(data))
    return path


def zip_bomb(folder: Path) -> Path:
    return word(folder / "plan.docx", "Ouvrir une agence. " * 5_000_000)


def bomb_that_lies(folder: Path) -> Path:
    """Declare a size of 300 bytes for a part that unpacks to 95 million."""
    path = zip_bomb(folder)
    data = path.read_bytes()
    size = zipfile.ZipFile(path).getinfo("word/document.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (300).to_bytes(4, "little")))
    return path


def many_tags(folder: Path) -> Path:
    inner = "</w:t></w:r></w:p><w:p><w:r><w:t>a"
    return word(folder / "plan.docx", inner * 800_000)


def bomb_in_odt(folder: Path) -> Path:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": b"<a>" + b" " * 100_000_000 + b"</a>",
    }
    return office(folder / "plan.odt", parts)


def bomb_in_pptx(folder: Path) -> Path:
    relations = ROOT_RELATIONS.replace("word/document.xml", "ppt/presentation.xml")
    bomb = b"<a>" + b" " * 100_000_000 + b"</a>"
    return office(folder / "plan.pptx", {"_rels/.rels": relations, "ppt/presentation.xml": bomb})


def laughs(folder: Path) -> Path:
    return word(folder / "plan.docx", "&a9;", LAUGHS)


def laughs_in_an_attribute(folder: Path) -> Path:
    body = document("x", LAUGHS).replace("<w:p>", '<w:p w:x="&a9;">')
    parts: dict[str, str | bytes] = {"_rels/.rels": ROOT_RELATIONS, "word/document.xml": body}
    return office(folder / "plan.docx", parts)


def outside_entity(folder: Path) -> Path:
    return word(folder / "plan.docx", "&secret;", SECRET)


def deep(folder: Path) -> Path:
    return word(folder / "plan.docx", "<w:x>" * 50_000 + "</w:x>" * 50_000)


def locked_docx(folder: Path) -> Path:
    path = folder / "plan.docx"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(1000))
    return path


def old_doc(folder: Path) -> Path:
    path = folder / "plan.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    return path


def locked_odt(folder: Path) -> Path:
    manifest = '<m xmlns="urn:x"><file-entry><encryption-data/></file-entry></m>'
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": manifest,
        "content.xml": b"\x01\x02",
    }
    return office(folder / "plan.odt", parts)


def locked_zip(folder: Path) -> Path:
    path = word(folder / "plan.docx")
    data = path.read_bytes().replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"
    )
    path.write_bytes(data)
    return path


def pdf_named_docx(folder: Path) -> Path:
    return pdf(folder / "plan.docx", zlib.compress(b"BT ET"))


def docx_named_pdf(folder: Path) -> Path:
    return word(folder / "plan.pdf")


def docx_named_txt(folder: Path) -> Path:
    return word(folder / "plan.txt")


def rtf_named_docx(folder: Path) -> Path:
    path = folder / "plan.docx"
    path.write_bytes(rb"{\rtf1 Un texte.}")
    return path


def picture_named_pdf(folder: Path) -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return path


def text_named_pdf(folder: Path) -> Path:
    path = folder / "plan.pdf"
    path.write_text("Un texte.", encoding="utf-8")
    return path


def plain_zip(folder: Path) -> Path:
    return office(folder / "plan.docx", {"plan.txt": "Un texte."})


def sheet(folder: Path) -> Path:
    return office(folder / "plan.docx", {"xl/workbook.xml": "<x/>"})


def headless_docx(folder: Path) -> Path:
    return office(folder / "plan.docx", {"word/styles.xml": "<x/>"})


def many_pages(folder: Path) -> Path:
    path = folder / "plan.pdf"
    made = pypdfium2.PdfDocument.new()
    for _ in range(2000):
        made.new_page(595, 842).close()
    made.save(path)
    made.close()
    return path


def pdf_bomb(folder: Path) -> Path:
    squeeze = zlib.compressobj(1)
    content = b"".join(squeeze.compress(b"q Q " * 5_000_000) for _ in range(30)) + squeeze.flush()
    return pdf(folder / "plan.pdf", content)


def pdf_without_text(folder: Path) -> Path:
    return pdf(folder / "plan.pdf", zlib.compress(b"q Q"))


def pdf_of_noise(folder: Path) -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 400)
    return path


def crowded_page(folder: Path) -> Path:
    words = b"".join(b"1 0 0 1 %d %d Tm (mot) Tj " % (n % 500, n % 800) for n in range(40_000))
    return pdf(folder / "plan.pdf", zlib.compress(b"BT /F1 4 Tf " + words + b"ET"))


def tagged_html(folder: Path) -> Path:
    path = folder / "plan.html"
    path.write_text("<b>a" * 700_000, encoding="utf-8")
    return path


def large_text(folder: Path) -> Path:
    path = folder / "plan.txt"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    return path


# What each file is, how it is made, what its error must say.
REFUSED: list[tuple[Callable[[Path], Path], str]] = [
    (empty_docx, "is empty"),
    (empty_pdf, "is empty"),
    (empty_html, "is empty"),
    (cut_docx, "not a whole Word document"),
    (cut_pdf, "not a whole PDF"),
    (broken_member, "not a whole Word document"),
    (zip_bomb, "Limits.text_bytes"),
    (bomb_that_lies, "not a whole Word document"),
    (many_tags, "tags"),
    (bomb_in_odt, "Limits.text_bytes"),
    (bomb_in_pptx, "Limits.text_bytes"),
    (laughs, "entities|not XML"),
    (laughs_in_an_attribute, "entities|not XML"),
    (outside_entity, "entities"),
    (deep, "not XML"),
    (locked_docx, "protected by a password"),
    (locked_odt, "protected by a password"),
    (locked_zip, "protected by a password"),
    (old_doc, "Office 97"),
    (pdf_named_docx, "is a PDF document"),
    (docx_named_pdf, "is a Word document"),
    (docx_named_txt, "is a Word document"),
    (rtf_named_docx, "is an RTF document"),
    (picture_named_pdf, "is a picture"),
    (text_named_pdf, "does not begin like"),
    (plain_zip, "is a zip archive"),
    (sheet, "is a spreadsheet"),
    (headless_docx, "no part word/document.xml"),
    (many_pages, "2,000 pages"),
    (pdf_bomb, "memory|seconds"),
    (pdf_without_text, "none with text"),
    (pdf_of_noise, "PDF"),
    (crowded_page, "40,000 words"),
    (tagged_html, "tags"),
    (large_text, "Limits.text_bytes"),
]
