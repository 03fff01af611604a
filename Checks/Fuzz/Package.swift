// swift-tools-version: 6.2
import PackageDescription

/// What counts the branches that an input reaches, so that the fuzzer finds its way; and what is fuzzed is not all public.
let counted: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]

// The sources are reached through links, because the package above offers no library.
let package = Package(
    name: "Fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0")],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(name: "JSON", swiftSettings: counted),
        .target(name: "JWT", dependencies: ["COpenSSL", "CArgon2", "JSON"], swiftSettings: counted),
        .target(name: "CSV", swiftSettings: counted),
        .target(
            name: "HTTPRequests",
            dependencies: ["JSON", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: counted
        ),
        .target(name: "Inputs", dependencies: ["CSV", "HTTPRequests", "JSON", "JWT"], swiftSettings: counted),
        // The fuzzer brings its own main.
        .executableTarget(name: "Fuzz", dependencies: ["Inputs"], linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ],
    swiftLanguageModes: [.v6]
)
