import PostgreSQL

/// How far a contact has come.
extension Engine {
    /// Moves a contact to a stage and writes down, as a note of the contact, from where to where. Where it is at that stage already,
    /// nothing is written down. One transaction; answers the contact with what was done with it.
    /// - Parameter spelling: the words in which the note names the stages.
    public func moveContact(
        _ id: Int64,
        to stage: String,
        noting spelling: Spelling,
        _ selection: Selection,
        with children: Children,
        _ authorization: Authorization
    ) async throws -> Family {
        var draft = Draft()
        draft.set(Contacts.lifecycleStage.field, .text(stage))
        var write = try Contacts.resource.write(draft, id, authorization)
        write.prelude.append(Contacts.lock(id, authorization))
        write.companions.append(Contacts.note(spelling, authorization))
        guard let family = try await update(selection, id, write, with: children, authorization) else {
            throw try await refusal(draft, id, authorization)
        }
        return family
    }
}

extension Contacts {
    /// Locks the contact, so that of two who move it at once the second sees where the first has put it.
    fileprivate static func lock(_ id: Int64, _ authorization: Authorization) -> SQL {
        "SELECT FROM contacts t\(resource.matching(id, authorization, and: [])) FOR UPDATE"
    }

    /// The note; `before` is the contact as it was, which the statement still sees.
    fileprivate static func note(_ spelling: Spelling, _ authorization: Authorization) -> SQL {
        let user = authorization.principal.userID
        let sentence: SQL = "'Stage changed from ' || \(word("before", spelling)) || ' to ' || \(word("written", spelling))"
        return """
            INSERT INTO activities (organization_id, contact_id, activity_type, subject, description, status, completed_at, created_by_id,
                assigned_to_id)
            SELECT written.organization_id, written.id, 'note', 'Stage changed', \(sentence), 'completed', now(), \(user), \(user)
            FROM written JOIN contacts before ON before.organization_id = written.organization_id AND before.id = written.id
            WHERE before.lifecycle_stage <> written.lifecycle_stage
            """
    }

    private static func word(_ alias: String, _ spelling: Spelling) -> SQL {
        let cases = spelling.words.map { words -> SQL in "WHEN \(words.domain) THEN \(words.door)" }
        return "CASE \(literal: alias).lifecycle_stage \(cases.joined(separator: " ")) ELSE \(literal: alias).lifecycle_stage END"
    }
}
