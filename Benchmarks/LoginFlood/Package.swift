// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "LoginFlood",
    platforms: [.macOS(.v15)],
    targets: [.executableTarget(name: "LoginFlood")],
    swiftLanguageModes: [.v6]
)
