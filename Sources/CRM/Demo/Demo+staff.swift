import RBAC

extension Demo {
    /// Somebody who works there.
    struct Employee: Sendable {
        let firstName: String
        let lastName: String
        /// The role they log in with; nil for those without a login.
        let role: DefaultRole?
        let department: String
        let title: String
        /// The last name of whom they report to.
        let manager: String?
        let employment: String

        init(
            _ firstName: String,
            _ lastName: String,
            _ role: DefaultRole?,
            _ department: String,
            _ title: String,
            _ manager: String?,
            _ employment: String = "full_time"
        ) {
            self.firstName = firstName
            self.lastName = lastName
            self.role = role
            self.department = department
            self.title = title
            self.manager = manager
            self.employment = employment
        }
    }

    /// Those with a login come first, and the owner before them. No two share a last name.
    static let staff: [Employee] = [
        Employee("Maren", "Solberg", .owner, "Management", "Managing Director", nil),
        Employee("Samuel", "Okafor", .admin, "Management", "Operations Director", "Solberg"),
        Employee("Ingrid", "Møller", .admin, "IT", "Systems Administrator", "Okafor"),
        Employee("Ada", "Larsen", .manager, "Sales", "Head of Sales", "Solberg"),
        Employee("Rafael", "Peña", .manager, "Partnerships", "Head of Partnerships", "Solberg"),
        Employee("Layla", "Haddad", .manager, "Sales", "Regional Sales Manager", "Larsen"),
        Employee("Jürgen", "Müller", .manager, "Sales", "Regional Sales Manager", "Larsen"),
        Employee("Thảo", "Nguyễn", .sales, "Sales", "Senior Account Executive", "Haddad"),
        Employee("Connor", "O'Brien", .sales, "Sales", "Senior Account Executive", "Müller"),
        Employee("Yuki", "Tanaka", .sales, "Sales", "Account Executive", "Haddad"),
        Employee("Zanele", "Dlamini", .sales, "Sales", "Account Executive", "Haddad"),
        Employee("Łukasz", "Wójcik", .sales, "Sales", "Account Executive", "Müller"),
        Employee("Camille", "Lefèvre", .sales, "Sales", "Account Executive", "Müller"),
        Employee("Priya", "Nair", .sales, "Sales", "Account Executive", "Haddad"),
        Employee("Mateus", "Araújo", .sales, "Sales", "Account Executive", "Haddad"),
        Employee("Grace", "Whitfield", .sales, "Sales", "Account Executive", "Müller"),
        Employee("Emre", "Yıldız", .sales, "Sales", "Account Executive", "Müller"),
        Employee("Noah", "Bennett", .sales, "Sales", "Sales Development Representative", "Larsen"),
        Employee("Sofia", "Rossi", .sales, "Sales", "Sales Development Representative", "Larsen"),
        Employee("Ji-woo", "Park", .sales, "Sales", "Sales Development Representative", "Larsen"),
        Employee("Elena", "Papadaki", .sales, "Partnerships", "Partner Manager", "Peña"),
        Employee("Henrik", "Virtanen", .sales, "Partnerships", "Partner Manager", "Peña"),
        Employee("Amara", "Diallo", .viewer, "Customer Support", "Head of Customer Support", "Okafor"),
        Employee("Tomás", "Silva", .viewer, "Customer Support", "Support Specialist", "Diallo"),
        Employee("Hannah", "Cohen", .viewer, "Finance", "Head of Finance", "Solberg"),
        Employee("Wei", "Zhang", .viewer, "Finance", "Accountant", "Cohen"),
        Employee("Oliver", "Grant", .viewer, "Operations", "Purchasing Manager", "Okafor"),
        Employee("Fatima", "Benali", .viewer, "Operations", "Logistics Planner", "Grant"),
        Employee("Björn", "Lindqvist", .viewer, "Marketing", "Marketing Manager", "Larsen"),
        Employee("Chloé", "Tremblay", .viewer, "People", "People Partner", "Solberg", "part_time"),
        Employee("Walter", "Kowalski", nil, "Warehouse", "Warehouse Manager", "Okafor"),
        Employee("Rosa", "Jiménez", nil, "Warehouse", "Forklift Operator", "Kowalski"),
        Employee("Isaac", "Mensah", nil, "Warehouse", "Storekeeper", "Kowalski"),
        Employee("Anh", "Phạm", nil, "Warehouse", "Storekeeper", "Kowalski", "part_time"),
        Employee("Dmitri", "Volkov", nil, "Workshop", "Rigger", "Kowalski", "contractor"),
        Employee("Aoife", "Byrne", nil, "Workshop", "Life Raft Technician", "Kowalski"),
        Employee("Lucas", "Hughes", nil, "Marketing", "Marketing Intern", "Lindqvist", "intern"),
        Employee("Beatriz", "Costa", nil, "Finance", "Bookkeeper", "Cohen", "part_time"),
    ]

    /// Those with a login.
    static let logins = staff.filter { $0.role != nil }
}
