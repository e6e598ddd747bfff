import Bytes
import Foundation
import TestSupport
import Testing

@testable import EvidenceVault

/// Two pairs of eyes: one member asks, another allows, and it ends by itself.
@Suite struct EmergencyTests {
    private let ref = "TPPO-2026-0017"
    private let hour: Int64 = 3600

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        try office.enrol("night", [.companion])
        return office
    }

    private func ask(_ office: TestOffice, hours: Int64 = 8) throws {
        let vault = try office.open("night")
        try vault.requestEmergency(
            in: vault.caseFile(ref), as: .companion, reason: "rumah sakit menelepon", duration: hours * hour)
    }

    @Test func askingAloneOpensNothing() throws {
        let office = try office()
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(1, as: "night")
        }
        try ask(office)
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(1, as: "night")
        }
        // Neither the member nor anybody who does not hold the keys lets them in.
        for name in ["night", "custodian", "lawyer"] {
            #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator])), "\(name)") {
                let vault = try office.open(name)
                _ = try vault.approveEmergency(of: vault.member(named: "night"), in: vault.caseFile(ref))
            }
        }
        let coordinator = try office.open("coordinator")
        #expect(throws: VaultError.self, "who has not asked is not let in") {
            try coordinator.approveEmergency(
                of: coordinator.member(named: "shelter"), in: coordinator.caseFile(ref))
        }
    }

    @Test func accessIsForAShortTimeAndTheKeysChangeAfterwards() throws {
        let office = try office()
        try ask(office)
        let coordinator = try office.open("coordinator")
        let until = try coordinator.approveEmergency(
            of: coordinator.member(named: "night"), in: coordinator.caseFile(ref))
        #expect(until.seconds == office.time.seconds + 8 * hour)
        #expect(try office.read(1, as: "night") == "kronologi")
        let during = try office.open("night").caseFile(ref)
        #expect(during.generation(of: .testimony) == 1)

        office.time = Timestamp(seconds: until.seconds + 1)
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(1, as: "night")
        }
        #expect(try office.open("night").state.emergencies == [during.id])
        // The next command of a coordinator, whatever it is.
        let after = try office.open("coordinator")
        #expect(after.state.emergencies.isEmpty)
        for confidentiality in after.state.policy.reads(.companion) {
            #expect(try after.caseFile(ref).generation(of: confidentiality) == 2, "\(confidentiality)")
        }
        #expect(try after.caseFile(ref).generation(of: .medical) == 1)
        let number = try office.deposit("sesudahnya", kind: .chronology)
        #expect(throws: VaultError.self) { try office.read(number, as: "night") }
        #expect(try office.read(number, as: "lawyer") == "sesudahnya")
        #expect(try office.findings(as: "lawyer").isEmpty)
    }

    @Test func anEmergencyStandsOutInTheLog() throws {
        let office = try office()
        try ask(office)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.approveEmergency(
            of: coordinator.member(named: "night"), in: coordinator.caseFile(ref))
        let notes = try office.open("auditor").notedTrail().compactMap(\.note).filter {
            $0.hasPrefix("EMERGENCY")
        }
        #expect(notes.count == 2 && notes[0].contains("rumah sakit menelepon"))
    }

    @Test func whoIsThereForAnEmergencyLetsNobodyElseIn() throws {
        let office = try office()
        try office.enrol("second", [.coordinator])
        let second = try office.open("second")
        try second.requestEmergency(
            in: second.caseFile(ref), as: .coordinator, reason: "koordinator sakit", duration: hour)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.approveEmergency(
            of: coordinator.member(named: "second"), in: coordinator.caseFile(ref))
        #expect(try office.read(1, as: "second") == "kronologi")
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            let vault = try office.open("second")
            try vault.assign(vault.member(named: "night"), to: vault.caseFile(ref), as: .companion)
        }
    }

    @Test func anEmergencyLastsSevenDaysAtMost() throws {
        let office = try office()
        for hours in [0, 7 * 24 + 1, -1] as [Int64] {
            #expect(throws: VaultError.emergency(.tooLong), "\(hours)") {
                try ask(office, hours: hours)
            }
        }
    }
}
