/// Why an entry, or the statement in it, is not of the form that it should have. The words are the command line's.
public enum Malformation: Hashable, Sendable {
    case notAnEntry
    case cutShort
    case oddSlots
    case noAudience
    case padding
    case noBox
    case tooShort
    case noAuthor
    case notAStatement
    case otherKind
    case unknownAct
    /// A known act whose body this program does not know.
    case otherBody(act: String)
    /// A rotation whose act is none, or the other way about.
    case otherForm
    case notInTree
    case noKeys
    case resealsNothing
    case amendsAnother
    case noTimestamp
}
