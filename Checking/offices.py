"""Offices to try commands in, the commands that change something, and what must hold of what they leave."""
import hashlib, os, random, re, shutil, signal, sqlite3, subprocess, tempfile

MARKER = "PENANDA7f3a"
CASE = "TPPO-2026-0017"
PASSPHRASE = "kenari hijau tujuh lautan"
PEOPLE = {  # names are for the log and must not be seen outside of it
    "custodian": "custodian", "coordinator": "coordinator", "companion": "companion", "lawyer": "lawyer",
    "auditor": "auditor", "health": "health", "lawyer2": "lawyer", "extra": "companion",
}
DOCUMENTED = set(range(8))


class Failed(Exception):
    pass


class Command:
    def __init__(self, name, who, words, before=(), outputs=(), piecewise=False, adds=(), makes_vault=False,
                 tidies=False, proof=None, undone=0):
        self.name, self.who, self.words, self.before = name, who, words, before
        self.outputs, self.piecewise, self.adds, self.makes_vault = outputs, piecewise, adds, makes_vault
        # Whether what it leaves goes when it is given again, and not with a deposit: it lies outside of the vault.
        self.tidies = tidies
        # Who looks at what it made, and how.
        self.proof = proof
        # How many entries more take it back where it fails later.
        self.undone = undone


def add(*paths, kind="chronology"):
    return ["add", CASE, *paths, "--kind", kind]


SUSPEND = ("custodian", ["member", "suspend", "lawyer", "--yes"])
REKEY = ("coordinator", ["status"])
MAKE_KIT = ["kit", "make", CASE, "--kinds", "chronology", "--until", "2099-01-01", "-o", "new.kit"]
ADD_OFFICE = ["office", "add", "lpsk", "--card", "lpsk.identity.card", "--how", "diserahkan"]
CONSENT = ["consent", "record", CASE, "--purpose", "protection", "--recipient", "lpsk", "--given-by", "Melati " + MARKER,
           "--documents", "1,2"]
GLASS = ["case", "break-glass", CASE, "--reason", "darurat", "--role", "health"]
INIT = ["init", "vault", "--name", "Yayasan " + MARKER]
BACKUP = ["backup", "copies"]
BUNDLE = ["bundle", "create", CASE, "--to", "lpsk", "--yes", "-o", "lpsk.tar.age"]

