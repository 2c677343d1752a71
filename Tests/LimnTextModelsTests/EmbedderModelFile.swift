import Foundation

/// The catalog's embedding model, where this machine has it.
enum EmbedderModelFile {
    static let url: URL? = {
        let folder =
            ProcessInfo.processInfo.environment["LIMN_MODELS"]
            .flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/limn/models")
        let file = folder.appending(path: "e5-small-q4.bin")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()
}
