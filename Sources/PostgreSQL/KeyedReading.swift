/// A statement that reads a row by its key, and several rows by theirs as well. It ends in "= ANY"; the key is its first column.
struct KeyedReading {
    let statement: SQL
    let key: Int64
    /// What tells the settings of its transaction from others.
    let settings: String

    /// The statement for these keys.
    static func sql(_ statement: SQL, for keys: [Int64]) -> SQL { statement + "(\(keys))" }
}
