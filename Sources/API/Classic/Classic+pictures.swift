import CRM
import HTTPCore
import HTTPTypes
import JSON

/// The pictures of profiles. Whoever has the URL may look: a browser shows it in an `<img>`, which sends no credential. Its name
/// has 192 random bits, and another picture has another name.
extension ClassicDoor {
    static let picturePath = "/media/profile_pics/"

    var pictures: [Route] {
        [Route(.get, Self.picturePath + "{name}", picture)]
    }

    @Sendable
    private func picture(_ request: APIRequest) async throws -> APIResponse {
        try request.refuseParameters()
        guard let name = request.textParameters.first, name.utf8.count <= 100 else { throw APIError.notFound }
        // One name is one picture for ever, so the name is its tag; whether it is still there has to be asked.
        let tag = "\"\(name)\""
        let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
        if request.headers.matches(tag), try await services.accounts.hasPicture(name) {
            return APIResponse(status: .notModified, headers: headers)
        }
        guard let picture = try await Self.apart({ try await services.accounts.picture(name) }) else { throw APIError.notFound }
        var response = APIResponse(headers: headers, body: .bytes(picture.content))
        response.headers[.contentType] = picture.format.mediaType
        response.headers[.contentDisposition] = "inline"
        return response
    }
}

extension HTTPFields {
    /// Whether If-None-Match has a tag (RFC 9110, section 13.1.2).
    fileprivate func matches(_ tag: String) -> Bool {
        guard let field = self[.ifNoneMatch] else { return false }
        return field.split(separator: ",").map { $0.drop { $0 == " " }.trimmingSuffix { $0 == " " } }.contains { candidate in
            candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
