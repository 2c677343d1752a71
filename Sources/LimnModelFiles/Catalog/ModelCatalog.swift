import Foundation

/// The list of models and data sets that can be fetched by name.
///
/// ```swift
/// let entry = try ModelCatalog.embedded().entry(named: "multilingual-e5-small")
/// ```
///
/// The embedded catalog is `models.json` beside this file. Names, paths and hashes are checked on
/// reading, since a catalog decides where files are written.
public struct ModelCatalog: Equatable, Sendable {
    /// All entries in the order of the file, models before data.
    public let entries: [CatalogEntry]

    /// The catalog that is part of the program.
    /// - Throws: `ModelStoreError` if the program was built with a broken catalog.
    public static func embedded() throws -> Self {
        try Self(json: Data(PackageResources.models_json))
    }

    /// Reads a catalog.
    /// - Throws: `ModelStoreError` with `badCatalog` that names the entry and what is wrong.
    public init(json: Data) throws {
        let document: CatalogDocument
        do {
            document = try JSONDecoder().decode(CatalogDocument.self, from: json)
        } catch {
            throw Self.bad("it is not in the expected form: \(error)")
        }
        entries = document.entries
        var names: Set<String> = []
        var paths: Set<String> = []
        for entry in entries {
            guard Self.isPlainName(entry.name), names.insert(entry.name).inserted else {
                throw Self.bad("the name \(entry.name.debugDescription) is unusable or used twice")
            }
            guard !entry.files.isEmpty else { throw Self.bad("\(entry.name) has no files") }
            for file in entry.files {
                try Self.check(file, of: entry)
                guard paths.insert(file.path).inserted else {
                    throw Self.bad("two files are to be kept as \(file.path)")
                }
            }
        }
    }

    /// The entry of that name.
    /// - Throws: `ModelStoreError` with `unknownModel`, listing the names that exist.
    public func entry(named name: String) throws -> CatalogEntry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw ModelStoreError(
                reason: .unknownModel,
                message: "the catalog has no model named \(name.debugDescription)",
                remedy: "Use one of \(entries.map(\.name).joined(separator: ", ")), "
                    + "or the path of a model file.")
        }
        return entry
    }

    private static func check(_ file: CatalogFile, of entry: CatalogEntry) throws {
        let components = file.path.split(separator: "/", omittingEmptySubsequences: false)
        guard components.allSatisfy({ isPlainName(String($0)) }) else {
            throw bad("\(entry.name) wants to write to \(file.path.debugDescription)")
        }
        let hexadecimal = file.sha256.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard file.sha256.utf8.count == 64, hexadecimal else {
            throw bad("\(file.path) has no SHA-256 in lower-case hexadecimal")
        }
        guard !file.parts.isEmpty, file.bytes > 0 else {
            throw bad("\(file.path) has no parts or no length")
        }
        for part in file.parts {
            guard isPlainName(part.package.name), isPlainName(part.package.version) else {
                throw bad(
                    "\(file.path) names the package \(part.package.requirement.debugDescription)")
            }
        }
    }

    /// Whether a text is one path component, and cannot be read as an option or a hidden file.
    private static func isPlainName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-")
        else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
                || "._-+".unicodeScalars.contains($0)
        }
    }

    private static func bad(_ message: String) -> ModelStoreError {
        ModelStoreError(
            reason: .badCatalog, message: "the model catalog is broken: \(message)",
            remedy: "Correct Sources/LimnModelFiles/Catalog/models.json and build again.")
    }
}
