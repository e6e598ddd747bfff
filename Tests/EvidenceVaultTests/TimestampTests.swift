import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Time-stamps of RFC 3161, with an authority made by the `openssl` command.
@Suite struct TimestampTests {
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        return office
    }

    private func refuses(
        _ problem: TimestampProblem, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        #expect(throws: VaultError.notATimestamp(problem), sourceLocation: sourceLocation, performing: body)
    }

    @Test func whatAnAuthorityStampedIsKeptAndOpensslAcceptsIt() throws {
        guard let authority = try TimestampAuthority() else { return }
        let certificate = [UInt8](try Data(contentsOf: authority.certificate))
        let office = try office()
        let asked = Timestamp(Date())
        let response = try authority.reply(to: office.open("custodian").requestTimestamp())
        let stamped = try office.open("custodian").state.head
        // The log has gone on when the answer comes.
        try office.deposit("kronologi", kind: .chronology)
        let kept = try office.open("custodian").attachTimestamp(response, trusting: certificate)
        #expect(kept.head == stamped && kept.authority == "CN=Test TSA")
        #expect((0...60).contains(kept.time.seconds - asked.seconds))
        // Everybody sees it, also who comes later.
        let seen = try office.open("lawyer").timestamps(trusting: certificate)
        #expect(seen.map(\.position) == [kept.position] && seen.map(\.head) == [stamped])
        #expect(seen.map(\.time) == [kept.time] && seen.map(\.authority) == ["CN=Test TSA"])
        #expect(seen.allSatisfy { $0.problem == nil })
        #expect(try office.open("lawyer").timestamps().map(\.authority) == [nil])
        // And it is in the export, for stock tools.
        let folder = office.folder.appending("log")
        _ = try office.open("lawyer").exportLog(to: folder.path)
        let files = folder.appending(path: "timestamps/\(kept.position)")
        let (tsr, data) = (files.appendingPathExtension("tsr"), files.appendingPathExtension("checkpoint"))
        #expect(try authority.accepts(tsr, of: data))
        #expect(try !authority.accepts(tsr, of: folder.appending(path: "checkpoint")))
        #expect(try Data(contentsOf: tsr) == Data(response))
    }

    @Test func whatIsNotTheAnswerToOurRequestIsRefused() throws {
        guard let authority = try TimestampAuthority(), let other = try TimestampAuthority(name: "Other")
        else { return }
        let certificate = [UInt8](try Data(contentsOf: authority.certificate))
        let office = try office()
        let vault = try office.open("custodian")
        let request = try vault.requestTimestamp()
        let response = try authority.reply(to: request)
        let size = vault.state.head.size
        // Somebody else's request, or on another computer.
        refuses(.notAskedFor) {
            try office.open("lawyer").attachTimestamp(response, trusting: certificate)
        }
        // Of something else.
        let digest = [UInt8](repeating: 7, count: 32)
        let nonce = [UInt8](repeating: 0x41, count: 16)
        let strange = try authority.reply(to: TimestampResponse.request(digest: digest, nonce: nonce))
        refuses(.notAskedFor) { try vault.attachTimestamp(strange, trusting: certificate) }
        // Of the same, to another request.
        let stamped = try TimestampResponse(response).digest
        let again = try authority.reply(to: TimestampResponse.request(digest: stamped, nonce: nonce))
        refuses(.otherNonce) { try vault.attachTimestamp(again, trusting: certificate) }
        // By somebody whom the certificate does not name.
        let forged = try other.reply(to: request)
        #expect {
            try vault.attachTimestamp(forged, trusting: certificate)
        } throws: { error in
            if case VaultError.notATimestamp(.untrusted) = error { true } else { false }
        }
        refuses(.untrusted("there is no certificate in the file")) {
            try vault.attachTimestamp(response, trusting: Array("x".utf8))
        }
        // No answer at all, or a refusal: a response with status 2 and no token.
        for bytes in [[], [0x30], request, response + [0], [UInt8](repeating: 0x30, count: 100_000)] {
            refuses(.malformed) { try vault.attachTimestamp(bytes, trusting: certificate) }
        }
        refuses(.refused(2)) {
            try vault.attachTimestamp([0x30, 5, 0x30, 3, 2, 1, 2], trusting: certificate)
        }
        #expect(try office.open("custodian").state.head.size == size, "nothing of it was kept")
        try vault.attachTimestamp(response, trusting: certificate)
        refuses(.notAskedFor) { try vault.attachTimestamp(response, trusting: certificate) }
    }

    @Test func everyChangedByteOfAnAnswerIsFoundOrStandsOutsideOfWhatIsSigned() throws {
        guard let authority = try TimestampAuthority() else { return }
        let certificate = [UInt8](try Data(contentsOf: authority.certificate))
        let vault = try office().open("custodian")
        let request = try vault.requestTimestamp()
        let response = try authority.reply(to: request)
        let original = try TimestampResponse(response)
        var random = SeededGenerator()
        for _ in 0..<400 {
            var altered = response
            let position = Int.random(in: altered.indices, using: &random)
            altered[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                let read = try TimestampResponse(altered)
                _ = try read.signer(trusting: certificate)
                // Whatever passes says what the original says.
                #expect(
                    read.time == original.time && read.digest == original.digest
                        && read.nonce == original.nonce, "byte \(position), seed \(random.seed)")
            } catch is VaultError {}
        }
    }

    /// Members can write what they like into a statement of their own; everybody's check says what it is worth.
    @Test func aStampThatWasForgedIntoTheLogIsFound() throws {
        guard let authority = try TimestampAuthority(), let other = try TimestampAuthority(name: "Other")
        else { return }
        let certificate = [UInt8](try Data(contentsOf: authority.certificate))
        let office = try office()
        let vault = try office.open("custodian")
        let note = try vault.checkpoint()
        let request = try vault.requestTimestamp()
        let (response, forged) = (try authority.reply(to: request), try other.reply(to: request))
        let text = String(decoding: note, as: UTF8.self)
        try office.deposit("kronologi", kind: .chronology)
        let later = String(decoding: try office.open("custodian").checkpoint(), as: UTF8.self)
        // Another checkpoint than the one that was stamped.
        try office.forge(as: "custodian") { _ in
            .timestamp(TimestampKept(checkpoint: later, response: Base64Bytes(response)))
        }
        // Another authority.
        try office.forge(as: "custodian") { _ in
            .timestamp(TimestampKept(checkpoint: text, response: Base64Bytes(forged)))
        }
        // A past that is not this log's.
        let head = try office.open("custodian").state.head
        let strange = try Checkpoint(
            origin: "amanah/\(vault.id)", size: head.size, root: MerkleTree.emptyRoot)
        try office.forge(as: "custodian") { _ in
            .timestamp(
                TimestampKept(
                    checkpoint: strange.text + "\n— x AAAAAAAA\n", response: Base64Bytes(response)))
        }
        try office.forge(as: "custodian") { _ in
            .timestamp(TimestampKept(checkpoint: text, response: Base64Bytes([1, 2, 3])))
        }
        let found = try office.open("lawyer").timestamps(trusting: certificate).map(\.problem)
        #expect(found.count == 4 && found[0] == .otherCheckpoint && found[2] == .otherCheckpoint)
        #expect(found[3] == .malformed)
        if case .untrusted = found[1] {} else { Issue.record("\(found)") }
    }
}
