import Foundation
import JSON
import PostgreSQL
import TestSupport
import Testing

/// Document "Classic", `/users/profile/`: job title, location and a picture, as a file or as a URL.
@Suite struct ClassicProfileTests {
    private static let path = "/users/profile/"
    static let example = #"{"job_title": "x", "location": "x", "profile_pic": "https://example.com/a.png"}"#
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    /// A form of fields, and of a file where there is one.
    private func form(_ fields: [(String, String)], file: (name: String, content: [UInt8])? = nil) -> [UInt8] {
        var body = fields.reduce(into: "") {
            $0 += "--edge\r\nContent-Disposition: form-data; name=\"\($1.0)\"\r\n\r\n\($1.1)\r\n"
        }
        guard let file else { return Array((body + "--edge--\r\n").utf8) }
        body += "--edge\r\nContent-Disposition: form-data; name=\"\(file.name)\"; filename=\"me.svg\"\r\nContent-Type: text/html\r\n\r\n"
        return Array(body.utf8) + file.content + Array("\r\n--edge--\r\n".utf8)
    }

    private func upload(_ user: Client, _ content: [UInt8], _ fields: [(String, String)] = [], as name: String = "profile_pic") async throws
        -> Answer
    {
        let type = "multipart/form-data; boundary=edge"
        return try await user.send("PATCH", Self.path, bytes: form(fields, file: (name, content)), type: type)
    }

    /// The path of the picture in a profile, if it is one that is kept here.
    private func picture(_ answer: Answer, _ user: Client) -> String? {
        guard let url = answer["profile_pic"].stringValue, url.hasPrefix(user.server.origin + "/media/") else { return nil }
        return String(url.dropFirst(user.server.origin.count))
    }

    @Test func fieldsAreChangedAndTheRestStays() async throws {
        let user = try await Client.owner()
        #expect(try await user.get(Self.path).json == ["job_title": nil, "location": nil, "profile_pic": nil])
        let url = "https://example.com/a.png"
        let put = try await user.put(Self.path, ["job_title": "CTO", "location": "Bern", "profile_pic": .string(url)])
        try Contract.expect(put, matches: Self.example)
        #expect(put.json == ["job_title": "CTO", "location": "Bern", "profile_pic": .string(url)])
        // The document's body has no picture, and means nothing by that.
        let again = try await user.put(Self.path, ["job_title": "CEO", "location": ""])
        #expect(again.json == ["job_title": "CEO", "location": nil, "profile_pic": .string(url)])
        #expect(try await user.patch("/api/users/profile", ["location": "Thun"])["job_title"] == "CEO")
        #expect(try await user.get("/api/users/me/")["job_title"] == "CEO")
        let form = try await user.send(
            "PATCH",
            Self.path,
            bytes: Array("job_title=&profile_pic=".utf8),
            type: "application/x-www-form-urlencoded"
        )
        #expect(form.json == ["job_title": nil, "location": "Thun", "profile_pic": nil])
    }

    @Test func aPictureIsKeptAndServed() async throws {
        let user = try await Client.owner()
        let sent = try await upload(user, Self.png, [("job_title", "Größe"), ("location", "")])
        #expect(sent.status == 200, "\(sent.text)")
        #expect(sent["job_title"] == "Größe" && sent["location"].isNull)
        let path = try #require(picture(sent, user))
        #expect(path.hasSuffix(".png") && path.count > 50)

        // Without a credential: an <img> has none. What the client called it counts for nothing.
        let stranger = Client(user.server)
        let shown = try await stranger.get(path)
        #expect(shown.status == 200 && shown.bytes == Self.png)
        #expect(shown.headers["content-type"] == "image/png" && shown.headers["x-content-type-options"] == "nosniff")
        #expect(shown.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        var cached = stranger
        for (tag, status) in [(shown.headers["etag"] ?? "", 304), ("\"other\"", 200), ("\"other\", W/\(shown.headers["etag"] ?? "")", 304)]
        {
            cached.headers = [("If-None-Match", tag)]
            let answer = try await cached.get(path)
            #expect(answer.status == status && answer.headers["etag"] == shown.headers["etag"])
            #expect(answer.bytes.isEmpty == (status == 304))
        }
        #expect(try await stranger.send("HEAD", path).status == 200)
        #expect(try await stranger.get(path + "?size=1").status == 400)
        #expect(try await stranger.get("/media/profile_pics/x.png").status == 404)

        // The whole profile sent back keeps it; another one takes its place.
        #expect(try await picture(user.put(Self.path, sent.json), user) == path)
        let other = try #require(picture(try await upload(user, Array("GIF89a.".utf8)), user))
        #expect(other.hasSuffix(".gif") && other != path)
        #expect(try await stranger.get(path).status == 404)
        cached.headers = [("If-None-Match", shown.headers["etag"] ?? "")]
        #expect(try await cached.get(path).status == 404)
        #expect(try await stranger.get(other).headers["content-type"] == "image/gif")
        // So does a URL, and null takes it away.
        #expect(try await user.patch(Self.path, ["profile_pic": "https://example.com/b.png"])["profile_pic"] == "https://example.com/b.png")
        #expect(try await stranger.get(other).status == 404)
        let last = try #require(picture(try await upload(user, [0xFF, 0xD8, 0xFF, 0xE0]), user))
        #expect(try await user.patch(Self.path, ["profile_pic": nil])["profile_pic"].isNull)
        #expect(try await stranger.get(last).status == 404)
        #expect(try await user.server.owner.query("SELECT FROM profile_pictures WHERE user_id = \(user.userID)").isEmpty)
    }

