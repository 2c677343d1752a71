import ArgumentParser
import Foundation
import LimnModelFiles

/// `limn models`: what the catalog offers, what is on this machine, and fetching it.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch, check, import and quantise models and data.",
        discussion: """
            Models are kept in ~/.cache/limn/models, or where LIMN_MODELS says. Each file is \
            checked against the SHA-256 of the catalog before it is used.
            """,
        subcommands: [
            List.self, Pull.self, Info.self, Verify.self, Import.self, Quantize.self,
        ])

    /// The store of this machine with the embedded catalog.
    static func store() throws -> ModelStore {
        try ModelStore(catalog: .embedded())
    }

    /// Runs `body`, and turns a store's error into a message and an exit status.
    static func reportingErrors(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ModelStoreError {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            throw ExitCode(error.reason == .unknownModel ? 2 : 3)
        }
    }

    /// Prints a value as JSON with sorted keys.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// A catalog entry with what this machine has of it, as the commands report it.
struct ModelReport: Encodable {
    struct File: Encodable {
        let path: String
        let location: String
        let bytes: UInt64
        let sha256: String
        let status: String
        let packages: [String]
    }

    let name: String
    let role: String
    let licence: String
    let architecture: String?
    let quantization: String?
    let languages: [String]
    let bytes: UInt64
    let status: String
    let files: [File]
    /// What it can do here.
    let abilities: [String]
    /// The bytes of memory that it takes, about: its weights, and a tenth for what it works with.
    let memory: UInt64
    /// The tokens a second that `limn bench model` measured on this machine.
    let tokensPerSecond: Double?

    private enum CodingKeys: String, CodingKey {
        case name, role, licence, architecture, quantization, languages, bytes, status, files
        case abilities, memory
        case tokensPerSecond = "tokens_per_second"
    }

    init(_ entry: CatalogEntry, store: ModelStore) {
        self.init(entry, store: store, statuses: entry.files.map(store.status(of:)))
    }

    init(_ entry: CatalogEntry, store: ModelStore, statuses: [ModelStore.Status]) {
        name = entry.name
        role = entry.role
        licence = entry.licence
        architecture = entry.architecture
        quantization = entry.quantization
        languages = entry.languages
        bytes = entry.bytes
        files = zip(entry.files, statuses).map { file, status in
            File(
                path: file.path, location: store.location(of: file).path, bytes: file.bytes,
                sha256: file.sha256, status: Self.word(status),
                packages: file.packages.map(\.requirement))
        }
        let worst: [ModelStore.Status] = [.wrong, .missing, .unverified]
        status = Self.word(worst.first(where: statuses.contains) ?? .verified)
        abilities = ModelAbilities.of(entry)
        memory = abilities.isEmpty ? 0 : entry.bytes + entry.bytes / 10
        tokensPerSecond = entry.files.first.flatMap {
            MeasuredSpeeds(store).tokensPerSecond(of: store.location(of: $0))
        }
    }

    /// What was pulled from the hub.
    ///
    /// - Parameters:
    ///   - model: what the hub says of the files that were wanted
    ///   - location: the file or folder
    init(_ reference: HubReference, model: HubModel?, location: URL, store: ModelStore) {
        name = "\(reference)"
        role = "a model of the Hugging Face hub"
        licence = model?.licence ?? "not said"
        architecture = nil
        quantization = nil
        languages = []
        let folder = store.folder.appendingPathComponent(reference.folder)
        let files = model?.files ?? []
        bytes = files.reduce(0) { $0 + $1.bytes }
        self.files = files.map { file in
            File(
                path: file.path, location: folder.appendingPathComponent(file.path).path,
                bytes: file.bytes, sha256: file.sha256 ?? "", status: Self.word(.verified),
                packages: [])
        }
        status = Self.word(.verified)
        abilities = ModelAbilities.of(location)
        let weights = files.filter { $0.sha256 != nil }.reduce(UInt64(0)) { $0 + $1.bytes }
        memory = abilities.isEmpty ? 0 : weights + weights / 10
        tokensPerSecond = MeasuredSpeeds(store).tokensPerSecond(of: location)
    }

    /// The length in mebibytes or kibibytes.
    var size: String { ByteCount.text(bytes) }

    private static func word(_ status: ModelStore.Status) -> String {
        switch status {
        case .verified: "verified"
        case .unverified: "not checked yet"
        case .wrong: "wrong"
        case .missing: "missing"
        }
    }
}
