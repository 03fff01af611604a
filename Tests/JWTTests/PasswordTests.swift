import Foundation
import JWT
import Synchronization
import Testing

@Suite("Passwords")
struct PasswordTests {
    private let hasher = PasswordHasher(parameters: .init(memoryKiB: 64, iterations: 1))

    @Test func aHashIsVerifiedByItsPasswordOnly() async throws {
        let hash = try await hasher.hash("correct horse")
        #expect(hash.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        #expect(try await hasher.verify("correct horse", hash: hash))
        #expect(try await !hasher.verify("correct horsf", hash: hash))
        #expect(try await !hasher.verify("", hash: hash))
        #expect(try await !hasher.verify("correct horse\u{0}", hash: hash))
    }

    @Test func equalPasswordsHaveDifferentHashes() async throws {
        #expect(try await hasher.hash("a") != hasher.hash("a"))
    }

    @Test func theReferenceHashIsVerified() async throws {
        // From the test suite of the reference implementation (phc-winner-argon2, src/test.c).
        let hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        #expect(try await hasher.verify("password", hash: hash))
        #expect(try await !hasher.verify("passwore", hash: hash))
    }

    @Test func theDefaultCostIsThatOfOWASP() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash("x")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(!hasher.needsRehash(hash))
        #expect(self.hasher.needsRehash(hash))
        #expect(hasher.needsRehash("$2b$12$abc"))
    }

    @Test func withoutAHashTheAnswerIsNo() async throws {
        #expect(try await !hasher.verify("anything", hash: nil))
    }

    @Test(arguments: [
        "", "x", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=64,t=1,p=1$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
    ])
    func whatIsNoHashIsAnError(hash: String) async {
        await #expect(throws: HasherError.malformedHash) { try await hasher.verify("x", hash: hash) }
    }

    @Test func impossibleParametersAreAnError() async {
        let hasher = PasswordHasher(parameters: .init(memoryKiB: 0, iterations: 0, parallelism: 0))
        await #expect(throws: HasherError.self) { try await hasher.hash("x") }
    }
}

@Suite("Threads for hashing")
struct BoundedThreadsTests {
    /// Work that does not end before it is told to, or after two minutes: a broken rule must fail a test, not hang it.
    private final class Gate: Sendable {
        let isOpen = Atomic(false)
        let running = Atomic(0)
        let mostRunning = Atomic(0)

        /// Waits until so many are inside, or for a minute: a thread that steps back starts late where others compute.
        func waits(for count: Int) async {
            let deadline = ContinuousClock.now + .seconds(60)
            while running.load(ordering: .sequentiallyConsistent) < count, .now < deadline { try? await Task.sleep(for: .milliseconds(1)) }
        }

        func pass() {
            let now = running.add(1, ordering: .sequentiallyConsistent).newValue
            _ = mostRunning.max(now, ordering: .sequentiallyConsistent)
            let deadline = ContinuousClock.now + .seconds(120)
            while !isOpen.load(ordering: .sequentiallyConsistent), .now < deadline { Thread.sleep(forTimeInterval: 0.001) }
            running.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    @Test func fewRunSomeWaitAndTheRestIsRefusedAtOnce() async {
        let threads = BoundedThreads(limit: 2, queueLimit: 3)
        let gate = Gate()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        try await threads.run { gate.pass() }
                        return true
                    } catch {
                        #expect(error as? HasherError == .busy)
                        return false
                    }
                }
            }
            var outcomes: [Bool] = []
            for await outcome in group {
                outcomes.append(outcome)
                // The fifteen that find no place answer while the work of the others still runs.
                guard outcomes.count == 15 else { continue }
                await gate.waits(for: 2)
                gate.isOpen.store(true, ordering: .sequentiallyConsistent)
            }
            return outcomes
        }
        #expect(outcomes.filter { $0 }.count == 5)
        #expect(outcomes.prefix(15).allSatisfy { !$0 })
        #expect(gate.mostRunning.load(ordering: .sequentiallyConsistent) == 2)
    }

    @Test func whoIsCancelledWhileWaitingCostsNothing() async throws {
        let threads = BoundedThreads(limit: 1, queueLimit: 10)
        let gate = Gate()
        async let first: Void = threads.run { gate.pass() }
        while gate.running.load(ordering: .sequentiallyConsistent) == 0 { await Task.yield() }
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await threads.run { gate.pass() } }
            group.cancelAll()
            gate.isOpen.store(true, ordering: .sequentiallyConsistent)
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        try await first
        #expect(gate.mostRunning.load(ordering: .sequentiallyConsistent) == 1)
        #expect(try await threads.run { 7 } == 7)
    }

    @Test func theWorkStepsBackBehindTheRestOfTheProcess() async throws {
        let threads = BoundedThreads(limit: 1, queueLimit: 10)
        #expect(try await threads.run { Self.niceness } == Self.processNiceness + 10)
        #expect(await Task.detached { Self.niceness }.value == Self.processNiceness)
    }

    /// Of the thread that asks.
    private static var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    /// Of the first thread.
    private static var processNiceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid())) }
}
