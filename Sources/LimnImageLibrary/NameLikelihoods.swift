import GRDB

/// How likely a language model finds names where nothing is known of the picture, kept in the
/// library's index: a name's likelihood at a place tells little without it, since common names are
/// likely everywhere.
public struct NameLikelihoods: Sendable {
    private let library: ImageLibrary
    private let key: String

    /// The likelihoods that one model gives in one way of asking.
    ///
    /// - Parameters:
    ///   - library: whose index they are kept in
    ///   - key: identifies the model, the question and its language
    public init(library: ImageLibrary, key: String) {
        self.library = library
        self.key = key
    }

    /// Those of the names that are known, as natural logarithms.
    /// - Throws: `LibraryError` if the index cannot be read.
    public func known(_ names: Set<String>) throws -> [String: Double] {
        try library.reading { database in
            var known: [String: Double] = [:]
            for name in names.sorted() {
                known[name] = try Double.fetchOne(
                    database, sql: "SELECT likelihood FROM name WHERE key = ? AND name = ?",
                    arguments: [key, name])
            }
            return known
        }
    }

    /// Keeps likelihoods by name.
    /// - Throws: `LibraryError` if the index cannot be written.
    public func keep(_ likelihoods: [String: Double]) throws {
        try library.writing { database in
            for (name, likelihood) in likelihoods where likelihood.isFinite {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO name VALUES (?, ?, ?)",
                    arguments: [key, name, likelihood])
            }
        }
    }
}
