import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTextModels

/// Which model a command uses.
struct ModelOptions: ParsableArguments {
    @Option(
        help:
            """
            The model, by catalog name, path of a file or folder, or hf:OWNER/NAME[/FILE] once pulled. \
            A name of the catalog comes first; ./NAME is a folder of that name.
            """)
    var model: String

    @Option(help: "How many threads work; all processors if not given.")
    var threads: Int?

    /// The model's file.
    func file() throws -> URL { try ModelsCommand.store().resolve(model) }

    /// The folder that is named, or the model's file.
    func location() throws -> URL { try Self.location(of: model) }

    /// The folder that is named, where it is one and not a file or a name of the catalog.
    var folder: URL? { Self.folder(of: model) }

    /// The folder that a reference names, or the model's file.
    ///
    /// - Parameter root: Where paths begin that are not here.
    static func location(of model: String, in root: URL? = nil) throws -> URL {
        let store = try ModelsCommand.store()
        if let root, !isCatalogued(model, in: store), try HubReference(model) == nil {
            let place = root.appending(path: model)
            if FileManager.default.fileExists(atPath: place.path) { return place }
        }
        return try folder(of: model) ?? store.resolve(model)
    }

    private static func folder(of model: String) -> URL? {
        guard let store = try? ModelsCommand.store(), !isCatalogued(model, in: store) else {
            return nil
        }
        let named = try? HubReference(model)
        let pulled = named.flatMap { try? store.location(of: $0) }
        let url = pulled ?? URL(filePath: (model as NSString).expandingTildeInPath)
        let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
        return isFolder == true ? url : nil
    }

    /// Whether a name is one of the catalog's, which a folder that happens to be called so does not hide.
    private static func isCatalogued(_ name: String, in store: ModelStore) -> Bool {
        store.catalog.entries.contains { $0.name == name }
    }

    /// The model, loaded.
    func textModel(
        cache: CachePrecision = .f16, adapters: [AdapterReference] = []
    ) throws -> TextModel {
        try TextModel.load(try location(), threads: threads, cache: cache, adapters: adapters)
    }
}

extension InputPrecision: ExpressibleByArgument {}

/// The JSON file that a command of the machine interface reads.
struct JSONInput: ParsableArguments {
    @Option(help: "A JSON file; - for standard input.")
    var input: String

    /// Reads the file as a value.
    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let data: Data
        if input == "-" {
            data = FileHandle.standardInput.readDataToEndOfFile()
        } else {
            guard let read = try? Data(contentsOf: URL(filePath: input)) else {
                throw ValidationError("\(input) cannot be read; check that it exists")
            }
            data = read
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw ValidationError(
                "\(input) is not the JSON that is expected: \(error.place)")
        }
    }
}

/// Compact JSON on standard output.
enum JSONOutput {
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
