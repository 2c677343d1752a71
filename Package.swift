// swift-tools-version:6.1
import PackageDescription

// Warnings are errors in our own targets. Unsafe flags are fine here because Limn is an
// application at the root of its package graph, never a dependency.
let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-warnings-as-errors"]),
]

// Kernels are compiled with optimisation in debug builds too: without it `swift test` crawls.
// No machine flags: each body names its instruction set and is chosen at run time.
let kernels: [CSetting] = [
    .unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off"])
]

let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let flyingFox: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

/// Limn's own templates, below templates/: every program carries them for sites that begin.
let theme = [
    "article.mustache",
    "assets/icon.svg",
    "assets/search.js",
    "assets/theme.css",
    "assets/theme.js",
    "base.mustache",
    "feed.mustache",
    "list.mustache",
    "not-found.mustache",
    "page.mustache",
    "partials/card.mustache",
    "partials/credit.mustache",
    "partials/figure-sizes.mustache",
    "partials/figure.mustache",
    "partials/hero-sizes.mustache",
    "partials/hero.mustache",
    "partials/languages.mustache",
    "partials/lead-sizes.mustache",
    "partials/lead.mustache",
    "partials/neighbours.mustache",
    "robots.mustache",
    "search.mustache",
    "sitemap-index.mustache",
    "sitemap.mustache",
    "strings.en.yml",
    "strings.zh.yml",
    "tags.mustache",
].map { Resource.embedInCode("Theme/\($0)") }

// How the program is linked. Addresses that depend on where it is loaded are listed packed, 22 KB instead
// of 2.7 MB that each start would read, and no symbol is offered to other libraries.
let program = LinkerSetting.unsafeFlags(
    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
        + ["-Xlinker", "--no-export-dynamic"],
    .when(platforms: [.linux]))

let package = Package(
    name: "limn",
    platforms: [.macOS(.v14)],
    products: [.executable(name: "limn", targets: ["limn"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C
        .target(name: "CLimnKernels", cSettings: kernels),
        .target(name: "CExiv2", linkerSettings: [.linkedLibrary("exiv2")]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CMarkGFM", providers: [.apt(["libcmark-gfm-dev"])]),

        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(name: "LimnDigests", dependencies: ["COpenSSL"]),

        // Inference
        .target(name: "LimnTensors", dependencies: ["CLimnKernels", "COpenBLAS"]),
        .target(
            name: "LimnModelFiles", dependencies: ["LimnTensors", "CZlib", "LimnDigests"],
            resources: [.embedInCode("Catalog/models.json")]),
        .target(name: "LimnTokenizers"),
        .target(
            name: "LimnTextModels",
            dependencies: ["LimnTensors", "LimnModelFiles", "LimnTokenizers"]),

        .target(
            name: "LimnVisionModels",
            dependencies: [
                "LimnTensors", "LimnModelFiles", "LimnImages", "LimnTextModels", "LimnTokenizers",
            ]),

        // Pictures
        .target(
            name: "LimnImages",
            dependencies: ["CLimnKernels", "CExiv2", "CJPEG", "CPNG", "CWebP"]),
        .target(
            name: "LimnImageLibrary",
            dependencies: ["LimnImages", "CLimnKernels", "CZlib", "LimnDigests", sqlite, yaml]),

        // Publishing
        .target(name: "LimnArticles", dependencies: [toml, yaml]),
        .target(name: "LimnComposer", dependencies: ["LimnArticles", "LimnDigests"]),
        .target(
            name: "LimnTemplates", dependencies: ["LimnArticles", mustache], resources: theme),
        .target(
            name: "LimnSite",
            dependencies: [
                "LimnArticles", "LimnTemplates", "LimnImages", "CMarkGFM", "LimnDigests",
            ]),
        .target(
            name: "LimnPreview",
            dependencies: ["LimnArticles", "LimnSite", flyingFox, flyingSocks],
            resources: [
                .embedInCode("Resources/preview.js"), .embedInCode("Resources/preview.css"),
            ]),

        .target(
            name: "LimnReview",
            dependencies: [
                "LimnArticles", "LimnComposer", "LimnDigests", "LimnPreview", "LimnSite",
            ],
            resources: [
                .embedInCode("Resources/review.html"),
                .embedInCode("Resources/review.css"),
                .embedInCode("Resources/review.js"),
                .embedInCode("Resources/review-strings.js"),
                .embedInCode("Resources/review-elements.js"),
                .embedInCode("Resources/review-server.js"),
                .embedInCode("Resources/review-state.js"),
                .embedInCode("Resources/review-article.js"),
                .embedInCode("Resources/review-paragraph.js"),
                .embedInCode("Resources/review-places.js"),
                .embedInCode("Resources/review-jobs.js"),
                .embedInCode("Resources/review-words.js"),
                .embedInCode("Resources/scoring-sheet.html"),
                .embedInCode("Resources/scoring-sheet.css"),
                .embedInCode("Resources/scoring-sheet.js"),
            ]),

        // Where the two halves meet
        .target(
            name: "LimnEngine",
            dependencies: [
                "LimnArticles", "LimnComposer", "LimnImageLibrary", "LimnImages", "LimnTextModels",
                "LimnTokenizers", "LimnVisionModels",
            ]),
        .executableTarget(
            name: "limn",
            dependencies: [
                "LimnArticles", "LimnComposer", "LimnEngine", "LimnImageLibrary",
                "LimnModelFiles", "LimnPreview", "LimnReview", "LimnSite", "LimnTemplates",
                "LimnTensors", "LimnTextModels", "LimnVisionModels", "LimnTokenizers",
                argumentParser,
            ],
            linkerSettings: [program]),

        // Tests
        .target(
            name: "LimnTestSupport", dependencies: ["LimnArticles", "LimnComposer"],
            path: "Tests/LimnTestSupport"),
    ]
)

// One test target a module, of the same name.
for module in [
    "LimnDigests", "LimnTensors", "LimnModelFiles", "LimnTokenizers", "LimnTextModels",
    "LimnVisionModels", "LimnImages", "LimnImageLibrary", "LimnArticles", "LimnComposer",
    "LimnTemplates", "LimnSite",
    "LimnPreview", "LimnReview", "LimnEngine", "limn",
] {
    package.targets.append(
        .testTarget(
            name: "\(module)Tests",
            dependencies: [.target(name: module), "LimnTestSupport"]))
}

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
    target.swiftSettings = swift
}
