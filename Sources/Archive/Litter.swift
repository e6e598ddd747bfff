/// Files that systems and programs leave in whatever folder somebody looks at: no part of what lies there, and no alarm.
public enum Litter {
    /// What Finder and Explorer make. A name is compared byte by byte.
    public static func isOfSystem(_ name: String) -> Bool {
        [".DS_Store", ".localized", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini"].contains {
            $0.utf8.elementsEqual(name.utf8)
        } || name.utf8.starts(with: "._".utf8)
    }

    /// A second copy of a file that a synchronising program (Dropbox, Syncthing, Nextcloud, OneDrive) or a file manager has put beside it.
    public static func isConflictCopy(_ name: String) -> Bool {
        let lower = name.lowercased()
        let marks = ["conflicted copy", ".sync-conflict-", "(conflict", "salinan konflik", " - copy"]
        if marks.contains(where: lower.contains) { return true }
        // `NAME (1)`
        guard name.utf8.last == UInt8(ascii: ")"), let open = name.utf8.lastIndex(of: UInt8(ascii: "("))
        else {
            return false
        }
        let digits = name.utf8[name.utf8.index(after: open)...].dropLast()
        return (1...3).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
    }
}
