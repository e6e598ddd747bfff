import EvidenceVault
import Ledger

/// What is wrong with what was asked of members, roles, policies and cards.
extension MemberProblem {
    package var words: Words {
        switch self {
        case .noRole:
            Words("a member needs at least one role", id: "anggota memerlukan paling sedikit satu peran")
        case .hasStatus(let name, let status):
            Words(
                "\(name) is \(status.said.english) already", id: "\(name) sudah \(status.said.indonesian)")
        case .notSuspended(let name):
            Words(
                "\(name) is not suspended; a new key can be enrolled",
                id: "\(name) tidak sedang dinonaktifkan sementara; kunci baru dapat didaftarkan")
        case .notOnCase(let name, let ref):
            Words(
                "\(name) has no such role on \(ref)", id: "\(name) tidak punya peran itu di kasus \(ref)")
        case .lacksRole(let name, let role):
            Words(
                "\(name) is not enrolled as \(role.said.english); a custodian gives roles to members",
                id:
                    "\(name) tidak terdaftar sebagai \(role.said.indonesian); pengelola brankas yang memberi peran"
            )
        case .hasLeft(let name):
            Words("\(name) is no longer a member", id: "\(name) bukan anggota lagi")
        case .notACaseRole(let role):
            Words(
                "\(role.said.english) is not a role on a case",
                id: "\(role.said.indonesian) bukan peran di dalam kasus")
        case .cannotGrant(let name):
            Words(
                "\(name) has no role that assigns members; a coordinator has",
                id: "\(name) tidak punya peran yang menugaskan anggota; koordinator kasus punya")
        }
    }
}

extension PolicyFault {
    package var words: Words {
        Words("this policy cannot be: ", id: "aturan peran ini tidak dapat berlaku: ") + reason
    }

    private var reason: Words {
        switch self {
        case .nobodyGrants: Words("no role grants", id: "tidak ada peran yang menugaskan anggota")
        case .grantsUnread(let role):
            Words(
                "\(role.said.english) grants, and so must read every class",
                id: "\(role.said.indonesian) menugaskan anggota, jadi harus membaca semua golongan")
        case .isVaultWide(let role):
            Words(
                "\(role.said.english) has nothing to do with documents",
                id: "\(role.said.indonesian) tidak berurusan dengan dokumen")
        case .summaryIsNoDocument:
            Words(
                "no document is of the class summary",
                id: "tidak ada dokumen bergolongan judul kasus (summary)")
        }
    }
}

extension EmergencyProblem {
    package var words: Words {
        switch self {
        case .onCaseAlready(let role, let ref):
            Words(
                "you are \(role.said.english) on \(ref) already",
                id: "Anda sudah menjadi \(role.said.indonesian) di kasus \(ref)")
        case .askedAlready(let ref):
            Words(
                "you have asked for access to \(ref) already; a coordinator approves it",
                id: "Anda sudah meminta akses ke \(ref); koordinatornya yang mengizinkan")
        case .tooLong:
            Words(
                "emergency access lasts seven days at most", id: "akses darurat paling lama tujuh hari")
        case .secondPerson(let ref):
            Words(
                "emergency access takes a second person: another coordinator of \(ref)",
                id: "akses darurat memerlukan orang kedua: koordinator lain kasus \(ref)")
        case .notAskedFor(let name, let ref):
            Words(
                "\(name) has not asked for emergency access to \(ref)",
                id: "\(name) tidak meminta akses darurat ke \(ref)")
        }
    }
}

extension CardProblem {
    package var words: Words {
        switch self {
        case .tooLarge: Words("too large", id: "terlalu besar")
        case .notJSON: Words("not a card in JSON", id: "isinya bukan kartu dalam JSON")
        case .otherFormat: Words("another format than this program's", id: "formatnya lain dari program ini")
        case .name: Words("a name that is not allowed", id: "namanya tidak diperbolehkan")
        case .recipient:
            Words("its recipient is not an age1… key", id: "kunci penerimanya bukan kunci age1…")
        case .hybridRecipient:
            Words(
                "its hybrid recipient is not an age1pq1… key",
                id: "kunci penerima hibridanya bukan kunci age1pq1…")
        case .signature:
            Words(
                "its signature does not fit; ask its owner for another",
                id: "tanda tangannya tidak cocok; minta yang baru kepada pemiliknya")
        }
    }
}
