// swift-tools-version: 6.1
import PackageDescription

// A program of somebody else's that keeps documents in a vault: `swift run --package-path Examples/FirstVault FirstVault FOLDER`.
let package = Package(
    name: "first-vault",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "amanah", path: "../..")],
    targets: [
        .executableTarget(
            name: "FirstVault",
            dependencies: [
                .product(name: "EvidenceVault", package: "amanah"),
                .product(name: "Sodium", package: "amanah"),
            ])
    ]
)
