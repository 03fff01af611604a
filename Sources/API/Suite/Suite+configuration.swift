import CRM

/// Document "Suite", System Configuration and Integration Endpoints: records of the organization's own set-up.
extension SuiteDoor {
    static let settings = Shape(
        SystemSettings.resource,
        path: "/api/system-config/settings/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("key", SystemSettings.key), Key("value", SystemSettings.value),
            Key("description", SystemSettings.description),
        ] + times
    )

    static let integrations = Shape(
        Integrations.resource,
        path: "/api/integrations/integrations/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Integrations.name), Key("integration_type", Integrations.integrationType),
            Key("type", Integrations.integrationType, .value, .unshown), Key("description", Integrations.description),
            Key("config", Integrations.config), Key("is_active", Integrations.isActive),
        ] + times
    )

    static let webhooks = Shape(
        Webhooks.resource,
        path: "/api/integrations/webhooks/",
        manner: manner,
        keys: [
            Key("id", Common.id), Key("name", Webhooks.name), Key("url", Webhooks.url), Key("events", Webhooks.events),
            Key("secret", Webhooks.secret), Key("has_secret", Webhooks.hasSecret), Key("is_active", Webhooks.isActive),
            Key("active", Webhooks.isActive, .value, .unshown),
        ] + times
    )
}
