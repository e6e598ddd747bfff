import Bytes
import Foundation
@testable import Ledger
import SLIP39
import Sodium
import Synchronization
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Another vault is put where people know one, or a wrong one shown to a newcomer: nothing is done in it.
@Suite struct FirstSightTests {
    private let ref = "TPPO-2026-0017"

    /// An office at work, and a vault of somebody else under the same name: with the true cards of its people, a coordinator of
    /// their own, and the same case.
    private func officeAndTwin() throws -> (office: TestOffice, twin: Vault, mallory: MemberIdentity) {
        let office = try TestOffice()
        try office.openCase()
        for (name, _) in TestOffice.roles { _ = try office.open(name) }
        let mallory = try MemberIdentity.generate(name: "custodian")
        let accomplice = try MemberIdentity.generate(name: "koordinator")
        let twin = try Vault.create(
            at: office.folder.appending("twin").path, name: "Yayasan Uji", founder: mallory,
            recoveryFile: office.folder.appending("twin-recovery.txt").path,
            surroundings: office.surroundings("mallory"))
        try twin.enrol(accomplice.card, roles: [.coordinator])
        for (name, role) in TestOffice.roles { try twin.enrol(office.person(name).card, roles: [role]) }
        let coordinating = try Vault.join(
            at: twin.path, as: accomplice, phrase: twin.id.phrase,
            surroundings: office.surroundings("accomplice"))
        let file = try coordinating.openCase(title: "Melati, rahasia", ref: ref)
        for (name, role) in TestOffice.roles where !role.isVaultWide {
            try coordinating.assign(
                coordinating.member(named: office.person(name).fingerprint.description), to: file, as: role)
        }
        // Something is due from each coordinator: the companion is put off the team, and keys must change.
        try twin.end(
            twin.member(named: office.person("companion").fingerprint.description), isFinal: false,
            leavingCases: true)
        try twin.restore(twin.member(named: office.person("companion").fingerprint.description))
        return (office, twin, mallory)
    }

    private func exchange(_ office: TestOffice, _ one: String, _ other: String) throws {
        let (a, b) = (office.folder.appending(one).path, office.folder.appending(other).path)
        #expect(rename(a, a + ".aside") == 0 && rename(b, a) == 0 && rename(a + ".aside", b) == 0)
    }

    private func log(_ path: String) throws -> UInt64 {
        try StoredLog(Index.open(in: VaultFolder.open(path))).read { try $0.logSize() }
    }

    /// What somebody's computer remembers, file by file.
    private func memory(_ office: TestOffice, _ name: String) throws -> [String: Data] {
        let root = office.folder.appending("state-\(name)")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return Dictionary(
            uniqueKeysWithValues: files.compactMap { file in
                (try? Data(contentsOf: root.appending(path: file))).map { (file, $0) }
            })
    }

    // MARK: Exchanged folders

