import PostgreSQL

/// What was done about a lead, as far as whoever looks may see it.
extension Leads {
    package static let activitiesCount = Column<Int64>("activities_count", .integer(0...Int64.max), computed) { sight in
        guard sight.shows(["lead_id"], of: "activities") else { return nil }
        return "(SELECT count(*)\(activities(sight)))"
    }

    /// When something was last done, or else planned.
    package static let lastActivityAt = Column<Instant>("last_activity_at", .timestamp, computed) { sight in
        guard sight.shows(["lead_id", "completed_at", "created_at"], of: "activities") else { return nil }
        return "(SELECT max(coalesce(a.completed_at, a.created_at))\(activities(sight)))"
    }

    /// A list is neither filtered nor ordered by what is counted anew for every row.
    private static let computed: Traits = [.detailOnly, .unfiltered, .unordered]

    private static func activities(_ sight: Sight) -> SQL {
        """
         FROM activities a WHERE a.organization_id = t.organization_id AND a.lead_id = t.id AND a.deleted_at IS NULL\(
            sight.visible(.activity, "a"))
        """
    }
}
