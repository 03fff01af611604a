import Foundation
import JSON
import PostgreSQL
import Testing
import TestSupport

extension UnderLoad {
    /// `rookery users import`, beside a server that runs.
    @Suite struct UserImportTests {
        private static let password = "correct horse battery"
        /// Of `password`; made by Python's hashlib.
        private static let hash = "pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww="
        /// Of `password`; made by Django 5.2.
        private static let argon2 =
            "argon2$argon2id$v=19$m=102400,t=2,p=8$WTR6Vm5SS0R6RjlENjloTXVnd1FtSw$EBl4uM0tEI9Wo/PUFh40ofhM/uWVtZrqrkzdZ+fv9gw"

        private struct Place {
            let folder: TemporaryFolder
            let environment: [String: String]

            func `import`(_ text: String, _ arguments: String...) async throws -> (status: Int32, output: String) {
                try folder.write(text, to: "users.txt")
                return try await ServerProcess.run(["users", "import", "users.txt"] + arguments, in: folder, environment)
            }

            func rows(_ sql: SQL) async throws -> [[String]] {
                let database = Database(DatabaseConfiguration(url: environment["DATABASE_URL"] ?? ""), logger: TestServer.logger)
                let rows = try await database.query(
                    """
                    SELECT (SELECT array_agg(coalesce(c.value, '')) FROM json_each_text(row_to_json(t)) c) FROM (\(sql)) t
                    """
                )
                await database.close()
                return try rows.map { try $0.get(0) }
            }

            var emails: [String] {
                get async throws { try await rows("SELECT email FROM users WHERE email <> 'owner@example.com' ORDER BY id").map { $0[0] } }
            }
        }

        private static func with(_ name: String, _ body: (Place) async throws -> Void) async throws {
            try await TemporaryFolder.with { folder in
                try await body(Place(folder: folder, environment: ["DATABASE_URL": try await TestServer.makeDatabase(name)]))
            }
        }

