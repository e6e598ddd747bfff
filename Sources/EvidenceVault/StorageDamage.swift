import VaultStorage

/// What a store says, as a vault's errors and findings: the only place that turns one into the other.
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

    /// Nil for what is neither of a vault nor of what it is stored in.
    public init?(_ error: any Error) {
        switch error {
        case let error as VaultError: self = error
        case StorageError.damaged(let damage): self = VaultError(damage)
        case StorageError.newerFormat(let found): self = .newerFormat(found: found)
        case let error as StorageError: self = .storage(error)
        default: return nil
        }
    }
}

/// Does something with a store. What is damaged in it is what the vault finds; that a disk is full, or a file is not to be read, stays
/// what it is.
func findingDamage<R>(_ body: () throws -> R) throws -> R {
    do {
        return try body()
    } catch StorageError.damaged(let damage) {
        throw VaultError(damage)
    } catch StorageError.newerFormat(let found) {
        throw VaultError.newerFormat(found: found)
    }
}
