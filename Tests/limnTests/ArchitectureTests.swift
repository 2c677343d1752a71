import Foundation
import Testing

/// The arrows of Documentation/Architecture.md, held against the manifest and the imports.
@Suite struct ArchitectureTests {
    /// Which of our own modules each module may name; everything else is a forbidden arrow.
    static let arrows: [String: Set<String>] = [
        "LimnDigests": ["COpenSSL"],
        "LimnTensors": ["CLimnKernels", "COpenBLAS"],
        "LimnModelFiles": ["LimnTensors", "CZlib", "LimnDigests"],
        "LimnTokenizers": [],
        "LimnTextModels": ["LimnTensors", "LimnModelFiles", "LimnTokenizers"],
        "LimnVisionModels": [
            "LimnTensors", "LimnModelFiles", "LimnImages", "LimnTextModels", "LimnTokenizers",
        ],
        "LimnImages": ["CLimnKernels", "CExiv2", "CJPEG", "CPNG", "CWebP"],
        "LimnImageLibrary": ["LimnImages", "CLimnKernels", "CZlib", "LimnDigests"],
        "LimnArticles": [],
        "LimnComposer": ["LimnArticles", "LimnDigests"],
        "LimnTemplates": ["LimnArticles"],
        "LimnSite": [
            "LimnArticles", "LimnTemplates", "LimnImages", "CMarkGFM", "LimnDigests",
        ],
        "LimnPreview": ["LimnArticles", "LimnSite"],
        "LimnReview": [
            "LimnArticles", "LimnComposer", "LimnDigests", "LimnPreview", "LimnSite",
        ],
        "LimnEngine": [
            "LimnArticles", "LimnComposer", "LimnImageLibrary", "LimnImages", "LimnTextModels",
            "LimnTokenizers", "LimnVisionModels",
        ],
        "limn": [
            "LimnArticles", "LimnComposer", "LimnEngine", "LimnImageLibrary", "LimnModelFiles",
            "LimnPreview", "LimnReview", "LimnSite", "LimnTemplates", "LimnTensors",
            "LimnTextModels", "LimnTokenizers", "LimnVisionModels",
        ],
    ]

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("Limn")
            || name.hasPrefix("C") && arrows.values.contains { $0.contains(name) }
    }

    @Test(arguments: arrows.keys.sorted())
    func everyImportFollowsAnArrow(module: String) throws {
        let folder = Self.root.appending(path: "Sources/\(module)")
        let walk = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var files = 0
        for case let file as URL in walk where file.pathExtension == "swift" {
            files += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?m)^(?:@\w+ )?(?:public |internal )?import (\w+)/) {
                let name = String(match.1)
                guard Self.isOurs(name) else { continue }
                #expect(
                    Self.arrows[module]?.contains(name) == true,
                    "\(module)/\(file.lastPathComponent) imports \(name)")
            }
        }
        #expect(files > 0)
    }

    @Test func theManifestHasNoOtherArrows() throws {
        let manifest = try String(
            contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let target =
            /\.(?:target|executableTarget)\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/
        var seen: Set<String> = []
        for match in manifest.matches(of: target) {
            let module = String(match.1)
            guard let allowed = Self.arrows[module] else { continue }
            seen.insert(module)
            let named = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
            #expect(Set(named).isSubset(of: allowed), "\(module) depends on \(named)")
        }
        #expect(seen == Set(Self.arrows.keys))
    }

    @Test func publishingNeverImportsInference() {
        let inference: Set = [
            "LimnTensors", "LimnModelFiles", "LimnTokenizers", "LimnTextModels", "LimnVisionModels",
        ]
        for module in ["LimnArticles", "LimnComposer", "LimnTemplates", "LimnSite", "LimnPreview"] {
            #expect(Self.arrows[module]?.isDisjoint(with: inference) == true)
        }
        #expect(Self.arrows["LimnSite"]?.contains("LimnComposer") == false)
    }

    @Test func theArchitectureGuideNamesEveryModule() throws {
        let guide = try String(
            contentsOf: Self.root.appending(path: "Documentation/Architecture.md"), encoding: .utf8)
        for module in Self.arrows.keys { #expect(guide.contains(module), "\(module)") }
    }
}
