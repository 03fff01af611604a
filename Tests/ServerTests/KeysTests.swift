import Foundation
import JSON
import Testing
import TestSupport

extension UnderLoad {
    /// `rookery keys`, beside servers that run.
    @Suite struct KeysTests {
        @Test func `a rotation logs nobody out and needs no restart`() async throws {
            try await TemporaryFolder.with { folder in
                let environment = ["DATABASE_URL": try await TestServer.makeDatabase("keys_rotated")]
                let servers = [
                    try await ServerProcess.start(in: folder, environment), try await ServerProcess.start(in: folder, environment),
                ]
                let ports = servers.map(\.port)
                let old = try Pair.login(ports[0])
                #expect(old.header == #"{"alg":"HS256","typ":"JWT"}"#)

                let kid = try await Self.rotate(folder, environment)
                // The very next token is signed by the new key, everywhere, and taken everywhere; old ones are, too.
                for (here, there) in [(ports[0], ports[1]), (ports[1], ports[0])] {
                    let new = try Pair.login(here)
                    #expect(new.header == #"{"alg":"HS256","typ":"JWT","kid":"\#(kid)"}"#)
                    #expect(try new.works(here) && new.works(there) && old.works(here))
                }
                let renewed = try old.successor(ports[1])
                #expect(renewed.header.contains(kid))
                #expect(try renewed.works(ports[0]))

                // A key of another algorithm: each has its own.
                let strong = try await Self.rotate(folder, environment.merging(["JWT_ALGORITHM": "HS512"]) { $1 })
                let third = try renewed.successor(ports[0])
                #expect(third.header == #"{"alg":"HS512","typ":"JWT","kid":"\#(strong)"}"#)
                #expect(try third.works(ports[1]) && renewed.works(ports[1]) && old.works(ports[1]))

                // A server that starts now knows them all.
                let late = try await ServerProcess.start(in: folder, environment)
                for pair in [old, renewed, third] { #expect(try pair.works(late.port)) }
                for server in servers + [late] { #expect(await server.stop() == 0) }
            }
        }

        @Test func `a retired key's tokens are refused at once, everywhere`() async throws {
            try await TemporaryFolder.with { folder in
                let environment = ["DATABASE_URL": try await TestServer.makeDatabase("keys_retired")]
                let servers = [
                    try await ServerProcess.start(in: folder, environment), try await ServerProcess.start(in: folder, environment),
                ]
                let ports = servers.map(\.port)
                let first = try Pair.login(ports[0])
                let kid = try await Self.rotate(folder, environment)
                let second = try Pair.login(ports[0])
                let newest = try await Self.rotate(folder, environment)
                let third = try Pair.login(ports[0])
                for pair in [first, second, third] { for port in ports { #expect(try pair.works(port)) } }

                for (name, pair) in [(kid, second), ("SECRET_KEY", first)] {
                    let (status, output) = try await ServerProcess.run(["keys", "retire", name], in: folder, environment)
                    #expect(status == 0 && output.contains("\(name) is retired"), "\(output)")
                    for port in ports { #expect(try !pair.works(port) && pair.refresh(port).status == 401 && third.works(port)) }
                }
                // What cannot be meant is refused, and changes nothing.
                for (name, message) in [(newest, "is the key that signs"), ("nonsense", "There is no key nonsense")] {
                    let (status, output) = try await ServerProcess.run(["keys", "retire", name], in: folder, environment)
                    #expect(status == 1 && output.contains(message) && output.split(separator: "\n").count == 1, "\(output)")
                }
                for port in ports { #expect(try third.works(port)) }

                let (status, list) = try await ServerProcess.run(["keys"], in: folder, environment)
                #expect(status == 0)
                let states = list.split(separator: "\n").dropFirst().map {
                    $0.split(separator: " ", omittingEmptySubsequences: true).prefix(3)
                }
                #expect(
                    states == [["SECRET_KEY", "HS256", "retired"], [kid[...], "HS256", "retired"], [newest[...], "HS256", "signing"]]
                )
                for server in servers { #expect(await server.stop() == 0) }
            }
        }

        /// - Returns: the new key's id.
        private static func rotate(_ folder: TemporaryFolder, _ environment: [String: String]) async throws -> String {
            let (status, output) = try await ServerProcess.run(["keys", "rotate"], in: folder, environment)
            let words = output.split(separator: " ")
            guard status == 0, words.count > 2, words[1] == "signs" else { throw Failure("not rotated: \(output)") }
            #expect(output.split(separator: "\n").count == 1 && !output.contains(ServerProcess.secret), "\(output)")
            return String(words[0])
        }
    }
}
