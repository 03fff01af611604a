import RBAC

/// The answer in words.
extension PermissionCheck {
    func reason(_ obstacle: Obstacle?, _ held: Scope?, _ subject: Subject, _ owners: Owners?, _ asker: Int64) -> String {
        let person = Person(isAsker: subject.member.id == asker)
        switch obstacle {
        case .denied(let missing) where missing == permission:
            return "None of \(person.possessive) roles grants \(missing.codename)."
        case .denied(let missing):
            return "\(permission.codename) also takes \(missing.codename), which none of \(person.possessive) roles grants."
        case .unseen:
            return "There is no such record among those that \(person.possessive) roles let \(person.object) read."
        case .outside(let permission, let scope):
            return "\(person.roles) grant \(permission.codename) \(person.reach(scope)) only, and this is not one of them."
        case .field(.hidden, _):
            return "\(person.roles) hide \(field?.codename ?? "the field")."
        case .field:
            return "\(person.roles) let \(person.object) read \(field?.codename ?? "the field"), and not change it."
        case nil:
            guard let held, permission.isScoped else { return "\(person.roles) grant \(permission.codename)." }
            let reached = held == .organization || owners == nil ? "" : ", and this is one of them"
            return "\(person.roles) grant \(permission.codename) \(person.reach(held))\(reached)."
        }
    }
}

/// How the answer speaks of whom it is about.
private struct Person {
    let isAsker: Bool

    var possessive: String { isAsker ? "your" : "their" }
    var roles: String { isAsker ? "Your roles" : "Their roles" }
    var object: String { isAsker ? "you" : "them" }

    func reach(_ scope: Scope) -> String {
        switch scope {
        case .own: "on \(possessive) own records"
        case .team: "on the records of \(possessive) team"
        case .organization: "on all records of the organization"
        }
    }
}
