import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// Loads models that see, of whatever kind.
public enum VisionLanguageModels {
    /// Loads a model.
    ///
    /// - Parameters:
    ///   - path: A folder as SmolVLM, LLaVA or InternLM-XComposer are published; a GGUF file that
    ///     `limn models import` made of the latter; or a language model's GGUF file with its projector's.
    ///   - projector: The projector's file; if `nil`, the one with `mmproj` in its name in the same
    ///     folder.
    ///   - splits: Whether large pictures are looked at in parts, where the model does that.
    ///   - threads: How many threads work; one for each processor if `nil`.
    /// - Throws: `ModelFileError` with a remedy if the files are damaged, of another kind or do not
    ///   belong together; `TensorError` if threads or memory are short.
    public static func load(
        _ path: URL, projector: URL? = nil, splits: Bool = true, threads: Int? = nil
    ) throws -> any VisionLanguageModel {
        let pool = try WorkerPool(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder),
            isFolder.boolValue
        {
            if let job = try PairImport(path, language: .single, vision: .single) {
                return try load(job, named: path, splits: splits, pool: pool)
            }
            return try XComposerChat(path, threads: threads)
        }
        let file = try GGUFFile(path)
        if try file.string("general.architecture") == InternLMNames.architecture {
            return try XComposerChat(path, threads: threads)
        }
        let other = try projector ?? findProjector(beside: path)
        return try PairedVisionModel(
            text: file, projector: try GGUFFile(other), splits: splits, pool: pool)
    }

    /// Whether a folder is one of those that ``load(_:projector:splits:threads:)`` takes, by its
    /// configuration.
    public static func canLoad(folder: URL) -> Bool {
        if (try? PublishedVisionModel(folder)) != nil { return true }
        return (try? XComposerConfiguration(folder.appending(path: "config.json"))) != nil
            && FileManager.default.fileExists(
                atPath: folder.appending(path: InternLMTokenizer.fileName).path)
    }

    /// A published folder is imported into files that exist as long as they are mapped.
    private static func load(
        _ job: PairImport, named folder: URL, splits: Bool, pool: WorkerPool
    ) throws -> any VisionLanguageModel {
        let place = FileManager.default.temporaryDirectory
            .appending(path: "limn-model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let file = place.appending(path: folder.lastPathComponent + ".gguf")
        try job.write(to: file, on: pool)
        return try PairedVisionModel(
            text: try GGUFFile(file),
            projector: try GGUFFile(PairImport.projectorFile(of: file)), splits: splits,
            location: folder, pool: pool)
    }

    /// The projector's file in the folder of a language model's: the one that has the language model's
    /// name in its own, or the only one.
    ///
    /// - Throws: `ModelFileError` if there is none, or no telling which.
    public static func findProjector(beside file: URL) throws -> URL {
        let folder = file.deletingLastPathComponent()
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
            .filter { $0.contains("mmproj") && $0.hasSuffix(".gguf") }.sorted() ?? []
        let own = names.filter { $0.contains(file.lastPathComponent) }
        if let name = own.first ?? (names.count == 1 ? names.first : nil) {
            return folder.appending(path: name)
        }
        throw ModelFileError(
            file: file,
            message: names.isEmpty
                ? "the language model has no projector file (mmproj) beside it, without which it "
                    + "does not see"
                : "there are several projector files beside it: \(names.joined(separator: ", "))",
            remedy:
                "download the model's mmproj file into the same folder, or name it with --mmproj")
    }
}
