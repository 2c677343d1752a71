import Foundation

/// Which bytes of a file have arrived, on disk beside it, so that a transfer goes on where it stopped.
final class TransferBook: @unchecked Sendable {
    /// A part of the file that one connection fetches.
    struct Segment: Codable, Equatable {
        var start: UInt64
        let end: UInt64
    }

    private struct Document: Codable {
        let mark: String
        let bytes: UInt64
        var segments: [Segment]
    }

    private let lock = NSLock()
    private let file: URL
    private let target: FileHandle
    private var document: Document
    private var unsaved: UInt64 = 0

    /// How much may arrive before it is written down.
    private static let saved: UInt64 = 4 << 20

    /// Opens the partial file, and makes it if there is none of this version.
    ///
    /// - Parameters:
    ///   - mark: What tells the version of the file.
    ///   - segments: How many parts a new transfer has.
    init(partial: URL, mark: String, bytes: UInt64, segments: Int) throws {
        file = partial.appendingPathExtension("json")
        let known = (try? Data(contentsOf: file)).flatMap {
            try? JSONDecoder().decode(Document.self, from: $0)
        }
        let size = FileReceipt.stamp(of: partial)?.bytes
        if let known, known.mark == mark, !mark.isEmpty, known.bytes == bytes, size == bytes,
            known.segments.allSatisfy({ $0.start <= $0.end && $0.end <= bytes })
        {
            document = known
        } else {
            document = Document(mark: mark, bytes: bytes, segments: Self.parts(bytes, segments))
            guard FileManager.default.createFile(atPath: partial.path, contents: nil) else {
                throw CocoaError(.fileWriteNoPermission)
            }
        }
        target = try FileHandle(forUpdating: partial)
        try target.truncate(atOffset: bytes)
        try save()
    }

    /// Begins anew, with one part.
    func reset() throws {
        try lock.withLock {
            document.segments = Self.parts(document.bytes, 1)
            try save()
        }
    }

    /// What is still to come.
    var segments: [Segment] { lock.withLock { document.segments } }

    /// The bytes that have arrived.
    var done: UInt64 {
        lock.withLock {
            document.bytes - document.segments.reduce(0) { $0 + ($1.end - $1.start) }
        }
    }

    /// Writes what arrived of a segment.
    ///
    /// - Throws: The error of a full disk; `URLError` if more arrives than was asked for.
    func write(_ data: Data, to index: Int) throws {
        try lock.withLock {
            let segment = document.segments[index]
            guard UInt64(data.count) <= segment.end - segment.start else {
                throw URLError(.dataLengthExceedsMaximum)
            }
            try target.seek(toOffset: segment.start)
            try target.write(contentsOf: data)
            document.segments[index].start += UInt64(data.count)
            unsaved += UInt64(data.count)
            if unsaved >= Self.saved { try save() }
        }
    }

    /// Writes down what has arrived.
    func flush() { lock.withLock { try? save() } }

    /// Closes the file.
    func close() {
        flush()
        try? target.close()
    }

    /// Removes what was written down.
    func remove() { try? FileManager.default.removeItem(at: file) }

    private func save() throws {
        unsaved = 0
        try JSONEncoder().encode(document).write(to: file, options: .atomic)
    }

    private static func parts(_ bytes: UInt64, _ count: Int) -> [Segment] {
        let count = UInt64(max(1, count))
        return (0..<count).map { index in
            Segment(start: bytes * index / count, end: bytes * (index + 1) / count)
        }.filter { $0.start < $0.end }
    }
}
