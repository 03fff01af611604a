// swift-tools-version: 6.2
import PackageDescription

// The engine's sources are reached through links, because the package above offers no library.
let package = Package(
    name: "PolicyBench",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "JSON"),
        .target(name: "RBAC", exclude: ["README.md"]),
        .target(name: "CAllocations"),
        .executableTarget(name: "PolicyBench", dependencies: ["CAllocations", "JSON", "RBAC"]),
    ],
    swiftLanguageModes: [.v6]
)
