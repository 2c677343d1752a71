import LimnArticles

/// A table as text (RFC 4180): commas between fields, quotation marks around those that hold
/// commas, line ends or, doubled, quotation marks.
struct CommaSeparatedTable {
    /// A list of groups, with the first line's fields as keys.
    let value: FrontMatterValue

    private struct Record {
        var fields: [String] = []
        let line: Int
    }

    /// - Throws: a `Problem` with file and line
    init(_ text: String, file: String) throws {
        var records = try Self.records(text, file: file)
        guard !records.isEmpty else {
            value = FrontMatterValue(content: .sequence([]))
            return
        }
        let head = records.removeFirst()
        guard Set(head.fields).count == head.fields.count, !head.fields.contains("") else {
            throw Problem(
                at: SourceLocation(file: file, line: head.line),
                "the columns need names, each of its own",
                remedy: "Write the names of the columns into the first line.")
        }
        let rows = try records.map { record in
            guard record.fields.count == head.fields.count else {
                throw Problem(
                    at: SourceLocation(file: file, line: record.line),
                    "\(record.fields.count) fields stand here, and there are \(head.fields.count) columns",
                    remedy: "Put fields that hold commas into quotation marks.")
            }
            return FrontMatterValue(
                content: .mapping(
                    zip(head.fields, record.fields).map { name, field in
                        FrontMatterValue.Entry(
                            key: name, line: record.line,
                            value: FrontMatterValue(content: .scalar(field), line: record.line))
                    }), line: record.line)
        }
        value = FrontMatterValue(content: .sequence(rows))
    }

    private static func records(_ text: String, file: String) throws -> [Record] {
        var records: [Record] = []
        var record = Record(line: 1)
        var field = ""
        var line = 1
        var quoteLine: Int?
        var scalars = Array(text.unicodeScalars)[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        func endRecord() {
            record.fields.append(field)
            if record.fields != [""] { records.append(record) }
            field = ""
            record = Record(line: line)
        }
        while let scalar = scalars.popFirst() {
            if scalar == "\n" { line += 1 }
            if quoteLine != nil {
                if scalar != "\"" {
                    field.unicodeScalars.append(scalar)
                } else if scalars.first == "\"" {
                    field += "\""
                    scalars.removeFirst()
                } else {
                    quoteLine = nil
                }
                continue
            }
            switch scalar {
            case "\"" where field.isEmpty: quoteLine = line
            case ",":
                record.fields.append(field)
                field = ""
            case "\n": endRecord()
            case "\r" where scalars.first == "\n": break
            default: field.unicodeScalars.append(scalar)
            }
        }
        if let quoteLine {
            throw Problem(
                at: SourceLocation(file: file, line: quoteLine),
                "a quotation mark opens here and never closes",
                remedy: "Close it; within it, write a quotation mark twice.")
        }
        endRecord()
        return records
    }
}
