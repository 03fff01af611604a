import HTTPTypes

extension RouteTable {
    /// What the variable segments of a path are.
    public struct Parameters: Sendable, Equatable {
        /// The integers in order.
        public var integers: [Int64] = []
        /// The decoded texts in order.
        public var texts: [String] = []
    }

    /// What there is for a method and a path.
    public enum Match: Sendable {
        /// This route.
        case found(Route, Parameters)
        /// The path exists and has these methods, which always include OPTIONS.
        case methodNotAllowed([HTTPRequest.Method])
        /// Nothing.
        case notFound
    }

    /// Finds the route for a path as it was sent.
    ///
    /// A literal segment wins over an integer, and an integer over a text; the first path that has any route decides. An
    /// integer is 1 to 19 ASCII digits within Int64. An escaped literal (`/%61pi/`) is another path, so that what a proxy
    /// in front sees and what is answered here cannot differ.
    public func match(_ method: HTTPRequest.Method, path: String) -> Match {
        var path = path
        return path.withUTF8 { bytes in
            guard bytes.first == UInt8(ascii: "/") else { return .notFound }
            var parameters = Parameters()
            guard let node = find(bytes, from: 1, at: 0, &parameters) else { return .notFound }
            let wanted = nodes[node].routes.first { routes[$0].method == method }
            if let index = wanted { return .found(routes[index], parameters) }
            if method == .head, let get = nodes[node].routes.first(where: { routes[$0].method == .get }) {
                return .found(routes[get], parameters)
            }
            return .methodNotAllowed(methods(of: node))
        }
    }

    /// The methods of a place, with those that come by themselves.
    private func methods(of node: Int) -> [HTTPRequest.Method] {
        var methods = nodes[node].routes.map { routes[$0].method }
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        if !methods.contains(.options) { methods.append(.options) }
        return methods
    }

    /// The place where the path ends that goes on at `start`, behind a slash.
    private func find(_ path: UnsafeBufferPointer<UInt8>, from start: Int, at place: Int, _ parameters: inout Parameters) -> Int? {
        let node = nodes[place]
        if start >= path.count { return node.routes.isEmpty ? nil : place }
        let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
        let segment = UnsafeBufferPointer(rebasing: path[start..<end])
        if let literal = node.literals.first(where: { $0.segment.elementsEqual(segment) }),
            let found = find(path, from: end + 1, at: literal.node, &parameters)
        {
            return found
        }
        if let child = node.integer, let value = Self.integer(segment) {
            parameters.integers.append(value)
            if let found = find(path, from: end + 1, at: child, &parameters) { return found }
            parameters.integers.removeLast()
        }
        if let child = node.text, !segment.isEmpty, let value = PercentCoding.decode(segment, plusIsSpace: false) {
            parameters.texts.append(value)
            if let found = find(path, from: end + 1, at: child, &parameters) { return found }
            parameters.texts.removeLast()
        }
        return nil
    }

    private static func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard (1...19).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (tenfold, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = tenfold.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !isTooLarge, !overflows else { return nil }
            value = sum
        }
        return value
    }
}
