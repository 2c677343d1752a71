import Foundation
import LimnArticles

/// What a render leaves on the disk for the next command: what went in, what the site's files were
/// made from, and the report.
///
/// When all that goes in is the same, by size and date, and the site is as it was left, there is
/// nothing to do. When something differs, the files that would become the same are still known by
/// their keys. A receipt that is damaged, or of another program, counts as none.
struct RenderReceipt: Sendable {
    private static let form = "limn receipt 2"

    /// Stands for everything that went in; `nil` where some of it was too new to be sure.
    let inputs: RenderKey?
    /// Which pages were published.
    let selection: PageSelection
    /// The moment from which another choice of pages would be published.
    let validUntil: Int?
    /// The site's files.
    let manifest: OutputManifest
    /// What was done.
    let report: RenderReport

    /// Whether a render with this selection would make the same site of the same inputs.
    func holds(for other: PageSelection) -> Bool {
        guard other.includesDrafts == selection.includesDrafts,
            other.includesFuture == selection.includesFuture
        else { return false }
        guard let made = selection.now?.seconds, let now = other.now?.seconds else {
            return selection.now == nil && other.now == nil
        }
        return now >= made && now < validUntil ?? .max
    }

    /// The first moment after the selection's at which some page begins or ends to be published.
    static func nextChange(_ pages: [ContentPage], _ selection: PageSelection) -> Int? {
        guard let now = selection.now?.seconds else { return nil }
        return pages.lazy.flatMap { page in
            [page.publishesFrom, page.published, page.expires].compactMap { $0?.seconds }
        }.filter { $0 > now }.min()
    }

    // MARK: On the disk

    /// Reads the receipt of a folder; `nil` when there is none that can be used.
    init?(_ file: URL) {
        let read = SealedFile(file)?.read(form: Self.form) { reader in
            let inputs = try reader.optional { try $0.key() }
            let selection = PageSelection(
                includesDrafts: try reader.flag(), includesFuture: try reader.flag(),
                now: try reader.optional { Timestamp(seconds: try $0.integer()) })
            let validUntil = try reader.optional { try $0.integer() }
            let manifest = try reader.manifest()
            return RenderReceipt(
                inputs: inputs, selection: selection, validUntil: validUntil, manifest: manifest,
                report: try reader.report(files: manifest.entries.count))
        }
        guard let read else { return nil }
        self = read
    }

    init(
        inputs: RenderKey?, selection: PageSelection, validUntil: Int?, manifest: OutputManifest,
        report: RenderReport
    ) {
        self.inputs = inputs
        self.selection = selection
        self.validUntil = validUntil
        self.manifest = manifest
        self.report = report
    }

    /// Writes the receipt; a lost one costs time, never correctness.
    func write(to file: URL) {
        SealedFile.write(file, form: Self.form) { writer in
            writer.add(optional: inputs) { $0.add($1) }
            writer.add(selection.includesDrafts)
            writer.add(selection.includesFuture)
            writer.add(optional: selection.now?.seconds) { $0.add($1) }
            writer.add(optional: validUntil) { $0.add($1) }
            writer.add(manifest)
            writer.add(report)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func add(_ manifest: OutputManifest) {
        add(manifest.generation)
        add(manifest.entries) { writer, entry in
            writer.add(entry.key)
            writer.add(optional: entry.value.key) { $0.add($1) }
            writer.add(optional: entry.value.inputs) { $0.add($1) }
            writer.add(entry.value.stamp.bytes)
            writer.add(Int(entry.value.stamp.modified))
            writer.add(entry.value.stamp.inode)
        }
        add(manifest.folders) { writer, folder in
            writer.add(folder.key)
            writer.add(Int(folder.value))
        }
    }

    fileprivate mutating func add(_ report: RenderReport) {
        add(report.pages) { writer, page in
            writer.add(optional: page.source) { $0.add($1) }
            writer.add(page.route)
            writer.add(page.kind)
            writer.add(page.language)
            writer.add(page.outputs) { $0.add($1) }
        }
        add(report.pictures.encoded + report.pictures.cached)
        add(report.absent) { writer, page in
            writer.add(page.source)
            writer.add(page.reason)
        }
        add(report.warnings) { $0.add($1) }
    }
}

extension ByteReader {
    fileprivate mutating func manifest() throws -> OutputManifest {
        let generation = try number()
        let entries = try list { reader in
            (
                try reader.text(),
                OutputManifest.Entry(
                    key: try reader.optional { try $0.key() },
                    inputs: try reader.optional { try $0.key() },
                    stamp: OutputDisk.Stamp(
                        bytes: try reader.integer(), modified: Int64(try reader.integer()),
                        inode: try reader.number()))
            )
        }
        let folders = try list { (try $0.text(), Int64(try $0.integer())) }
        return OutputManifest(
            generation: generation,
            entries: Dictionary(entries, uniquingKeysWith: { first, _ in first }),
            folders: Dictionary(folders, uniquingKeysWith: { first, _ in first }))
    }

    /// A report of a render that did nothing.
    fileprivate mutating func report(files: Int) throws -> RenderReport {
        let pages = try list { reader in
            RenderReport.Page(
                source: try reader.optional { try $0.text() }, route: try reader.text(),
                kind: try reader.text(), language: try reader.text(),
                outputs: try reader.list { try $0.text() }, seconds: 0, cached: true)
        }
        return RenderReport(
            pages: pages, pictures: .init(encoded: 0, cached: try integer()),
            files: .init(written: 0, unchanged: files, removed: 0), steps: [],
            absent: try list { RenderReport.Absent(source: try $0.text(), reason: try $0.text()) },
            warnings: try list { try $0.text() }, seconds: 0)
    }
}
