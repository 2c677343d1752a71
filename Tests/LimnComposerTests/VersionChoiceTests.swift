import LimnArticles
import LimnComposer
import LimnTestSupport
import Synchronization
import Testing

/// Which of several versions of a paragraph is kept.
struct VersionChoiceTests {
    private static let likelier =
        "Warm layers and a woollen hat keep off the cold wind before dawn."
    /// The same words, so as close to the note.
    private static let lessLikely =
        "A woollen hat and warm layers keep off the cold wind before dawn."

    @Test(
        "Of two versions equally close to the note, the likelier is kept, whichever comes first",
        arguments: [0, 1])
    func likelierVersionIsKept(place: Int) async throws {
        let versions = Mutex(0)
        let writer = ScriptedWriter { request in
            let isFirst = request.messages.last?.text.contains("what to wear") == true
            guard request.isProse, isFirst else { return nil }
            let index = versions.withLock { count in
                defer { count += 1 }
                return count
            }
            return index == place
                ? .scored(Self.likelier, -1) : .scored(Self.lessLikely, -1.05)
        }
        let composition = try await Scene(writer: writer, library: nil)
            .compose(Scene.brief(languages: "[en]"))
        #expect(try composition.paragraphs(.english).first == Self.likelier)
    }
}
