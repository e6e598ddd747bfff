import EvidenceVault
import Ledger

extension LogRule {
    /// What the rule says, of a statement that breaks it.
    package var words: Words {
        switch self {
        case .auditorsDoNotBelieve:
            Words("auditors would not believe it", id: "auditor tidak akan mempercayainya")
        case .handsOutNoKeys: Words("its act hands out no keys", id: "tindakan ini tidak membagikan kunci")
        case .otherAuditKey:
            Words(
                "it is not sealed to the current audit key",
                id: "tidak disegel untuk kunci audit yang berlaku")
        case .forAuditors: Words("it is for auditors", id: "ini hanya untuk auditor")
        case .notForAuditors: Words("it is not for auditors", id: "ini bukan untuk auditor")
        case .authorIsNoMember: Words("its author is no member", id: "pembuatnya bukan anggota")
        case .authorHasLeft:
            Words("its author's membership has ended", id: "keanggotaan pembuatnya sudah berakhir")
        case .noSuchCase: Words("there is no such case", id: "kasus itu tidak ada")
        case .noSuchDocument: Words("there is no such document", id: "dokumen itu tidak ada")
        case .keyUsedBefore: Words("a key was used before", id: "kunci itu pernah dipakai")
        case .otherKindOfKey:
            Words(
                "a key is not of the kind that the vault uses",
                id: "jenis kuncinya bukan jenis yang dipakai brankas ini")
        case .otherSlots:
            Words("the key slots are not those signed", id: "slot kuncinya bukan yang ditandatangani")
        case .grantToNobody:
            Words("a grant is to nobody", id: "ada kunci yang diberikan kepada bukan siapa-siapa")
        case .auditorMakesAuditKey:
            Words("only an auditor makes the audit key", id: "hanya auditor yang membuat kunci audit")
        case .auditKeyNotNext:
            Words(
                "the generation of the audit key is not the next",
                id: "nomor kunci audit bukan nomor berikutnya")
        case .auditKeyForAllAuditors:
            Words(
                "the audit key is for auditors only, and for all of them",
                id: "kunci audit hanya untuk auditor, dan untuk semua auditor")
        case .auditorHandsOnAuditKey:
            Words("only an auditor hands on the audit key", id: "hanya auditor yang meneruskan kunci audit")
        case .noSuchAuditKey: Words("there is no such audit key", id: "kunci audit itu tidak ada")
        case .auditKeyForAuditors:
            Words("the audit key is for auditors only", id: "kunci audit hanya untuk auditor")
        case .auditorReviews: Words("only an auditor reviews the log", id: "hanya auditor yang memeriksa log")
        case .verdictTooLong:
            Words(
                "a verdict is of one finding, and of some length at most",
                id: "satu kesimpulan untuk satu temuan, dan panjangnya terbatas")
        case .reviewNotOfNewest:
            Words(
                "the reviewed checkpoint is not the log's newest",
                id: "titik acuan yang diperiksa bukan yang terbaru dari log")
        case .reviewNotCosigned:
            Words(
                "the reviewed checkpoint is not cosigned by its auditor",
                id: "titik acuan yang diperiksa tidak ikut ditandatangani auditornya")
        case .auditorWitnesses: Words("only an auditor is a witness", id: "hanya auditor yang menjadi saksi")
        case .witnessNotOfNewest:
            Words(
                "the witnessed checkpoint is not the log's newest",
                id: "titik acuan yang disaksikan bukan yang terbaru dari log")
        case .otherVoids: Words("other entries are void", id: "catatan yang tidak berlaku bukan yang disebut")
        case .timestampOfOtherLog:
            Words(
                "a time-stamp is of a checkpoint of this log",
                id: "penanda waktu harus atas titik acuan log ini")
        case .timestampTooLarge: Words("the time-stamp is too large", id: "penanda waktunya terlalu besar")
        case .foundedOnce:
            Words(
                "a vault is founded once, by its first statement",
                id: "brankas dibuat satu kali, oleh catatan pertamanya")
        case .foundingSizes:
            Words(
                "the nonce, the log key or the digest of the keys is not 32 bytes",
                id: "nonce, kunci log, atau ringkasan kuncinya tidak 32 bita")
        case .otherVaultID:
            Words("the vault id does not fit this founder", id: "nomor brankas tidak cocok dengan pembuatnya")
        case .noLogKey: Words("the log key is none", id: "kunci log itu bukan kunci")
        case .custodianEnrols:
            Words("only a custodian enrols", id: "hanya pengelola yang mendaftarkan anggota")
        case .enrolledAlready: Words("the member is enrolled already", id: "anggota itu sudah terdaftar")
        case .nameTaken:
            Words(
                "another member has that name, or nobody may",
                id: "nama itu dipakai anggota lain, atau tidak boleh dipakai siapa pun")
        case .exampleKey:
            Words(
                "an example key is not valid outside the walk-through",
                id: "kunci contoh hanya berlaku di brankas latihan")
        case .noHybridKey:
            Words(
                "a member of this vault needs a hybrid key",
                id: "anggota brankas ini memerlukan kunci hibrida")
        case .custodianGivesRoles:
            Words("only a custodian gives roles", id: "hanya pengelola yang memberi peran")
        case .custodianEnds:
            Words("only a custodian ends a membership", id: "hanya pengelola yang mengakhiri keanggotaan")
        case .endedAlready: Words("the membership has ended already", id: "keanggotaan itu sudah berakhir")
        case .suspendedAlready:
            Words("the member is suspended already", id: "anggota itu sudah dinonaktifkan sementara")
        case .notSuspended:
            Words("the member is not suspended", id: "anggota itu tidak sedang dinonaktifkan sementara")
        case .noSuchActiveMember: Words("there is no such active member", id: "tidak ada anggota aktif itu")
        case .noRole: Words("a member has a role", id: "anggota harus punya peran")
        case .auditorAlone: Words("an auditor holds no other role", id: "auditor tidak merangkap peran lain")
        case .lastCustodian: Words("a vault has a custodian", id: "brankas harus punya pengelola")
        case .vaultKeysNotNext:
            Words("the vault's keys are not the next", id: "kunci brankas bukan kunci berikutnya")
        case .keysNotCommitted:
            Words("the new keys are not committed to", id: "kunci baru tidak diikat dengan ringkasan 32 bita")
        case .otherPreviousKeys:
            Words("the keys of before are not those signed", id: "kunci sebelumnya bukan yang ditandatangani")
        case .custodianRotatesRecovery:
            Words(
                "only a custodian brings in a new recovery key",
                id: "hanya pengelola yang mengganti kunci pemulihan")
        case .otherKindOfRecoveryKey:
            Words("the new recovery key is of another kind", id: "jenis kunci pemulihan yang baru berbeda")
        case .recoveryNotApproved:
            Words(
                "the recovery key of before has not approved it",
                id: "kunci pemulihan yang lama tidak menyetujuinya")
        case .custodianRaisesLevel:
            Words("only a custodian raises the level", id: "hanya pengelola yang menaikkan tingkat brankas")
        case .custodianSetsZone:
            Words("only a custodian sets the time zone", id: "hanya pengelola yang menetapkan zona waktu")
        case .levelNotNext: Words("the level is not the next", id: "tingkat itu bukan tingkat berikutnya")
        case .repairOfOwn:
            Words(
                "one of the void entries is your own: another member looks into it and runs 'amanah repair'",
                id:
                    "salah satu catatan yang tidak berlaku itu milik Anda: anggota lain yang memeriksanya dan menjalankan 'amanah repair'"
            )
        case .repairOfNothing:
            Words(
                "a repair is of entries that there are, for a reason in a line",
                id: "perbaikan menyebut catatan yang ada, dan alasannya satu baris")
        case .custodianRestores:
            Words(
                "only a custodian restores a membership",
                id: "hanya pengelola yang mengaktifkan kembali keanggotaan")
        case .custodianSetsPolicy:
            Words("only a custodian sets the policy", id: "hanya pengelola yang menetapkan aturan peran")
        case .custodianSetsExpectations:
            Words(
                "only a custodian sets what offices expect",
                id: "hanya pengelola yang menetapkan daftar yang diminta instansi")
        case .expectationsTooLarge:
            Words(
                "what offices expect is more than the log takes of it",
                id: "daftar yang diminta instansi melebihi batas ukuran di log")
        case .impossiblePolicy: Words("the policy cannot be", id: "aturan peran itu tidak dapat berlaku")
        case .coordinatorOpensCase:
            Words("only a coordinator opens a case", id: "hanya koordinator yang membuat kasus")
        case .caseWithoutReference:
            Words("a case has an id and a reference", id: "kasus harus punya nomor pengenal dan nomor kasus")
        case .caseExists: Words("the case exists already", id: "kasus itu sudah ada")
        case .compartmentsOfNewCase:
            Words(
                "a new case has one compartment for each class",
                id: "kasus baru punya satu kunci untuk setiap golongan")
        case .firstKeysToOthers:
            Words(
                "first keys are the opener's and the recovery key's",
                id: "kunci pertama hanya untuk pembuat kasus dan kunci pemulihan")
        case .coordinatorAssigns:
            Words("only a coordinator of the case assigns", id: "hanya koordinator kasus yang menugaskan")
        case .assignedIsNoMember:
            Words("the assigned is no active member", id: "yang ditugaskan bukan anggota aktif")
        case .roleNotHeld:
            Words("the member does not hold that role", id: "anggota itu tidak memegang peran tersebut")
        case .grantBeyondRole:
            Words("a grant goes beyond what the role reads", id: "ada kunci di luar yang dibaca peran itu")
        case .grantsMissing:
            Words(
                "the keys of a class that the role reads are missing",
                id: "kunci golongan yang dibaca peran itu tidak lengkap")
        case .coordinatorUnassigns:
            Words(
                "only a coordinator of the case unassigns",
                id: "hanya koordinator kasus yang mengakhiri penugasan")
        case .roleNotOnCase:
            Words(
                "the member has no such role there",
                id: "anggota itu tidak punya peran tersebut pada kasusnya")
        case .lastGranter: Words("a case has somebody who can grant", id: "kasus harus punya koordinator")
        case .coordinatorRekeys:
            Words(
                "only a coordinator of the case changes its keys",
                id: "hanya koordinator kasus yang mengganti kuncinya")
        case .compartmentNotNext:
            Words(
                "the generation of a compartment is not the next",
                id: "nomor kunci golongan bukan nomor berikutnya")
        case .titleWithoutSummary:
            Words("the title goes with the key of the summary", id: "judul diganti bersama kunci judul kasus")
        case .newKeyToOthers:
            Words(
                "a new key is for those who read the class, and for all of them",
                id: "kunci baru hanya untuk yang membaca golongan itu, dan untuk semuanya")
        case .grantBeyondMember:
            Words(
                "a grant goes beyond what the member reads", id: "ada kunci di luar yang dibaca anggota itu")
        case .roleOnCaseAlready:
            Words(
                "the member has that role there already",
                id: "anggota itu sudah punya peran tersebut pada kasusnya")
        case .askedAlready: Words("the member has asked already", id: "anggota itu sudah meminta")
        case .reasonIsALine: Words("a reason is a line of text", id: "alasan ditulis dalam satu baris")
        case .emergencyTooLong:
            Words("an emergency lasts seven days at most", id: "akses darurat paling lama tujuh hari")
        case .coordinatorLetsIn:
            Words(
                "only a coordinator of the case lets somebody in",
                id: "hanya koordinator kasus yang mengizinkan akses darurat")
        case .noSuchRequest: Words("there is no such request", id: "permintaan itu tidak ada")
        case .secondPerson: Words("it takes a second person", id: "perlu orang kedua")
        case .longerThanAsked:
            Words("it lasts longer than was asked for", id: "lebih lama daripada yang diminta")
        case .coordinatorMakesKit:
            Words(
                "only a coordinator of the case hands out a kit",
                id: "hanya koordinator kasus yang membuat kotak titip")
        case .noKitKey: Words("the kit's key is none", id: "kunci kotak titip itu bukan kunci")
        case .kitClasses:
            Words(
                "a kit is for some classes of documents, each named once and in order",
                id: "kotak titip menyebut golongan dokumennya, masing-masing sekali dan berurutan")
        case .kitExpiredBefore:
            Words("the kit has expired before it is made", id: "masa pakai kotak titip habis sebelum dibuat")
        case .kitDetails:
            Words(
                "what a kit is for is a short text under the current key of the summary",
                id: "kegunaan kotak titip ditulis singkat, di bawah kunci judul kasus yang berlaku")
        case .kitKeyTaken: Words("the kit's key is taken", id: "kunci kotak titip itu sudah dipakai")
        case .kitExists:
            Words("there is a kit of that digest", id: "kotak titip dengan sidik digital itu sudah ada")
        case .coordinatorCancelsKit:
            Words(
                "only a coordinator of the case cancels a kit",
                id: "hanya koordinator kasus yang menutup kotak titip")
        case .noSuchKit: Words("there is no such kit", id: "kotak titip itu tidak ada")
        case .kitCancelled: Words("the kit was cancelled", id: "kotak titip itu sudah ditutup")
        case .kitExpired: Words("the kit has expired", id: "masa pakai kotak titip itu sudah habis")
        case .kitOfOtherClass:
            Words("the kit does not take this class", id: "kotak titip itu bukan untuk golongan ini")
        case .notSealedByKit: Words("the kit did not seal this", id: "bukan kotak titip itu yang menyegelnya")
        case .collectedAlready:
            Words("the document was collected already", id: "dokumen itu sudah diterima sebelumnya")
        case .doesNotDeposit:
            Words(
                "the author does not deposit this class in this case",
                id: "pembuatnya tidak memasukkan golongan ini pada kasus ini")
        case .depositOfNothing:
            Words(
                "a deposit names a document and a sealed file",
                id: "pemasukan menyebut dokumen dan berkas tersegelnya")
        case .keyNotSeen:
            Words(
                "the compartment's key is not one that its author had seen",
                id: "kunci golongannya bukan yang pernah dilihat pembuatnya")
        case .coordinatorReseals:
            Words("only a coordinator of the case reseals", id: "hanya koordinator kasus yang mengunci ulang")
        case .otherCompartment:
            Words("the compartment is not the current one", id: "kunci golongannya bukan yang berlaku")
        case .depositorAmends:
            Words(
                "only its depositor or a coordinator amends a document",
                id: "hanya yang memasukkannya atau koordinator yang memperbaiki keterangan dokumen")
        case .amendsOlder:
            Words(
                "it does not amend the newest that was said of the document",
                id: "yang diperbaiki bukan keterangan dokumen yang terbaru")
        case .doesNotRecordConsent:
            Words(
                "the author does not record consent in this case",
                id: "pembuatnya tidak mencatat persetujuan pada kasus ini")
        case .consentToNothing:
            Words(
                "a consent is to some documents, or to later ones",
                id: "persetujuan menyebut dokumen, atau dokumen kemudian")
        case .noSuchConsent: Words("there is no such consent", id: "persetujuan itu tidak ada")
        case .withdrawnAlready:
            Words("the consent was withdrawn already", id: "persetujuan itu sudah ditarik kembali")
        case .withdrawnInFuture:
            Words(
                "a withdrawal is recorded after it was said",
                id: "penarikan kembali dicatat setelah diucapkan")
        case .consentDetails:
            Words("who consented is a short text", id: "keterangan persetujuan harus singkat")
        case .documentsNotInOrder:
            Words("documents are named once, in order", id: "dokumen disebut masing-masing sekali, berurutan")
        case .doesNotHandOver:
            Words(
                "the author does not hand over in this case",
                id: "pembuatnya tidak menyerahkan dokumen pada kasus ini")
        case .notTheOfficesKey:
            Words(
                "the recipient is no key that the office has",
                id: "penerimanya bukan kunci milik instansi itu"
            )
        case .passphraseBesideKey:
            Words(
                "it is sealed with a passphrase and does not say truly whether the office has a key",
                id: "dikunci dengan frasa sandi, tetapi tidak benar menyebut apakah instansi punya kunci")
        case .olderDocument:
            Words(
                "a document is not the newest that the log has of it",
                id: "dokumen yang disebut bukan yang terbaru dalam log")
        case .noConsentForOffice:
            Words(
                "no consent covers this office at that time",
                id: "tidak ada persetujuan bagi instansi itu pada saat itu")
        case .basisToNothing:
            Words("a legal basis names no documents", id: "dasar hukum itu tidak menyebut dokumen")
        case .noSuchBasis: Words("there is no such legal basis", id: "dasar hukum itu tidak ada")
        case .basisApprovedAlready:
            Words("the legal basis was approved already", id: "dasar hukum itu sudah disetujui")
        case .doesNotApproveBasis:
            Words(
                "the author approves no legal basis in this case",
                id: "pembuatnya tidak menyetujui dasar hukum pada kasus ini")
        case .noBasisForOffice:
            Words(
                "no approved legal basis for this office at that time",
                id: "tidak ada dasar hukum yang disetujui bagi instansi itu pada saat itu")
        case .documentNotInBasis:
            Words(
                "the legal basis does not name a document",
                id: "ada dokumen yang tidak disebut dasar hukumnya"
            )
        case .bundleOnBoth:
            Words(
                "a bundle goes on consents or on a legal basis, not on both",
                id: "paket diserahkan atas persetujuan atau atas dasar hukum, tidak keduanya")
        case .bundleOfNothing: Words("a bundle has a document", id: "paket harus berisi dokumen")
        case .bundleWithoutConsent: Words("a bundle needs a consent", id: "paket memerlukan persetujuan")
        case .documentNotCovered:
            Words("no consent covers a document", id: "ada dokumen yang tidak tercakup persetujuan")
        case .doesNotTakeReceipt:
            Words(
                "the author takes in no receipts in this case",
                id: "pembuatnya tidak mencatat tanda terima pada kasus ini")
        case .noSuchHandover: Words("there is no such handover", id: "penyerahan itu tidak ada")
        case .receiptBeforeHandover:
            Words(
                "a receipt comes after the handover", id: "tanda terima datang sesudah penyerahannya")
        case .receiptTakenAlready:
            Words("the receipt was taken in already", id: "tanda terima itu sudah dicatat")
        case .doesNotRecall:
            Words(
                "the author recalls nothing in this case",
                id: "pembuatnya tidak meminta kembali apa pun pada kasus ini")
        case .recallUnderValidConsent:
            Words(
                "the consent has neither ended nor been withdrawn",
                id: "persetujuan itu belum berakhir dan belum ditarik kembali")
        case .recallNotNext:
            Words(
                "a notice comes first, then that it was sent, then the answer",
                id: "pemberitahuan lebih dahulu, lalu pengirimannya, lalu jawabannya")
        case .importOfOwnBundle:
            Words(
                "it takes in a bundle of this very vault", id: "ia memasukkan paket dari brankas ini sendiri")
        case .importOfNothing:
            Words(
                "it takes in no document of a bundle", id: "ia tidak memasukkan dokumen apa pun dari paket")
        case .importedAlready:
            Words("that bundle is in the case already", id: "paket itu sudah ada di kasus ini")
        case .documentImportedAlready:
            Words(
                "a document came with another bundle, or is named twice",
                id: "ada dokumen yang datang dengan paket lain, atau disebut dua kali")
        case .importOfOthersDocument:
            Words(
                "a document was deposited by somebody else", id: "ada dokumen yang dimasukkan orang lain")
        case .memberSpeaksForOffice:
            Words(
                "only a member speaks for an office",
                id: "hanya anggota yang berbicara tentang kunci instansi"
            )
        case .officeKeyWithoutLabel:
            Words(
                "an office's key has a label and a line on how it came",
                id: "kunci instansi punya nama, dan satu baris tentang asalnya")
        case .noOfficeKey: Words("the office's key is none", id: "kunci instansi itu bukan kunci")
        case .noOfficeSigningKey:
            Words("the office's signing key is none", id: "kunci tanda tangan instansi itu bukan kunci")
        case .officeSigningKeyTaken:
            Words(
                "the office's signing key is a member's", id: "kunci tanda tangan instansi itu milik anggota")
        case .nothingToConfirm:
            Words("there is no such key to confirm", id: "tidak ada kunci itu untuk dikukuhkan")
        case .neitherGrants:
            Words(
                "one of the two who speak for an office grants",
                id: "salah satu dari keduanya harus koordinator")
        case .granterRetires:
            Words(
                "only who grants retires an office's key",
                id: "hanya koordinator yang menghentikan pemakaian kunci instansi"
            )
        case .officeHasNoSuchKey:
            Words("the office has no such key", id: "instansi itu tidak punya kunci tersebut")
        }
    }
}

