// swift-tools-version: 6.1
import PackageDescription

// The wrapper's sources are reached through links, because the package above offers no library.
let package = Package(
    name: "Connections",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/apple/swift-log.git", from: "1.16.2")],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "PostgreSQL", dependencies: ["CLibPQ", .product(name: "Logging", package: "swift-log")]),
        .executableTarget(name: "Connections", dependencies: ["PostgreSQL", "CLibPQ"]),
    ],
    swiftLanguageModes: [.v6]
)
