import Foundation
import GRDB

/// The pictures that may be used, and their index in SQLite.
///
/// ```swift
/// let library = try ImageLibrary(database: index, folders: [pictures], exclude: ["**/cartoon/**"])
/// let report = try library.scan()
/// let record = try library.record(id: "pictures/tuxpaint/animals/zebra.png")
/// ```
public final class ImageLibrary: Sendable {
    /// How far a scan has come.
    public struct ScanProgress: Equatable, Sendable {
        /// Pictures looked at.
        public let done: Int
        /// Pictures found.
        public let total: Int
    }

    let queue: DatabaseQueue
    /// Where the tables of vectors are kept that searches use.
    let vectorFile: URL
    /// The languages whose captions are searched, best first.
    public let languages: [String]
    private let folders: [LibraryFolder]
    private let only: Set<String>?
    /// Whether pictures without a licence are found by no search.
    let requiresLicence: Bool

    /// Opens the index, and makes it if there is none.
    /// - Parameters:
    ///   - database: the SQLite file; its folder is made if need be.
    ///   - folders: the library folders; their last components must differ, since ids begin with
    ///     them.
    ///   - exclude: patterns for paths relative to a library folder; `**` spans folders.
    ///   - languages: the languages whose captions are searched. Words of all languages together
    ///     would find false friends.
    ///   - only: the ids of the pictures to take; all if `nil`.
    ///   - requiresLicence: whether searches pass over pictures without a licence.
    /// - Throws: `LibraryError`.
    public init(
        database: URL, folders: [URL], exclude: [String] = [], languages: [String] = ["en", "zh"],
        only: Set<String>? = nil, requiresLicence: Bool = false
    ) throws {
        self.only = only
        self.requiresLicence = requiresLicence
        self.languages = languages
        vectorFile = database.deletingPathExtension().appendingPathExtension("vectors")
        self.folders = folders.map { LibraryFolder($0, excludes: exclude) }
        let names = self.folders.map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw LibraryError(
                message: "two library folders are both named \(twice)",
                remedy: "Rename one: picture ids begin with the folder's name.")
        }
        do {
            try FileManager.default.createDirectory(
                at: database.deletingLastPathComponent(), withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(30)
            queue = try DatabaseQueue(path: database.path, configuration: configuration)
            try LibraryMigrations.migrator.migrate(queue)
        } catch {
            throw LibraryError(
                message: "cannot open the library index \(database.path): \(error)",
                remedy: "Check its permissions. If it is damaged, delete it: it is only a cache.")
        }
    }

    /// Brings the index up to date with the folders.
    ///
    /// Pictures whose file and sidecars have the length and time they had are not read again. A
    /// scan that is interrupted goes on where it stopped.
    /// - Throws: `LibraryError` if a folder or the index cannot be used; a broken picture or
    ///   sidecar is only a problem in the report.
    public func scan(progress: (ScanProgress) -> Void = { _ in }) throws -> ScanReport {
        var report = ScanReport()
        var found: [FoundPicture] = []
        for folder in folders { found += try folder.pictures(problems: &report.problems) }
        if let only { found.removeAll { !only.contains($0.id) } }
        let known = try reading { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, fingerprint FROM picture")
            return Dictionary(
                rows.map { ($0["id"] as String, $0["fingerprint"] as String) },
                uniquingKeysWith: { first, _ in first })
        }
        var remaining = Set(known.keys)
        let scanner = LibraryScanner()
        var done = 0
        // Each batch is one transaction: fast, and little is lost when it is interrupted.
        for batch in stride(from: 0, to: found.count, by: 64) {
            var records: [(ImageRecord, String)] = []
            for picture in found[batch..<min(batch + 64, found.count)] {
                let fingerprint = picture.fingerprint + "|" + languages.joined(separator: ",")
                if known[picture.id] == fingerprint {
                    remaining.remove(picture.id)
                    report.unchanged += 1
                } else {
                    do {
                        if let record = try scanner.record(
                            of: picture, problems: &report.problems)
                        {
                            records.append((record, fingerprint))
                            if remaining.remove(picture.id) == nil {
                                report.added += 1
                            } else {
                                report.updated += 1
                            }
                        }
                    } catch {
                        report.problems.append(
                            LibraryFolder.problem(error, file: picture.file))
                    }
                }
                done += 1
                progress(ScanProgress(done: done, total: found.count))
            }
            try write(records)
        }
        try remove(remaining)
        report.removed = remaining.count
        return report
    }

