import PostgreSQL

/// Those whom the organization meets: a person, most of them at a company, somewhere in the world.
///
/// The same numbered parties become customers and leads. 1–1460 came as customers, 1461–2000 were leads first, and
/// 2001–4460 are leads still or were never more.
extension Demo {
    static let firstConverted = 1461
    static let lastCustomer = 2000
    static let lastParty = 4460
    /// How many of the customers were taken over when the organization began.
    static let imported = 420

    /// The columns of a party that customers and leads share.
    static let partyColumns: SQL = """
        first_name, last_name, company_name, email, phone, website, industry, address, city, state, postal_code, country
        """

    /// A subquery: the parties with their number `n`, how many days ago they were met as a lead (`met`) and became a
    /// customer (`became`), where they did.
    static var parties: SQL {
        """
        (SELECT n, met, became, is_business, first_name, last_name, company_name || ' ' || form AS company_name,
            mailbox || CASE WHEN namesakes > 1 THEN namesakes::text ELSE '' END || '@' || domain AS email,
            prefix || ' ' || 200 + \(number(below: 800, "exchange")) || ' ' || lpad(\(number(below: 10_000, "line"))::text, 4, '0') AS phone,
            CASE WHEN is_business THEN 'https://www.' || domain END AS website, industry,
            replace(street, '#', (1 + \(number(below: 140, "house number")))::text) AS address,
            split_part(place, '/', 1) AS city, nullif(split_part(place, '/', 2), '') AS state, split_part(place, '/', 3) AS postal_code, country
        FROM (
            SELECT *, row_number() OVER (PARTITION BY mailbox, domain ORDER BY n) AS namesakes
            FROM (
                SELECT *, \(slug("first_name")) || '.' || \(slug("last_name")) AS mailbox,
                    coalesce(\(slug("company_name")), 'mail') || '.example' AS domain
                FROM \(named) p
            ) p
        ) p)
        """
    }

    /// With a country, a person, a place and, for businesses, a company.
    private static var named: SQL {
        """
        (SELECT n, met, became, is_business, c.country, c.form, c.prefix, c.street, \(pick(from: "c.cities", "city")) AS place,
            \(pick(from: "c.given", "first name")) AS first_name, \(pick(from: "c.family", "last name")) AS last_name,
            CASE WHEN is_business THEN \(companyName) || ' ' || t.noun END AS company_name, CASE WHEN is_business THEN t.industry END AS industry
        FROM (
            SELECT n, \(happens(0.86, "business")) AS is_business, \(dates),
                1 + floor(\(countries.count) * power(\(fraction("country")), 1.6)) AS home, 1 + \(number(below: trades.count, "trade")) AS trade
            FROM generate_series(1, \(lastParty)) n
        ) p
        JOIN \(countryTable) c ON c.place = p.home
        JOIN unnest(\(trades.map(\.key)), \(trades.map(\.value))) WITH ORDINALITY t (noun, industry, place) ON t.place = p.trade)
        """
    }

    private static var dates: SQL {
        let converted = recentDay(within: 316, "converted")
        return """
            CASE WHEN n > \(lastCustomer) THEN \(recentDay(within: 361, "met"))
                WHEN n >= \(firstConverted) THEN \(converted) + 4 + \(number(below: 41, "days as a lead")) END AS met,
            CASE WHEN n <= \(imported) THEN 360 WHEN n < \(firstConverted) THEN \(recentDay(within: 360, "became"))
                WHEN n <= \(lastCustomer) THEN \(converted) END AS became
            """
    }

    /// What stands before the trade: a founder, two of them, a brand, or the place.
    private static var companyName: SQL {
        let founder = pick(from: "c.family", "founder")
        let partner = pick(from: "c.family", "partner")
        return """
            CASE \(number(below: 10, "kind of name")) WHEN 0 THEN split_part(\(pick(from: "c.cities", "city")), '/', 1)
                WHEN 1 THEN \(pick(brands, "brand")) WHEN 2 THEN \(pick(brands, "brand")) WHEN 3 THEN \(founder) WHEN 4 THEN \(founder)
                ELSE \(founder) || ' & ' || CASE WHEN \(founder) = \(partner) THEN 'Co' ELSE \(partner) END END
            """
    }

    private static var countryTable: SQL {
        """
        (SELECT w.name AS country, w.form, w.prefix, w.street, w.place, string_to_array(w.cities, ', ') AS cities,
            string_to_array(w.given, ', ') AS given, string_to_array(w.family, ', ') AS family
        FROM unnest(\(countries.map(\.name)), \(countries.map(\.company)), \(countries.map(\.phone)), \(countries.map(\.street)),
            \(countries.map(\.cities)), \(countries.map(\.given)), \(countries.map(\.family)))
            WITH ORDINALITY w (name, form, prefix, street, cities, given, family, place))
        """
    }
}
