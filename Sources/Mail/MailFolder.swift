import Foundation

/// A folder in which messages are files, for where there is no mail server.
struct MailFolder: Sendable {
    let path: String

    /// Writes a message, for the owner of the process alone: what it links to is a secret.
    /// - Returns: the file.
    func write(_ message: Message) throws(MailError) -> String {
        let name = "\(Int64(message.date.timeIntervalSince1970 * 1000))-\(message.id).eml"
        let file = "\(path)/\(name)"
        let partial = "\(path)/.\(name)"
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard files.createFile(atPath: partial, contents: Data(message.bytes), attributes: [.posixPermissions: 0o600]) else {
                throw MailError.failed("\(partial) cannot be written.")
            }
            // Whoever watches the folder sees whole messages only.
            if rename(partial, file) != 0 { throw MailError.failed("\(file) cannot be written.") }
            return file
        } catch {
            throw (error as? MailError) ?? .failed("\(path): \(error.localizedDescription)")
        }
    }
}
