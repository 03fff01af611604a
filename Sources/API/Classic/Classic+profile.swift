import CRM
import HTTPCore
import HTTPTypes
import JSON
import JWT
import PostgreSQL

/// Document "Classic", User Management: a user's own job title, location and picture.
extension ClassicDoor {
    /// - Parameter root: what the paths begin with.
    func profile(_ root: String) -> [Route] {
        let path = root + "/users/profile/"
        // A picture of the largest size, with what is around it in a form.
        let limit = ProfilePicture.maximumBytes + 65_536
        return [
            Route(.get, path, show),
            Route(.put, path, bodyLimit: limit) { request in try await Self.apart { try await change(request) } },
            Route(.patch, path, bodyLimit: limit) { request in try await Self.apart { try await change(request) } },
        ]
    }

    @Sendable
    private func show(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        try request.refuseParameters()
        return .json(.ok, try await services.accounts.details(of: caller.userID).json(at: request.origin))
    }

    /// Not on the event loop: to find a picture in a form, and to write it for the database or read it, takes milliseconds.
    static func apart<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await work() }
    }

    /// JSON or a form; as a multipart form it may have a picture in it. What is absent stays as it is, for a PUT too: the document's
    /// has no picture and does not mean to take it away.
    private func change(_ request: APIRequest) async throws -> APIResponse {
        let caller = try await services.caller(request)
        let (body, picture) = try Self.body(of: request)
        try body.refuse(except: ["job_title", "location", "profile_pic"])
        var changes = ProfileDetails.Changes()
        if body["job_title"] != nil { changes.jobTitle = .some(try body.value(["job_title"], as: UserFields.jobTitle)?.text) }
        if body["location"] != nil { changes.location = .some(try body.value(["location"], as: Self.location)?.text) }
        if let picture {
            changes.picture = .upload(picture)
        } else if body["profile_pic"] != nil {
            let before = try await services.accounts.details(of: caller.userID)
            changes.picture = try Self.picture(in: body, before, request)
        }
        return .json(.ok, try await services.accounts.change(caller.userID, changes).json(at: request.origin))
    }

    private static let location = Field.text("location", maximum: 100)
    private static let pictureURL = Field.text("profile_pic", maximum: 500, .url)

    /// A picture that is named instead of sent, or none any more. The URL that was answered may be sent back and changes nothing.
    private static func picture(
        in body: JSONObject,
        _ before: ProfileDetails,
        _ request: APIRequest
    ) throws(APIError) -> ProfileDetails.PictureChange? {
        guard let url = try body.value(["profile_pic"], as: pictureURL)?.text else { return .clear }
        if let shown = before.picture?.url(at: request.origin), shown == url { return nil }
        return .url(url)
    }

    /// The fields of a body of any kind, and the picture that it brings.
    private static func body(of request: APIRequest) throws(APIError) -> (JSONObject, ProfilePicture?) {
        guard request.isMultipart else { return (try request.object(allowForm: true), nil) }
        var fields = JSONObject()
        var picture: ProfilePicture?
        for part in try request.formParts(maximum: 10) {
            if fields[part.name] != nil || part.name == "profile_pic" && picture != nil {
                throw .field(part.name, "This field is given twice.")
            }
            if !part.isFile {
                fields[part.name] = .string(try part.text)
            } else if part.name == "profile_pic" {
                picture = try self.picture(from: part)
            } else {
                throw .field(part.name, "This is a file, and none is taken here.")
            }
        }
        return (fields, picture)
    }

    /// What kind of picture it is the bytes say: names and types in a form are whatever the client likes.
    private static func picture(from part: FormPart) throws(APIError) -> ProfilePicture {
        if part.content.isEmpty { throw .field(part.name, "The submitted file is empty.") }
        if part.content.count > ProfilePicture.maximumBytes {
            throw .field(part.name, "Ensure the file has no more than \(ProfilePicture.maximumBytes / 1_048_576) MiB.")
        }
        guard let format = ProfilePicture.Format(of: part.content) else {
            throw .field(part.name, "Upload a valid image: PNG, JPEG, GIF or WebP.")
        }
        return ProfilePicture(name: "\(Random.token()).\(format.fileExtension)", format: format, content: part.content)
    }
}

extension ProfileDetails {
    fileprivate func json(at origin: String) -> JSON {
        [
            "job_title": .optional(jobTitle), "location": .optional(location), "profile_pic": .optional(picture?.url(at: origin)),
        ]
    }
}

extension ProfileDetails.Picture {
    fileprivate func url(at origin: String) -> String {
        switch self {
        case .stored(let name): origin + ClassicDoor.picturePath + name
        case .elsewhere(let url): url
        }
    }
}
