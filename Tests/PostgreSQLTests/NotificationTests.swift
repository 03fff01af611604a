import PostgreSQL
import Testing

@Suite struct NotificationTests {
    @Test func notificationsAreHeardAlsoAfterTheConnectionWasLost() async throws {
        try await withDatabase { database in
            var events = database.notifications(on: ["roles", "Odd \"name\""]).makeAsyncIterator()
            #expect(await events.next() == .listening)
            _ = try await database.query("SELECT pg_notify('roles', \("it's 42"))")
            #expect(await events.next() == .notification(channel: "roles", payload: "it's 42"))
            _ = try await database.batch(["SELECT pg_notify(\("Odd \"name\""), 'a')", "SELECT pg_notify('roles', 'b')"])
            #expect(await events.next() == .notification(channel: "Odd \"name\"", payload: "a"))
            #expect(await events.next() == .notification(channel: "roles", payload: "b"))
            // A transaction that fails tells nobody.
            _ = try? await database.batch(["SELECT pg_notify('roles', 'never')", "SELECT 1/0"])
            _ = try await database.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
            #expect(await events.next() == .disconnected)
            #expect(await events.next() == .listening)
            _ = try await database.query("SELECT pg_notify('roles', 'again')")
            #expect(await events.next() == .notification(channel: "roles", payload: "again"))
        }
    }

    @Test func theConnectionGoesWithItsReader() async throws {
        try await withDatabase { database in
            let listeners: SQL = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            let reader = Task {
                for await event in database.notifications(on: ["x"]) where event == .notification(channel: "x", payload: "stop") { break }
            }
            #expect(await eventually { try await number(listeners, database) == 1 })
            _ = try await database.query("SELECT pg_notify('x', 'stop')")
            await reader.value
            #expect(await eventually { try await number(listeners, database) == 0 })
        }
    }
}