extension Malformation {
    package var words: Words {
        switch self {
        case .notAnEntry: Words("not an entry of this version", id: "bukan catatan log versi ini")
        case .cutShort: Words("cut short", id: "terpotong")
        case .oddSlots: Words("key slots come in eights", id: "slot kunci selalu kelipatan delapan")
        case .noAudience: Words("no audience", id: "tidak menyebut untuk siapa")
        case .padding:
            Words(
                "its body is not padded as it should be", id: "isinya tidak digenapkan sebagaimana mestinya")
        case .noBox: Words("no box for auditors", id: "tidak berisi apa pun untuk auditor")
        case .tooShort: Words("too short", id: "terlalu pendek")
        case .noAuthor: Words("no author", id: "tanpa pembuat")
        case .notAStatement: Words("not a statement of this version", id: "bukan pernyataan versi ini")
        case .otherKind:
            Words("of another kind than the vault's", id: "jenis kuncinya bukan jenis brankas ini")
        case .unknownAct:
            Words("an act that is not known here", id: "tindakan yang tidak dikenal program ini")
        case .otherForm:
            Words(
                "it has not the form of a rotation, or should not",
                id: "bentuknya tidak sesuai dengan tindakannya")
        case .notInTree: Words("not in the tree", id: "tidak ada dalam pohon log")
        case .noKeys: Words("holds no keys", id: "tidak berisi kunci")
        case .resealsNothing: Words("reseals no deposit", id: "tidak mengunci ulang dokumen apa pun")
        case .amendsAnother: Words("amends another", id: "memperbaiki dokumen lain")
        case .noTimestamp: Words("no time-stamp", id: "bukan penanda waktu")
        case .otherBody(let act): Words("its act \(act) has another body", id: "isi tindakan \(act) lain")
        }
    }
}
