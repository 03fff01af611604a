import CRM
import HTTPCore
import JSON

extension APIRequest {
    /// The `{id}` of the path.
    var recordID: Int64 {
        get throws(APIError) {
            guard let id = parameters.first else { throw .notFound }
            return id
        }
    }

    /// For routes without parameters: a misspelt one is an error, not silence.
    func refuseParameters(except known: [String] = []) throws(APIError) {
        for (name, _) in query.items where !known.contains(name) {
            throw .field(name, ListParameters.unknown(name, among: known))
        }
    }

    /// A whole number among the query parameters, or nil where it is not there or empty.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64? {
        try ListParameters.number(name, query[name], range)
    }

    /// The body's object, or an empty one where no body was sent: actions may come without.
    func optionalObject() throws(APIError) -> JSONObject {
        hasBody ? try object() : JSONObject()
    }
}

extension JSONObject {
    /// - Throws: 400 for the first key that is not among these.
    func refuse(except known: [String]) throws(APIError) {
        for key in keys where !known.contains(key) {
            let suggestion = nearest(to: key, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
            throw .field(key, "Unknown field.\(suggestion)")
        }
    }

    /// The first of these keys that is given and not null, as a value of the field.
    /// - Throws: 400 that names the key.
    func value(_ keys: [String], as field: Field) throws(APIError) -> Value? {
        for key in keys {
            guard let json = self[key], !json.isNull else { continue }
            do {
                return try field.value(from: json)
            } catch {
                throw .field(key, error.message)
            }
        }
        return nil
    }

    /// A text that has to be there.
    func required(_ key: String, maximum: Int = 1024) throws(APIError) -> String {
        guard let json = self[key], !json.isNull else { throw .field(key, "This field is required.") }
        guard let text = json.stringValue else { throw .field(key, "Not a valid string.") }
        if text.isEmpty { throw .field(key, "This field may not be blank.") }
        if text.unicodeScalars.count > maximum { throw .field(key, "Ensure this field has no more than \(maximum) characters.") }
        return text
    }
}

extension BodyParser.Result {
    /// Runs the engine, and says its refusals in the keys that the client used.
    func naming<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as CRMError {
            throw APIError(error, keys: spoken)
        }
    }
}
