/// A row to be added, which is answered: what it has in common with others, and its own values. Several rows of one form can be added at
/// once: what a statement costs beyond its rows (its checks are read, its triggers set up and fired) is four fifths of adding one.
public struct Insertion: Sendable {
    let form: Form
    let values: [Bind]

    /// - Parameter values: those of the form's row, and then those of its condition, of the types with which the form was made.
    public init(_ form: Form, values: [Bind]) {
        self.form = form
        self.values = values
    }

    /// The statement for this row alone.
    public var statement: SQL { form.statement(for: [values]) }

    /// Whether one statement can add both rows.
    func isLike(_ other: Insertion) -> Bool { form === other.form && form.takesSeveral }
}
