extension Demo {
    /// What is sold, and what an ordinary order of it costs, in US dollars: all amounts of the demo are in one currency,
    /// so that their sums mean something.
    static let products: KeyValuePairs = [
        "Mooring lines": 4200, "Anchor chain": 9800, "Fenders": 6100, "Navigation lights": 3400, "Radar upgrade": 31_000,
        "Life rafts": 18_500,
        "Survival suits": 7800, "Winch overhaul": 22_000, "Deck crane": 84_000, "Antifouling": 14_500, "Pontoon system": 120_000,
        "Winter refit": 46_000, "Annual supply contract": 95_000, "Trawl gear": 12_600, "Wire ropes": 5300, "Pilot ladders": 1900,
        "Fire-fighting equipment": 11_200, "Hydraulic hoses": 2600,
    ]

    /// The same for partnerships: what they are expected to bring in a year.
    static let partnerships: KeyValuePairs = [
        "Distribution agreement": 140_000, "Service network membership": 38_000, "Port concession": 210_000, "Referral agreement": 16_000,
        "Co-marketing campaign": 9000,
    ]
}
