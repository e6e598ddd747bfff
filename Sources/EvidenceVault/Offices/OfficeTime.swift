import Bytes
import Ledger

extension Vault {
    /// Sets the office's time zone. Only a custodian may. Days that were recorded as the last ones of something stay the instants
    /// that they were.
    public func setTimeZone(_ zone: OfficeTimeZone) throws {
        try require(me.roles.contains(.custodian), or: .role(needed: [.custodian]), asked: "vault.zone")
        try log.append { _ in [.setTimeZone(TimeZoneSet(zone: zone))] }
    }
}
