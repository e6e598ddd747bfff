import Bytes
import Crypto
import Ledger

/// `custody/case.jsonld`: the chain of custody for programs of forensics. No title and no kind of a document is in it, and no person but
/// the members who signed.
///
/// Source: CASE 1.5 and UCO, <https://caseontology.org>. Every node has a name that follows from the ids of what it stands for.
struct CaseGraph {
    private let custody: CustodyRecord
    /// The bundles by which its exhibits came.
    private let earlier: [EarlierBundle]
    /// As JSON, with commas between: thousands of exhibits are many values.
    private var nodes: [UInt8] = []
    private var people: Set<HexBytes> = []

    /// Of the custody record, and those of the bundles by which its exhibits came, and of nothing else.
    static func json(of custody: CustodyRecord, _ earlier: [EarlierBundle]) throws -> [UInt8] {
        var graph = CaseGraph(custody: custody, earlier: earlier)
        for bundle in earlier.flatMap(\.all) {
            var before = CaseGraph(custody: bundle.custody, earlier: bundle.earlier)
            try before.build()
            graph.nodes += before.nodes + [UInt8(ascii: ",")]
        }
        try graph.build()
        let start =
            Array(#"{"@context":"#.utf8) + (try CanonicalJSON.encode(context)) + Array(#","@graph":["#.utf8)
        return start + graph.nodes + Array("]}\n".utf8)
    }

    private static let context = JSONValue.object([
        "investigation": .string("https://ontology.caseontology.org/case/investigation/"),
        "uco-action": .string("https://ontology.unifiedcyberontology.org/uco/action/"),
        "uco-core": .string("https://ontology.unifiedcyberontology.org/uco/core/"),
        "uco-identity": .string("https://ontology.unifiedcyberontology.org/uco/identity/"),
        "uco-observable": .string("https://ontology.unifiedcyberontology.org/uco/observable/"),
        "uco-types": .string("https://ontology.unifiedcyberontology.org/uco/types/"),
        "xsd": .string("http://www.w3.org/2001/XMLSchema#"),
    ])

    private init(custody: CustodyRecord, earlier: [EarlierBundle]) {
        self.custody = custody
        self.earlier = earlier
    }

    private mutating func build() throws {
        let (sender, receiver) = (id("sender"), id("receiver", custody.office.description))
        try add(sender, "uco-identity:Organization", ["uco-core:name": .string(custody.vaultName)])
        try add(receiver, "uco-identity:Organization", ["uco-core:name": .string(custody.office.description)])
        for consent in custody.consents { try add(consent) }
        if let basis = custody.basis { try add(basis) }
        let exhibits = try custody.exhibits.map { try add($0) }
        let handover = self.handover
        try add(
            handover, "investigation:InvestigativeAction",
            action("handed over", custody.preparedAt, by: try person(custody.preparedBy)) {
                $0["uco-action:object"] = .array(exhibits.map { reference($0.file) })
                $0["uco-action:participant"] = .array([reference(sender), reference(receiver)])
                $0["investigation:wasInformedBy"] = .array(exhibits.map { reference($0.last) })
            })
        try add(
            id("investigation"), "investigation:Investigation",
            [
                "uco-core:name": .string(custody.caseRef),
                "investigation:relevantAuthorization": .array(
                    custody.consents.map { reference(id("consent", "\($0.logIndex)")) }
                        + (custody.basis.map { [reference(id("basis", "\($0.logIndex)"))] } ?? [])),
                "uco-core:object": .array(exhibits.map { reference($0.record) } + [reference(handover)]),
            ])
    }

    private var handover: String { id("action", "\(custody.logIndex)") }

    private mutating func add(_ consent: CustodyRecord.Consent) throws {
        var members: [String: JSONValue] = [
            "investigation:authorizationType": .string("consent"),
            "investigation:authorizationIdentifier": .string("\(custody.caseRef) consent \(consent.number)"),
            "uco-core:description": .string(consent.purpose.rawValue),
            "uco-core:startTime": CaseGraph.time(consent.recordedAt),
        ]
        if let until = consent.until { members["uco-core:endTime"] = CaseGraph.time(until) }
        try add(id("consent", "\(consent.logIndex)"), "investigation:Authorization", members)
    }

    /// Not what it says: that may name somebody.
    private mutating func add(_ basis: CustodyRecord.Basis) throws {
        try add(
            id("basis", "\(basis.logIndex)"), "investigation:Authorization",
            [
                "investigation:authorizationType": .string("legal basis"),
                "investigation:authorizationIdentifier": .string(
                    "\(custody.caseRef) legal basis \(basis.number)"),
                "uco-core:startTime": CaseGraph.time(basis.approvedAt),
                "uco-core:endTime": CaseGraph.time(basis.until),
            ])
    }

    /// The nodes of an exhibit: its file, what was done with it, and the record that this came to.
    private mutating func add(
        _ exhibit: CustodyRecord.Exhibit
    ) throws -> (file: String, record: String, last: String) {
        let position = "\(exhibit.logIndex)"
        let (file, record) = (id("file", position), id("provenance", position))
        try add(
            file, "uco-observable:File",
            ["uco-core:hasFacet": .array([fileFacet(exhibit, position), contentFacet(exhibit, position)])])
        try add(
            record, "investigation:ProvenanceRecord",
            [
                "investigation:exhibitNumber": .string(exhibit.exhibit),
                "uco-core:object": .array([reference(file)]),
            ])
        var steps: [(name: String, what: String, at: Timestamp, by: String?)] = []
        if let sealed = exhibit.sealedInField {
            let what = "sealed in the field with kit \(sealed.kit)"
            steps.append((id("sealing", position), what, sealed.at, nil))
        }
        steps.append(
            (
                id("action", position), exhibit.received == nil ? "deposited" : "received",
                exhibit.depositedAt, try person(exhibit.depositedBy)
            ))
        if let index = exhibit.amendIndex, let by = exhibit.amendedBy, let at = exhibit.amendedAt {
            steps.append((id("action", "\(index)"), "description amended", at, try person(by)))
        }
        var before = earlier.origin(of: exhibit).map { bundle, _ in
            CaseGraph(custody: bundle.custody, earlier: []).handover
        }
        for step in steps {
            try add(
                step.name, "investigation:InvestigativeAction",
                action(step.what, step.at, by: step.by) {
                    $0["uco-action:object"] = .array([reference(file)])
                    $0["uco-action:result"] = .array([reference(record)])
                    if let before { $0["investigation:wasInformedBy"] = .array([reference(before)]) }
                })
            before = step.name
        }
        return (file, record, steps[steps.count - 1].name)
    }

    private func fileFacet(_ exhibit: CustodyRecord.Exhibit, _ position: String) -> JSONValue {
        let name = exhibit.path.dropFirst("data/".count)
        var members: [String: JSONValue] = [
            "uco-observable:fileName": .string(String(name)),
            "uco-observable:filePath": .string(exhibit.path),
            "uco-observable:sizeInBytes": .number(UInt64(clamping: exhibit.size)),
        ]
        if let dot = name.lastIndex(of: ".") {
            members["uco-observable:extension"] = .string(String(name[name.index(after: dot)...]))
        }
        return node(id("file-facet", position), "uco-observable:FileFacet", members)
    }

    private func contentFacet(_ exhibit: CustodyRecord.Exhibit, _ position: String) -> JSONValue {
        let hash = node(
            id("hash", position), "uco-types:Hash",
            [
                "uco-types:hashMethod": .string("SHA256"),
                "uco-types:hashValue": .object([
                    "@type": .string("xsd:hexBinary"), "@value": .string(exhibit.sha256.description),
                ]),
            ])
        return node(
            id("content-facet", position), "uco-observable:ContentDataFacet",
            [
                "uco-observable:hash": .array([hash]),
                "uco-observable:mimeType": .string(exhibit.mediaType),
                "uco-observable:sizeInBytes": .number(UInt64(clamping: exhibit.size)),
            ])
    }

    /// The node of a member, made once.
    private mutating func person(_ person: CustodyRecord.Person) throws -> String {
        let name = id("person", person.key.description)
        guard people.insert(person.key).inserted else { return name }
        var members: [String: JSONValue] = [
            "uco-core:externalReference": .array([
                node(
                    id("key", person.key.description), "uco-core:ExternalReference",
                    [
                        "uco-core:definingContext": .string("Ed25519"),
                        "uco-core:externalIdentifier": .string(person.key.description),
                    ])
            ])
        ]
        if let called = person.name { members["uco-core:name"] = .string(called) }
        try add(name, "uco-identity:Person", members)
        return name
    }

    private func action(
        _ what: String, _ at: Timestamp, by performer: String?,
        _ add: (inout [String: JSONValue]) -> Void
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "uco-core:name": .string(what), "uco-action:startTime": CaseGraph.time(at),
            "uco-action:endTime": CaseGraph.time(at),
        ]
        if let performer { members["uco-action:performer"] = reference(performer) }
        add(&members)
        return members
    }