    @Test(
        "What is no picture",
        arguments: [
            Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8), Array("<html>".utf8), [],
            Array("GIF88a".utf8), Array("RIFFxxxxWAVE".utf8), [0x89, 0x50, 0x4E, 0x47], Array("%PDF-1.7".utf8),
            Array(ClassicProfileTests.png + Array(repeating: 0, count: 2 * 1_048_576)),
        ]
    )
    func noPicture(content: [UInt8]) async throws {
        let user = try await Client.owner()
        let answer = try await upload(user, content, [("job_title", "CTO")])
        #expect(answer.status == 400)
        #expect(answer.names("profile_pic"), "\(answer.text)")
        #expect(try await user.get(Self.path).json == ["job_title": nil, "location": nil, "profile_pic": nil])
    }

    @Test func theLargestPictureIsTakenAndMuchMoreIsNotRead() async throws {
        let user = try await Client.owner()
        let largest = Self.png + Array(repeating: 0x7F, count: 2 * 1_048_576 - Self.png.count)
        let path = try #require(picture(try await upload(user, largest), user))
        #expect(try await user.get(path).bytes == largest)
        #expect(try await upload(user, largest + Array(repeating: 0, count: 100_000)).status == 413)
        #expect(try await upload(user, Self.png, as: "avatar").names("avatar"))
        #expect(try await upload(user, Self.png, [("profile_pic", "https://example.com/a.png")]).names("profile_pic"))
        #expect(try await upload(user, Self.png, [("location", "a"), ("location", "b")]).names("location"))
        #expect(try await upload(user, Self.png, [("name", "Ann")]).names("name"))
        #expect(try await picture(user.get(Self.path), user) == path)
    }

    @Test(
        "What is not acceptable is named",
        arguments: [
            ("profile_pic", #"{"profile_pic": "javascript:alert(1)"}"#), ("profile_pic", #"{"profile_pic": "/a.png"}"#),
            ("profile_pic", #"{"profile_pic": 5}"#), ("profile_pic", #"{"profile_pic": "data:image/png;base64,AA=="}"#),
            ("job_title", #"{"job_title": ["CTO"]}"#), ("location", #"{"location": "a\nb"}"#), ("bio", #"{"bio": "x"}"#),
            ("location", #"{"location": "\#(String(repeating: "x", count: 101))"}"#),
        ]
    )
    func refusals(field: String, body: String) async throws {
        let user = try await Client.owner()
        let answer = try await user.put(Self.path, try JSONReader.parse(body))
        #expect(answer.status == 400)
        #expect(answer.names(field), "\(answer.text)")
    }

    @Test func aFormThatIsNoneIsRefused() async throws {
        let user = try await Client.owner()
        for (type, body) in [
            ("multipart/form-data", "--edge--"), ("multipart/form-data; boundary=edge", ""), ("multipart/form-data; boundary=edge", "edge"),
            ("multipart/form-data; boundary=edge", #"{"job_title": "CTO"}"#),
        ] {
            let answer = try await user.send("PATCH", Self.path, bytes: Array(body.utf8), type: type)
            #expect(answer.status == 400 && answer.detail != nil, "\(type): \(answer.text)")
        }
        let elsewhere = try await user.send(
            "POST",
            "/api/customers/",
            bytes: form([("company_name", "A")]),
            type: "multipart/form-data; boundary=edge"
        )
        #expect(elsewhere.status == 415)
    }
}
