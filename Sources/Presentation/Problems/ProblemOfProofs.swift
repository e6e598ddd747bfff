import Bytes
import EvidenceVault

/// What proofs, witnesses and time-stamps can complain of.
extension Problem {
    static func ofProofs(_ error: VaultError) -> Problem {
        switch error {
        case .rolledBack(let seen, let found, let since):
            let (when, kapan) = dated(since)
            return Problem(
                .integrity,
                "ROLLED BACK: you have seen \(seen) log entries\(when), and here are \(found): entries were removed, or an old copy was put back; keep this copy, work on in the newest one, and tell the auditor",
                id:
                    "SALINAN LAMA. Terakhir kali ada \(seen) catatan log\(kapan), di sini hanya \(found). Mungkin salinan cadangan lama terpasang, mungkin ada yang dihapus. Jangan bekerja di sini, jangan hapus apa pun; pakai salinan terbaru dan beri tahu auditor"
            )
        case .forked(let size, let since):
            let (when, kapan) = dated(since)
            return Problem(
                .integrity,
                "FORKED: the first \(size) log entries are not those that you saw before\(when): history was rewritten, or you are shown another log than others; keep this copy, compare with colleagues ('amanah audit compare'), and tell the auditor",
                id:
                    "RIWAYAT BERBEDA. \(size) catatan log pertama tidak sama dengan yang pernah dilihat komputer ini\(kapan). Jangan bekerja di sini; simpan salinan ini, bandingkan dengan rekan ('amanah audit compare'), beri tahu auditor"
            )
        case .exportDiffers(let path):
            return Problem(
                .integrity,
                "\(path) is not of an earlier export of this log, or was altered; export to a new folder and compare",
                id:
                    "\(path) bukan dari ekspor log ini sebelumnya, atau telah diubah; ekspor ke folder baru lalu bandingkan"
            )
        case .notATimestamp(let problem):
            return Problem(
                .integrity, "the time-stamp is refused: \(problem.words.english)",
                id: "penanda waktu tidak diterima: \(problem.words.indonesian)")
        case .verdictTooLong(let finding, let note):
            return Problem(
                .usage, "a finding's id has up to \(finding) bytes, and a note up to \(note)",
                id: "kode temuan paling panjang \(finding) bita, dan keterangan \(note)")
        default: return .unnamed(error)
        }
    }

    private static func dated(_ since: Timestamp?) -> (String, String) {
        since.map {
            (", the newest of \(OfficeClock.text($0))", ", yang terbaru dari \(OfficeClock.text($0))")
        } ?? ("", "")
    }
}

extension TimestampProblem {
    package var words: Words {
        switch self {
        case .malformed:
            Words(
                "it is no response to a request over SHA-256 (RFC 3161)",
                id: "bukan jawaban atas permintaan SHA-256 (RFC 3161)")
        case .refused(let status):
            Words(
                "the authority granted none (status \(status))",
                id: "penyelenggara penanda waktu menolak (status \(status))")
        case .notAskedFor:
            Words(
                "you did not ask for it on this computer ('amanah audit timestamp request')",
                id: "tidak diminta dari komputer ini ('amanah audit timestamp request')")
        case .otherNonce:
            Words("it answers another request (nonce)", id: "menjawab permintaan lain (nonce)")
        case .otherCheckpoint:
            Words(
                "what it stamps is no checkpoint of this log",
                id: "yang diberi penanda waktu bukan titik acuan log ini")
        case .untrusted(let why):
            Words(
                "its signature does not lead to that certificate: \(why)",
                id: "tanda tangannya tidak terbukti berasal dari sertifikat itu: \(why)")
        }
    }
}
