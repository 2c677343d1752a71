import Foundation
import GRDB
import LimnImages

/// What was seen in the library's pictures, each looked at once and kept in the index by the hash
/// of its content.
struct LookStore {
    /// What is kept of one picture.
    struct Look {
        /// What a model saw; nothing without a model.
        var classes: [SeenClass] = []
        let traits: PictureTraits
    }

    let library: ImageLibrary
    /// The model that looks; without one, only traits are measured.
    let looker: (any PictureLooker)?

    /// The looks of pictures, in order; `nil` for those that cannot be decoded.
    ///
    /// Pictures are decoded one at a time and no larger than needed, so memory does not grow with
    /// the library; what was seen is stored after every few, so an interruption loses little.
    /// - Parameter progress: called with the number of pictures looked at and their total.
    func looks(
        of records: [ImageRecord], progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [Look?] {
        var traits = try library.traits()
        var classes = try looker.map { try library.classes(seenBy: $0.modelHash) } ?? [:]
        var seen: Set<String> = []
        let missing = records.filter { record in
            let hash = record.contentHash
            let isKnown = traits[hash] != nil && (looker == nil || classes[hash] != nil)
            return !isKnown && seen.insert(hash).inserted
        }
        var fresh: [String: Look] = [:]
        for (done, record) in missing.enumerated() {
            if let bitmap = Self.bitmap(of: record) {
                let look = Look(
                    classes: try looker?.look(at: bitmap) ?? [], traits: PictureTraits(bitmap))
                traits[record.contentHash] = look.traits
                classes[record.contentHash] = look.classes
                fresh[record.contentHash] = look
            }
            if fresh.count == 16 || done == missing.count - 1 {
                try library.store(fresh, seenBy: looker?.modelHash)
                fresh = [:]
            }
            progress(done + 1, missing.count)
        }
        return records.map { record in
            traits[record.contentHash].map {
                Look(classes: classes[record.contentHash] ?? [], traits: $0)
            }
        }
    }

    /// The picture no larger than needed; `nil` if it cannot be decoded within the memory that
    /// indexing may take. JPEGs are shrunk as they are decoded, so they may be larger than others.
    private static func bitmap(of record: ImageRecord) -> Bitmap? {
        let most = record.format == ImageFormat.jpeg.rawValue ? 120_000_000 : 36_000_000
        return try? ImageDecoder(mostPixels: most)
            .decode(URL(filePath: record.path), leastWidth: 224).bitmap
    }
}
