import Bytes
import Ledger

extension CustodyRecord {
    /// The clock on the sender's wall at the handover, by which people are shown times beside UTC. The offset stands there, and is that
    /// of the handover for all times: what a reader's computer knows of a zone may be another thing.
    public struct Clock: Codable, Hashable, Sendable {
        public let zone: OfficeTimeZone
        /// From UTC: `+07:00`.
        public let offset: String

        init(_ zone: OfficeTimeZone, at time: Timestamp) {
            self.zone = zone
            let minutes = (zone.localSeconds(time) - time.seconds) / 60
            func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
            offset = "\(minutes < 0 ? "-" : "+")\(two(abs(minutes) / 60)):\(two(abs(minutes) % 60))"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            zone = try container.decode(OfficeTimeZone.self, forKey: .zone)
            offset = try container.decode(String.self, forKey: .offset)
            guard Clock.start(offset) != nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .offset, in: container, debugDescription: "not an offset such as +07:00")
            }
        }

        /// 1970 began at this instant.
        private static func start(_ offset: String) -> Timestamp? {
            offset.utf8.count == 6 ? Timestamp("1970-01-01T00:00:00\(offset)") : nil
        }

        /// A time as that clock shows it, as if it were one in UTC.
        public func local(_ time: Timestamp) -> Timestamp {
            Timestamp(seconds: time.seconds - (Clock.start(offset)?.seconds ?? 0))
        }

        /// `2026-11-25T17:30:08+07:00`.
        public func text(_ time: Timestamp) -> String { local(time).description.dropLast() + offset }
    }
}
