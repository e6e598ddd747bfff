import ArgumentParser
import Presentation

struct BundleGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: Words(
            "Hand evidence over: signed, sealed, and checkable without Amanah.",
            id:
                "Serahkan dokumen dalam paket: ditandatangani, dikunci untuk penerimanya, dan dapat diperiksa tanpa Amanah."
        ),
        subcommands: [
            Create.self, ProposeBasis.self, ApproveBasis.self, VerifyBundle.self, OpenBundle.self,
            ImportBundle.self,
            ListBundles.self, Receipt.self, Recall.self,
        ])
}
