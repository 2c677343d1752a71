import Foundation
import LimnDigests

/// The tables of vectors that a search compares texts with, a row for each picture; each may be
/// missing.
struct SearchTables: Sendable {
    /// What captions and names mean.
    var captions: CaptionIndex?
    /// What a dictionary says of the things that captions name.
    var glosses: GlossVectors?
    /// The classes of things seen in the pixels.
    var classes: ClassIndex?
    /// The pixels as vectors of a model that reads texts too.
    var sights: SightIndex?

    /// Makes the tables of a library whose pictures were looked at.
    ///
    /// - Parameters:
    ///   - definitions: the dictionary's texts, one a picture; empty without a dictionary.
    ///   - progress: called with the number of texts embedded and their total.
    init(
        of library: ImageLibrary, _ records: [ImageRecord], definitions: [String],
        helpers: ImageSearch.Helpers, progress: (Int, Int) -> Void
    ) throws {
        sights = try (helpers.looker as? any PictureTextLooker).map {
            try SightIndex(records: records, library: library, looker: $0)
        }
        guard let embedder = helpers.embedder else { return }
        let vectors = CaptionVectors(library: library, embedder: embedder)
        try vectors.prune()
        captions = try CaptionIndex(
            records: records, languages: library.languages, vectors: vectors, progress: progress)
        if !definitions.isEmpty {
            glosses = try GlossVectors(definitions: definitions, vectors: vectors)
        }
        if let looker = helpers.looker, sights == nil, let texts = helpers.classes {
            let seen = try LookStore(library: library, looker: looker).classes(of: records)
            classes = try ClassIndex(seen: seen, texts: texts, vectors: vectors)
        }
    }

    /// The tables of a file.
    init(_ file: VectorFile, helpers: ImageSearch.Helpers) {
        captions = CaptionIndex(file)
        glosses = GlossVectors(file)
        classes = ClassIndex(file)
        sights = (helpers.looker as? any PictureTextLooker).flatMap { SightIndex(file, looker: $0) }
    }

    /// The tables as a file.
    var file: VectorFile {
        var file = VectorFile()
        captions?.add(to: &file)
        glosses?.add(to: &file)
        classes?.add(to: &file)
        sights?.add(to: &file)
        return file
    }

    /// What the tables depend on: the search's identity, and what else they are made of.
    static func key(
        identity: String, languages: [String], definitions: [String], classes: ClassTexts?
    ) -> String {
        var hash = ContentDigest()
        let texts =
            [["tables 2", identity], languages, definitions]
            + (classes.map { $0.english + [$0.chinese] } ?? [])
        for list in texts {
            hash.update(Data("\(list.count)\n".utf8))
            for text in list { hash.update(Data((text + "\u{0}").utf8)) }
        }
        return hash.finish()
    }
}
