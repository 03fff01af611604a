import JSON
import JWT
import Testing

/// Hashes that people bring from Django. They were made with Django 5.2 and with Python's hashlib.
@Suite("Hashes of Django")
struct DjangoTests {
    private let hasher = PasswordHasher(parameters: .init(memoryKiB: 64, iterations: 1))

    @Test(arguments: [
        ("pbkdf2_sha256$1000000$yaFUQTXDePKwDCmNlw9vI9$oRLb1EDt7ypaR9a15E2mV3Td0B3YIyGB9oqVbFxD74c=", "correct horse battery"),
        ("pbkdf2_sha256$1000000$abcDEF123$Q2uyHqkUTv10935X8iVYKgc4mW3Xp8Il1bacCVjEMU4=", "pässwörd"),
        ("pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww=", "correct horse battery"),
        ("pbkdf2_sha256$1$x$yb9iKunqNijXRQKUvO6LoyiwVgfOzKs1+3gaWy8rzxc=", ""),
        (
            "argon2$argon2id$v=19$m=102400,t=2,p=8$WTR6Vm5SS0R6RjlENjloTXVnd1FtSw$EBl4uM0tEI9Wo/PUFh40ofhM/uWVtZrqrkzdZ+fv9gw",
            "correct horse battery"
        ),
    ])
    func aHashIsVerifiedByItsPasswordOnlyAndToBeMadeAnew(hash: String, password: String) async throws {
        #expect(try await hasher.verify(password, hash: hash))
        #expect(try await !hasher.verify(password + "x", hash: hash))
        #expect(try await !hasher.verify(password + "\u{0}", hash: hash))
        #expect(try await !hasher.verify(password.isEmpty ? " " : "", hash: hash))
        #expect(hasher.needsRehash(hash))
        let stored = try PasswordHash(hash).text
        #expect(stored.hasPrefix("pbkdf2_sha256$") || stored.hasPrefix("$argon2id$"))
        #expect(try await hasher.verify(password, hash: stored))
    }

    @Test(arguments: ["!", "!lwPqawSQ6jqA58z2zgPD9i6ePDHwSIDqvuqnFqbh"])
    func noPasswordFitsAnAccountWithoutOne(hash: String) async throws {
        #expect(try PasswordHash(hash) == .unusable)
        #expect(try PasswordHash(hash).text == "!")
        for password in ["", "!", hash, "lwPqawSQ6jqA58z2zgPD9i6ePDHwSIDqvuqnFqbh"] {
            #expect(try await !hasher.verify(password, hash: hash))
        }
    }

    private static let fits = "DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww="
    private static let argon2 = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

    @Test(arguments: [
        "pbkdf2_sha1$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S=", "pbkdf2_sha256$1000$seasalt", "pbkdf2_sha256$1000$$\(fits)",
        "pbkdf2_sha256$0$seasalt$\(fits)", "pbkdf2_sha256$-1$seasalt$\(fits)", "pbkdf2_sha256$01000$seasalt$\(fits)",
        "pbkdf2_sha256$1e3$seasalt$\(fits)", "pbkdf2_sha256$+1000$seasalt$\(fits)", "pbkdf2_sha256$$seasalt$\(fits)",
        "pbkdf2_sha256$1000$sea$salt$\(fits)", "pbkdf2_sha256$1000$seasalt$\(fits.dropLast())", "pbkdf2_sha256$1000$seasalt$\(fits)=",
        "pbkdf2_sha256$1000$seasalt$DrdiWD40", "pbkdf2_sha256$1000$seasalt$", "pbkdf2_sha256$1000$seasalt$\(fits)\n",
        "pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6wx=", " pbkdf2_sha256$1000$seasalt$\(fits)",
        // What would occupy a thread for minutes, or all memory.
        "pbkdf2_sha256$5000001$seasalt$\(fits)", "pbkdf2_sha256$1000000000$seasalt$\(fits)",
        "pbkdf2_sha256$18446744073709551617$seasalt$\(fits)", "$argon2id$v=19$m=131073,t=1,p=1$\(argon2)",
        "$argon2id$v=19$m=4194304,t=1,p=1$\(argon2)", "$argon2id$v=19$m=64,t=17,p=1$\(argon2)", "$argon2id$v=19$m=512,t=1,p=17$\(argon2)",
        "$argon2id$v=19$m=7,t=1,p=1$\(argon2)", "$argon2id$v=16$m=64,t=1,p=1$\(argon2)", "$argon2id$m=64,t=1,p=1$\(argon2)",
        "$argon2id$v=19$m=64,t=1$\(argon2)", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "argon2$argon2i$v=19$m=64,t=1,p=1$\(argon2)",
        "argon2$argon2$argon2id$v=19$m=64,t=1,p=1$\(argon2)", "bcrypt_sha256$$2b$12$abc", "scrypt$16384$x$8$1$AAAA", "md5$a$b", "plain",
    ])
    func whatIsOfAnotherKindMisspelledOrTooCostlyIsRefused(hash: String) async {
        // When it is read already, before anything is worked out.
        #expect(throws: HasherError.malformedHash) { try PasswordHash(hash) }
        await #expect(throws: HasherError.malformedHash) { try await hasher.verify("correct horse battery", hash: hash) }
    }

    @Test func theMostIterationsAreStillCompared() async throws {
        // Made with hashlib, like the others.
        let hash = "pbkdf2_sha256$5000000$seasalt$tgYAwWI01g3sRTAWlIPZI2isrzS7TKkJJdPvK/3QGtQ="
        #expect(try await hasher.verify("correct horse battery", hash: hash))
    }
}
