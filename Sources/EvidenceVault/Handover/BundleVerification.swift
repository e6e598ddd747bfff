public import Age
import Archive
import VaultStorage

/// A bundle as it arrives: sealed with age, a tar or zip, or an unpacked folder.
public enum Bundle {
    /// Checks everything that can be checked without a vault.
    ///
    /// - Parameters:
    ///   - identities: to open a sealed bundle with.
    ///   - certificates: of time-stamping authorities, or of who certified them, as PEM: a time-stamp counts as proven only where it
    ///     leads to one of them.
    /// - Throws: ``VaultError/bundleInvalid(_:)`` when it cannot be read as a bundle at all; `AgeError.noMatch` when it is
    ///   sealed to somebody else.
    public static func verify(
        at path: String, identities: [any Age.Identity], trusting certificates: [UInt8]? = nil
    ) throws -> BundleReport {
        try translating { try check(ArrivedBundle(path: path), identities, certificates).report }
    }

    /// Checks a bundle, and when all fits unpacks it into a new folder: what was checked and nothing else, or nothing.
    ///
    /// Throws what ``verify(at:identities:)`` does, ``VaultError/bundleInvalid(_:)`` also with the first problem, and
    /// ``StorageError/alreadyExists(path:)``.
    public static func open(
        at path: String, identities: [any Age.Identity], to folder: String,
        trusting certificates: [UInt8]? = nil
    ) throws -> BundleReport {
        if File.exists(folder) { throw StorageError.alreadyExists(path: folder) }
        return try translating {
            let bundle = try ArrivedBundle(path: path)
            let (report, bag) = try check(bundle, identities, certificates)
            if let problem = report.problems.first {
                throw VaultError.bundleInvalid(.problem(problem))
            }
            try BagExtractor.extract(bundle.source(identities), holding: bag, to: folder)
            return report
        }
    }

    /// Whether a bundle is sealed with age, by its first bytes.
    public static func isSealed(_ path: String) throws -> Bool { try ArrivedBundle(path: path).isSealed }

    private static func check(
        _ bundle: ArrivedBundle, _ identities: [any Age.Identity], _ certificates: [UInt8]?
    ) throws -> (report: BundleReport, bag: BagReport) {
        func validate(_ source: some BagSource) throws -> BagReport { try BagValidator.validate(source) }
        let identities = OpeningIdentities(identities)
        var others = 0
        let bag = try validate(
            bundle.source(identities.all) { stanzas, _, _ in
                // Stanzas of no kind are there to keep readers tolerant (age, “grease”).
                others = stanzas.filter { !$0.type.hasSuffix("-grease") }.count - 1
            })
        let checks = BundleChecks(
            bag: bag, openedBy: identities.recipients, sealedToOthers: others,
            trusting: certificates)
        return (checks.report, bag)
    }

    private static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch ArchiveError.cannotWrite(let path, let code) {
            throw File.writeError(path, code)
        } catch ArchiveError.cannotRead(let path, let code) {
            throw StorageError.unreadable(path: path, errno: code)
        } catch let error as ArchiveError {
            throw VaultError.bundleInvalid(.archive(error))
        } catch let error as AgeError where error != .noMatch {
            throw VaultError.bundleInvalid(.sealed(error))
        }
    }
}
