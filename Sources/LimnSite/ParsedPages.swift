import Foundation

/// The pages as they were last read, on the disk between two commands: `.limn/site.pages`.
///
/// What a page's file says is a function of the file and the settings, so that a page whose file is
/// as it was need not be read again, nor its Markdown parsed. Their texts are not in it.
struct ParsedPages: Sendable {
    private static let form = "limn pages 2"
    /// How many pages are decoded at a time; enough for all processors.
    private static let blockLength = 128

    /// By path in `content/`.
    let pages: [String: ParsedPage]

    /// Reads what an earlier command left; `nil` where there is nothing that can be used.
    init?(_ file: URL, for configuration: SiteConfiguration) async {
        guard let sealed = SealedFile(file) else { return nil }
        let read = sealed.read(form: Self.form) { reader -> [Block]? in
            guard try reader.key() == configuration.key else { return nil }
            return try reader.list { Block(bytes: Array(try $0.slice())) }
        }
        guard let blocks = read ?? nil else { return nil }
        let decoded = try? await ParallelWork.map(blocks, block: 1) { block in
            try block.bytes.withUnsafeBytes { bytes in
                var reader = ByteReader(bytes)
                return try reader.list { try $0.page(in: configuration) }
            }
        }
        guard let decoded else { return nil }
        pages = Dictionary(
            decoded.joined().map { ($0.path, $0.page) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Block: Sendable {
        let bytes: [UInt8]
    }

    /// Writes the pages for the next command.
    static func write(
        _ pages: [(path: String, page: ParsedPage)], for configuration: SiteConfiguration,
        to file: URL
    ) {
        let good = pages.filter { $0.page.isKeepable }
        let starts = Array(stride(from: 0, to: good.count, by: blockLength))
        SealedFile.write(file, form: form) { writer in
            writer.add(configuration.key)
            writer.add(starts) { writer, start in
                var block = ByteWriter()
                block.add(good[start..<min(start + blockLength, good.count)]) {
                    $0.add($1.path, $1.page)
                }
                writer.add(block.bytes)
            }
        }
    }
}
