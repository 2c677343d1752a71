import Foundation

/// Reads short stretches of a file by offset, so that a header costs a few kilobytes.
struct FileWindow {
    let name: String
    let size: Int
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var bufferStart = 0

    private static let stretch = 16 << 10

    init(_ url: URL) throws {
        name = url.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw ImageError(.unreadable, file: name, "the file does not exist")
        }
        guard !isFolder.boolValue else {
            throw ImageError(.unreadable, file: name, "this is a folder, not a picture")
        }
        do {
            handle = try FileHandle(forReadingFrom: url)
            size = Int(clamping: try handle.seekToEnd())
        } catch {
            throw ImageError(.unreadable, file: name, "the file cannot be read")
        }
    }

    /// `count` bytes at `offset`; throws when the file ends before.
    mutating func bytes(at offset: Int, count: Int) throws -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw ImageError(
                .malformed, file: name,
                "the file ends at byte \(size), inside a part that begins at byte \(offset)")
        }
        if offset < bufferStart || offset + count > bufferStart + buffer.count {
            do {
                try handle.seek(toOffset: UInt64(offset))
                let data = try handle.read(upToCount: max(count, Self.stretch)) ?? Data()
                buffer = [UInt8](data)
                bufferStart = offset
            } catch {
                throw ImageError(.unreadable, file: name, "the file cannot be read")
            }
            guard buffer.count >= count else {
                throw ImageError(.unreadable, file: name, "the file shrank while it was read")
            }
        }
        let start = offset - bufferStart
        return buffer[start..<(start + count)]
    }

    mutating func byte(at offset: Int) throws -> UInt8 {
        let slice = try bytes(at: offset, count: 1)
        return slice[slice.startIndex]
    }

    mutating func bigEndian16(at offset: Int) throws -> Int {
        try bytes(at: offset, count: 2).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func bigEndian32(at offset: Int) throws -> Int {
        try bytes(at: offset, count: 4).reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func littleEndian(at offset: Int, count: Int) throws -> Int {
        try bytes(at: offset, count: count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