COMMANDS = [
    Command("init --recovery-out", "custodian", INIT + ["--recovery-out", "r.txt"], outputs=["r.txt"], makes_vault=True),
    Command("init --shares-out", "custodian", INIT + ["--trustees", "3", "--threshold", "2", "--shares-out", "shares"],
            outputs=[f"shares/{what}-{n}-of-3.txt" for what in ("share", "sheet") for n in (1, 2, 3)], makes_vault=True),
    Command("join", "extra", ["join", "vault", "--phrase", "@phrase"]),
    Command("member enrol", "custodian", ["member", "enrol", "lpsk.identity.card", "--role", "lawyer"]),
    Command("member role", "custodian", ["member", "role", "lawyer", "lawyer,companion", "--yes"]),
    Command("member suspend", "custodian", SUSPEND[1]),
    Command("member restore", "custodian", ["member", "restore", "lawyer"], before=[SUSPEND]),
    Command("member revoke", "custodian", ["member", "revoke", "lawyer", "--yes"]),
    Command("policy set", "custodian", ["policy", "set", "policy.json", "--yes"]),
    Command("case open", "coordinator", ["case", "open", "--title", "Kenanga " + MARKER, "--ref", "TPPO-2026-0018"]),
    Command("case assign", "coordinator", ["case", "assign", CASE, "health", "--role", "health"]),
    Command("case unassign", "coordinator", ["case", "unassign", CASE, "lawyer"]),
    Command("case reassign", "coordinator", ["case", "reassign", "--from", "lawyer", "--to", "lawyer2"], piecewise=True),
    Command("case break-glass (ask)", "health", GLASS),
    Command("case break-glass (approve)", "coordinator", ["case", "break-glass", CASE, "--approve", "health"],
            before=[("health", GLASS)]),
    Command("a case's keys are changed", "coordinator", ["status"], before=[SUSPEND]),
    Command("add, 1 file", "companion", add("one.txt"), adds=["one.txt"]),
    Command("add, 12 files", "companion", add("twelve"), adds=[f"twelve/{n}.txt" for n in range(12)]),
    Command("add, 40 files", "companion", add("forty"), adds=[f"forty/{n}.txt" for n in range(40)]),
    Command("amend", "companion", ["amend", CASE + "/1", "--title", "Baru " + MARKER], piecewise=True),
    Command("list", "companion", ["list", CASE]),
    Command("get", "lawyer", ["get", CASE + "/1", "-o", "got.txt"], outputs=["got.txt"]),
    Command("office add", "lawyer", ADD_OFFICE),
    Command("office confirm", "coordinator", ["office", "confirm", "lpsk", "--yes"], before=[("lawyer", ADD_OFFICE)]),
    Command("office retire", "coordinator", ["office", "retire", "lpsk", "--yes"], before="office"),
    Command("consent record", "companion", CONSENT, before="office"),
    Command("consent withdraw", "companion", ["consent", "withdraw", CASE, "1", "--channel", "telepon"], before="consent"),
    Command("bundle create", "lawyer", BUNDLE, before="consent", outputs=["lpsk.tar.age"],
            proof=("lpsk", ["bundle", "verify", "lpsk.tar.age"])),
    Command("bundle open", "lpsk", ["bundle", "open", "lpsk.tar.age", "-o", "opened"], before="bundle"),
    Command("kit make", "coordinator", MAKE_KIT, outputs=["new.kit"], undone=1),
    Command("kit cancel", "coordinator", ["kit", "cancel", CASE, "@kit"], before="kit"),
    Command("deposit --kit", None, ["deposit", "--kit", "new.kit", "one.txt", "--kind", "chronology", "-o", "field",
                                    "--fingerprint", "@kit"], before="kit", tidies=True),
    Command("collect, 2 files", "companion", ["collect", "@field"], before="field", piecewise=True,
            adds=["one.txt", "forty/0.txt"]),
    Command("reseal", "coordinator", ["reseal", CASE], before=[SUSPEND, REKEY]),
    Command("recovery replace", "custodian",
            ["recovery", "replace", "--recovery-key", "r.txt", "--recovery-out", "r2.txt"], outputs=["r2.txt"]),
    Command("repair", "custodian", ["repair", "--reason", "dilihat"]),
    Command("reindex", "coordinator", ["reindex"]),
    Command("audit review", "auditor", ["audit", "review", "--keep", "kept.checkpoint", "--yes"],
            outputs=["kept.checkpoint"], piecewise=True),
    Command("audit review, again", "auditor", ["audit", "review", "--keep", "kept.checkpoint", "--yes"],
            before=[("auditor", ["audit", "review", "--keep", "kept.checkpoint", "--yes"]), ("companion", ["list", CASE])],
            outputs=["kept.checkpoint"], piecewise=True),
    Command("audit export", "auditor", ["audit", "export", "tiles"]),
    Command("audit export, again", "auditor", ["audit", "export", "tiles"],
            before=[("auditor", ["audit", "export", "tiles"]), ("companion", ["list", CASE])]),
    Command("audit checkpoint", "auditor", ["audit", "checkpoint", "-o", "a.checkpoint"], outputs=["a.checkpoint"]),
    Command("audit timestamp request", "auditor", ["audit", "timestamp", "request", "-o", "a.tsq"], outputs=["a.tsq"]),
    Command("audit report", "auditor", ["audit", "report", "-o", "a.html"], outputs=["a.html"], piecewise=True),
    Command("time-zone", "custodian", ["time-zone", "Asia/Makassar"]),
    Command("identity new", None, ["identity", "new", "--name", "Baru", "--out", "new.identity", "--passphrase-file", "passphrase"],
            outputs=["new.identity"]),
    Command("backup", None, BACKUP, tidies=True, proof=(None, BACKUP + ["--verify"])),
    Command("backup, again", None, BACKUP, before=[(None, BACKUP), ("companion", add("one.txt"))], adds=["one.txt"],
            tidies=True, proof=(None, BACKUP + ["--verify"])),
    Command("restore", None, ["restore", "copies", "--to", "back"], before=[(None, BACKUP)], outputs=["back"],
            proof=(None, ["recover", "--vault", "back", "--recovery-key", "r.txt", "--documents", "from-back"])),
    Command("recover --enrol", None, ["recover", "--recovery-key", "r.txt", "--enrol", "lpsk.identity.card", "--role",
                                      "coordinator", "--case", CASE, "--phrase", "@phrase"], piecewise=True),
    Command("recover --documents", None, ["recover", "--recovery-key", "r.txt", "--documents", "saved"], piecewise=True),
]


