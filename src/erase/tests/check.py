"""Reads mail before and after with Python's own modules: what says KEEP is the same byte for byte and in the same order, what says
DELETE is gone, and of the rest nothing but the mark has changed. Arguments: folder before, folder after, mark, what stands instead."""
import bz2, gzip, lzma, mailbox, os, re, subprocess, sys, tarfile, tempfile, zipfile

old, new, mark, instead = sys.argv[1:]
count = 0


def by_length(data):
    """Messages of an mbox in which Content-Length says where each ends (mboxcl2), without that field: it changes with the message. Python's
    own module takes a separator line in a text for one."""
    found = []
    while data:
        line, rest = data.split(b"\n", 1)
        assert line.startswith(b"From "), line
        header, rest = rest.split(b"\n\n", 1)
        length = int(re.search(rb"(?mi)^Content-Length: (\d+)$", header).group(1))
        assert rest[length : length + 1] == b"\n", "the length is right"
        assert rest[length + 1 : length + 6] in (b"", b"From "), "and leads to the next one"
        found.append(re.sub(rb"(?mi)^Content-Length: \d+\n?", b"", header) + b"\n\n" + rest[:length])
        data = rest[length + 1 :]
    return found


def messages(name, data, scratch):
    """Names and bytes of all messages in a file."""
    lower = name.lower()
    for ending, codec in ((".gz", gzip), (".bz2", bz2), (".xz", lzma)):
        if lower.endswith(ending):
            return messages(name[: -len(ending)], codec.decompress(data), scratch)
    if lower.endswith(".zst"):
        clear = subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE, check=True).stdout
        return messages(name[:-4], clear, scratch)
    path = os.path.join(scratch, "x")
    with open(path, "wb") as file:
        file.write(data)
    found = []
    if lower.endswith(".tar"):
        with tarfile.open(path) as archive:
            for entry in archive:
                if entry.isfile():
                    found.append((entry.name, archive.extractfile(entry).read()))
    elif lower.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            found = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    elif data.startswith(b"From ") and b"\nContent-Length: " in data.split(b"\n\n", 1)[0]:
        return [(name, message) for message in by_length(data)]
    elif b"From " == data[:5] or b"\nFrom els" in data:
        box = mailbox.mbox(path)
        return [(name, box.get_bytes(key)) for key in box.keys()]
    elif lower.endswith(".emlx"):
        line, rest = data.split(b"\n", 1)
        assert rest[int(line):].startswith(b"<?xml"), "the count is right"
        return [(name, rest[: int(line)])]
    else:
        return [(name, data)]
    return [m for inner, content in found for m in messages(inner, content, scratch)]


def everything(root):
    out = []
    with tempfile.TemporaryDirectory() as scratch:
        for folder, folders, files in os.walk(root):
            folders.sort()
            for name in sorted(files):
                if name.startswith(".") or name == "maildirsize":
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read()
                    if b"S=" in name.encode() and ",S=" in name:
                        size = int(name.split(",S=")[1].split(",")[0].split(":")[0])
                        assert root == old or size == len(data), "the size in a name"
                    # files of a Maildir change their names
                    name = "maildir" if ".M" in name else name
                    out += messages(name, data, scratch)
    return out


def meant(data):
    if b"KEEP" in data or b"FOLDER INTERNAL" in data or b"DELETE" in data:
        return data
    return data.replace(mark.encode(), instead.encode())


before, after = everything(old), everything(new)
expected = [(name, meant(data)) for name, data in before if b"DELETE" not in data or b"FOLDER" in data]
assert len(before) > len(expected), "something goes"
assert after == expected, (len(before), len(expected), len(after), [n for n, _ in after])
print(len(after))
