import HTTPTypes
import JSON
import NIOCore

extension APIRequest {
    /// Whether anything was sent after the head.
    public var hasBody: Bool { body.readableBytes > 0 }

    /// The body as JSON.
    ///
    /// - Throws: 400 when there is no body or it is not JSON, with the place of the mistake; 415 when Content-Type names
    ///   something else than JSON, or the body is compressed.
    public func json() throws(APIError) -> JSON {
        try requireBody()
        guard let type = mediaType else { return try parsedBody() }
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            throw .unsupportedMediaType("The body has to be application/json.")
        }
        return try parsedBody()
    }

    /// The body as a JSON object.
    ///
    /// - Parameter allowForm: Whether a form body (`application/x-www-form-urlencoded`) is taken too, as an object of strings.
    /// - Throws: As `json()` does; 400 also when the body is JSON and no object, or a form that has a name twice.
    public func object(allowForm: Bool = false) throws(APIError) -> JSONObject {
        if allowForm, mediaType == "application/x-www-form-urlencoded" {
            return try form()
        }
        guard let object = try json().objectValue else {
            throw .badRequest("The body has to be a JSON object.")
        }
        return object
    }

    private func form() throws(APIError) -> JSONObject {
        try requireBody()
        guard let text = body.withUnsafeReadableBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw .badRequest("The body is not UTF-8 text.")
        }
        var object = JSONObject()
        for (name, value) in try Query(parsing: text[...]).items {
            guard object[name] == nil else { throw .field(name, "This field is given twice.") }
            object[name] = .string(value)
        }
        return object
    }

    func requireBody() throws(APIError) {
        guard body.readableBytes > 0 else { throw .badRequest("The request has no body.") }
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
            throw .unsupportedMediaType("The body has to come uncompressed.")
        }
    }

    private func parsedBody() throws(APIError) -> JSON {
        do throws(JSONError) {
            return try body.withUnsafeReadableBytes { bytes in
                Result { () throws(JSONError) in try JSONReader.parse(bytes) }
            }.get()
        } catch {
            let member = error.member.map { " in \"\($0.prefix(100))\"" } ?? ""
            throw .badRequest("The body is not valid JSON: \(error.message)\(member) at byte \(error.offset).")
        }
    }

    /// The type and subtype of Content-Type in lower case, without parameters.
    var mediaType: String? {
        let given = headers[values: .contentType]
        guard let first = given.first else { return nil }
        if given.count == 1, first == "application/json" { return first }
        let type = given.joined(separator: ", ").prefix { $0 != ";" }.lowercased()
        return type.filter { $0 != " " && $0 != "\t" }
    }
}
