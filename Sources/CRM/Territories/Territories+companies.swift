import PostgreSQL

extension Engine {
    /// Puts companies into a territory: all of them or none. It takes the right to change each of them.
    /// - Throws: `CRMError.notFound` for the territory; `CRMError.unprocessable` for a company that is not there.
    public func assign(
        companies ids: [Int64],
        to territory: Int64,
        showing selection: Selection,
        _ authorization: Authorization,
        changing: Authorization
    ) async throws -> Record {
        let record = try await get(selection, territory, authorization)
        try changing.requireWritable(Companies.territory.name)
        var draft = Draft()
        draft.set(Companies.territory.field, .integer(territory))
        do {
            let written = Selection(changing.resource, showing: [])
            _ = try await write(written, ids.map { ($0, draft) }, changing)
        } catch CRMError.item(let index, .notFound) {
            throw CRMError.unprocessable(CRMError.Problem("account_ids", "Invalid id \(ids[index]): the object does not exist."))
        } catch CRMError.item(_, .unprocessable) {
            // It was there a moment ago.
            throw CRMError.notFound
        } catch CRMError.item(_, let error) {
            throw error
        } catch is AccessChanged {
            throw CRMError.conflict("Access to the organization is changing. Try again.")
        }
        return record
    }
}
