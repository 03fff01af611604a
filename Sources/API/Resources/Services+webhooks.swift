import HTTPCore

extension Services {
    /// The routes of a door's records, of which one are webhooks: whether those may lead into private networks is a setting of the server.
    func records(_ shapes: [Shape], webhooks: Shape) -> [Route] {
        (shapes.filter { $0.path != webhooks.path } + [webhooks.reading(self.webhooks)])
            .flatMap { ResourceRoutes(shape: $0, services: self).all }
    }
}
