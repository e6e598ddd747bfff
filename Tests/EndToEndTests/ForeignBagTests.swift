import Age
import EvidenceVault
import Foundation
import Ledger
import TestSupport
import Testing

/// Bags of whoever made them: right verdicts, and never mistaken for what a log has.
@Suite struct ForeignBagTests {
    private struct Verdict: Decodable {
        let kind: String
        let valid: Bool
        let problems, warnings: [String]
        let signerKey: String?
    }

    private func verify(_ session: Session, _ path: String) throws -> (status: Int32, verdict: Verdict?) {
        let result = try session.amanah(["bundle", "verify", path, "--json"])
        return (result.status, try? JSONDecoder().decode(Verdict.self, from: result.stdout))
    }

    /// As folder, tar and zip.
    private func forms(_ session: Session, of folder: String, named name: String) throws -> [String] {
        let zip = """
            import os, sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
                for path, _, names in sorted(os.walk(".")):
                    for name in sorted(names): out.write(os.path.join(path, name))
            """
        let url = URL(fileURLWithPath: folder)
        let (tarPath, zipPath) = (session.path("\(name).tar"), session.path("\(name).zip"))
        for (tool, words) in [
            ("/usr/bin/tar", ["cf", tarPath, "--format=pax", "."]),
            ("/usr/bin/python3", ["-c", zip, zipPath]),
        ] {
            let result = try run(tool, words, folder: url)
            #expect(result.status == 0, "\(result.errors)")
        }
        return [folder, tarPath, zipPath]
    }

