import HTTPTypes
import NIOCore

extension APIRequest {
    /// Whether the body says that it is `multipart/form-data`.
    public var isMultipart: Bool { mediaType == "multipart/form-data" }

    /// The parts of a body in `multipart/form-data`, in the order sent.
    ///
    /// - Parameter maximum: The number of parts that are read.
    /// - Throws: 400 when there is no body or it is no such form, with the place of the mistake; 415 when it is compressed.
    public func formParts(maximum: Int) throws(APIError) -> [FormPart] {
        try requireBody()
        guard let boundary = MultipartParser.boundary(of: headers[.contentType] ?? "") else {
            throw .badRequest("The Content-Type has no boundary that can be read.")
        }
        do throws(MultipartParser.Mistake) {
            return try body.withUnsafeReadableBytes { bytes in
                Result { () throws(MultipartParser.Mistake) in
                    var parser = MultipartParser(bytes, boundary: boundary, maximumParts: maximum)
                    return try parser.parts()
                }
            }.get()
        } catch {
            throw .badRequest("The body is not valid multipart/form-data: \(error.message) at byte \(error.offset).")
        }
    }
}
