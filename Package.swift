// swift-tools-version: 6.1
import PackageDescription

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "amanah",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "amanah", targets: ["amanah"]),
        .library(name: "EvidenceVault", targets: ["EvidenceVault"]),
        .library(name: "Age", targets: ["Age"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "Archive", targets: ["Archive"]),
        .library(name: "SLIP39", targets: ["SLIP39"]),
        .library(name: "Sodium", targets: ["Sodium"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        // Time-stamps (RFC 3161) alone. Its macros want a few lines of C between it and Swift.
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CTimestamp", dependencies: ["CCrypto"]),
        .target(name: "CPlatform"),
        // Every change of what lies on a disk goes through it.
        .target(name: "Disk", dependencies: ["CPlatform"]),
        // The headers of the SQLite that GRDB uses. Its macros want a few lines of C between it and Swift.
        .target(
            name: "CSQLiteGuard", dependencies: [.product(name: "GRDBSQLite", package: "GRDB.swift")]),
        // Hexadecimal, canonical JSON, times, visible text and the like: one of each, for all.
        .target(name: "Bytes", dependencies: [crypto]),
        .target(name: "Sodium", dependencies: ["Bytes", "CSodium", "CPlatform"]),
        .target(name: "Age", dependencies: ["Bytes", "Sodium", crypto]),
        .target(name: "TransparencyLog", dependencies: ["Bytes", "Sodium", crypto]),
        .target(
            name: "Archive", dependencies: ["Bytes", "CArchive", "CPlatform", "Disk", "Sodium", crypto]),
        .target(name: "SLIP39", dependencies: ["Bytes", "Sodium"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Parts of a document are taken out of a copy, which is looked at again; other programs read it, behind limits.
        .target(name: "Rendering", dependencies: ["CPlatform", "CZlib"]),
        // Bytes at rest: files, blobs, the log as rows. It knows nothing of what they mean.
        .target(
            name: "VaultStorage",
            dependencies: [
                "Archive", "Bytes", "CPlatform", "CSQLiteGuard", "Disk", "Sodium", "TransparencyLog",
                crypto, .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        // What is said in a log and what it amounts to. It opens no file and asks no clock.
        .target(
            name: "Ledger", dependencies: ["Age", "Bytes", "SLIP39", "Sodium", "TransparencyLog", crypto]),
        // What a log shows an auditor: the trail, the rules that go through it, what they find.
        .target(name: "Oversight", dependencies: ["Bytes", "Ledger", "TransparencyLog", crypto]),
        // What offices expect: pure values, and the program's own in a file of data.
        .target(
            name: "CaseRecords", dependencies: ["Bytes", "Ledger"],
            resources: [.embedInCode("expectations.json")]),
        // What a member can do. Keys are used here and only here.
        .target(
            name: "EvidenceVault",
            dependencies: [
                "Age", "Archive", "Bytes", "CTimestamp", "CaseRecords", "Disk", "Ledger", "Oversight",
                "Rendering", "SLIP39", "Sodium",
                "TransparencyLog", "VaultStorage", crypto,
            ]),
        // All words for people, in Indonesian and English, and the pages.
        .target(
            name: "Presentation",
            dependencies: [
                "Age", "Archive", "Bytes", "CaseRecords", "EvidenceVault", "Ledger", "Oversight", "Rendering",
                "SLIP39", "Sodium", "TransparencyLog", "VaultStorage",
            ]),
        // All of the command line but its first line, so that other programs (tests, the one with faults) can run it.
        .target(
            name: "AmanahCommands",
            dependencies: [
                "Age", "Archive", "Bytes", "CPlatform", "CaseRecords", "Disk", "EvidenceVault", "Ledger",
                "Oversight", "Presentation", "Rendering", "SLIP39", "Sodium", "TransparencyLog",
                "VaultStorage", crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "amanah", dependencies: ["AmanahCommands"]),

        .executableTarget(
            name: "workbench",
            dependencies: [
                "Age", "Bytes", "EvidenceVault", "Ledger", "Oversight", "Presentation", "Sodium",
                "VaultStorage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Benchmarks/Workbench"),

        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Age", "Archive", "Bytes", "CaseRecords", "EvidenceVault", "Ledger", "Oversight",
                "Presentation",
                "SLIP39", "Sodium", "TestSupport", "TransparencyLog", "VaultStorage", crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Fuzzing"),

        // The same commands on a disk that fails when it is told to (docs/testing.md).
        .executableTarget(
            name: "amanah-faulty",
            dependencies: [
                "AmanahCommands", "Bytes", "Disk", "EvidenceVault", "Ledger", "Oversight", "Presentation",
                "Sodium", "VaultStorage",
            ],
            path: "Checking/Faulty"),

        .target(name: "TestSupport", dependencies: ["CZlib"], path: "Tests/TestSupport"),
        // What every store must do, and stores in memory that do it.
        .target(
            name: "VaultTesting",
            dependencies: [
                "Bytes", "Disk", "EvidenceVault", "Ledger", "TransparencyLog", "VaultStorage", crypto,
            ],
            path: "Tests/VaultTesting"),
        .testTarget(name: "SodiumTests", dependencies: ["Bytes", "Sodium", "TestSupport"]),
        .testTarget(
            name: "AgeTests", dependencies: ["Age", "Bytes", "CZlib", "Sodium", "TestSupport", crypto]),
        .testTarget(
            name: "TransparencyLogTests",
            dependencies: ["Bytes", "TransparencyLog", "Sodium", "TestSupport", crypto]),
        .testTarget(name: "SLIP39Tests", dependencies: ["Bytes", "SLIP39", "Sodium", "TestSupport"]),
        .testTarget(
            name: "ArchiveTests", dependencies: ["Archive", "Bytes", "CPlatform", "TestSupport", crypto]),
        .testTarget(
            name: "EvidenceVaultTests",
            dependencies: [
                "Bytes", "CSQLiteGuard", "CaseRecords", "EvidenceVault", "Ledger", "Oversight",
                "Presentation", "Sodium",
                "TestSupport", "VaultStorage", "VaultTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Age", "AmanahCommands", "Archive", "Bytes", "CaseRecords", "EvidenceVault", "Ledger",
                "Oversight",
                "Presentation", "Rendering", "SLIP39", "Sodium", "TestSupport", "TransparencyLog",
                "VaultStorage", "amanah",
                "amanah-faulty",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// Every import is for the file that has it, and says so where others see what comes through it.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
