import ArgumentParser
import Foundation
import LimnModelFiles

/// `limn models`: what the catalog offers, what is on this machine, and fetching it.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch and check models and data.",
        discussion: """
            Models are kept in ~/.cache/limn/models, or where LIMN_MODELS says. Each file is \
            checked against the SHA-256 of the catalog before it is used.
            """,
        subcommands: [List.self, Pull.self, Info.self, Verify.self, Import.self])

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
