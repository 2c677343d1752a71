import Foundation
import LimnModelFiles
import LimnTextModels
import LimnTokenizers

/// What is known of models that see without loading them.
extension VisionLanguageModels {
    /// The files that a model's answers depend on, in a fixed order.
    ///
    /// - Parameter path: As for ``load(_:projector:splits:threads:)``.
    /// - Throws: `ModelFileError` if there is no such model, or the projector's file is missing.
    public static func files(of path: URL) throws -> [URL] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
            throw ModelFileError(
                file: path, message: "there is no such file or folder",
                remedy: "correct the path, or name a model of limn models list")
        }
        guard isFolder.boolValue else {
            return try isXComposer(path) ? [path] : [path, findProjector(beside: path)]
        }
        guard canLoad(folder: path) else {
            throw ModelFileError(
                file: path, message: "this is no folder of a model that sees",
                remedy: "name the folder of a SmolVLM, a LLaVA 1.5 or an InternLM-XComposer")
        }
        let endings = ["json", "jinja", "safetensors", "bin", "model"]
        let names = try FileManager.default.contentsOfDirectory(atPath: path.path)
        return names.filter { name in
            endings.contains { name.hasSuffix("." + $0) }
        }.sorted().map { path.appending(path: $0) }
    }

    /// The primary codes of the languages in which a model can be asked: English, and for
    /// InternLM-XComposer Chinese.
    ///
    /// - Throws: `ModelFileError` if the file cannot be read.
    public static func languages(of path: URL) throws -> Set<String> {
        try isXComposer(path) ? ["en", "zh"] : ["en"]
    }

    /// Whether a file or folder is an InternLM-XComposer.
    ///
    /// - Throws: `ModelFileError` if the file cannot be read.
    public static func isXComposer(_ path: URL) throws -> Bool {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
            return false
        }
        guard isFolder.boolValue else {
            return try GGUFFile(path).string("general.architecture") == InternLMNames.architecture
        }
        return (try? PublishedVisionModel(path)) == nil && canLoad(folder: path)
    }

    /// Whether a folder is an InternLM-XComposer, by its configuration alone.
    public static func isXComposer(folder: URL) -> Bool {
        struct Kind: Decodable {
            let name: String?

            private enum CodingKeys: String, CodingKey {
                case name = "model_type"
            }
        }
        let file = folder.appending(path: "config.json")
        return (try? PublishedFile.read(Kind.self, file))?.name == "InternLMXComposer"
    }
}
