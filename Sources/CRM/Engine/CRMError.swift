import RBAC

/// Why the domain refused. The doors say it in their own words and status codes.
public enum CRMError: Error, Sendable, Equatable {
    /// No such record in the organization, or none that the caller may read: the two are not told apart.
    case notFound
    /// Values that are not acceptable, by field.
    case invalid([Problem])
    /// A well-formed value that names something it may not (another organization's row, a stage of another pipeline).
    case unprocessable(Problem)
    /// A unique value that is taken.
    case duplicate(Problem)
    /// The record's state forbids the action.
    case conflict(String)
    /// The caller's roles do not grant this permission.
    case forbidden(Permission)
    /// Only who is logged in may do this; the caller came with an API key. The permission is the one that it would take besides, if any.
    case takesLogin(Permission?)
    /// The caller's roles grant this permission, and with this scope, which does not reach the record.
    case outside(Permission, Scope)
    /// The caller's roles grant this permission, and protect the field that would be written.
    case protected(Permission, field: String)
    /// The caller's roles give less access to this field of what the permission reads than it would take.
    case lacking(Permission, field: String)
    /// An item of a bulk request, counted from 0, was refused: nothing was done.
    indirect case item(Int, CRMError)

    /// One value that is not acceptable.
    public struct Problem: Error, Sendable, Equatable {
        /// The field's name in the domain.
        public let field: String
        /// A sentence for people.
        public let message: String
        /// A field and what is wrong with its value.
        public init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    static func invalid(_ field: String, _ message: String) -> CRMError { .invalid([Problem(field, message)]) }
}