class Office:
    """One folder in which everything lies, at one place, for the vault's place is remembered."""

    def __init__(self, binary, root):
        self.binary, self.root, self.saved = binary, root, root + ".saved"
        self.phrase = self.kit = None

    def path(self, name):
        return os.path.join(self.root, name)

    def run(self, words, who=None, fault=None, steps=None, record=None):
        words = [part for word in words for part in self.spelt(word)]
        if who:
            words = words + ["--identity", who + ".identity", "--passphrase-file", "passphrase"]
        environment = {
            "PATH": os.environ["PATH"], "HOME": self.path("home"), "TMPDIR": self.path("tmp"), "XDG_RUNTIME_DIR": "",
            "AMANAH_STATE": self.path("state"), "AMANAH_LANG": "en", "AMANAH_VAULT": "vault", "TZ": "UTC",
        }
        for name, value in (("FAULTS", fault), ("STEPS", steps), ("RECORD", record)):
            if value:
                environment["AMANAH_" + name] = value
        done = subprocess.run(
            [self.binary, *words], cwd=self.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=120, text=True, errors="replace")
        return done

    def spelt(self, word):
        if word == "@field":
            return sorted(os.path.relpath(path, self.root) for path in self.files("field"))
        return [{"@phrase": self.phrase, "@kit": self.kit}.get(word, word)]

    def must(self, words, who=None):
        done = self.run(words, who)
        if done.returncode != 0:
            raise Failed(f"{' '.join(words[:3])}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    # States are copied as a whole.

    def save(self, to):
        shutil.rmtree(to, ignore_errors=True)
        subprocess.run(["cp", "-a", self.root, to], check=True)

    def load(self, saved):
        shutil.rmtree(self.root, ignore_errors=True)
        subprocess.run(["cp", "-a", saved, self.root], check=True)

    # What there is at first.

    def make_files(self):
        for name in ("home", "tmp", "twelve", "forty"):
            os.makedirs(self.path(name))
        self.write("passphrase", PASSPHRASE + "\n")
        for name in ("one.txt", "next.txt", "a.txt", "b.txt", "c.txt"):
            self.write(name, f"{MARKER} {name}\n" * 40)
        for folder, count in (("twelve", 12), ("forty", 40)):
            for n in range(count):
                self.write(f"{folder}/{n}.txt", f"{MARKER} {folder} {n}\n" * (n + 1))
        for who in [*PEOPLE, "lpsk"]:
            self.must(["quick-identity", who, PASSPHRASE, who + ".identity"])

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def make(self):
        self.must(COMMANDS[0].words, "custodian")
        found = re.search(r"^phrase +(.*)$", self.must(["status"], "custodian"), re.M)
        self.phrase = found.group(1).strip()
        for who, role in PEOPLE.items():
            if who == "custodian":
                continue
            self.must(["member", "enrol", who + ".identity.card", "--role", role], "custodian")
            if who != "extra":
                self.must(["join", "vault", "--phrase", self.phrase], who)
        self.must(["case", "open", "--title", "Melati " + MARKER, "--ref", CASE], "coordinator")
        for who in ("companion", "lawyer"):
            self.must(["case", "assign", CASE, who, "--role", who], "coordinator")
        self.must(add("a.txt", "b.txt"), "companion")
        self.must(add("c.txt", kind="wage-proof"), "companion")
        policy = self.must(["policy", "show", "--json"], "custodian")
        self.write("policy.json", policy)

    def prepare(self, before):
        if before in ("kit", "field"):
            self.must(MAKE_KIT, "coordinator")
            listed = self.must(["kit", "list", CASE, "--json"], "coordinator")
            self.kit = re.search(r'"fingerprint" : "([^"]*)"', listed).group(1)
            if before == "field":
                self.must(["deposit", "--kit", "new.kit", "one.txt", "forty/0.txt", "--kind", "chronology", "-o", "field",
                           "--fingerprint", self.kit])
            return
        if before in ("office", "consent", "bundle"):
            steps = [("lawyer", ADD_OFFICE), ("coordinator", ["office", "confirm", "lpsk", "--yes"])]
            if before != "office":
                steps.append(("companion", CONSENT))
            if before == "bundle":
                steps.append(("lawyer", BUNDLE))
            before = steps
        for who, words in before:
            self.must(words, who)

    # What there is afterwards.

    def log_size(self):
        """Asked of a copy, so that nothing of it is recovered here."""
        if not os.path.exists(self.path("vault/index.sqlite")):
            return None
        with tempfile.TemporaryDirectory(dir=os.path.dirname(self.root)) as folder:
            for end in ("", "-wal", "-journal"):
                if os.path.exists(self.path("vault/index.sqlite" + end)):
                    shutil.copy(self.path("vault/index.sqlite" + end), folder)
            database = sqlite3.connect(folder + "/index.sqlite")
            try:
                return database.execute("SELECT count(*) FROM log_entry").fetchone()[0]
            except sqlite3.Error:
                return None
            finally:
                database.close()

    def files(self, *folders):
        for folder in folders:
            for place, _, names in os.walk(self.path(folder)):
                for name in names:
                    yield os.path.join(place, name)

    def leftovers(self):
        patterns = (".new-", ".part", ".pending", ".unfinished", ".amanah-part", "-journal")
        return sorted(
            os.path.relpath(os.path.join(place, name), self.root)
            for place, folders, names in os.walk(self.root) for name in names + folders
            if any(pattern in name for pattern in patterns))

    def plaintext(self):
        marker = MARKER.encode()
        for path in self.files("vault", "state", "tmp", "home", "field", "tiles", "copies", "back"):
            with open(path, "rb") as file:
                if marker in file.read():
                    yield os.path.relpath(path, self.root)

    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()


class Reference:
    """What a command does when nothing goes wrong."""

    def __init__(self, office, command, saved):
        office.load(saved)
        self.before = office.log_size() or 0
        steps = office.path("tmp/steps")
        done = office.run(command.words, command.who, steps=steps)
        if done.returncode != 0:
            raise Failed(f"{command.name}: status {done.returncode}: {done.stderr.strip()}")
        with open(steps) as file:
            self.steps = [line.split(" ", 1)[1].strip() for line in file]
        os.remove(steps)
        self.after = office.log_size() or 0
        self.sizes = {name: extent(office.path(name)) for name in command.outputs}


def extent(path):
    """How much a whole file has: words for text, which are longer or shorter each time, bytes for others. A folder has its proof."""
    if path.endswith(".txt"):
        with open(path, "rb") as file:
            return len(file.read().split())
    return 0 if os.path.isdir(path) else os.path.getsize(path)


def judge(office, command, reference, status, errors):
    """Looks at what a command left that was stopped or failed. Returns what is wrong with it."""
    wrong = []
    acknowledged = status == 0
    if status not in DOCUMENTED and status != -signal.SIGKILL:
        wrong.append(f"status {status}: {errors.strip()[:200]}")
    size = office.log_size() or 0
    if command.makes_vault:
        if acknowledged and size != reference.after:
            wrong.append("acknowledged, and there is no whole log")
    elif status not in (0, -signal.SIGKILL) and command.undone and size == reference.after + command.undone:
        pass
    elif not (reference.before <= size <= reference.after):
        wrong.append(f"the log has {size} entries, not {reference.before} to {reference.after}")
    elif size not in (reference.before, reference.after) and not command.piecewise:
        wrong.append(f"done in part: {size} entries of {reference.before} to {reference.after}")
    if acknowledged and size != reference.after:
        wrong.append(f"acknowledged, and the log has {size} entries, not {reference.after}")
    for name in command.outputs:
        if not os.path.exists(office.path(name)):
            if acknowledged:
                wrong.append(f"acknowledged, and {name} is not there")
        elif extent(office.path(name)) != reference.sizes[name]:
            wrong.append(f"{name} is not whole: {extent(office.path(name))} of {reference.sizes[name]}")

    # The same again.
    happened = acknowledged
    if not acknowledged:
        again = office.run(command.words, command.who)
        if again.returncode == 0:
            happened = True
        elif command.makes_vault:
            if not os.path.exists(office.path("vault/vault.json")):
                wrong.append(f"again: status {again.returncode}: {again.stderr.strip()[:200]}")
        elif size == reference.before or reference.before == reference.after:
            # A whole file under a name that the user chose is theirs, and is not written over.
            isThere = reference.before == reference.after or any(
                os.path.exists(office.path(name)) for name in command.outputs)
            if not (isThere and "exists already" in again.stderr):
                wrong.append(f"again: status {again.returncode}: {again.stderr.strip()[:200]}")
        elif again.returncode not in DOCUMENTED - {5}:
            wrong.append(f"again: status {again.returncode}: {again.stderr.strip()[:200]}")
        else:
            happened = size == reference.after
    if command.tidies and acknowledged:
        office.must(command.words, command.who)

    if command.proof and happened:
        who, words = command.proof
        proven = office.run(words, who)
        if proven.returncode != 0:
            wrong.append(f"{' '.join(words[:3])}: status {proven.returncode}: {proven.stderr.strip()[:200]}")

    # The next command.
    if command.makes_vault:
        verifier = "custodian"
    else:
        verifier = "coordinator"
        following = office.run(add("next.txt"), "companion")
        if following.returncode != 0:
            wrong.append(f"the next deposit: status {following.returncode}: {following.stderr.strip()[:200]}")
    left = office.leftovers()
    if left:
        wrong.append("left over: " + ", ".join(re.sub(r"[0-9a-f]{8,}", "…", name) for name in left))
    verified = office.run(["verify", "--full"], verifier)
    if verified.returncode != 0 or "All is well" not in verified.stdout:
        wrong.append(f"verify --full: {verified.returncode}: {(verified.stdout + verified.stderr).strip()[:300]}")

    # Every document.
    for key in (["r2.txt"], ["r.txt"], ["shares/share-1-of-3.txt", "shares/share-3-of-3.txt"]):
        if not all(os.path.exists(office.path(name)) for name in key):
            continue
        flags = [part for name in key for part in (("--share", name) if len(key) > 1 else ("--recovery-key", name))]
        saved = office.run(["recover", *flags, "--documents", "everything"])
        if saved.returncode == 0:
            break
        shutil.rmtree(office.path("everything"), ignore_errors=True)
    else:
        wrong.append(f"no recovery key saves the documents: {saved.returncode}: {saved.stderr.strip()[:200]}"
                     if "saved" in locals() else "there is no recovery key")
    if not command.makes_vault:
        known = {hashlib.sha256(office.content(name)).digest(): name
                 for name in ["a.txt", "b.txt", "c.txt", "next.txt", *command.adds]}
        found = {}
        for path in office.files("everything"):
            digest = hashlib.sha256(open(path, "rb").read()).digest()
            if digest not in known:
                wrong.append(f"{os.path.basename(path)} is no document that was deposited")
            found[known.get(digest)] = found.get(known.get(digest), 0) + 1
        needed = {"a.txt", "b.txt", "c.txt", "next.txt"} | (set(command.adds) if happened else set())
        if needed - set(found):
            wrong.append(f"lost: {sorted(needed - set(found))}")
    seen = list(office.plaintext())
    if seen:
        wrong.append("plaintext in " + ", ".join(seen))
    return wrong


def picked(count, points, generator):
    steps = range(1, count + 1)
    return list(steps) if points == "all" or int(points) >= count else sorted(generator.sample(steps, int(points)))


def memory():
    """Where a synchronisation costs nothing, if there is such a place."""
    return "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None
