import RBAC

/// Somebody who works there.
struct DemoEmployee: Sendable {
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

extension Demo {
    /// Those with a login come first, and the owner before them. No two share a last name.
    static let staff: [DemoEmployee] = [
        DemoEmployee("Maren", "Solberg", .owner, "Management", "Managing Director", nil),
        DemoEmployee("Samuel", "Okafor", .admin, "Management", "Operations Director", "Solberg"),
        DemoEmployee("Ingrid", "Møller", .admin, "IT", "Systems Administrator", "Okafor"),
        DemoEmployee("Ada", "Larsen", .manager, "Sales", "Head of Sales", "Solberg"),
        DemoEmployee("Rafael", "Peña", .manager, "Partnerships", "Head of Partnerships", "Solberg"),
        DemoEmployee("Layla", "Haddad", .manager, "Sales", "Regional Sales Manager", "Larsen"),
        DemoEmployee("Jürgen", "Müller", .manager, "Sales", "Regional Sales Manager", "Larsen"),
        DemoEmployee("Thảo", "Nguyễn", .sales, "Sales", "Senior Account Executive", "Haddad"),
        DemoEmployee("Connor", "O'Brien", .sales, "Sales", "Senior Account Executive", "Müller"),
        DemoEmployee("Yuki", "Tanaka", .sales, "Sales", "Account Executive", "Haddad"),
        DemoEmployee("Zanele", "Dlamini", .sales, "Sales", "Account Executive", "Haddad"),
        DemoEmployee("Łukasz", "Wójcik", .sales, "Sales", "Account Executive", "Müller"),
        DemoEmployee("Camille", "Lefèvre", .sales, "Sales", "Account Executive", "Müller"),
        DemoEmployee("Priya", "Nair", .sales, "Sales", "Account Executive", "Haddad"),
        DemoEmployee("Mateus", "Araújo", .sales, "Sales", "Account Executive", "Haddad"),
        DemoEmployee("Grace", "Whitfield", .sales, "Sales", "Account Executive", "Müller"),
        DemoEmployee("Emre", "Yıldız", .sales, "Sales", "Account Executive", "Müller"),
        DemoEmployee("Noah", "Bennett", .sales, "Sales", "Sales Development Representative", "Larsen"),
        DemoEmployee("Sofia", "Rossi", .sales, "Sales", "Sales Development Representative", "Larsen"),
        DemoEmployee("Ji-woo", "Park", .sales, "Sales", "Sales Development Representative", "Larsen"),
        DemoEmployee("Elena", "Papadaki", .sales, "Partnerships", "Partner Manager", "Peña"),
        DemoEmployee("Henrik", "Virtanen", .sales, "Partnerships", "Partner Manager", "Peña"),
        DemoEmployee("Amara", "Diallo", .viewer, "Customer Support", "Head of Customer Support", "Okafor"),
        DemoEmployee("Tomás", "Silva", .viewer, "Customer Support", "Support Specialist", "Diallo"),
        DemoEmployee("Hannah", "Cohen", .viewer, "Finance", "Head of Finance", "Solberg"),
        DemoEmployee("Wei", "Zhang", .viewer, "Finance", "Accountant", "Cohen"),
        DemoEmployee("Oliver", "Grant", .viewer, "Operations", "Purchasing Manager", "Okafor"),
        DemoEmployee("Fatima", "Benali", .viewer, "Operations", "Logistics Planner", "Grant"),
        DemoEmployee("Björn", "Lindqvist", .viewer, "Marketing", "Marketing Manager", "Larsen"),
        DemoEmployee("Chloé", "Tremblay", .viewer, "People", "People Partner", "Solberg", "part_time"),
        DemoEmployee("Walter", "Kowalski", nil, "Warehouse", "Warehouse Manager", "Okafor"),
        DemoEmployee("Rosa", "Jiménez", nil, "Warehouse", "Forklift Operator", "Kowalski"),
        DemoEmployee("Isaac", "Mensah", nil, "Warehouse", "Storekeeper", "Kowalski"),
        DemoEmployee("Anh", "Phạm", nil, "Warehouse", "Storekeeper", "Kowalski", "part_time"),
        DemoEmployee("Dmitri", "Volkov", nil, "Workshop", "Rigger", "Kowalski", "contractor"),
        DemoEmployee("Aoife", "Byrne", nil, "Workshop", "Life Raft Technician", "Kowalski"),
        DemoEmployee("Lucas", "Hughes", nil, "Marketing", "Marketing Intern", "Lindqvist", "intern"),
        DemoEmployee("Beatriz", "Costa", nil, "Finance", "Bookkeeper", "Cohen", "part_time"),
    ]

    /// Those with a login.
    static let logins = staff.filter { $0.role != nil }
}
