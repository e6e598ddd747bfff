#!/usr/bin/env python3
"""Checks what an opened bundle proves of its documents' custody, in every vault that they went through, without Amanah.

usage: verify-chain.py FOLDER

For each exhibit and each vault: the deposit is in that vault's log (RFC 6962), was signed by the key that is said (openssl), has the
SHA-256 of the file, and was named by the handover there. Whose logs they are nothing here tells: compare the phrases of the vaults."""
import base64, hashlib, json, pathlib, subprocess, sys, tempfile

def check(good, why):
    if not good: sys.exit(f"NOT PROVEN: {why}")

def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()

def signed(key, signature, message, why):  # Ed25519
    with tempfile.TemporaryDirectory() as folder:
        der = bytes.fromhex("302a300506032b6570032100") + key
        for file, data in ("key", der), ("text", message), ("signature", signature): pathlib.Path(folder, file).write_bytes(data)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile signature"
        check(subprocess.run(command.split(), cwd=folder, capture_output=True).returncode == 0, f"{why}: wrong signature")

def root_of(leaf, index, size, path):  # RFC 9162, 2.1.3.2
    node, last = index, size - 1
    for hash in path:
        check(last > 0, "a proof is too long")
        if node & 1 or node == last:
            leaf = sha256(b"\1", hash, leaf)
            while not node & 1 and node: node, last = node >> 1, last >> 1
        else: leaf = sha256(b"\1", leaf, hash)
        node, last = node >> 1, last >> 1
    check(last == 0, "a proof is too short")
    return leaf

class Log:
    """The proofs of a bundle, or of an earlier one in it, against one checkpoint."""
    def __init__(self, folder):
        self.folder, self.custody = folder, json.loads((folder / "custody.json").read_bytes())
        self.note = (folder / "proofs/checkpoint.txt").read_text("utf-8")
        text, _, signatures = self.note.rpartition("\n\n")
        origin, size, digest = text.split("\n")
        name, key_id, key = self.custody["logKey"].split("+", 2)
        key = base64.b64decode(key)
        check(origin == name == f"amanah/{self.custody['vault']}", f"{folder}: the checkpoint is of another log")
        check(key[0] == 1 and sha256(name.encode(), b"\n", key)[:4].hex() == key_id, f"{folder}: this is no log key")
        lines = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.startswith(f"— {name} ")]
        mine = [line[4:] for line in lines if line[:4].hex() == key_id]
        check(mine, f"{folder}: the log key did not sign the checkpoint")
        signed(key[1:], mine[0], (text + "\n").encode(), f"{folder}: checkpoint")
        self.size, self.root = int(size), base64.b64decode(digest)

    def statement(self, name):
        part = lambda ending: (self.folder / f"proofs/{name}.{ending}").read_bytes()
        entry, opening, proof = part("entry"), part("opening"), part("tlog-proof").decode()
        head, _, note = proof.partition("\n\n")
        kind, index, *path = head.split("\n")
        check(kind == "c2sp.org/tlog-proof@v1" and note == self.note, f"{name}: the proof is of another checkpoint")
        index = int(index.removeprefix("index "))
        leaf = sha256(b"\0", entry)
        check(root_of(leaf, index, self.size, [base64.b64decode(hash) for hash in path]) == self.root, f"{name} is not in the log")
        slots = int.from_bytes(entry[5:7], "big") * (152 if entry[0] in (1, 3) else 1208)
        at = 7 + (112 if entry[0] in (3, 4) else 0) + slots
        check(entry[at:at + 32] == sha256(opening), f"{name}: the entry is of another statement")
        statement = json.loads(opening[96:])
        vault = bytes.fromhex(self.custody["vault"])
        signed(bytes.fromhex(statement["by"]), opening[32:96], b"amanah/v2/statement\0" + vault + opening[96:], name)
        return index, statement

    def exhibit(self, exhibit):  # the details that the deposit has the digest of
        name = exhibit["exhibit"]
        index, deposit = self.statement(name)
        details = (self.folder / f"proofs/{name}.details.json").read_bytes()
        check(sha256(details).hex() == deposit["body"]["detailsDigest"], f"{name}: these are details of another deposit")
        check(deposit["act"] == "document.deposit" and index == exhibit["logIndex"], f"{name} is no such deposit")
        _, handover = self.statement("handover")
        check(any(document["deposit"] == index for document in handover["body"]["documents"]), f"{name} was not handed over")
        return json.loads(details), deposit["body"]["detailsDigest"]

    def chain(self, exhibit, sha):
        """The vaults that it went through, the first one first."""
        details, digest = self.exhibit(exhibit)
        check(details["sha256"] == sha, f"{exhibit['exhibit']} is another file")
        received = details["document"].get("received")
        if not received: return [self], digest
        for below in sorted(self.folder.glob("chain/*/custody.json")):
            log = Log(below.parent)
            if (log.custody["vault"], log.custody["logIndex"]) != (received["vault"], received["handover"]): continue
            for origin in log.custody["exhibits"]:
                if origin["logIndex"] != received["deposit"]: continue
                logs, earlier = log.chain(origin, sha)
                check(earlier == received["detailsDigest"], f"{exhibit['exhibit']} goes back to another deposit")
                return logs + [self], digest
        check(False, f"{exhibit['exhibit']}: what proves where it came from is missing")

def main():
    if len(sys.argv) != 2: sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    log = Log(folder)
    for exhibit in log.custody["exhibits"]:
        logs, _ = log.chain(exhibit, hashlib.sha256((folder / exhibit["path"]).read_bytes()).hexdigest())
        print(f"{exhibit['exhibit']}: " + " -> ".join(f"{log.custody['vaultName']} ({log.custody['vault'][:16]})" for log in logs))

if __name__ == "__main__":
    try: main()
    except (ValueError, LookupError, OSError) as error: sys.exit(f"NOT PROVEN: {error!r}")
