#!/usr/bin/env python3
"""Checks a log that was written by 'amanah audit export', without any key of the vault (c2sp.org/tlog-tiles, RFC 6962).

usage: verify-log.py FOLDER [OLDER-CHECKPOINT] [--key LOG-KEY]

All hashes are worked out from the entries. With an older checkpoint: that the log continues it. With the log key (as
'amanah audit export' prints it; not from the folder): the checkpoint's signature, by the openssl command."""
import argparse, base64, hashlib, pathlib, re, subprocess, sys, tempfile

def check(good, why):
    if not good: sys.exit(f"NOT WHOLE: {why}")

def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()

def root(row):  # RFC 6962, 2.1: a hash without a neighbour goes up as it is
    while len(row) > 1: row = [sha256(b"\1", *row[i:i + 2]) if row[i + 1:] else row[i] for i in range(0, len(row), 2)]
    return row[0] if row else sha256()

def place(index):  # 1234067 is x001/x234/067
    groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])

def is_of_longer_log(name, size, data):  # whether a file can be of a log with more entries than the checkpoint has
    if re.fullmatch(r"(.*/)?\.[0-9a-f]{16}\.amanah-part", name): return True
    found = re.fullmatch(r"(?:tile/(entries|[0-9]{1,2})|large)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?", name)
    if not found: return False
    level, index, width = found[1], int(found[2].replace("x", "").replace("/", "")), int(found[3] or 256)
    if level is None: return index >= size and not found[3]
    if level != "entries": return index * 256 + width > size >> 8 * int(level) and len(data) == 32 * width
    at = 0
    for _ in range(width): at += 2 + int.from_bytes(data[at:at + 2], "big")
    return index * 256 + width > size and at == len(data)

def read_checkpoint(path):
    text, _, signatures = path.read_text("utf-8").rpartition("\n\n")
    origin, size, digest = text.split("\n")
    return text + "\n", signatures, origin, int(size), base64.b64decode(digest, validate=True)

def check_signature(text, signatures, key):  # c2sp.org/signed-note, Ed25519
    name, key_id, key = key.split("+", 2)
    key = base64.b64decode(key)
    check(key[0] == 1 and sha256(name.encode(), b"\n", key)[:4].hex() == key_id, "this is no log key")
    lines = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.startswith(f"— {name} ")]
    signed = [line[4:] for line in lines if line[:4].hex() == key_id]
    check(signed, "the log key did not sign the checkpoint")
    with tempfile.TemporaryDirectory() as folder:
        for file, data in ("key", bytes.fromhex("302a300506032b6570032100") + key[1:]), ("text", text.encode()), ("signature", signed[0]):
            pathlib.Path(folder, file).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile signature"
        check(subprocess.run(command.split(), cwd=folder, capture_output=True).returncode == 0, "the checkpoint's signature is wrong")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, kind in ("folder", pathlib.Path), ("older", pathlib.Path), ("--key", str):
        parser.add_argument(name, type=kind, **({"nargs": "?"} if name == "older" else {}))
    arguments = parser.parse_args()
    folder = arguments.folder
    text, signatures, origin, size, stated = read_checkpoint(folder / "checkpoint")

    leaves, expected = [], {}  # the files that must be there, with what they must hold
    for start in range(0, size, 256):
        width = min(256, size - start)
        name = f"tile/entries/{place(start // 256)}" + (f".p/{width}" if width < 256 else "")
        check((folder / name).is_file(), f"{name} is missing")
        bundle = expected[name] = (folder / name).read_bytes()
        at = 0
        for index in range(start, start + width):
            length = int.from_bytes(bundle[at:at + 2], "big")
            entry, at = bundle[at + 2:at + 2 + length], at + 2 + length
            check(at <= len(bundle), f"{name} is cut short")
            if length == 0:  # too long for a bundle
                large = f"large/{place(index)}"
                check((folder / large).is_file(), f"{large} is missing")
                entry = expected[large] = (folder / large).read_bytes()
                check(len(entry) > 65535, f"{large} should be in its bundle")
            leaves.append(sha256(b"\0", entry))
        check(at == len(bundle), f"{name} is too long")
    row, level = leaves, 0
    while row:
        for start in range(0, len(row), 256):
            tile = row[start:start + 256]
            name = f"tile/{level}/{place(start // 256)}" + (f".p/{len(tile)}" if len(tile) < 256 else "")
            expected[name] = b"".join(tile)
        row, level = [root(row[i:i + 256]) for i in range(0, len(row) // 256 * 256, 256)], level + 1

    for name, data in expected.items():
        check((folder / name).is_file(), f"{name} is missing")
        check((folder / name).read_bytes() == data, f"{name} does not fit the entries")
    found = {str(file.relative_to(folder)) for top in ("tile", "large") for file in (folder / top).rglob("*") if file.is_file()}
    unfinished = 0
    for name in found - expected.keys():  # partial tiles of an earlier export, and what a later one wrote before it was cut off
        base, _, width = name.partition(".p/")
        whole = next((data for other, data in expected.items() if other.partition(".p/")[0] == base), b"")
        data = (folder / name).read_bytes()
        if width and whole.startswith(data) and data != whole: continue
        check(is_of_longer_log(name, size, data) and data.startswith(whole), f"{name} does not belong there")
        unfinished += 1
    check(root(leaves) == stated, "the checkpoint does not fit the entries")
    if arguments.key: check_signature(text, signatures, arguments.key)
    if arguments.older:
        _, _, older_origin, older_size, older_root = read_checkpoint(arguments.older)
        check(older_origin == origin, "the older checkpoint is of another log")
        check(older_size <= size, "the older checkpoint has more entries: the log was rolled back")
        check(root(leaves[:older_size]) == older_root, "the log does not continue the older checkpoint")
    print(f"{size} entries of {origin} are whole" + ("" if arguments.key else " (signature not checked)")
          + (f"; {unfinished} files of a later export that was cut off are left out" if unfinished else "")
          + (f", and continue the checkpoint at {older_size}" if arguments.older else ""))

if __name__ == "__main__":
    try: main()
    except (ValueError, LookupError, OSError) as error: sys.exit(f"NOT WHOLE: {error}")
