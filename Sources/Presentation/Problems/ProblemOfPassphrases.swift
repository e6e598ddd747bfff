import EvidenceVault

extension PassphraseWeakness {
    /// Why the passphrase is not taken, and what to do.
    package var refusal: Words {
        let reason = reason
        return Words(
            "this passphrase is too easy to guess: \(reason.english); take the six random words that 'amanah identity new' proposes at a terminal, or several words that nobody would guess of you",
            id:
                "frasa sandi ini terlalu mudah ditebak: \(reason.indonesian); pakai enam kata acak yang diusulkan 'amanah identity new' di terminal, atau beberapa kata yang tidak akan ditebak orang dari Anda"
        )
    }

    package var reason: Words {
        switch self {
        case .tooShort(let fewest):
            Words("it needs \(fewest) characters or more", id: "paling sedikit \(fewest) karakter")
        case .digits(let fewest):
            Words(
                "digits alone, as in dates and telephone numbers, must be \(fewest) or more",
                id: "kalau hanya angka, seperti tanggal dan nomor telepon, paling sedikit \(fewest) angka")
        case .repeated:
            Words(
                "it is one character, or the same few, again and again",
                id: "isinya satu karakter, atau beberapa yang sama, diulang-ulang")
        case .row:
            Words(
                "it is mostly a row of the keyboard or of the alphabet",
                id: "sebagian besar berupa deretan tombol atau urutan abjad")
        case .ownName:
            Words("it is mostly your own name", id: "sebagian besar berupa nama Anda sendiri")
        case .vaultPhrase:
            Words(
                "it is mostly the vault's phrase, which is no secret",
                id: "sebagian besar berupa frasa brankas, yang bukan rahasia")
        case .common:
            Words(
                "it is mostly a word that many people take, whatever stands for its letters or behind it",
                id:
                    "sebagian besar berupa kata yang dipakai banyak orang, walaupun hurufnya diganti atau ditambah angka"
            )
        }
    }
}
