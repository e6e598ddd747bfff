package import Bytes
import Sodium

/// What a sealed text is.
package enum TextItem: CaseIterable, Sendable {
    /// Of a case.
    case title
    /// Of a document; of a document as it was amended.
    case details, amendedDetails
    /// Where in its sealed file a document lies.
    case place
    case consent, withdrawal, recall
    /// Of a field kit.
    case holder
    case basis

    /// What its associated data begins with.
    fileprivate var context: ContextString {
        switch self {
        case .title: .titleText
        case .details, .amendedDetails: .detailsText
        case .place: .placeText
        case .consent: .consentText
        case .withdrawal: .withdrawalText
        case .recall: .recallText
        case .holder: .holderText
        case .basis: .basisText
        }
    }

    /// What its text key is for.
    fileprivate var box: BoxContext.TextItem {
        switch self {
        case .title: .case
        case .details, .place: .deposit
        case .amendedDetails: .amend
        case .consent, .withdrawal, .recall: .consent
        case .holder: .kit
        case .basis: .basis
        }
    }
}

/// Short texts and JSON sealed to a compartment, filled up with spaces to a multiple of 128 bytes so that their length says
/// little.
///
/// Layout: box(compartment key, text key (32)) ‖ XChaCha20-Poly1305 of the text under the text key, nonce in front. The box says
/// whose text key it is, the associated data which text: what was sealed as one is not taken for another.
package enum SealedText {
    package static func seal(
        _ text: [UInt8], to key: SealingKey, as item: TextItem, in compartment: CompartmentName,
        of document: HexBytes? = nil
    ) throws -> [UInt8] {
        try TextSealer(to: key, for: item, in: compartment).seal(text, as: item, of: document)
    }

    /// The text without the spaces at its end. Throws `SodiumError.notAuthentic` when it is none, or another.
    package static func open(
        _ sealed: [UInt8], with key: OpeningKey, as item: TextItem, in compartment: CompartmentName,
        of document: HexBytes? = nil
    ) throws -> [UInt8] {
        try TextOpener().open(sealed, with: key, as: item, in: compartment, of: document)
    }

    /// label ‖ vault id ‖ case id ‖ class ‖ generation ‖ id of the document, or zeros.
    fileprivate static func associatedData(
        _ item: TextItem, _ compartment: CompartmentName, _ document: HexBytes?
    ) -> [UInt8] {
        item.context.bytes + compartment.bytes + (document?.bytes ?? [UInt8](repeating: 0, count: 16))
    }
}

/// Seals several texts to one compartment under one text key: a deposit of ten thousand documents takes one key agreement
/// for their details, not ten thousand.
package final class TextSealer: Sendable {
    fileprivate static let keySize = XChaChaPoly.keySize

    private let key: Secret
    private let box: [UInt8]
    private let compartment: CompartmentName

    /// - Parameter item: one of the texts that the key is for.
    package init(to recipient: SealingKey, for item: TextItem, in compartment: CompartmentName) throws {
        key = try Secret(randomBytes: TextSealer.keySize)
        box = try recipient.seal(key, for: .text(compartment, item.box))
        self.compartment = compartment
    }

    /// - Parameter document: the id of the one whose text it is, where it is one document's.
    package func seal(_ text: [UInt8], as item: TextItem, of document: HexBytes? = nil) throws -> [UInt8] {
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: (128 - text.count % 128) % 128)
        return try box
            + XChaChaPoly.seal(
                text + padding, associatedData: SealedText.associatedData(item, compartment, document),
                key: key)
    }
}

/// Opens texts, and keeps the newest text key: texts that were sealed together are opened with one key agreement.
package final class TextOpener {
    private final class Opened {
        let box: [UInt8]
        let context: BoxContext
        let key: Secret

        init(box: [UInt8], context: BoxContext, key: consuming Secret) {
            self.box = box
            self.context = context
            self.key = key
        }
    }

    private var newest: Opened?

    package init() {}

    /// The text without the spaces at its end. Throws `SodiumError.notAuthentic` when it is none, or another.
    package func open(
        _ sealed: [UInt8], with key: OpeningKey, as item: TextItem, in compartment: CompartmentName,
        of document: HexBytes? = nil
    ) throws -> [UInt8] {
        let boxSize = TextSealer.keySize + key.boxOverhead
        guard sealed.count > boxSize else { throw SodiumError.notAuthentic }
        let box = Array(sealed[..<boxSize])
        let opened = try opened(box, with: key, for: .text(compartment, item.box))
        let text = try XChaChaPoly.open(
            Array(sealed[boxSize...]),
            associatedData: SealedText.associatedData(item, compartment, document), key: opened.key)
        return Array(text.prefix((text.lastIndex { $0 != UInt8(ascii: " ") } ?? -1) + 1))
    }

    private func opened(_ box: [UInt8], with key: OpeningKey, for context: BoxContext) throws -> Opened {
        // A context names one compartment, and so one key.
        if let newest, newest.box == box, newest.context == context { return newest }
        let opened = Opened(box: box, context: context, key: try key.open(box, for: context))
        newest = opened
        return opened
    }
}
