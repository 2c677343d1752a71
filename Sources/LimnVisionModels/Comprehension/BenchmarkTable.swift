import Foundation

/// Tables with tabulators between their cells, as pandas writes them: a cell with line breaks or quotation
/// marks stands between quotation marks, and marks in it are doubled.
enum BenchmarkTable {
    /// A table of pictures in base 64 has several hundred million bytes.
    private static let longest = 4 << 30

    private static let tabulator = UInt8(ascii: "\t")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let mark = UInt8(ascii: "\"")

    /// The rows with the lines that they begin in, counted from 1.
    static func rows(of file: URL) throws -> [(line: Int, cells: [String])] {
        let bytes = try content(of: file)
        var rows: [(line: Int, cells: [String])] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var line = 1
        var start = 1
        var index = 0
        func finishCell() {
            if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
            cells.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == lineFeed { line += 1 }
            switch byte {
            case mark where isQuoted:
                if index < bytes.count, bytes[index] == mark {
                    cell.append(mark)
                    index += 1
                } else {
                    isQuoted = false
                }
            case mark where cell.isEmpty: isQuoted = true
            case tabulator where !isQuoted: finishCell()
            case lineFeed where !isQuoted:
                finishCell()
                rows.append((start, cells))
                cells = []
                start = line
            default: cell.append(byte)
            }
        }
        guard !isQuoted else {
            throw ComprehensionError(
                file: file.path, line: start, message: "a quotation mark is never closed")
        }
        if !cell.isEmpty || !cells.isEmpty {
            finishCell()
            rows.append((start, cells))
        }
        return rows
    }

    /// The lines of a text.
    static func lines(of file: URL) throws -> [String] {
        try content(of: file).split(separator: lineFeed, omittingEmptySubsequences: false).map {
            String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
        }
    }

    private static func content(of file: URL) throws -> [UInt8] {
        let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int
        guard let size, size <= longest, let data = try? Data(contentsOf: file) else {
            throw ComprehensionError(file: file.path, line: nil, message: "it cannot be read")
        }
        return Array(data)
    }
}
