/// What libFuzzer calls with each input. The first byte says who reads the rest, so that one run and one corpus serve all readers.
///
/// A reader may refuse its input in any way but one: a trap, which is also what a broken rule ends in (`expect`).
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let reader = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch reader {
    case UInt8(ascii: "t"): tokens.readToken(rest)
    case UInt8(ascii: "s"): tokens.readSigned(rest)
    case UInt8(ascii: "j"): readJSON(rest)
    case UInt8(ascii: "b"): readBase64URL(rest)
    case UInt8(ascii: "p"): readPasswordHash(rest)
    case UInt8(ascii: "q"): readQuery(rest)
    case UInt8(ascii: "r"): readTarget(rest)
    case UInt8(ascii: "m"): readMultipart(rest)
    case UInt8(ascii: "c"): readCSV(rest)
    default: return -1
    }
    return 0
}

/// Keys and an issuer are made once.
private let tokens = Tokens()

/// A rule that holds for every input.
func expect(_ holds: Bool, _ rule: String) {
    if !holds { fatalError("broken: \(rule)") }
}
