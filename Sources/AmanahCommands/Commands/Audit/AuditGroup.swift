import ArgumentParser
import Presentation

struct AuditGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: Words(
            "Who did what, and is the record of it whole?",
            id: "Siapa melakukan apa, dan apakah catatannya utuh?"),
        subcommands: [
            AuditLog.self,
            AuditReportCommand.self,
            AuditMatrix.self,
            AuditReview.self,
            AuditVerify.self,
            AuditCheckpoint.self,
            AuditCompare.self,
            AuditExport.self,
            AuditTimestamp.self,
        ])
}
