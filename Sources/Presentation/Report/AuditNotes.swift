import Bytes
package import EvidenceVault
import Ledger

/// What a line of the audit log says besides its act, its case and its documents, in words that name no survivor.
package struct AuditNotes {
    private let state: VaultState

    /// Names are those that the vault has now.
    package init(_ vault: Vault) { state = vault.state }

    /// Nil where there is nothing to say.
    package func note(on line: AuditLine) -> Words? {
        guard let statement = line.statement, let english = note(on: statement, at: line.position, .english)
        else { return nil }
        return Words(english, id: note(on: statement, at: line.position, .indonesian) ?? english)
    }

    private func note(on statement: Statement, at position: UInt64, _ say: Language) -> String? {
        func list(_ roles: [Role]) -> String { roles.map { $0.words(say) }.joined(separator: ", ") }
        func list(_ classes: [ConfidentialityClass]) -> String {
            classes.map { $0.words(say) }.joined(separator: ", ")
        }
        switch statement.act {
        case .found(let founding): return founding.example ? say("example vault", "brankas latihan") : nil
        case .enrol(let enrolment):
            return enrolment.card.name + say(" as ", " sebagai ") + list(enrolment.roles)
        case .setRoles(let set):
            return "\(name(set.member)): \(list(set.roles))"
        case .end(let end): return name(end.member)
        case .restore(let restoration): return name(restoration.member)
        case .setPolicy: return say("the matrix of roles and classes", "tabel peran dan golongan")
        case .auditKey(let made): return say("generation \(made.generation)", "kunci ke-\(made.generation)")
        case .auditGrant(let granted): return granted.keys.map { name($0.to) }.joined(separator: ", ")
        case .openCase: return nil
        case .assign(let assignment):
            return name(assignment.member) + say(" as ", " sebagai ") + assignment.role.words(say)
        case .unassign(let unassignment):
            return name(unassignment.member)
                + (unassignment.role.map { say(" as ", " sebagai ") + $0.words(say) } ?? "")
        case .rekey(let rekeying):
            let new = rekeying.compartments.map { "\(list([$0.confidentiality])) \($0.generation)" }
            return new.isEmpty
                ? say("keys for who lacked them", "kunci diberikan kepada anggota yang belum punya")
                : say("new keys: ", "kunci baru: ") + new.joined(separator: ", ")
        case .requestEmergency(let request):
            return say("EMERGENCY asked for as ", "AKSES DARURAT diminta sebagai ") + request.role.words(say)
                + ": \(request.reason)"
        case .approveEmergency(let approval):
            let asked = state.caseFile(approval.caseID)?.emergencies.first { $0.position == approval.request }
            let who = asked.map { name($0.member) } ?? ""
            let until = state.timeZone.text(approval.until)
            return say(
                "EMERGENCY access for \(who) until \(until)", "AKSES DARURAT untuk \(who) sampai \(until)")
        case .makeKit(let made):
            let (kit, until) = (made.digest.fingerprint.spoken.prefix(9), state.timeZone.text(made.until))
            return say(
                "kit \(kit) for \(list(made.classes)) until \(until)",
                "kotak titip \(kit) untuk \(list(made.classes)) sampai \(until)")
        case .cancelKit(let cancelled):
            let kit = state.caseFile(cancelled.caseID)?.kits.first { $0.made.key == cancelled.key }
            return kit.map { say("kit ", "kotak titip ") + $0.made.digest.fingerprint.spoken.prefix(9) }
        case .deposit(let deposit):
            let kit = deposit.kit.map {
                let (at, kit) = (state.timeZone.text($0.at), $0.fingerprint.spoken.prefix(9))
                return say(
                    ", sealed on \(at) with kit \(kit)", ", dititipkan pada \(at) dengan kotak titip \(kit)")
            }
            return list([deposit.confidentiality]) + (kit ?? "")
        case .reseal(let resealing): return "\(list([resealing.confidentiality])) \(resealing.generation)"
        case .consent(let consent):
            let number = state.consent(at: position, of: consent.caseID)?.number
            let purpose = say(consent.purpose.rawValue, consent.purpose.indonesian)
            return "no. \(number ?? 0) " + say("for ", "untuk ")
                + "\(say.officeName(consent.office)): \(purpose)"
                + (consent.documents.isEmpty
                    ? "" : say(", documents ", ", dokumen ") + DocumentNumbers.text(consent.documents))
                + (consent.later ? say(", and later ones", ", juga yang dimasukkan kemudian") : "")
        case .withdraw(let withdrawn):
            return "no. \(withdrawn.consent), " + say("said on ", "diucapkan pada ")
                + state.timeZone.text(withdrawn.at)
        case .amend: return say("kind, title or how it was obtained", "jenis, judul, atau cara diperoleh")
        case .proposeOffice(let proposal):
            return proposal.label + say(" for ", " untuk ")
                + "\(say.officeName(proposal.office)): \(OfficeKey.short(proposal.recipient))"
        case .confirmOffice(let confirmation):
            return state.offices.first { $0.position == confirmation.proposal }.map { key in
                let isAlone = state.member(signingWith: statement.by)?.fingerprint == key.proposedBy
                return key.label + say(" for ", " untuk ") + "\(say.officeName(key.office)): \(key.short)"
                    + (isAlone ? say(", ALONE", ", SATU ORANG SAJA") : "")
            }
        case .retireOffice(let retirement):
            return "\(say.officeName(retirement.office)): \(OfficeKey.short(retirement.recipient))"
        case .proposeBasis(let proposed):
            return say("for ", "untuk ") + say.officeName(proposed.office) + say(", until ", ", sampai ")
                + state.timeZone.text(proposed.until)
        case .approveBasis(let approved):
            return state.caseFile(approved.caseID)?.bases.first { $0.position == approved.proposal }.map {
                "no. \($0.number), " + say("for ", "untuk ") + say.officeName($0.proposed.office)
            }
        case .bundle(let bundle):
            let isAlone = bundle.sealing.keys.contains(where: state.isAlone)
            return say("to ", "kepada ") + say.officeName(bundle.office)
                + ", \(say.sealing(bundle.sealing, isAlone))"
                + say(", by ", ", atas ") + say.ground(bundle.consents, bundle.basis)
        case .importBundle(let imported):
            return say("from vault ", "dari brankas ") + "\(imported.vault), "
                + say("entry ", "catatan ") + "\(imported.handover)"
        case .receipt(let taken):
            return say("handover no. ", "penyerahan no. ") + handover(taken.handover, of: taken.caseID)
                + ", \(taken.how.words(say))"
        case .recall(let noted):
            return say("handover no. ", "penyerahan no. ") + handover(noted.handover, of: noted.caseID)
                + say(", consent no. ", ", persetujuan no. ") + "\(noted.consent), \(noted.step.words(say))"
        case .review(let review):
            let questioned = review.verdicts.count { $0.verdict == .questioned }
            let accepted = review.verdicts.count - questioned
            return say(
                "\(accepted) accepted, \(questioned) questioned",
                "\(accepted) dinyatakan wajar, \(questioned) minta penjelasan")
        case .timestamp: return say("time-stamp of a checkpoint", "penanda waktu atas titik acuan log")
        case .witness(let made):
            return made.void.isEmpty
                ? say("witness of a checkpoint", "menjadi saksi titik acuan log")
                : say(
                    "witness of a checkpoint, with void entries",
                    "menjadi saksi titik acuan log, dengan catatan yang tidak berlaku")
        case .repair(let repaired):
            return say("entries ", "catatan ") + "\(repaired.from)" + say(" to ", " sampai ")
                + "\(repaired.to): \(repaired.reason)"
        case .setLevel(let set): return say("level ", "tingkat ") + "\(set.level)"
        case .setTimeZone(let set): return set.zone.name
        case .setExpectations(let set):
            return set.version.map { say("version ", "versi ") + $0 }
        case .rotateRecovery(let rotated):
            return say("a new recovery key, ", "kunci pemulihan baru, ") + "\(rotated.recovery.fingerprint)"
        case .unknown(let unknown):
            return say("an act of a later program: ", "tindakan dari program yang lebih baru: ")
                + unknown.name
        case .access(let access):
            return access.asked.map { asked in
                let reason = access.reason ?? ""
                return say("\(asked): \(reason)", say.tried(asked, reason))
            }
        }
    }

    private func handover(_ position: UInt64, of caseID: HexBytes) -> String {
        let handover = state.caseFile(caseID)?.handovers.first { $0.position == position }
        return handover.map { "\($0.number)" } ?? "?"
    }

    private func name(_ member: Fingerprint) -> String {
        state.holder(member)?.name ?? member.description
    }
}
