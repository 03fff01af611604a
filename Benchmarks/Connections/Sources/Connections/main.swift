import Glibc
import PostgreSQL

// One reactor for all connections, or a thread for each? The same pipelines on the same server, from 64 tasks.
//   swift run -c release Connections

let cluster = try await LocalCluster.ephemeral()
let url = try await cluster.createDatabase("bench")

var configuration = DatabaseConfiguration(url: url)
configuration.poolSize = 1
let setup = Database(configuration, logger: .init(label: "bench"))
_ = try await setup.batch([
    """
    CREATE TABLE customers AS SELECT n % 100 AS organization_id, n AS id, 'First ' || n AS first, 'Last ' || n AS last,
        n || '@example.com' AS email, '+49 30 ' || n AS phone, 'Company ' || n AS company, 'active' AS status,
        n * 1.25 AS revenue, now() AS created_at, now() AS updated_at FROM generate_series(0::int8, 49999) n
    """,
    "ALTER TABLE customers ADD PRIMARY KEY (organization_id, id)", "ANALYZE customers",
])
await setup.close()

let one = "SELECT * FROM customers WHERE organization_id = $1::int8 AND id = $2::int8"
let page = "SELECT * FROM customers WHERE organization_id = $1::int8 ORDER BY id LIMIT 100"

let settings = (0..<100).map { LocalSettings([("app.organization_id", "\($0)")]) }

for size in [4, 8, 16] {
    configuration.poolSize = size
    let database = Database(configuration, logger: .init(label: "bench"))
    let threads = Threads(
        url: url,
        count: size,
        statements: [("begin", "BEGIN"), ("commit", "COMMIT"), ("one", one), ("page", page)]
    )
    try await compare(
        "\(size) connections, a row",
        { number in
            try await database.query(
                "SELECT * FROM customers WHERE organization_id = \(Int64(number % 100)) AND id = \(Int64(number % 500 * 100 + number % 100))"
            ).count
        },
        { await threads.run([.prepared("one", ["\($0 % 100)", "\($0 % 500 * 100 + $0 % 100)"])]) }
    )
    try await compare(
        "\(size) connections, a tenant's row",
        { number in
            try await database.query(
                "SELECT * FROM customers WHERE organization_id = \(Int64(number % 100)) AND id = \(Int64(number % 500 * 100 + number % 100))",
                settings: settings[number % 100]
            ).count
        },
        {
            await threads.run([
                .prepared("begin", []), .text("SET LOCAL app.organization_id = '\($0 % 100)'"),
                .prepared("one", ["\($0 % 100)", "\($0 % 500 * 100 + $0 % 100)"]), .prepared("commit", []),
            ])
        }
    )
    try await compare(
        "\(size) connections, a page of 100",
        { try await database.query("SELECT * FROM customers WHERE organization_id = \(Int64($0 % 100)) ORDER BY id LIMIT 100").count },
        { await threads.run([.prepared("page", ["\($0 % 100)"])]) }
    )
    await database.close()
}
await cluster.stop()
