import Foundation
import TestSupport

/// Where `amanah unlock` is to find itself.
enum Surroundings: CaseIterable {
    /// As this machine has it.
    case machine
    /// In a login with a keyring of its own, as `pam_keyinit` makes one.
    case keyring
    /// In a login whose keyring takes no keys.
    case noKeyring
}

extension Session {
    private static let noKeyrings: Int32 = 77

    /// Makes a session keyring and runs the rest of its arguments in it. Python has no names for these system calls.
    private static let login = """
        import ctypes, os, platform, sys
        keyctl = {"x86_64": 250, "aarch64": 219}.get(platform.machine())
        system = ctypes.CDLL(None).syscall
        if keyctl is None or system(keyctl, 1, None) < 0: sys.exit(\(noKeyrings))
        if sys.argv[1] == "noKeyring": system(keyctl, 5, -3, 0x0B000000)
        os.execv(sys.argv[2], sys.argv[2:])
        """

    /// Connects to every agent of a folder, sends one byte, and prints who listens and what comes back.
    private static let stranger = """
        import os, socket, struct, sys
        folder = os.open(sys.argv[1], os.O_RDONLY)
        names = os.listdir(folder)
        if len(sys.argv) > 3: os.setuid(int(sys.argv[3]))
        for name in names:
            with socket.socket(socket.AF_UNIX) as agent:
                agent.settimeout(3)
                agent.connect(f"/proc/self/fd/{folder}/{name}")
                peer = agent.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
                try:
                    agent.sendall(sys.argv[2].encode())
                    answer = agent.recv(65536)
                except OSError: answer = b""
                print(struct.unpack("iii", peer)[0], answer)
        """

    /// Runs a shell script as a terminal window would, in a session of its own that ends with it. `$AGENT` connects to agents.
    /// Nil after saying so where the surroundings cannot be had.
    func terminal(_ surroundings: Surroundings = .machine, _ script: String) throws -> CommandResult? {
        var command = ["--wait"]
        if surroundings != .machine {
            guard let python = stockTool("python3") else { return nil }
            command += [python, "-c", Session.login, "\(surroundings)"]
        }
        try write("stranger.py", Session.stranger)
        var environment = environment
        environment["A"] = Session.binary
        environment["AGENT"] = path("stranger.py")
        environment["AGENTS"] = path("state/agents")
        let result = try run(
            "/usr/bin/setsid", command + ["/bin/bash", "-c", script], folder: folder.url,
            environment: environment)
        guard result.status == Session.noKeyrings, surroundings != .machine else { return result }
        if surroundings == .noKeyring { return try terminal(.machine, script) }
        print("SKIPPED: this machine permits no keyrings")
        return nil
    }
}