    /// All pictures in the order of their ids.
    /// - Throws: `LibraryError` if the index cannot be read.
    public func records() throws -> [ImageRecord] {
        try reading { database in
            try String.fetchAll(database, sql: "SELECT record FROM picture ORDER BY id")
        }.compactMap(decode)
    }

    /// How many pictures the index has.
    var count: Int {
        get throws {
            try reading { try Int.fetchOne($0, sql: "SELECT count(*) FROM picture") ?? 0 }
        }
    }

    /// Hands over all pictures in the order of their ids, a few at a time, so that memory does not grow
    /// with the library.
    func inBatches(of size: Int = 512, _ body: ([ImageRecord]) throws -> Void) throws {
        var last = ""
        while true {
            let rows = try reading { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT id, record FROM picture WHERE id > ? ORDER BY id LIMIT ?",
                    arguments: [last, size]
                ).map { ($0["id"] as String, $0["record"] as String) }
            }
            guard let end = rows.last?.0 else { return }
            try body(rows.compactMap { decode($0.1) })
            last = end
        }
    }

    /// The picture of that id, if the library has it.
    /// - Throws: `LibraryError` if the index cannot be read.
    public func record(id: String) throws -> ImageRecord? {
        try reading { database in
            try String.fetchOne(
                database, sql: "SELECT record FROM picture WHERE id = ?", arguments: [id])
        }.flatMap(decode)
    }

    /// Reads from the index, and turns the database's errors into the library's.
    func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw indexError(error)
        }
    }

    /// Writes to the index in one transaction.
    func writing(_ body: (Database) throws -> Void) throws {
        do {
            try queue.write(body)
        } catch {
            throw indexError(error)
        }
    }

    private func indexError(_ error: any Error) -> LibraryError {
        LibraryError(
            message: "the library index \(queue.path) cannot be used: \(error)",
            remedy: "Check the disk. If it is damaged, delete it: it is only a cache.")
    }

    /// A stored picture; `nil` for one that is damaged or of another library folder.
    ///
    /// The path is not trusted to the index: a library folder may have moved.
    func decode(_ json: String) -> ImageRecord? {
        guard let stored = try? JSONDecoder().decode(ImageRecord.self, from: Data(json.utf8)),
            let folder = folders.first(where: { stored.id.hasPrefix($0.name + "/") })
        else { return nil }
        // Not as a URL: for many pictures that would take longer than all the rest.
        let path = folder.path + stored.id.dropFirst(folder.name.count)
        return ImageRecord(
            id: stored.id, path: path,
            width: stored.width, height: stored.height, format: stored.format,
            contentHash: stored.contentHash, captions: stored.captions, keywords: stored.keywords,
            name: stored.name, folders: stored.folders, credit: stored.credit,
            licence: stored.licence, source: stored.source, origin: stored.origin)
    }

    private func write(_ records: [(ImageRecord, String)]) throws {
        guard !records.isEmpty else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try writing { database in
            for (record, fingerprint) in records {
                let json = String(decoding: try encoder.encode(record), as: UTF8.self)
                let number = try Int64.fetchOne(
                    database,
                    sql: """
                        INSERT INTO picture (id, fingerprint, record) VALUES (?, ?, ?)
                        ON CONFLICT (id) DO UPDATE
                        SET fingerprint = excluded.fingerprint, record = excluded.record
                        RETURNING number
                        """, arguments: [record.id, fingerprint, json])
                try forgetWords(of: number, in: database)
                try database.execute(
                    sql: """
                        INSERT INTO picture_words (rowid, id, captions, name, folders)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        number, record.id,
                        SearchWords.indexed(
                            languages.compactMap(record.caption(in:)) + record.keywords
                                + [record.origin?.place].compactMap { $0 }),
                        SearchWords.indexed([record.name]),
                        SearchWords.indexed(record.folders),
                    ])
            }
        }
    }

    private func remove(_ ids: Set<String>) throws {
        guard !ids.isEmpty else { return }
        try writing { database in
            for id in ids.sorted() {
                let number = try Int64.fetchOne(
                    database, sql: "DELETE FROM picture WHERE id = ? RETURNING number",
                    arguments: [id])
                try forgetWords(of: number, in: database)
            }
        }
    }

    /// Removes what is searched of a picture by words.
    private func forgetWords(of number: Int64?, in database: Database) throws {
        // By number: a table of words would be read from end to end to find an id.
        for (table, key) in [
            ("picture_words", "rowid"), ("gloss_words", "rowid"), ("gloss", "number"),
        ] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE \(key) = ?", arguments: [number])
        }
    }
}
