"""What may lie on a disk after the power was lost: built from the recorded steps of a command, under two models.

strict   what POSIX promises and no more: bytes are sure when their file was synchronised, names when their folder was; everything
         else is there or not, in any order, and a write may be torn. A rename within one folder is there or not; one into another
         folder is a new name and an old one, each for itself.
ext4     names and sizes come in the order in which they were made, all that were made before anything that is synchronised with it;
         bytes that were not synchronised are there or not, or torn.

SQLite's write-ahead log and journal have their names synchronised by SQLite with the first synchronisation of their bytes. Its
shared memory (-shm) is never sure, and is left away.
"""
import base64, json, os, shutil


class Folder:
    def __init__(self):
        self.names = {}


class File:
    def __init__(self, source=None):
        self.source = source
        self.loaded = None if source else b""

    def content(self):
        if self.loaded is None:
            with open(self.source, "rb") as file:
                self.loaded = file.read()
        return self.loaded


class Step:
    """One change. `sure` is the number of the event from which on it survives."""

    def __init__(self, event, kind, what, *details):
        self.event, self.kind, self.what, self.details, self.sure = event, kind, what, details, None


class Recording:
    def __init__(self, path, saved, root, model):
        self.root, self.model = root, model
        self.tree = self.read(saved)
        self.steps, self.inodes, self.unsynced = [], {}, set()
        # Names as the command saw them, to find by path what it names.
        self.seen = {}
        with open(path) as file:
            self.events = [json.loads(line) for line in file if line.endswith("\n")]
        for number, event in enumerate(self.events):
            self.take(number, event)

    def read(self, path):
        folder = Folder()
        for entry in os.scandir(path):
            if entry.is_dir(follow_symlinks=False):
                folder.names[entry.name] = self.read(entry.path)
            elif not entry.name.endswith("-shm"):
                folder.names[entry.name] = File(entry.path)
        return folder

    def view(self, folder):
        if folder not in self.seen:
            self.seen[folder] = dict(folder.names)
        return self.seen[folder]

    def find(self, path):
        """What a path names now; None for nothing, or for what lies elsewhere."""
        inside = os.path.relpath(path, self.root)
        if inside.startswith(".."):
            return None
        here = self.tree
        for part in inside.split("/") if inside != "." else []:
            here = self.view(here).get(part) if isinstance(here, Folder) else None
        return here

    def name(self, number, *changes):
        """Changes of names that come together or not at all."""
        known = [(self.find(os.path.dirname(path)), os.path.basename(path), node) for path, node in changes]
        known = [change for change in known if isinstance(change[0], Folder)]
        for folder, name, node in known:
            self.view(folder)[name] = node
            if node is None:
                del self.view(folder)[name]
        if known:
            self.steps.append(Step(number, "names", {folder for folder, _, _ in known}, known))

    def synchronize(self, number, what):
        for step in self.steps:
            if step.sure is None and (
                    what is None or step.what is what or (step.kind == "names" and what in step.what)
                    or (self.model == "ext4" and step.kind == "names")):
                step.sure = number

    def take(self, number, event):
        do = event["do"]
        if do == "open":
            node = self.find(event["path"]) if event["path"] else None
            if not isinstance(node, File):
                node = File()
                if event["path"]:
                    self.name(number, (event["path"], node))
            elif event["truncates"]:
                self.steps.append(Step(number, "size", node, 0))
            self.inodes[event["inode"]] = node
        elif do == "write" and event["inode"] in self.inodes:
            data = base64.b64decode(event["bytes"])
            self.steps.append(Step(number, "bytes", self.inodes[event["inode"]], event["at"], data))
        elif do == "truncate" and event["inode"] in self.inodes:
            self.steps.append(Step(number, "size", self.inodes[event["inode"]], event["size"]))
        elif do == "synchronize":
            node = self.find(event["path"])
            self.synchronize(number, node if isinstance(node, Folder) else self.inodes.get(event["inode"], self))
        elif do == "synchronizeAll":
            self.synchronize(number, None)
        elif do == "rename":
            node = self.find(event["path"])
            changes = [(event["new"], node), (event["path"], None)]
            if os.path.dirname(event["path"]) == os.path.dirname(event["new"]) or self.model == "ext4":
                self.name(number, *changes)
            else:
                for change in changes:
                    self.name(number, change)
        elif do == "link":
            self.name(number, (event["new"], self.find(event["path"])))
        elif do == "name":
            self.name(number, (event["new"], self.inodes[event["inode"]]))
        elif do in ("remove", "removeFolder"):
            if self.find(event["path"]):
                self.name(number, (event["path"], None))
        elif do == "makeFolder":
            self.name(number, (event["path"], Folder()))
        elif do == "database":
            self.take_database(number, event)

    def take_database(self, number, event):
        node = self.find(event["path"])
        what = event["what"]
        if what == "remove":
            if node:
                self.name(number, (event["path"], None))
            return
        if not isinstance(node, File):
            node = File()
            self.name(number, (event["path"], node))
            if not event["path"].endswith(".sqlite"):
                self.unsynced.add(node)
        if what == "write":
            self.steps.append(Step(number, "bytes", node, event["at"], base64.b64decode(event["bytes"])))
        elif what == "truncate":
            self.steps.append(Step(number, "size", node, event["size"]))
        else:
            self.synchronize(number, node)
            if node in self.unsynced:
                self.unsynced.discard(node)
                self.synchronize(number, self.find(os.path.dirname(event["path"])))

    def choose(self, point, way, generator):
        """Which steps are on the disk when the power is lost before an event, and how much of each write. None where there is
        nothing to choose."""
        begun = [step for step in self.steps if step.event < point]
        open_steps = [step for step in begun if step.sure is None or step.sure >= point]
        kept = {step: 1.0 for step in begun if step not in set(open_steps)}
        names = [step for step in open_steps if step.kind == "names"]
        if not open_steps:
            return None
        if self.model == "ext4":
            upto = {"nothing": 0, "all": len(names), "names": len(names)}.get(way)
            names = names[:generator.randint(0, len(names)) if upto is None else upto]
        for step in open_steps:
            if step.kind == "names":
                isKept = step in names if self.model == "ext4" else (
                    {"nothing": False, "all": True, "names": True, "bytes": False}.get(way, generator.random() < 0.5))
            else:
                isKept = {"nothing": False, "all": True, "names": False, "bytes": True}.get(way, generator.random() < 0.6)
            if isKept:
                isTorn = way == "mixed" and step.kind == "bytes" and generator.random() < 0.25
                kept[step] = generator.random() if isTorn else 1.0
        return kept

    def build(self, kept, saved, to):
        """Puts what is kept in a folder."""
        shutil.rmtree(to, ignore_errors=True)
        contents, names = {}, {}
        for step in self.steps:
            if step not in kept:
                continue
            if step.kind == "names":
                for folder, name, node in step.details[0]:
                    inside = names.setdefault(folder, dict(folder.names))
                    inside.pop(name, None)
                    if node is not None:
                        inside[name] = node
                continue
            content = contents.setdefault(step.what, bytearray(step.what.content()))
            if step.kind == "size":
                size = step.details[0]
                del content[size:]
                content.extend(bytes(size - len(content)))
            else:
                at, data = step.details
                data = data[:int(len(data) * kept[step])]
                content.extend(bytes(max(0, at - len(content))))
                content[at:at + len(data)] = data

        def put(folder, path):
            os.makedirs(path, mode=0o700)
            for name, node in names.get(folder, folder.names).items():
                place = os.path.join(path, name)
                if isinstance(node, Folder):
                    put(node, place)
                elif node in contents or not node.source:
                    with open(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                        file.write(contents.get(node, b""))
                else:
                    shutil.copy2(node.source, place)
        put(self.tree, to)


WAYS = {"strict": ("nothing", "all", "names", "bytes", "mixed", "mixed"), "ext4": ("nothing", "names", "mixed")}


def states(path, saved, root, count, generator):
    """Up to `count` of the states that the disk may be in, each as what to say of it, whether the command had ended, and a function
    that builds it."""
    all_states = []
    for model, ways in WAYS.items():
        recording = Recording(path, saved, root, model)
        for point in range(1, len(recording.events) + 1):
            for way in ways:
                kept = recording.choose(point, way, generator)
                if kept is not None:
                    key = (model, frozenset((id(step), part) for step, part in kept.items()))
                    ended = point == len(recording.events)
                    all_states.append((key, (model, point, way, ended, recording, kept)))
    unique = list(dict(all_states).values())
    if count != "all" and len(unique) > int(count):
        # What was lost after the command had ended matters most.
        ended = [state for state in unique if state[3]]
        others = [state for state in unique if not state[3]]
        taken = generator.sample(ended, min(len(ended), max(1, int(count) // 3)))
        unique = taken + generator.sample(others, min(len(others), int(count) - len(taken)))
    return unique
