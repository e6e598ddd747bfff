public import Age
import Archive
import VaultStorage

/// A bundle as it arrives: sealed with age, a tar or zip, or an unpacked folder.
public enum Bundle {
    /// Checks everything that can be checked without a vault.
    ///
    /// - Parameters:
    ///   - identities: to open a sealed bundle with.
    ///   - passphrase: to open one with that is a zip with a passphrase.
    ///   - certificates: of time-stamping authorities, or of who certified them, as PEM: a time-stamp counts as proven only where it
    ///     leads to one of them.
    /// - Throws: ``VaultError/bundleInvalid(_:)`` when it cannot be read as a bundle at all; `AgeError.noMatch` when it is
    ///   sealed to somebody else; ``VaultError/wrongBundlePassphrase``.
    public static func verify(
        at path: String, identities: [any Age.Identity] = [], passphrase: BundlePassphrase? = nil,
        trusting certificates: [UInt8]? = nil
    ) throws -> BundleReport {
        try translating {
            try check(ArrivedBundle(path: path), identities, passphrase, certificates).report
        }
    }

    /// The same, with what is needed to take the bundle into a vault.
    public static func check(
        at path: String, identities: [any Age.Identity] = [], passphrase: BundlePassphrase? = nil
    ) throws -> CheckedBundle {
        try translating { try check(ArrivedBundle(path: path), identities, passphrase, nil) }
    }

    /// Checks a bundle, and when all fits unpacks it into a new folder: what was checked and nothing else, or nothing.
    ///
    /// Throws what ``verify(at:identities:)`` does, ``VaultError/bundleInvalid(_:)`` also with the first problem, and
    /// ``StorageError/alreadyExists(path:)``.
    public static func open(
        at path: String, identities: [any Age.Identity] = [], passphrase: BundlePassphrase? = nil,
        to folder: String, trusting certificates: [UInt8]? = nil
    ) throws -> BundleReport {
        if File.exists(folder) { throw StorageError.alreadyExists(path: folder) }
        return try translating {
            let bundle = try ArrivedBundle(path: path)
            let checked = try check(bundle, identities, passphrase, certificates)
            let (report, bag) = (checked.report, checked.bag)
            if let problem = report.problems.first {
                throw VaultError.bundleInvalid(.problem(problem))
            }
            try BagExtractor.extract(bundle.source(identities, passphrase), holding: bag, to: folder)
            return report
        }
    }

    /// A bundle is not split into more, and no volume is smaller than so many bytes.
    public static let mostVolumes = BundleVolumes.most
    public static let smallestVolume = BundleVolumes.smallest

    /// Whether a bundle is sealed with age, by its first bytes.
    public static func isSealed(_ path: String) throws -> Bool { try ArrivedBundle(path: path).isSealed }

    /// Whether a bundle is a zip with a passphrase, by its first bytes.
    public static func needsPassphrase(_ path: String) throws -> Bool {
        try ArrivedBundle(path: path).needsPassphrase
    }

    private static func check(
        _ bundle: ArrivedBundle, _ identities: [any Age.Identity], _ passphrase: BundlePassphrase?,
        _ certificates: [UInt8]?
    ) throws -> CheckedBundle {
        func validate(_ source: some BagSource) throws -> BagReport { try BagValidator.validate(source) }
        let identities = OpeningIdentities(identities)
        var keys = 0
        let bag = try validate(
            bundle.source(identities.all, passphrase) { stanzas, _, _ in
                // Stanzas of no kind are there to keep readers tolerant (age, “grease”).
                keys = stanzas.filter { !$0.type.hasSuffix("-grease") }.count
            })
        let opening: BundleOpening =
            bundle.isSealed
            ? .key(recipients: identities.recipients, keys: keys)
            : bundle.needsPassphrase ? .passphrase : .plain
        let checks = BundleChecks(bag: bag, opening: opening, trusting: certificates)
        return CheckedBundle(
            report: checks.report, bag: bag, sources: checks.sources, bundle: bundle,
            identities: identities.all, passphrase: passphrase)
    }

    static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch ArchiveError.cannotWrite(let path, let code) {
            throw File.writeError(path, code)
        } catch ArchiveError.cannotRead(let path, let code) {
            throw StorageError.unreadable(path: path, errno: code)
        } catch ArchiveError.wrongPassphrase {
            throw VaultError.wrongBundlePassphrase
        } catch let error as ArchiveError {
            throw VaultError.bundleInvalid(.archive(error))
        } catch let error as AgeError where error != .noMatch {
            throw VaultError.bundleInvalid(.sealed(error))
        }
    }
}
