extension Demo {
    /// What companies do, as it stands in their names, and the industry that this belongs to.
    static let trades: KeyValuePairs = [
        "Shipyard": "Shipbuilding", "Boatworks": "Shipbuilding", "Marine Engineering": "Shipbuilding", "Naval Architects": "Shipbuilding",
        "Shipping": "Shipping", "Tankers": "Shipping", "Coastal Lines": "Shipping", "Bulk Carriers": "Shipping",
        "Towage": "Port Services", "Terminals": "Port Services", "Salvage": "Port Services", "Pilotage": "Port Services",
        "Ferries": "Passenger Transport", "Water Taxis": "Passenger Transport", "Cruises": "Tourism", "Yacht Charters": "Tourism",
        "Marina": "Leisure", "Yachts": "Leisure", "Sailing School": "Education", "Fisheries": "Fishing", "Seafood": "Fishing",
        "Trawlers": "Fishing", "Aquaculture": "Aquaculture", "Oyster Farms": "Aquaculture", "Offshore": "Energy", "Wind Services": "Energy",
        "Dredging": "Construction", "Marine Works": "Construction", "Logistics": "Logistics", "Freight": "Logistics",
        "Ocean Surveys": "Research", "Diving": "Research", "Chandlery": "Retail", "Rope & Rigging": "Retail",
    ]

    /// Names for companies that are not called after their founders.
    static let brands = [
        "Albatross", "Amber Coast", "Black Pearl", "Blue Anchor", "Brightwater", "Capstan", "Compass Rose", "Cormorant",
        "Driftwood", "Eastern Star", "Fairwind", "Gannet", "Golden Tide", "Guillemot", "High Seas", "Ironclad", "Kestrel",
        "Lodestar", "Meridian", "Neptune", "North Light", "Osprey", "Petrel", "Polaris", "Red Buoy", "Sandpiper", "Seven Seas",
        "Silver Gull", "Southern Cross", "Spindrift", "Stella Maris", "Tern", "Tideline", "Trade Wind", "Trident", "Windward",
    ]
}
