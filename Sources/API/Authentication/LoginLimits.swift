import CRM

/// How much guessing there may be before attempts have to wait. Attempts that succeed do not count.
public struct LoginLimits: Sendable {
    /// On one account's name from one address.
    public var pair: Attempts.Allowance
    /// From one address, whatever the names: many people may be behind one.
    public var address: Attempts.Allowance
    /// On one account's name, from everywhere. Beyond it nobody has to wait, or an attacker could keep its owner out: only the free
    /// attempts of each address become few.
    public var account: Attempts.Allowance
    /// On the one-time codes of one user, from everywhere: whoever may try them knows the password.
    public var code: Attempts.Allowance

    /// The limits; those not given are the usual ones.
    public init(
        pair: Attempts.Allowance = .init(free: 10, forgottenHourly: 6, wait: 30, longestWait: 900, freeUnderPressure: 2),
        address: Attempts.Allowance = .init(free: 200, forgottenHourly: 200, wait: 1, longestWait: 60),
        account: Attempts.Allowance = .init(free: 100, forgottenHourly: 50, wait: 0, longestWait: 0),
        code: Attempts.Allowance = .init(free: 10, forgottenHourly: 6, wait: 30, longestWait: 900)
    ) {
        self.pair = pair
        self.address = address
        self.account = account
        self.code = code
    }
}
