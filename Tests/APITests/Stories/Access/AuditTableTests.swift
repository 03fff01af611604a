import JSON
import PostgreSQL
import TestSupport
import Testing

@testable import CRM

/// The audit log as the database keeps it: the server's own role adds to it and reads it, and that is all.
@Suite struct AuditTableTests {
    @Test func theServersRoleCannotChangeWhatWasRecorded() async throws {
        let owner = try await Client.owner()
        _ = try await owner.colleague("admin")
        let before = try await owner.get("/api/audit-log/")
        #expect(before.count == 1)
        let settings = LocalSettings.organization(owner.organizationID)
        let statements: [SQL] = [
            "UPDATE audit_log SET actor_id = 1", "UPDATE audit_log SET before = NULL WHERE id = \(before.ids[0])", "DELETE FROM audit_log",
            "DELETE FROM audit_log WHERE id = \(before.ids[0])", "TRUNCATE audit_log", "TRUNCATE audit_log, teams CASCADE",
            "SELECT FROM audit_log FOR UPDATE", "DROP TABLE audit_log", "ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY",
            "DROP POLICY tenant ON audit_log",
            """
            INSERT INTO audit_log (organization_id, id, action, actor_id) OVERRIDING SYSTEM VALUE
            VALUES (\(owner.organizationID), \(before.ids[0]), 'role.created', 1)
            ON CONFLICT (organization_id, id) DO UPDATE SET actor_id = 1
            """,
        ]
        for statement in statements {
            var refusal: String?
            do {
                _ = try await owner.server.database.query(statement, settings: settings)
            } catch PostgresError.server(let error) {
                refusal = error.sqlState
            }
            #expect(refusal == "42501", "\(statement.text)")
        }
        #expect(try await owner.get("/api/audit-log/").bytes == before.bytes)
    }

    @Test func aChangeThatIsRolledBackLeavesNoEntry() async throws {
        let owner = try await Client.owner()
        let member = try await owner.colleague("viewer")
        let before = try await owner.get("/api/audit-log/").bytes
        let path = owner.members("members/\(owner.userID)/")
        // The entries are written first; that no owner is left is found at the end.
        #expect(try await owner.patch(path, ["roles": ["viewer", "sales"]]).status == 409)
        #expect(try await owner.get("/api/audit-log/").bytes == before)
        #expect(try await member.get("/api/user-roles/my_roles/").count == 1)
    }
}
