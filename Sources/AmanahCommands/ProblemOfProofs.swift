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
                    "DIKEMBALIKAN KE KEADAAN LAMA: Anda pernah melihat \(seen) catatan log\(kapan), di sini ada \(found): ada yang dihapus, atau salinan lama dipasang; simpan salinan ini, lanjutkan di yang terbaru, beri tahu auditor"
            )
        case .forked(let size, let since):
            let (when, kapan) = dated(since)
            return Problem(
                .integrity,
                "FORKED: the first \(size) log entries are not those that you saw before\(when): history was rewritten, or you are shown another log than others; keep this copy, compare with colleagues ('amanah audit compare'), and tell the auditor",
                id:
                    "BERCABANG: \(size) catatan log pertama bukan yang pernah Anda lihat\(kapan): riwayat diubah, atau Anda diberi log lain; simpan salinan ini, bandingkan dengan rekan ('amanah audit compare'), beri tahu auditor"
            )
        case .notACheckpoint(let why):
            return Problem(
                .integrity,
                "this is no checkpoint of this vault: \(why); take one with 'amanah audit checkpoint'",
                id: "ini bukan titik periksa brankas ini: \(why); buat dengan 'amanah audit checkpoint'")
        case .exportDiffers(let path):
            return Problem(
                .integrity,
                "\(path) is not of an earlier export of this log, or was altered; export to a new folder and compare",
                id:
                    "\(path) bukan dari ekspor log ini sebelumnya, atau telah diubah; ekspor ke folder baru lalu bandingkan"
            )
        case .clockBehind(let seconds):
            let clock = ClockWords.behind(seconds)
            return Problem(
                .other,
                "this computer's clock is \(clock) behind what several members wrote last; compare it with a telephone, and set it right if it is wrong: your entries will be marked as dated before the ones they follow",
                id:
                    "jam komputer ini tertinggal \(clock) dari catatan terbaru beberapa anggota; bandingkan dengan telepon, dan betulkan jika salah: catatan Anda akan ditandai bertanggal lebih awal"
            )
        case .notATimestamp(let problem):
            return Problem(
                .integrity, "the time-stamp is refused: \(problem.words.english)",
                id: "cap waktu ditolak: \(problem.words.indonesian)")
        default: return Problem(.other, "\(error)", id: "\(error)")
        }
    }

    private static func dated(_ since: Timestamp?) -> (String, String) {
        since.map {
            (", the newest of \(OfficeClock.text($0))", ", yang terbaru dari \(OfficeClock.text($0))")
        } ?? ("", "")
    }
}

extension TimestampProblem {
    var words: Words {
        switch self {
        case .malformed:
            Words(
                "it is no response to a request over SHA-256 (RFC 3161)",
                id: "bukan jawaban atas permintaan SHA-256 (RFC 3161)")
        case .refused(let status):
            Words("the authority granted none (status \(status))", id: "otoritas menolak (status \(status))")
        case .notAskedFor:
            Words(
                "you did not ask for it on this computer ('amanah audit timestamp request')",
                id: "tidak diminta dari komputer ini ('amanah audit timestamp request')")
        case .otherNonce:
            Words("it answers another request (nonce)", id: "menjawab permintaan lain (nonce)")
        case .otherCheckpoint:
            Words(
                "what it stamps is no checkpoint of this log",
                id: "yang dicap bukan titik periksa log ini")
        case .untrusted(let why):
            Words(
                "its signature does not lead to that certificate: \(why)",
                id: "tanda tangannya tidak bersandar pada sertifikat itu: \(why)")
        }
    }
}

enum ClockWords {
    /// `3 h 20 min`.
    static func behind(_ seconds: Int64) -> String {
        let minutes = seconds / 60
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 { return "\(days) d \(hours) h" }
        return hours > 0 ? "\(hours) h \(minutes % 60) min" : "\(minutes) min"
    }
}
