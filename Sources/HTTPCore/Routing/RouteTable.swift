import HTTPTypes

/// All routes, as a tree over the segments of their paths.
public struct RouteTable: Sendable {
    /// A place in the tree.
    struct Node {
        var literals: [(segment: [UInt8], node: Int)] = []
        var integer: Int?
        var text: Int?
        /// Indices into `routes`, one for each method.
        var routes: [Int] = []
    }

    /// The routes in the order given.
    public private(set) var routes: [Route] = []
    private(set) var nodes = [Node()]

    /// A table of these routes.
    ///
    /// - Throws: When a method of a path is there twice.
    public init(_ routes: [Route]) throws(RouteConflict) {
        for route in routes {
            let node = makeNode(for: route)
            if let other = nodes[node].routes.first(where: { self.routes[$0].method == route.method }) {
                throw RouteConflict(method: route.method, templates: [self.routes[other].template, route.template])
            }
            append(route, at: node)
        }
    }

    /// Adds a route, which takes the place of another one for the same requests.
    mutating func replace(with route: Route) {
        let node = makeNode(for: route)
        nodes[node].routes.removeAll { routes[$0].method == route.method }
        append(route, at: node)
    }

    private mutating func append(_ route: Route, at node: Int) {
        nodes[node].routes.append(routes.count)
        routes.append(route)
    }

    private mutating func makeNode(for route: Route) -> Int {
        var place = 0
        for segment in route.segments {
            let child =
                switch segment {
                case .literal(let bytes): nodes[place].literals.first { $0.segment == bytes }?.node
                case .integer: nodes[place].integer
                case .text: nodes[place].text
                }
            if let child {
                place = child
                continue
            }
            nodes.append(Node())
            let new = nodes.count - 1
            switch segment {
            case .literal(let bytes): nodes[place].literals.append((bytes, new))
            case .integer: nodes[place].integer = new
            case .text: nodes[place].text = new
            }
            place = new
        }
        return place
    }
}
