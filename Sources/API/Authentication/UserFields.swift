import CRM
import HTTPCore
import JSON

/// What is known of a user, as clients write it at any door.
enum UserFields {
    static let username = Field.text("username", maximum: 150)
    static let firstName = Field.text("first_name", maximum: 100)
    static let lastName = Field.text("last_name", maximum: 100)
    static let organizationName = Field.text("organization_name", maximum: 200)
    static let phone = Field.text("phone", maximum: 40, .phone)
    static let jobTitle = Field.text("job_title", maximum: 100)
}

extension JSONObject {
    /// An email address.
    func emailAddress(_ key: String = "email") throws(APIError) -> EmailAddress {
        guard let email = EmailAddress(try required(key, maximum: 254)) else { throw .field(key, "Enter a valid email address.") }
        return email
    }

    /// The username of an account with this email; nil where none is given.
    func username(beside email: String) throws(APIError) -> String? {
        let username = try value(["username"], as: UserFields.username)?.text
        // A username with an @ could be somebody else's email.
        if let username, username.contains("@"), username != email { throw .field("username", "A username may not contain @.") }
        return username
    }
}
