import JSON

/// The requests of one organization, in no order: most are in order, some are for what is not there, is another's or is nonsense.
struct Traffic {
    struct Request {
        let bytes: [UInt8]
        let expected: Set<Int>
        /// The collection in which it makes or deletes a record.
        var makes: String?
        var deletes: (collection: String, id: Int64)?
    }

    let own: MarkedOrganization
    let other: MarkedOrganization
    /// Ids of records that this conversation made and has not deleted.
    private var made: [String: [Int64]] = [:]
    private var number = 0

    init(own: MarkedOrganization, other: MarkedOrganization) {
        self.own = own
        self.other = other
    }

    mutating func next(_ random: inout Xorshift) -> Request {
        number += 1
        let collection = MarkedOrganization.collections[Int(random.next() % UInt64(MarkedOrganization.collections.count))]
        let path = "/api/\(collection)/"
        let mine = own.lasting[collection]?.randomElement(using: &random) ?? 0
        let theirs = other.lasting[collection]?.randomElement(using: &random) ?? 0
        switch random.next() % 100 {
        case 0..<24: return request("GET", "\(path)\(mine)/", [200])
        case 24..<34: return request("GET", "\(path)?page_size=3&ordering=-created_at", [200])
        case 34..<40: return request("GET", "\(path)?search=\(own.marker)&page_size=2", [200])
        case 40..<44: return request("GET", "\(path)?search=\(other.marker.lowercased())", [200])
        case 44..<49: return request("GET", "\(path)stats/", [200])
        case 49..<50: return request("GET", "\(path)export/?format=json&search=nothing-is-called-so", [200])
        case 50..<61:
            var request = request("POST", path, [201], own.body(of: collection, number))
            request.makes = collection
            return request
        case 61..<70: return request("PATCH", "\(path)\(mine)/", [200], #"{"notes": "\#(own.marker) \#(number)"}"#)
        case 70..<80: return deletion(collection, path)
        case 80..<83: return request("GET", "\(path)\(theirs)/", [404])
        case 83..<85: return request("PATCH", "\(path)\(theirs)/", [404], #"{"notes": "taken"}"#)
        case 85..<87: return request("DELETE", "\(path)\(theirs)/", [404])
        case 87..<89:
            let pipeline = other.lasting["pipelines"]?.first ?? 0
            return request("POST", "/api/deals/", [422], #"{"name": "\#(own.marker)", "pipeline": \#(pipeline)}"#)
        case 89..<91: return request("GET", path, [401], authorized: false)
        case 91..<93: return request("POST", path, [400], "{\"name\": ")
        case 93..<95: return request("PATCH", "\(path)\(mine)/", [400], #"{"organization_id": 1, "nonsense": 2}"#)
        case 95..<97: return request("GET", "\(path)?page=none", [400])
        case 97..<98: return request("GET", "\(path)9223372036854775807/", [404])
        default: return request("GET", "/api/users/me/", [200])
        }
    }

    mutating func heard(_ answer: WireAnswer, to request: Request) {
        if let collection = request.makes, answer.status == 201 { made[collection, default: []].append(answer.id) }
    }

    /// Deletes what was made, and what is not there where there is nothing of it.
    private mutating func deletion(_ collection: String, _ path: String) -> Request {
        guard let id = made[collection]?.popLast() else { return request("DELETE", "\(path)9223372036854775806/", [404]) }
        return request("DELETE", "\(path)\(id)/", [204])
    }

    private func request(_ method: String, _ path: String, _ expected: Set<Int>, _ body: String? = nil, authorized: Bool = true) -> Request
    {
        Request(bytes: Wire.request(method, path, authorized ? own.fields : [:], body), expected: expected)
    }
}
