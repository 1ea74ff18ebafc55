"""Reads messages before and after redaction with Python's own parser, and compares them.

A folder with list.jsonl: the name of a pair of files (.old, .new), the sections that were touched, and the values that are
to be gone. Parts that were not touched have the same content and header, the tree is the same, and no value stands in any
part, decoded or not.
"""

import email
import email.header
import json
import pathlib
import sys


def leaves(message, section=""):
    """Sections and parts of all leaves, as IMAP numbers them."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for number, part in enumerate(message.get_payload(), 1):
            yield from leaves(part, f"{section}.{number}" if section else str(number))
    elif message.get_content_type() == "message/rfc822" and isinstance(message.get_payload(), list) and not message["Content-Transfer-Encoding"] in ("base64", "quoted-printable"):
        own = section or "1"
        for part in message.get_payload():
            if part.get_content_maintype() == "multipart":
                yield from leaves(part, own)
            else:
                yield from leaves(part, f"{own}.1")
    else:
        yield section or "1", message


def content(part):
    payload = part.get_payload(decode=True)
    if payload is None:
        payload = part.as_bytes()
    return payload


def main():
    folder = pathlib.Path(sys.argv[1])
    pairs = parts = 0
    for line in (folder / "list.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        old, new = (
            email.message_from_bytes((folder / f"{case['name']}.{end}").read_bytes()) for end in ("old", "new")
        )
        before, after = list(leaves(old)), list(leaves(new))
        pairs += 1
        assert [s for s, _ in before] == [s for s, _ in after], f"{case['name']}: the tree is another"
        for (section, one), (_, other) in zip(before, after):
            touched = any(
                t.split("!")[0].removesuffix(".MIME").removesuffix(".HEADER") == section or t.startswith(section + ".")
                for t in case["touched"]
            )
            if not touched:
                parts += 1
                assert content(one) == content(other), f"{case['source']} {case['name']}: part {section} has changed"
            if other.get_content_maintype() != "text":
                continue
            charset = other.get_content_charset() or "utf-8"
            try:
                text = content(other).decode(charset, "replace")
            except LookupError:
                text = content(other).decode("utf-8", "replace")
            for value in case["values"]:
                assert value not in text, f"{case['name']}: a value stands in part {section}"
        for field, body in new.items():
            text = str(email.header.make_header(email.header.decode_header(str(body)))) if "=?" in str(body) else str(body)
            for value in case["values"]:
                assert value not in text, f"{case['name']}: a value stands in {field}"
        untouched = {"HEADER"}.isdisjoint(case["touched"])
        if untouched and not any(t.split("!")[0].removesuffix(".MIME") == "1" for t in case["touched"]):
            kept = [(f, b) for f, b in new.items() if f != "X-Mailsweep-Redacted"]
            assert len(kept) >= len(old.items()) - 3, f"{case['name']}: fields have gone"
    print(f"python: {pairs} messages read, {parts} parts that were not touched are the same")


main()
