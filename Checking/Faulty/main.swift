// `amanah` on a disk that fails when it is told to: the same commands, with an observer of every step. It is no part of what is
// installed, and the program that is installed has no such ear.
//
//     AMANAH_FAULTS   what fails (see Fault)
//     AMANAH_STEPS    a file that gets a line for each step
//     AMANAH_RECORD   a file that gets a JSON line for each step that was done, with its bytes
//
// `amanah-faulty quick-identity NAME PASSPHRASE FILE` makes an identity file whose passphrase is quick to check, and its card beside it
// (FILE.card), so that thousands of commands take minutes.

import AmanahCommands
import Disk
import EvidenceVault
import Foundation
import Ledger
import Sodium

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "quick-identity" {
    let identity = try MemberIdentity.generate(name: arguments[2])
    var passphrase = Array(arguments[3].utf8)
    let sealed = try identity.sealed(passphrase: Secret(moving: &passphrase), workFactor: 2)
    try Data(sealed).write(to: URL(fileURLWithPath: arguments[4]))
    try Data(identity.card.json()).write(to: URL(fileURLWithPath: arguments[4] + ".card"))
    exit(0)
}

let environment = ProcessInfo.processInfo.environment
var fault: Fault?
if let text = environment["AMANAH_FAULTS"] {
    guard let meant = Fault(text) else {
        print("AMANAH_FAULTS is not understood: \(text)")
        exit(64)
    }
    fault = meant
}
FileSystem.observe(
    with: FaultyDisk(fault: fault, list: environment["AMANAH_STEPS"], record: environment["AMANAH_RECORD"]))
runAmanah()