    // MARK: Nodes

    private mutating func add(_ name: String, _ type: String, _ members: [String: JSONValue]) throws {
        if !nodes.isEmpty, nodes.last != UInt8(ascii: ",") { nodes.append(UInt8(ascii: ",")) }
        nodes += try CanonicalJSON.encode(node(name, type, members))
    }

    private func node(_ name: String, _ type: String, _ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["@id": .string(name), "@type": .string(type)]) { $1 })
    }

    private func reference(_ name: String) -> JSONValue { .object(["@id": .string(name)]) }

    private static func time(_ time: Timestamp) -> JSONValue {
        .object(["@type": .string("xsd:dateTime"), "@value": .string(time.description)])
    }

    /// A UUID of version 5 (RFC 9562, 5.5; CASE knows none above) that stands for this part of this vault's case, and for no other.
    private func id(_ parts: String...) -> String {
        let namespace = SHA256.bytes(
            of: ContextString.caseNode.bytes + custody.vault.description.utf8 + custody.caseID.bytes)
        var hasher = Insecure.SHA1()
        hasher.update(data: namespace.prefix(16))
        hasher.update(data: Array(parts.joined(separator: " ").utf8))
        var bytes = Array(hasher.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(hex(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return "urn:uuid:" + groups.joined(separator: "-")
    }
}
