import PostgreSQL
import RBAC

extension Demo {
    /// Somebody the organization buys from.
    struct Vendor: Sendable {
        let name: String
        let category: String
        let contact: String
        let city: String
        let country: String

        init(_ name: String, _ category: String, _ contact: String, _ city: String, _ country: String) {
            self.name = name
            self.category = category
            self.contact = contact
            self.city = city
            self.country = country
        }
    }

    static let vendors = [
        Vendor("Tauwerk Bremen GmbH", "Ropes & Rigging", "Annegret Böhm", "Bremen", "Germany"),
        Vendor("Pacific Cordage Ltd", "Ropes & Rigging", "Keiko Mori", "Osaka", "Japan"),
        Vendor("Skagerrak Fendering AS", "Fenders & Mooring", "Sverre Haugen", "Kristiansand", "Norway"),
        Vendor("Delta Bollards B.V.", "Fenders & Mooring", "Joost van Dijk", "Rotterdam", "Netherlands"),
        Vendor("Chaîneries de l'Ouest", "Anchors & Chains", "Solène Le Goff", "Brest", "France"),
        Vendor("Tyne Anchor Works", "Anchors & Chains", "Alan Robson", "South Shields", "United Kingdom"),
        Vendor("Luminaires Marins S.A.", "Navigation & Lights", "Étienne Moreau", "Marseille", "France"),
        Vendor("Hanbit Marine Electronics", "Navigation & Lights", "Min-jun Seo", "Busan", "South Korea"),
        Vendor("Baltic Radar Oy", "Navigation & Lights", "Päivi Mäkelä", "Turku", "Finland"),
        Vendor("SafeHaven Survival Systems", "Safety Equipment", "Deborah Quinn", "Galway", "Ireland"),
        Vendor("Redningsteknik ApS", "Safety Equipment", "Lærke Østergaard", "Esbjerg", "Denmark"),
        Vendor("Casco Bay Coatings", "Paints & Coatings", "Jerome Baptiste", "Portland", "United States"),
        Vendor("Pinturas Atlánticas S.L.", "Paints & Coatings", "Iñaki Etxeberria", "Vigo", "Spain"),
        Vendor("Vernici Tirreno S.r.l.", "Paints & Coatings", "Giulia Ferraro", "Livorno", "Italy"),
        Vendor("Gdańskie Zakłady Okrętowe", "Deck Machinery", "Małgorzata Zielińska", "Gdańsk", "Poland"),
        Vendor("Marmara Vinç A.Ş.", "Deck Machinery", "Çağlar Öztürk", "İstanbul", "Türkiye"),
        Vendor("Kerala Marine Castings", "Deck Machinery", "Anjali Menon", "Kochi", "India"),
        Vendor("Cedar Coast Fuels S.A.L.", "Fuels & Lubricants", "Karim Khoury", "Beirut", "Lebanon"),
        Vendor("Gulf of Maine Lubricants", "Fuels & Lubricants", "Patricia Levesque", "Rockland", "United States"),
        Vendor("Viet Nets Co., Ltd.", "Fishing Gear", "Trần Quốc Bảo", "Hải Phòng", "Vietnam"),
        Vendor("Redes do Sul Ltda.", "Fishing Gear", "Thaís Nogueira", "Itajaí", "Brazil"),
        Vendor("Polar Workwear AB", "Clothing", "Åsa Nyström", "Göteborg", "Sweden"),
        Vendor("Downeast Freight Lines", "Freight", "Marcus Bell", "Bangor", "United States"),
        Vendor("Lagos Forwarding & Customs", "Freight", "Ngozi Eze", "Lagos", "Nigeria"),
        Vendor("Harborview Office & IT", "Office & IT", "Renée Caron", "Portland", "United States"),
    ]
}

extension Demo.Organization {
    /// Where the goods come from.
    var vendors: SQL {
        let all = Demo.vendors
        let reach = Demo.moment(daysAgo: "340 - 9 * n::integer", "vendor since")
        return """
            INSERT INTO vendors (organization_id, name, category, contact_name, email, phone, website, tax_number, payment_terms, rating, status,
                city, country, tags, notes, owner_id, custom_fields, created_by_id, created_at, updated_at)
            SELECT \(id), v.name, v.category, v.contact, 'sales@' || v.domain, '+800 5550 ' || 1000 + \(Demo.number(below: 9000, "vendor phone")),
                'https://' || v.domain, \(Demo.pick(["VAT", "TIN", "EIN"], "tax")) || ' ' || 10000000 + \(Demo.number(below: 90_000_000, "tax number")),
                \(Demo.pick(["Net 30", "Net 30", "Net 60", "2/10 Net 30", "Prepaid"], "terms")),
                \(Demo.pick(["5", "4", "4", "3", "5", "4", "2"], "rating"))::integer,
                CASE WHEN n IN (14, 21) THEN 'inactive' WHEN n = 24 THEN 'blocked' ELSE 'active' END, v.city, v.country,
                \(Demo.some(["preferred": 0.3, "iso-9001": 0.5, "single source": 0.15])),
                CASE WHEN n = 24 THEN 'Two shipments went missing; the claim is open.' END, \(Demo.pick(users(.admin, .manager), "vendor owner")),
                jsonb_build_object('lead_time_days', 5 + \(Demo.number(below: 40, "lead time")), 'minimum_order', 250 + 250 * \(Demo.number(below: 9, "minimum"))),
                \(owner), \(reach), \(reach)
            FROM (
                SELECT p.*, \(Demo.slug("p.name")) || '.example' AS domain
                FROM unnest(\(all.map(\.name)), \(all.map(\.category)), \(all.map(\.contact)), \(all.map(\.city)), \(all.map(\.country)))
                    WITH ORDINALITY p (name, category, contact, city, country, n)
            ) v ORDER BY n
            """
    }
}
