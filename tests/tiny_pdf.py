"""PDF files of a few hundred bytes, written by hand for the tests."""


def tiny_pdf(*pages: str, is_encrypted: bool = False) -> bytes:
    """A PDF with one page for each text; a line break in it starts a new line."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, text in enumerate(pages):
        lines = "".join(f"({line}) Tj T* " for line in text.split("\n"))
        content = f"BT /F1 12 Tf 14 TL 50 700 Td {lines}ET"
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    return _assemble(objects, is_encrypted)


def _assemble(objects: list[str], is_encrypted: bool) -> bytes:
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    # Keys that fit no password, so that the file asks for one.
    lock = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'ab' * 32}>/U<{'cd' * 32}>>>"
        f"/ID[<{'00' * 16}><{'00' * 16}>]"
        if is_encrypted
        else ""
    )
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {size}/Root 1 0 R{lock}>>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("ascii")
