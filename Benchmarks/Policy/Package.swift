// swift-tools-version: 6.2
import PackageDescription

/// What is measured is not public.
let testable: [SwiftSetting] = [.unsafeFlags(["-enable-testing"])]

// The sources are reached through links, because the package above offers no library.
let package = Package(
    name: "PolicyBench",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/apple/swift-log.git", from: "1.16.2")],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "JSON"),
        .target(name: "RBAC", exclude: ["README.md"]),
        .target(name: "PostgreSQL", dependencies: ["CLibPQ", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "CRM",
            dependencies: ["JSON", "PostgreSQL", "RBAC", .product(name: "Logging", package: "swift-log")],
            swiftSettings: testable
        ),
        .target(name: "CAllocations"),
        .executableTarget(name: "PolicyBench", dependencies: ["CAllocations", "JSON", "RBAC"]),
        .executableTarget(name: "FilterBench", dependencies: ["CAllocations", "CRM", "PostgreSQL", "RBAC"]),
    ],
    swiftLanguageModes: [.v6]
)
