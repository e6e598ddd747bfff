import Bytes
import Ledger
import VaultStorage

/// What a store and a ledger say, as a vault's errors and findings: the only place that turns one into the other.
extension VaultError {
    init(_ damage: StorageError.Damage) {
        self =
            switch damage {
            case .notAFile(let path): .altered(.notAFile(path: path))
            case .notAFolder(let path): .altered(.notAFolder(path: path))
            case .otherName(let path): .altered(.otherName(path: path))
            case .database(let why): .altered(.database(why))
            case .foreignLog(let path): .backup(.foreignLog(path: path))
            case .noEntry(let position): .altered(.entry(index: position, problem: .missing))
            case .treeNode(let level, let index): .altered(.treeNode(level: level, index: index))
            case .noCheckpoint: .altered(.checkpoint(.missing))
            case .otherCheckpoint: .altered(.checkpoint(.notTheOneWritten))
            }
    }

    package init(_ error: LedgerError) {
        self =
            switch error {
            case .newerFormat(let found): .newerFormat(found: found)
            case .noKey: .notAMember
            case .membershipEnded: .membershipEnded
            case .keysWithheld(let name): .keysWithheld(by: name)
            case .entry(let index, let problem): .altered(.entry(index: index, problem: problem))
            case .forked(let size, let since): .forked(at: size, since: since)
            case .badName, .badCaseReference, .unknownWord, .time, .wrongPhrase, .notACard, .notAKit,
                .notACheckpoint,
                .noHybridKey:
                .ledger(error)
            }
    }

    /// Nil for what is neither of a vault nor of what it is stored in.
    public init?(_ error: any Error) {
        switch error {
        case let error as VaultError: self = error
        case StorageError.damaged(let damage): self = VaultError(damage)
        case StorageError.newerFormat(let found): self = .newerFormat(found: found)
        case let error as StorageError: self = .storage(error)
        case let error as LedgerError: self = VaultError(error)
        default: return nil
        }
    }
}

/// Does something with a store, or reads a log. What is damaged in it is what the vault finds; that a disk is full, a file is not to be
/// read or a name is none stays what it is.
func findingDamage<R>(_ body: () throws -> R) throws -> R {
    do {
        return try body()
    } catch StorageError.damaged(let damage) {
        throw VaultError(damage)
    } catch StorageError.newerFormat(let found) {
        throw VaultError.newerFormat(found: found)
    } catch let error as LedgerError {
        if case .ledger(let same) = VaultError(error) { throw same }
        throw VaultError(error)
    }
}

extension Replay {
    /// As ``Replay/read(upTo:of:_:)``. What stops the reading is what the vault finds.
    mutating func take(
        upTo end: UInt64, of rows: LogRows, _ body: (Taken) throws -> Void = { _ in }
    ) throws {
        try findingDamage { try read(upTo: end, of: rows, body) }
    }
}