        private static func login(_ login: String, _ port: Int, _ password: String = password) throws -> WireAnswer {
            try Wire.exchange("POST", "/api/auth/login/", port: port, [:], #"{"email": "\#(login)", "password": "\#(password)"}"#)
        }

        @Test func `people log in with the passwords they had, and their hashes become ours`() async throws {
            try await Self.with("users_imported") { place in
                let server = try await ServerProcess.start(in: place.folder, place.environment)
                _ = try Wire.registered("owner@example.com", port: server.port)
                // Just as Django writes its table out.
                let file = """
                    \u{FEFF}id,password,last_login,is_superuser,username,first_name,last_name,email,is_staff,is_active,date_joined\r
                    7,\(Self.hash),2024-05-01 10:30:00.123456+00,t,ada,Ada,"Byron, Countess",Ada@Engines.Example,t,t,2020-01-15 10:30:00+02\r
                    8,"\(Self.argon2)",,f,grace@navy.example,Grace,Hopper,grace@navy.example,f,t,2021-01-15T10:30:00Z\r
                    9,!lwPqawSQ6jqA58z2zgPD9i6ePDHwSIDqvuqnFqbh,,f,none,,,none@x.example,f,t,\r
                    10,\(Self.hash),,f,gone,,,gone@x.example,f,f,2021-01-15\u{20}10:30:00\r

                    """
                let (status, output) = try await place.import(
                    file,
                    "--as",
                    "owner@example.com",
                    "--organization",
                    "own",
                    "--role",
                    "sales"
                )
                #expect(status == 0)
                #expect(output == "Imported 4 accounts, 4 of them with a membership; 0 existing, 0 invalid.\n")
                let stored = try await place.rows(
                    """
                    SELECT email, username, last_name, is_active::text, extract(epoch FROM created_at)::bigint::text,
                        extract(epoch FROM last_login_at)::text
                    FROM users WHERE email LIKE '%ngines%'
                    """
                )
                #expect(stored == [["Ada@engines.example", "ada", "Byron, Countess", "true", "1579077000", "1714559400.123456"]])

                for login in ["ada", "ada@engines.example", "grace@navy.example"] {
                    let answer = try Self.login(login, server.port)
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(answer.text.contains(#""Own""#))
                }
                #expect(try Self.login("ada", server.port, "wrong horse battery").status == 401)
                for login in ["none", "gone"] { #expect(try Self.login(login, server.port).status == 401) }
                #expect(try Self.login("none", server.port, "!").status == 401)
                // Those who have logged in have a hash of our own; the others' are as they were.
                let hashes = try await place.rows("SELECT username, left(password_hash, 30) FROM users WHERE id > 1 ORDER BY id")
                #expect(
                    hashes == [
                        ["ada", "$argon2id$v=19$m=19456,t=2,p=1"], ["grace@navy.example", "$argon2id$v=19$m=19456,t=2,p=1"], ["none", "!"],
                        ["gone", String(Self.hash.prefix(30))],
                    ]
                )
                #expect(try Self.login("ada", server.port).status == 200)
                let entries = try await place.rows(
                    """
                    SELECT a.action, actor.email, u.username, r.name FROM audit_log a JOIN users u ON u.id = a.user_id
                    JOIN users actor ON actor.id = a.actor_id JOIN roles r ON r.id = a.role_id
                    WHERE a.action = 'member.added' ORDER BY u.id
                    """
                )
                #expect(
                    entries == ["ada", "grace@navy.example", "none", "gone"].map { ["member.added", "owner@example.com", $0, "Sales"] }
                )
                let log = try await place.rows("SELECT string_agg(a::text, '') FROM audit_log a")[0][0]
                #expect(!log.contains("pbkdf2") && !log.contains("argon2"))
                #expect(await server.stop() == 0)
            }
        }

        @Test func `a wrong line is named with its reason, and nothing is imported`() async throws {
            try await Self.with("users_refused") { place in
                let good = #"{"email": "good@x.example", "password": "\#(Self.hash)"}"#
                let wrong: [(line: String, reason: String)] = [
                    (#"{"email": "no address", "password": "!"}"#, "email: Enter a valid email address."),
                    (#"{"password": "!"}"#, "email: This field is required."),
                    (#"{"email": "a@x.example"}"#, "password: This field is required"),
                    (#"{"email": "a@x.example", "password": "secret"}"#, "password: This is no hash"),
                    (
                        #"{"email": "a@x.example", "password": "pbkdf2_sha256$1000000000$a$\#(Self.hash.suffix(44))"}"#,
                        "password: This is no"
                    ),
                    (#"{"email": "a@x.example", "password": "!", "is_active": "maybe"}"#, "is_active: Must be a valid boolean."),
                    (#"{"email": "a@x.example", "password": "!", "date_joined": "yesterday"}"#, "date_joined: Datetime has wrong format."),
                    (#"{"email": "a@x.example", "password": "!", "username": "b@x.example"}"#, "username: A username with an @"),
                    (#"{"email": "a@x.example", "password": "!", "first_name": "a\u0007"}"#, "first_name: Control characters"),
                    (#"{"email": "a@x.example", "password": "!", "shoe": 42}"#, #"There is no column "shoe""#),
                    (#"{"email": "a@x.example", "password": "!", "role": "admin"}"#, "role: A role is held in an organization"),
                    (#"{"email": "a@x.example", "password": "!", "organization": "Own"}"#, "organization: Say with --as"),
                    (#"{"email": "a@x.example", "password": ["!"]}"#, "password is neither"),
                    (#"["a@x.example"]"#, "This is no JSON object."),
                    (#"{"email": "a@x.example""#, "This is no JSON"),
                    (#"{"email": "GOOD@x.example", "password": "!"}"#, "email: Another line"),
                    (#"{"email": "c@x.example", "password": "!", "username": "good@x.example"}"#, "username: A username with an @"),
                ]
                let file = ([good] + wrong.map(\.line)).joined(separator: "\n")
                let (status, output) = try await place.import(file)
                #expect(status == 1)
                for (place, wrong) in wrong.enumerated() { #expect(output.contains("Line \(place + 2): \(wrong.reason)"), "\(output)") }
                #expect(output.contains("Nothing was imported. Good are 1 accounts, 0 of them with a membership; 0 existing, 17 invalid."))
                #expect(!output.contains("secret"))
                #expect(try await place.emails == [])

                let (skipped, told) = try await place.import(file, "--skip-invalid")
                #expect(skipped == 0 && told.contains("Imported 1 accounts"), "\(told)")
                #expect(try await place.emails == ["good@x.example"])
            }
        }

        @Test func `a file that cannot be read on imports nothing, also with --skip-invalid`() async throws {
            try await Self.with("users_unreadable") { place in
                let good = "email,password\ngood@x.example,!\n"
                for (file, reason) in [
                    (good + "b@x.example,\"!\n", "Line 3: A quote is opened here and never closed."), ("", "Line 1: The file is empty."),
                    ("email\na@x.example\n", "Line 1: There is no column password."),
                    ("email,password,email\n", "Line 1: There are two columns email."),
                    ("email,password,organization_id\n", #"Line 1: There is no column "organization_id""#),
                    (String(repeating: ",", count: 1_000_000), "Line 1: There are more than 100 columns."),
                    (good + "b@x.example,!\u{0}\n", "Line 3: There is a NUL"),
                ] {
                    let (status, output) = try await place.import(file, "--skip-invalid")
                    #expect(status == 1 && output.contains(reason) && output.contains("Nothing was imported."), "\(output)")
                }
                let (status, output) = try await place.import(good + "b@x.example\n")
                #expect(status == 1 && output.contains("Line 3: The line has 1 cells, and there are 2 columns."), "\(output)")
                #expect(try await place.emails == [])
            }
        }

        @Test func `a check changes nothing, and existing accounts are an error or passed over`() async throws {
            try await Self.with("users_existing") { place in
                let (checked, said) = try await place.import("email,password\na@x.example,!\n", "--check")
                #expect(checked == 0 && said.contains("Would import 1 accounts"), "\(said)")
                #expect(try await place.emails == [])
                #expect(try await place.import("email,password,username\na@x.example,!,a\n").status == 0)

                let file = "email,password,username\nA@x.example,\(Self.hash),other\nb@x.example,!,A\nc@x.example,!,\n"
                let (status, output) = try await place.import(file)
                #expect(status == 1)
                #expect(output.contains("Line 2: email: A user with this email already exists."), "\(output)")
                #expect(output.contains("Line 3: username: A user with this username already exists."), "\(output)")
                let (skipped, told) = try await place.import(file, "--existing", "skip", "--skip-invalid")
                #expect(
                    skipped == 0 && told.contains("Imported 1 accounts, 0 of them with a membership; 1 existing, 1 invalid."),
                    "\(told)"
                )
                #expect(
                    try await place.rows("SELECT email, username, password_hash FROM users ORDER BY id") == [
                        ["a@x.example", "a", "!"], ["c@x.example", "c@x.example", "!"],
                    ]
                )
            }
        }

        @Test func `nobody is given more than the one in whose name it is done holds`() async throws {
            try await Self.with("users_escalation") { place in
                let server = try await ServerProcess.start(in: place.folder, place.environment)
                _ = try Wire.registered("owner@example.com", port: server.port)
                _ = try Wire.registered("stranger@example.com", port: server.port)
                let organization = try await place.rows("SELECT min(id)::text FROM organizations")[0][0]
                func file(_ email: String, _ role: String) -> String {
                    "email,password,organization,role\n\(email),\(Self.hash),\(organization),\(role)\n"
                }
                #expect(try await place.import(file("admin@x.example", "admin"), "--as", "owner@example.com").status == 0)
                #expect(try await place.import(file("sales@x.example", "Sales"), "--as", "admin@x.example").status == 0)
                for (actor, role, reason) in [
                    ("admin@x.example", "owner", "role: Owner grants more than"), ("sales@x.example", "viewer", "may not add members"),
                    ("stranger@example.com", "viewer", "belongs to no organization"),
                    ("nobody@x.example", "viewer", "There is no active user"),
                    ("owner@example.com", "king", "no role king"),
                ] {
                    let (status, output) = try await place.import(file("x@x.example", role), "--as", actor)
                    #expect(status == 1 && output.contains(reason), "\(output)")
                }
                // Who was added is there at once, in the server that runs.
                let answer = try Self.login("sales@x.example", server.port)
                #expect(answer.status == 200)
                let fields = ["Authorization": "Bearer \(answer["access"].stringValue ?? "")"]
                #expect(try Wire.get("/api/leads/", port: server.port, fields).status == 200)
                #expect(try Wire.get("/api/audit-log/", port: server.port, fields).status == 403)
                #expect(await server.stop() == 0)
            }
        }

        @Test func `many are imported in portions`() async throws {
            try await Self.with("users_many") { place in
                var file = "email,password\n"
                for number in 1...20_000 { file += "u\(number)@x.example,\(Self.hash)\n" }
                let (status, output) = try await place.import(file)
                #expect(status == 0 && output.hasPrefix("Imported 20000 accounts"), "\(output)")
                #expect(try await place.rows("SELECT count(*)::text FROM users") == [["20000"]])
            }
        }
    }
}
