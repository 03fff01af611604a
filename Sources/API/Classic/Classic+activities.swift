import CRM
import HTTPCore
import HTTPTypes
import JSON
import RBAC

/// Document "Classic": the activities of one contact, and tasks. The document says "a list of activity objects" of the former: a page of
/// them, as all lists are.
extension ClassicDoor {
    func contactActivities(_ records: ClassicRecords) -> [Route] {
        let path = records.contacts.path + "{contact_id}/activities/"
        return [
            Route(.get, path) { try await list($0, records) },
            Route(.post, path) { try await create($0, records) },
        ]
    }

    func tasks(_ root: String, _ records: ClassicRecords) -> [Route] {
        [Route(.get, root + "/tasks/") { try await listTasks($0, records) }]
    }

    private func list(_ request: APIRequest, _ records: ClassicRecords) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.read, Activities.resource)
        let reading = try principal.authorize(.read, Contacts.resource)
        let shape = records.activities.seen(by: principal)
        let parameters = try ListParameters(request, shape)
        let contact = Parent(try request.recordID, Activities.contact, reading)
        return try parameters.answer(
            try await services.engine.list(shape.list, parameters.query, of: contact, authorization),
            request
        )
    }

    /// The body of an activity, whose contact is the path's.
    private func create(_ request: APIRequest, _ records: ClassicRecords) async throws -> APIResponse {
        let principal = try await services.principal(request)
        let authorization = try principal.authorize(.create, Activities.resource)
        _ = try principal.authorize(.read, Contacts.resource)
        let contact = try request.recordID
        let shape = records.activities.seen(by: principal)
        var body = try BodyParser(shape: shape, mode: .create).parse(try request.object())
        if let given = body.draft[Activities.contact], given != .integer(contact) {
            throw APIError.field("contact", "This is not the contact that the path names.")
        }
        body.draft.set(Activities.contact.field, .integer(contact))
        do {
            let record = try await services.engine.create(shape.written, body.draft, authorization)
            var response = APIResponse.record(record, status: .created)
            response.headers[.location] = "\(shape.path)\(try record.id)/"
            return response
        } catch CRMError.unprocessable(let problem) where problem.field == Activities.contact.name {
            throw APIError.notFound
        } catch let error as CRMError {
            throw APIError(error, keys: body.keys)
        }
    }

    private func listTasks(_ request: APIRequest, _ records: ClassicRecords) async throws -> APIResponse {
        let authorization = try await services.principal(request).authorize(.read, Activities.resource)
        let shape = records.activities.seen(by: authorization.principal)
        var parameters = try ListParameters(request, shape)
        parameters.query.filters.append(Activities.areTasks)
        return try parameters.answer(try await services.engine.list(shape.list, parameters.query, authorization), request)
    }
}
