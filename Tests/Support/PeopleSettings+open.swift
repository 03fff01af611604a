import CRM

extension PeopleSettings {
    /// Members are added at once, so that a test has its people together; what is asked of them first has tests of its own.
    package static var open: PeopleSettings {
        var settings = PeopleSettings()
        settings.addsMembersAtOnce = true
        return settings
    }
}
