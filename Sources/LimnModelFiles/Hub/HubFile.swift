/// A file of a model on the hub, as the hub announces it.
public struct HubFile: Sendable, Hashable, Codable {
    /// The path in the model's folder.
    public let path: String
    /// Its length.
    public let bytes: UInt64
    /// The SHA-256 of a large file; `nil` for one that lies in git itself.
    public let sha256: String?
    /// The git hash of a small file.
    public let gitBlob: String?

    /// Describes a file.
    public init(path: String, bytes: UInt64, sha256: String? = nil, gitBlob: String? = nil) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.gitBlob = gitBlob
    }

    /// What tells this version of the file from others.
    var mark: String { sha256 ?? gitBlob ?? "" }
}

/// A model on the hub at one commit.
public struct HubModel: Sendable, Hashable, Codable {
    /// The commit.
    public let commit: String
    /// The licence's name, where its makers say it.
    public let licence: String?
    /// Its files.
    public let files: [HubFile]

    /// Describes a model.
    public init(commit: String, licence: String?, files: [HubFile]) {
        self.commit = commit
        self.licence = licence
        self.files = files
    }

    /// The model with some of its files alone.
    public func keeping(_ files: [HubFile]) -> HubModel {
        HubModel(commit: commit, licence: licence, files: files)
    }

    /// The files that Limn reads of a model: the configuration, the tokenizer, and the weights in the best
    /// form that there is.
    ///
    /// - Throws: `ModelStoreError` with `unknownModel` if there are no weights that Limn reads, or several
    ///   GGUF files to choose from.
    public func needed(of reference: HubReference) throws -> [HubFile] {
        func failure(_ message: String, _ remedy: String) -> ModelStoreError {
            ModelStoreError(reason: .unknownModel, message: message, remedy: remedy)
        }
        if let wanted = reference.file {
            guard let file = files.first(where: { $0.path == wanted }) else {
                throw failure(
                    "\(reference) is not among the model's files",
                    "It has: " + files.map(\.path).sorted().joined(separator: ", "))
            }
            return [file]
        }
        let top = files.filter { !$0.path.contains("/") }.sorted { $0.path < $1.path }
        let small = top.filter {
            ["json", "jinja"].contains($0.path.ending) || $0.path == "tokenizer.model"
                || $0.path.hasPrefix("LICENSE")
        }
        for (ending, stem) in [("safetensors", "model"), ("bin", "pytorch_model")] {
            let weights = top.filter { $0.path.ending == ending && $0.path.hasPrefix(stem) }
            if !weights.isEmpty { return small + weights }
        }
        let ggufs = top.filter { $0.path.ending == "gguf" }
        let texts = ggufs.filter { !$0.path.contains("mmproj") }
        if texts.count == 1 { return ggufs }
        guard !texts.isEmpty else {
            throw failure(
                "\(reference) has no weights that Limn reads",
                "Choose a model with GGUF files, safetensors or pytorch_model.bin.")
        }
        throw failure(
            "\(reference) has several GGUF files",
            "Name one: "
                + texts.map {
                    "\(HubReference.scheme)\(reference.owner)/\(reference.name)/\($0.path)"
                }
                .joined(separator: ", "))
    }
}

extension String {
    fileprivate var ending: String {
        lastIndex(of: ".").map { String(self[index(after: $0)...]) } ?? ""
    }
}
