extension Demo {
    /// Where customers and leads are at home, and what people, companies and streets are called there.
    struct Country: Sendable {
        let name: String
        /// How a company's name ends.
        let company: String
        /// The beginning of a telephone number.
        let phone: String
        /// With `#` for the house's number.
        let street: String
        /// City/state/postal code, separated by commas like the names.
        let cities: String
        let given: String
        let family: String

        init(_ name: String, _ company: String, _ phone: String, _ street: String, _ cities: String, _ given: String, _ family: String) {
            self.name = name
            self.company = company
            self.phone = phone
            self.street = street
            self.cities = cities
            self.given = given
            self.family = family
        }
    }

    /// The nearest first: most business is done there.
    static let countries = home + europe + overseas

    private static let home = [
        Country(
            "United States",
            "LLC",
            "+1 555",
            "# Harbor Road",
            "Portland/ME/04101, Gloucester/MA/01930, Seattle/WA/98101, New Orleans/LA/70112",
            "Emma, Liam, Aaliyah, Carlos, Grace, Tyrone, Hannah, Miguel, Olivia, Ethan",
            "Johnson, Garcia, Washington, Novak, Nguyen, Rivera, Bennett, O'Connor, Cohen, Patel"
        ),
        Country(
            "Canada",
            "Inc.",
            "+1 555",
            "# Water Street",
            "Halifax/NS/B3J 1A1, St. John's/NL/A1C 1A1, Vancouver/BC/V6B 1A1, Québec/QC/G1K 3A9",
            "Noah, Chloé, Mathieu, Avery, Simone, Gurpreet, Declan, Élodie",
            "Tremblay, MacDonald, Gagnon, Singh, Leblanc, Fraser, Côté, Power"
        ),
    ]
}