    @Test func aVaultPutInThePlaceOfTheOneThatIsKnownIsNotWorkedIn() throws {
        let (office, _, _) = try officeAndTwin()
        try exchange(office, "vault", "twin")
        let size = try log(office.vaultPath)
        for (name, _) in TestOffice.roles {
            let before = try memory(office, name)
            #expect(throws: VaultError.anotherVault(path: office.vaultPath), "\(name)") {
                try office.open(name)
            }
            #expect(throws: VaultError.anotherVault(path: office.vaultPath), "\(name)") {
                try Vault.reindex(
                    at: office.vaultPath, as: office.person(name), surroundings: office.surroundings(name))
            }
            #expect(try memory(office, name) == before, "\(name)")
        }
        #expect(try log(office.vaultPath) == size, "nothing was settled, sealed or said")
        // The phrase of the vault that they know is not that of the one that lies there.
        #expect(throws: LedgerError.self) {
            try Vault.join(
                at: office.vaultPath, as: office.person("companion"), phrase: #require(office.phrase),
                surroundings: office.surroundings("companion"))
        }
        try exchange(office, "vault", "twin")
        #expect(try office.deposit("kesaksian", kind: .statement, as: "companion") == 1)
        #expect(try office.findings() == [])
    }

    /// Both are vaults that this member joined, each in its place.
    @Test func twoVaultsOfOneMemberDoNotChangePlaces() throws {
        let (office, twin, _) = try officeAndTwin()
        let companion = try office.person("companion")
        _ = try Vault.join(
            at: twin.path, as: companion, phrase: twin.id.phrase,
            surroundings: office.surroundings("companion"))
        _ = try Vault.open(
            at: twin.path, as: companion, surroundings: office.surroundings("companion"))
        try exchange(office, "vault", "twin")
        for path in [office.vaultPath, twin.path] {
            #expect(throws: VaultError.anotherVault(path: path)) {
                try Vault.open(at: path, as: companion, surroundings: office.surroundings("companion"))
            }
        }
        // Meant: it is said by joining.
        _ = try Vault.join(
            at: office.vaultPath, as: companion, phrase: twin.id.phrase,
            surroundings: office.surroundings("companion"))
        let vault = try Vault.open(
            at: office.vaultPath, as: companion, surroundings: office.surroundings("companion"))
        #expect(vault.id == twin.id)
    }

    @Test func aFolderThatClaimsTheKnownIdIsNotBelieved() throws {
        let (office, twin, _) = try officeAndTwin()
        let vault = try office.open("lawyer")
        try FileManager.default.removeItem(atPath: "\(twin.path)/vault.json")
        try VaultFolder.open(twin.path).write(
            VaultDescription(id: vault.id).encoded(), toNew: VaultDescription.fileName)
        let before = try memory(office, "lawyer")
        #expect(throws: VaultError.self) {
            try Vault.open(
                at: twin.path, as: office.person("lawyer"), surroundings: office.surroundings("lawyer"))
        }
        #expect(try memory(office, "lawyer") == before, "the place is not taken for the vault's either")
    }

    // MARK: Joining

    @Test func aVaultThatWasNotJoinedIsNotOpened() throws {
        let (office, twin, _) = try officeAndTwin()
        let newcomer = try office.person("lawyer")
        let size = try log(twin.path)
        for path in [twin.path, office.vaultPath] {
            #expect(throws: VaultError.notJoined(path: path)) {
                try Vault.open(at: path, as: newcomer, surroundings: office.surroundings("elsewhere"))
            }
        }
        // What one member joined is not joined by another on the same computer.
        _ = try office.open("lawyer")
        #expect(throws: VaultError.notJoined(path: office.vaultPath)) {
            try Vault.open(
                at: office.vaultPath, as: office.person("health"),
                surroundings: office.surroundings("lawyer"))
        }
        #expect(try log(twin.path) == size)
        #expect(try memory(office, "elsewhere").isEmpty)
    }

    @Test func theRightPhraseJoinsInWordsAndDigitsAndAWrongOneDoesNot() throws {
        let (office, twin, _) = try officeAndTwin()
        let right = try #require(office.phrase)
        let person = try office.person("lawyer")
        func join(_ text: String, _ name: String) throws -> Vault {
            try Vault.join(
                at: office.vaultPath, as: person, phrase: VaultPhrase(text),
                surroundings: office.surroundings(name))
        }
        var mixed = right.words.map { $0.uppercased() }
        for index in [1, 4, 11] { mixed[index] = right.digits[index] }
        mixed[2] = String(right.words[2].prefix(4))
        let size = try office.open("lawyer").state.head.size
        for (index, text) in [
            right.description, right.digits.joined(separator: " "), mixed.joined(separator: " - "),
            "  " + mixed.joined(separator: ",\n") + "\n", right.digits.joined(separator: "-"),
        ].enumerated() {
            #expect(try join(text, "right\(index)").state.head.size == size, "\(text)")
        }
        func other(_ index: Int) -> String {
            right.words[index] == "zero" ? "yoga" : "zero"
        }
        for index in 0..<12 {
            var words = right.words
            words[index] = other(index)
            #expect(throws: LedgerError.wrongPhrase(.differs(at: [index + 1]))) {
                try join(words.joined(separator: " "), "wrong")
            }
        }
        #expect(throws: LedgerError.self) { try join(twin.id.phrase.description, "wrong") }
        #expect(throws: LedgerError.wrongPhrase(.length(11))) {
            try join(right.words.dropLast().joined(separator: " "), "wrong")
        }
        #expect(throws: LedgerError.wrongPhrase(.noWord(at: 3))) {
            try join((right.words[..<2] + ["kenari"] + right.words[3...]).joined(separator: " "), "wrong")
        }
        for number in ["1024", "999", "-001", "٠٠٠١"] {
            #expect(throws: LedgerError.self, "\(number)") {
                try join((right.words[..<11] + [number]).joined(separator: " "), "wrong")
            }
        }
        #expect(try memory(office, "wrong").isEmpty, "nothing is remembered")
    }

    @Test func aPhraseIsTheFirst120BitsOfTheId() throws {
        let id = try #require(VaultID(String(repeating: "00ffc", count: 13).prefix(64).description))
        #expect(id.phrase.digits.allSatisfy { $0.count == 4 } && id.phrase.words.count == 12)
        #expect(id.phrase.words == WordList.words(for: id.bytes, count: 12))
        var bytes = id.bytes
        bytes[14] ^= 1
        let near = try #require(VaultID(hex(bytes)))
        #expect(throws: LedgerError.wrongPhrase(.differs(at: [12]))) { try id.phrase.requireThat(of: near) }
        bytes[14] ^= 1
        bytes[15] ^= 1
        let alike = try #require(VaultID(hex(bytes)))
        try id.phrase.requireThat(of: alike)
    }

    // MARK: Places

    @Test func aVaultThatWasMovedIsKnownAgainAndItsNewPlaceToo() throws {
        let office = try TestOffice()
        try office.join("lawyer")
        let warned = Mutex<[String]>([])
        var surroundings = office.surroundings("lawyer")
        surroundings.warn = { warning in warned.withLock { $0.append("\(warning)") } }
        let lawyer = try office.person("lawyer")
        // A link leads to the place that is known.
        let link = office.folder.appending("link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: office.vaultPath)
        #expect(try Vault.open(at: link, as: lawyer, surroundings: surroundings).path == office.vaultPath)
        #expect(warned.withLock { $0 }.isEmpty)
        let new = office.folder.appending("new").path
        try FileManager.default.moveItem(atPath: office.vaultPath, toPath: new)
        for _ in 0..<2 { _ = try Vault.open(at: new, as: lawyer, surroundings: surroundings) }
        #expect(warned.withLock { $0 } == ["\(VaultWarning.vaultMoved(path: new))"], "said once")
        // The new place is pinned like the old.
        let other = try TestOffice()
        try FileManager.default.removeItem(atPath: new)
        try FileManager.default.copyItem(atPath: other.vaultPath, toPath: new)
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: new)
        for path in [new, link] {
            #expect(throws: VaultError.anotherVault(path: new)) {
                try Vault.open(at: path, as: lawyer, surroundings: surroundings)
            }
        }
    }

    @Test func anAlteredMemoryOfAPlaceIsFound() throws {
        let office = try TestOffice()
        try office.join("lawyer")
        let folder = office.folder.appending("state-lawyer/known_paths")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let url = folder.appending(path: name)
        try Data(try Data(contentsOf: url).reversed()).write(to: url)
        #expect(throws: VaultError.knownVaultAltered(path: url.path)) { try office.open("lawyer") }
    }

    /// Not one byte of it is taken for something else: a case that is not understood would look as if there were none.
    @Test func whatAnotherVersionHasNotedIsNotGuessedAt() throws {
        let office = try TestOffice()
        try office.openCase()
        _ = try office.open("coordinator")
        let coordinator = try office.person("coordinator")
        let folder = office.folder.appending("state-coordinator/known_vaults")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let url = folder.appending(path: name)
        let context = ContextString.knownVault.bytes + (try office.open("coordinator").id.bytes)
        var bytes = try XChaChaPoly.open(
            [UInt8](Data(contentsOf: url)), associatedData: context, key: coordinator.memoryKey)
        bytes[0] -= 1
        try Data(XChaChaPoly.seal(bytes, associatedData: context, key: coordinator.memoryKey)).write(to: url)
        #expect(throws: VaultError.knownByOtherVersion(path: url.path)) { try office.open("coordinator") }
    }

    @Test func onlyTheUsersOwnVaultIsFoundAboveAFolder() throws {
        let office = try TestOffice()
        let below = office.folder.appending("vault/a/b").path
        try FileManager.default.createDirectory(atPath: below, withIntermediateDirectories: true)
        #expect(try Vault.find(above: below) == office.vaultPath)
        #expect(try Vault.find(above: office.vaultPath + "/") == office.vaultPath)
        #expect(try Vault.find(above: office.folder.path) == nil)
        let deleted = office.folder.appending("deleted").path
        try FileManager.default.createDirectory(atPath: deleted, withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: deleted)
        #expect(try Vault.find(above: deleted) == nil)
        guard geteuid() == 0 else {
            print("SKIPPED: only root can give a folder to somebody else")
            return
        }
        let description = office.vaultPath + "/vault.json"
        for path in [office.vaultPath, description] {
            #expect(chown(path, 12_345, 12_345) == 0)
            #expect(throws: VaultError.othersVault(path: office.vaultPath), "\(path)") {
                try Vault.find(above: below)
            }
            #expect(chown(path, 0, 0) == 0)
        }
    }

    // MARK: Old copies

    @Test func anOldCopyIsNotJoinedWithANewerCheckpoint() throws {
        let office = try TestOffice()
        try office.openCase()
        _ = try office.open("auditor")
        try office.copyVault(to: "old")
        try office.deposit("ini", kind: .chronology)
        let checkpoint = try office.open("auditor").checkpoint()
        let head = try TakenCheckpoint(checkpoint, of: office.open("auditor").id).head
        func join(_ checkpoint: [UInt8], _ name: String) throws -> Vault {
            try Vault.join(
                at: office.vaultPath, as: office.person("lawyer"), phrase: #require(office.phrase),
                checkpoint: checkpoint, surroundings: office.surroundings(name))
        }
        #expect(try join(checkpoint, "good").state.head == head)
        try office.deposit("ini juga", kind: .chronology)
        #expect(try join(checkpoint, "later").state.head.size == head.size + 1)

        let other = try TestOffice()
        #expect(throws: LedgerError.self) { try join(other.open("auditor").checkpoint(), "wrong") }
        var forged = checkpoint
        let last = try #require(forged.lastIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\n") })
        forged[last - 8] = forged[last - 8] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(
            throws: VaultError.altered(
                .checkpoint(.wrongSignature(by: "amanah/\(try office.open("auditor").id)")))
        ) {
            try join(forged, "wrong")
        }
        try office.putBack("old")
        #expect(throws: VaultError.rolledBack(seen: head.size, found: head.size - 1, since: nil)) {
            try join(checkpoint, "wrong")
        }
        // The old copy, gone on with.
        try office.forget("coordinator")
        try office.deposit("itu", kind: .chronology)
        try office.deposit("dan itu", kind: .chronology)
        #expect(throws: VaultError.forked(at: head.size, since: nil)) { try join(checkpoint, "wrong") }
        #expect(try memory(office, "wrong").isEmpty, "nothing is remembered")
    }

    /// Joining once more is no way around what a member remembers.
    @Test func joiningAgainForgetsNothing() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.copyVault(to: "old")
        try office.deposit("ini", kind: .chronology)
        let seen = try office.open("lawyer").state.head.size
        let before = try memory(office, "lawyer")
        func join() throws {
            _ = try Vault.join(
                at: office.vaultPath, as: office.person("lawyer"), phrase: #require(office.phrase),
                surroundings: office.surroundings("lawyer"))
        }
        try office.putBack("old")
        #expect(throws: VaultError.rolledBack(seen: seen, found: seen - 1, since: office.time)) { try join() }
        try office.forget("coordinator")
        try office.deposit("itu", kind: .chronology)
        try office.deposit("dan itu", kind: .chronology)
        #expect(throws: VaultError.forked(at: seen, since: office.time)) { try join() }
        #expect(try memory(office, "lawyer") == before)
    }

    // MARK: What the id commits to

    private func founding(
        _ keys: VaultKeys, _ founder: MemberIdentity, commitment: HexBytes? = nil, nonce: Int = 32,
        logKey: [UInt8]? = nil
    ) throws -> Founding {
        Founding(
            vaultName: "Yayasan Uji", founder: founder.card,
            recovery: try MemberIdentity.recovery(secret: Secret(randomBytes: 32), postQuantum: false).card,
            logKey: HexBytes(logKey ?? keys.logKey.publicKey.bytes),
            keys: try commitment ?? keys.commitment(), example: false, nonce: HexBytes(try randomBytes(nonce))
        )
    }

    @Test func theIdCommitsToEverythingInTheFounding() throws {
        let founder = try MemberIdentity.generate(name: "pendiri")
        let keys = try VaultKeys(generation: 1, madeAt: 0)
        let founded = try founding(keys, founder)
        let id = try VaultID(founded)
        let commitment = HexBytes(try randomBytes(32))
        for (name, digest, example) in [
            ("Yayasan Uji 2", founded.keys, false), (founded.vaultName, commitment, false),
            (founded.vaultName, founded.keys, true),
        ] {
            let other = Founding(
                vaultName: name, founder: founded.founder, recovery: founded.recovery,
                logKey: founded.logKey, keys: digest, example: example, nonce: founded.nonce)
            #expect(try VaultID(other) != id)
        }
        for wrong in [
            try founding(keys, founder, commitment: HexBytes([])),
            try founding(keys, founder, commitment: HexBytes(try randomBytes(33))),
            try founding(keys, founder, nonce: 31), try founding(keys, founder, logKey: [1, 2]),
        ] {
            #expect(throws: EntryProblemError(.notEntitled(.foundingSizes))) { try VaultID(wrong) }
            var state = VaultState(vaultID: id, me: founder.fingerprint)
            let statement = Statement(
                by: HexBytes(founder.card.signingKey.bytes), at: Timestamp(seconds: 0), after: .empty,
                act: .found(wrong))
            #expect(
                throws: EntryProblemError(
                    .notEntitled(.foundingSizes))
            ) { try state.apply(statement, context: .init(slots: [])) }
        }
    }

    /// A founder whose founding commits to other keys than those that seal the log founds nothing that anybody reads.
    @Test func theFirstKeysAreThoseThatTheIdCommitsTo() throws {
        let founder = try MemberIdentity.generate(name: "pendiri")
        let keys = try VaultKeys(generation: 1, madeAt: 0)
        let founded = try founding(
            keys, founder, commitment: VaultKeys(generation: 1, madeAt: 0).commitment())
        let id = try VaultID(founded)
        let statement = Statement(
            by: HexBytes(founder.card.signingKey.bytes), at: Timestamp(seconds: 0), after: .empty,
            act: .found(founded))
        let entry = try Entry(
            StatementOpening(statement, vaultID: id, key: founder.signingKey), for: nil,
            slots: KeySlot.padded(
                [KeySlot.seal(keys, to: founder.card.sealingKey(postQuantum: false), vaultID: id)],
                generation: 1, vaultID: id, postQuantum: false),
            generation: 1, vaultKey: keys.vaultKey, vaultID: id, postQuantum: false)
        let folder = try TemporaryFolder()
        let index = try StoredLog(Index.create(in: VaultFolder.open(folder.path)))
        try index.write { try $0.append(entry, at: 0) }
        try index.read { transaction in
            #expect(throws: VaultError.notAMember) {
                try Log.begin(id, identity: founder, in: transaction)
            }
            // Nor when the keys are taken for what the slot says.
            var taken = MemberKeys()
            taken.vault[1] = keys
            var replay = Replay(vaultID: id, identity: founder, keys: taken)
            #expect(throws: VaultError.notAMember) { try replay.take(upTo: 1, of: transaction) }
        }
    }

    // MARK: Trustees

    @Test func trusteesCompareThePhraseEachTime() throws {
        let (office, twin, _) = try officeAndTwin()
        try office.deposit("keterangan", kind: .statement)
        var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
        let secret = try RecoveryKey.secret(inFile: Secret(moving: &text))
        #expect(throws: LedgerError.self) {
            try Vault.open(
                at: office.vaultPath, recoverySecret: secret, phrase: twin.id.phrase,
                surroundings: office.surroundings("trustees"))
        }
        // To save documents they need none.
        let saved = try Vault.saveDocuments(
            ofVaultAt: office.vaultPath, recoverySecret: secret, to: office.folder.appending("out").path,
            surroundings: office.surroundings("trustees"))
        #expect(saved.written == 1 && saved.faults.isEmpty)
        #expect(try memory(office, "trustees").isEmpty)
    }

    /// A folder that says of itself that the office's vault was begun in it does not take the office's recovery key away.
    @Test func aPlantedBeginningTakesNobodysKeyAway() throws {
        let office = try TestOffice()
        let key = office.folder.appending("recovery.txt")
        let before = try Data(contentsOf: key)
        let (files, place) = (FileManager.default, office.folder.appending("baru").path)
        try files.createDirectory(atPath: place, withIntermediateDirectories: false)
        try files.copyItem(atPath: office.vaultPath + "/vault.json", toPath: place + "/vault.json.unfinished")
        #expect(throws: StorageError.alreadyExists(path: key.path)) {
            try Vault.create(
                at: place, name: "Lain", founder: office.person("custodian"), recoveryFile: key.path,
                surroundings: office.surroundings("custodian"))
        }
        #expect(try Data(contentsOf: key) == before)
    }
}
