import CRM
import HTTPCore
import Synchronization

/// Slows guessing down (NIST SP 800-63B, section 5.2.2). Whether an attempt is made is decided before anything is hashed, the same for
/// accounts that exist and for those that do not, and for all server processes together.
final class LoginThrottle: Sendable {
    /// What is guessed.
    enum Subject {
        /// The password of whoever has this name. As it was typed: an email and a username that turned out to be counted together would
        /// tell that they are one account.
        case login(String)
        /// The password of a user who is logged in.
        case password(of: Int64)
        /// The one-time codes of a user whose password was right.
        case code(of: Int64)
    }

    /// How an attempt went.
    enum Verdict<T> {
        case right(T)
        case wrong(APIError)
        /// What was right is not all that is asked for. Nothing was guessed.
        case open(APIError)
    }

    private let attempts: Attempts
    private let limits: LoginLimits?
    private let hash: @Sendable (String) -> String
    /// One account from one address: two at a time, so that a success comes before the next attempts are counted.
    private let pairs = Turns(limit: 2, longest: 256)
    /// Fewer than there are connections to the database, which others need too.
    private let addresses = Turns(limit: 4, longest: 512)
    /// Counts that are known to be used up, for a moment: a flood of guesses is no flood of queries.
    private let refusals = Mutex<[String: (again: ContinuousClock.Instant, asked: ContinuousClock.Instant)]>([:])

    /// - Parameters:
    ///   - limits: nil for none.
    ///   - hash: makes of a text what may be kept of it.
    init(attempts: Attempts, limits: LoginLimits?, hash: @escaping @Sendable (String) -> String) {
        self.attempts = attempts
        self.limits = limits
        self.hash = hash
    }

    /// Makes an attempt, unless it is one too many.
    /// - Throws: what `attempt` says or throws; 429.
    func run<T>(_ subject: Subject, from address: String, _ attempt: () async throws -> Verdict<T>) async throws -> T {
        try await verdict(subject, from: address, attempt).value
    }

    /// Makes an attempt, unless it is one too many, and tells how it went.
    /// - Throws: what `attempt` throws; 429.
    func verdict<T>(_ subject: Subject, from address: String, _ attempt: () async throws -> Verdict<T>) async throws -> Verdict<T> {
        guard let limits else { return try await attempt() }
        let address = Self.network(of: address)
        let (counts, isCode) = counts(subject, address, limits)
        try refuseKnown(counts)
        do {
            return try await pairs.run(counts[0].key) {
                // Codes are tried within a login, which has its turn already.
                if isCode { return try await counted(counts, attempt) }
                return try await addresses.run(address) { try await counted(counts, attempt) }
            }
        } catch is Turns.Crowded {
            throw Self.tooMany(1)
        }
    }

    /// What an attempt counts for: first that which a success clears.
    private func counts(_ subject: Subject, _ address: String, _ limits: LoginLimits) -> (counts: [Attempts.Count], isCode: Bool) {
        let what: String
        switch subject {
        case .code(let user): return ([Attempts.Count(key: hash("code\0\(user)"), limits.code)], true)
        case .password(let user): what = "user\0\(user)"
        case .login(let name): what = "login\0" + Self.folded(EmailAddress(name)?.text ?? name)
        }
        let counts = [
            Attempts.Count(key: hash("pair\0\(address)\0\(what)"), limits.pair),
            Attempts.Count(key: hash("address\0\(address)"), limits.address),
            Attempts.Count(key: hash("account\0\(what)"), limits.account, isLimit: false),
        ]
        return (counts, false)
    }

    /// A name as the database compares it, by PostgreSQL's `lower`: one character at a time, and "İ" is "i". By Swift's, "İris" would be
    /// another name than "iris", with guesses of its own.
    static func folded(_ name: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            folded.append(contentsOf: (scalar == "\u{130}" ? "i" : scalar.properties.lowercaseMapping).unicodeScalars)
        }
        return String(folded)
    }

    private func counted<T>(_ counts: [Attempts.Count], _ attempt: () async throws -> Verdict<T>) async throws -> Verdict<T> {
        try refuseKnown(counts)
        if let refusal = try await attempts.take(counts) {
            note(refusal)
            throw Self.tooMany(refusal.seconds)
        }
        let verdict: Verdict<T>
        do {
            verdict = try await attempt()
        } catch is CancellationError {
            // Whoever hangs up has had their attempt.
            throw CancellationError()
        } catch {
            await giveBack(counts)
            throw error
        }
        switch verdict {
        case .right: await giveBack(counts, clearing: [counts[0].key])
        case .open: await giveBack(counts)
        case .wrong: break
        }
        return verdict
    }

    /// Takes an attempt back that was no guess: also where whoever made it has hung up meanwhile, and its task is cancelled. Where that
    /// fails, it counts; what was right stays right.
    private func giveBack(_ counts: [Attempts.Count], clearing keys: [String] = []) async {
        let attempts = attempts
        await Task { try? await attempts.giveBack(counts, clearing: keys) }.value
    }

    private func refuseKnown(_ counts: [Attempts.Count]) throws {
        let now = ContinuousClock.now
        let known = refusals.withLock { refusals in counts.compactMap { refusals[$0.key] } }.filter { $0.asked > now }
        if let latest = known.map(\.again).max() { throw Self.tooMany((latest - now) / .seconds(1)) }
    }

    private func note(_ refusal: Attempts.Refusal) {
        let now = ContinuousClock.now
        refusals.withLock { refusals in
            if refusals.count >= 10_000 { refusals.removeAll() }
            // A success at another process may end it before its time.
            refusals[refusal.key] = (now + .seconds(refusal.seconds), now + .seconds(min(refusal.seconds, 1)))
        }
    }

    private static func tooMany(_ seconds: Double) -> APIError {
        var error = APIError.rateLimited(retryAfter: max(1, Int(seconds.rounded(.up))))
        error.message = "Too many failed attempts. Please try again later."
        return error
    }
}

extension LoginThrottle.Verdict {
    fileprivate var value: T {
        get throws {
            switch self {
            case .right(let value): return value
            case .wrong(let error), .open(let error): throw error
            }
        }
    }
}
