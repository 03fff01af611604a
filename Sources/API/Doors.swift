import HTTPCore

/// All doors over one domain: what a server answers.
public struct Doors: Sendable {
    /// What answers, door by door.
    let rooms: [(door: Dialect, routes: [Route])]

    /// - Parameter rotatesMiniRefresh: whether Mini's refresh tokens are exchanged like everybody's, instead of staying valid.
    public init(services: Services, rotatesMiniRefresh: Bool = false) {
        rooms = [
            (.tenant, TenantDoor(services: services).routes), (.classic, ClassicDoor(services: services).routes),
            (.suite, SuiteDoor(services: services).routes),
            (.mini, MiniDoor(services: services, rotatesRefresh: rotatesMiniRefresh).routes),
            (.v1, V1Door(services: services).routes),
        ]
    }

    /// The routes that do something.
    public var served: [Route] { rooms.flatMap(\.routes) }

    /// The methods and paths of the documents that nothing serves yet: 501 says so, where 404 would deny them. A route that comes
    /// to serve one takes its place.
    public var missing: [Route] {
        var places = Set(served.map(\.documented.place))
        return Dialect.allCases.flatMap(\.document).filter { places.insert($0.place).inserted }.map { path in
            Route(path.method, path.template) { _ in throw APIError.notImplemented }
        }
    }

    /// Everything that is answered. That no two doors claim the same is checked at start, by `RouteTable`.
    public var routes: [Route] { served + missing }
}