    @Test func everyPublishedBagIsJudgedAlikeInEveryForm() throws {
        let session = try Session([])
        var judged = 0
        for url in Vectors.files(in: "bagit") {
            let name = url.deletingPathExtension().lastPathComponent
            let folder = session.path("f-\(name)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let parts = name.components(separatedBy: "__")
            let unpacked = try run(
                "/usr/bin/tar", ["xf", url.path, "--strip-components=3"],
                folder: URL(fileURLWithPath: folder))
            #expect(unpacked.status == 0, "\(unpacked.errors)")
            for path in try [url.path] + forms(session, of: folder, named: name) {
                let (status, verdict) = try verify(session, path)
                judged += 1
                switch parts[1] {
                case "valid":
                    #expect(status == 0 && verdict?.valid == true, "\(path) \(verdict as Any)")
                    #expect(verdict?.kind == "foreign-bag" && verdict?.signerKey == nil)
                case "warning":
                    #expect(status == 0 && verdict?.warnings.isEmpty == false, "\(path) \(verdict as Any)")
                default: #expect(status == 5 && verdict?.valid != true, "\(path)")
                }
            }
        }
        if judged > 0 { #expect(judged >= 4 * 30) }
    }

    /// Where `bagit.py` is installed (PyPI), or in the environment that `AMANAH_BAGIT` names.
    private var bagit: String? {
        ProcessInfo.processInfo.environment["AMANAH_BAGIT"] ?? stockTool("bagit.py")
    }

    @Test func bagsOfBagitPyAreReadAndSaidToBeNobodys() throws {
        guard let bagit else { return }
        let session = try Session([])
        let folder = session.path("berkas")
        try FileManager.default.createDirectory(
            atPath: folder + "/foto", withIntermediateDirectories: true)
        try session.write("berkas/surat.txt", "surat")
        try session.write("berkas/foto/é 1.jpg", "foto")
        let made = try run(bagit, ["--contact-name", "Polsek", folder])
        #expect(made.status == 0, "\(made.errors)")
        for path in try forms(session, of: folder, named: "polsek") {
            let result = try session.amanah(["bundle", "verify", path])
            #expect(result.status == 0 && result.output.contains("NOBODY'S signature"), "\(result.output)")
            #expect(!result.output.contains("The bundle is whole") && !result.output.contains("✓"))
            let out = path + "-out"
            #expect(try session.amanah(["bundle", "open", path, "-o", out]).status == 0)
            #expect(FileManager.default.fileExists(atPath: out + "/data/foto/é 1.jpg"))
        }
        try session.write("berkas/data/surat.txt", "FORGED")
        #expect(try verify(session, folder).status == 5)
        let opened = try session.amanah(["bundle", "open", folder, "-o", session.path("no")])
        #expect(opened.status == 5 && !session.exists("no"))
    }

    /// A bundle, sealed and unpacked, in a session.
    private func bundle() throws -> Session {
        let session = try Session()
        try session.makeOffice()
        try session.write("a.txt", "kronologi")
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("a.txt"), "--kind", "chronology", as: "companion")
        try session.amanah(
            "consent", "record", "TPPO-2026-0017", "--purpose", "protection", "--recipient", "lpsk",
            "--documents", "1", "--given-by", "Melati", as: "companion")
        try session.giveKey()
        try session.amanah(
            "bundle", "create", "TPPO-2026-0017", "--to", "lpsk", "--yes", "-o", session.path("b.age"),
            as: "lawyer")
        try session.amanah("bundle", "open", session.path("b.age"), "-o", session.path("out"), as: "lpsk")
        return session
    }

    @Test func oursIsValidToBagitPy() throws {
        guard let bagit else { return }
        let session = try bundle()
        let result = try run(bagit, ["--validate", session.path("out")])
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Who cannot make a bundle fit takes out what does not.
    @Test func aBundleThatLostItsSignatureIsNoForeignBag() throws {
        let session = try bundle()
        try session.write("out/data/P-1.txt", "FORGED")
        let digest = try run("/usr/bin/sha256sum", [session.path("out/data/P-1.txt")]).output.prefix(64)
        // What lists it anew, and no tag manifest at all any more.
        func remove(_ name: String) throws {
            try FileManager.default.removeItem(atPath: session.path("out/\(name)"))
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: session.path("out"))
        where name.hasPrefix("manifest-") || name.hasPrefix("tagmanifest-") {
            try remove(name)
        }
        try session.write("out/manifest-sha256.txt", "\(digest)  data/P-1.txt\n")
        try session.write(
            "out/bag-info.txt", "Bag-Software-Agent: Amanah\nPayload-Oxum: 6.1\n")
        for name in [
            "nothing", "proofs", "custody.json", "custody", "minisign.pub", "index.html", "VERIFIKASI.txt",
        ] {
            if name != "nothing" { try remove(name) }
            let (status, verdict) = try verify(session, session.path("out"))
            #expect(status == 5 && verdict?.valid == false && verdict?.kind == "bundle", "without \(name)")
        }
        // One trace alone is enough.
        try session.write("out/bag-info.txt", "Payload-Oxum: 6.1\n")
        for (trace, text) in [
            ("custody.json", "{}"), ("minisign.pub", "x"), ("tagmanifest-sha256.txt.minisig", "x"),
            ("proofs/checkpoint.txt", "x"), ("custody/P-1.csv", "x"), ("CUSTODY.json", "{}"),
            ("index.html", "<p>diperiksa dengan amanah bundle verify</p>"),
            ("VERIFIKASI.txt", "amanah bundle verify"),
            ("bag-info.txt", "bag-software-agent: AMANAH\n"),
        ] {
            let folder = trace.split(separator: "/").dropLast().joined()
            if !folder.isEmpty {
                try FileManager.default.createDirectory(
                    atPath: session.path("out/\(folder)"), withIntermediateDirectories: true)
            }
            try session.write("out/\(trace)", text)
            #expect(try verify(session, session.path("out")).status == 5, "\(trace)")
            try remove(folder.isEmpty ? trace : folder)
        }
        // Without any it claims nothing, and that is what is said.
        let result = try session.amanah(["bundle", "verify", session.path("out")])
        #expect(result.status == 0 && result.output.contains("NOBODY'S signature"), "\(result.output)")
        #expect(result.errors.contains("stripped of its proofs"))
    }

    /// What comes sealed is a bundle: anybody can seal to an office's key.
    @Test func aSealedForeignBagIsRefused() throws {
        let session = try bundle()
        guard let age = stockTool("age") else { return }
        try FileManager.default.createDirectory(
            atPath: session.path("bag/data"), withIntermediateDirectories: true)
        try session.write("bag/data/a", "FORGED")
        try session.write("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        let digest = try run("/usr/bin/sha256sum", [session.path("bag/data/a")]).output.prefix(64)
        try session.write("bag/manifest-sha256.txt", "\(digest)  data/a\n")
        let tar = try forms(session, of: session.path("bag"), named: "bag")[1]
        #expect(try verify(session, tar).status == 0)
        let key = try session.identity("lpsk").card.recipient.description
        #expect(try run(age, ["-r", key, "-o", session.path("bag.age"), tar]).status == 0)
        let result = try session.amanah(["bundle", "verify", session.path("bag.age")], as: "lpsk")
        #expect(result.status == 5 && result.output.contains("not signed"), "\(result.output)")
    }
}
