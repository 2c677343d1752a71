import Foundation

/// The tables of vectors that a search compares texts with, in one file beside the index.
///
/// The file is mapped into memory when it is read: a search begins at once, and memory holds only the
/// pages that it touches. It belongs to one state of the library, the models and the dictionaries,
/// which its key names; any other file, also a damaged one, counts as none and is written anew.
///
/// Eight bytes `limnvec1`, the length of the header in eight bytes, the header in JSON, then the
/// tables' numbers and scales, little endian, each at a multiple of 64.
struct VectorFile {
    /// Tables by name, with a row for each picture.
    var tables: [String: CompactVectors] = [:]
    /// Centres of queries by table and language.
    var centres: [String: [String: [Float]]] = [:]

    private static let magic = Data("limnvec1".utf8)
    private static let alignment = 64
    /// Far more than the names and centres of all tables need.
    private static let longestHeader = 16 << 20

    private struct Header: Codable {
        struct Table: Codable {
            let name: String
            let dimension: Int
            let count: Int
            let values: Int
            let scales: Int
        }

        let key: String
        let tables: [Table]
        let centres: [String: [String: [Float]]]
    }

    /// No tables yet.
    init() {}

    /// Maps a file; `nil` unless it is whole, its key is the one given and its tables have so many rows.
    init?(contentsOf file: URL, key: String, rows: Int) {
        guard let data = try? Data(contentsOf: file, options: .alwaysMapped),
            let (header, start) = Self.header(of: data), header.key == key
        else { return nil }
        centres = header.centres
        for table in header.tables {
            guard (0...2_000).contains(table.dimension), table.count == rows,
                Self.holds(data, table.values, table.count, table.dimension, from: start),
                Self.holds(data, table.scales, table.count, 4, from: start)
            else { return nil }
            tables[table.name] = CompactVectors(
                dimension: table.dimension,
                mapped: CompactVectors.MappedRows(
                    file: data, values: table.values, scales: table.scales, count: table.count))
        }
    }

    /// Writes the tables in the place of what is there.
    ///
    /// - Throws: what the file system throws; the old file stays then.
    func write(to file: URL, key: String) throws {
        var entries: [Header.Table] = []
        // Places depend on the header's length, which depends on the places: room for the header is
        // set aside generously, and filled with spaces.
        let centreCount = centres.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } }
        let room = 4_096 + tables.count * 512 + centreCount * 24
        var place = Self.aligned(16 + room)
        let names = tables.keys.sorted()
        for name in names {
            guard let table = tables[name] else { continue }
            let scales = Self.aligned(place + table.count * table.dimension)
            entries.append(
                Header.Table(
                    name: name, dimension: table.dimension, count: table.count, values: place,
                    scales: scales))
            place = Self.aligned(scales + table.count * 4)
        }
        var json = try JSONEncoder().encode(Header(key: key, tables: entries, centres: centres))
        json.append(Data(repeating: UInt8(ascii: " "), count: max(0, room - json.count)))
        guard json.count == room else { throw CocoaError(.fileWriteUnknown) }

        Self.removeLeftovers(of: file)
        let fresh = file.appendingPathExtension("new-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: fresh) }
        guard FileManager.default.createFile(atPath: fresh.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: fresh)
        defer { try? handle.close() }
        try handle.write(contentsOf: Self.magic)
        try handle.write(contentsOf: withUnsafeBytes(of: UInt64(room).littleEndian) { Data($0) })
        try handle.write(contentsOf: json)
        for entry in entries {
            try tables[entry.name]?.withRows { values, scales in
                try handle.seek(toOffset: UInt64(entry.values))
                try handle.write(contentsOf: Data(buffer: values))
                try handle.seek(toOffset: UInt64(entry.scales))
                try handle.write(contentsOf: Data(buffer: scales))
            }
        }
        try handle.truncate(atOffset: UInt64(place))
        try handle.synchronize()
        guard rename(fresh.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Removes what writers that were killed left behind.
    private static func removeLeftovers(of file: URL) {
        let folder = file.deletingLastPathComponent()
        let start = file.lastPathComponent + ".new-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(start) {
            guard let process = Int32(name.dropFirst(start.count)), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    private static func header(of data: Data) -> (Header, end: Int)? {
        guard data.count >= 16, data.prefix(8) == magic else { return nil }
        let length = data.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        guard length <= longestHeader, 16 + Int(length) <= data.count,
            let header = try? JSONDecoder().decode(
                Header.self, from: data[16..<16 + Int(length)])
        else { return nil }
        return (header, 16 + Int(length))
    }

    /// Whether `count` items of `size` bytes at a place are within the file, after the header.
    private static func holds(
        _ data: Data, _ place: Int, _ count: Int, _ size: Int, from start: Int
    ) -> Bool {
        let (length, isTooLong) = count.multipliedReportingOverflow(by: size)
        return !isTooLong && place >= start && place.isMultiple(of: alignment)
            && place <= data.count && length <= data.count - place
    }

    private static func aligned(_ place: Int) -> Int {
        (place + alignment - 1) / alignment * alignment
    }
}
