// Who imports EvidenceVault sees the values that its verbs take and give.
@_exported public import Bytes
@_exported public import CaseRecords
@_exported public import Ledger
@_exported public import Oversight
@_exported public import Rendering
@_exported public import VaultStorage
