import LimnArticles
import LimnComposer
import LimnTestSupport
import Synchronization

/// Writers that misbehave in ways that real models do.
enum Writers {
    /// Most of its paragraphs carry one of two sentences, so that texts of one batch clash
    /// and what is accepted depends on what it is compared with.
    static func sloppy(dyingAfter: Int = .max) -> ScriptedWriter {
        ScriptedWriter(name: "sloppy", dyingAfter: dyingAfter) { request in
            guard let limits = request.proseLimits else { return nil }
            let text = ScriptedWriter.usualText(request)
            var random = SeededRandom(seed: request.seed)
            guard random.below(12) > 0 else { return nil }
            let common = PseudoProse.paragraph(
                ProseLimits(minimum: 8, target: 8, maximum: 12, language: limits.language),
                seed: UInt64(random.below(2)))
            return .text(limits.language.countsCharacters ? text + common : "\(text) \(common)")
        }
    }

    /// A fresh writer that behaves like another.
    static func like(_ writer: ScriptedWriter, dyingAfter: Int = .max) -> ScriptedWriter {
        writer.identity.name == "sloppy"
            ? sloppy(dyingAfter: dyingAfter) : ScriptedWriter(dyingAfter: dyingAfter)
    }

    /// Gives the bad text to the first `times` requests of each conversation that it fits.
    static func badAtFirst(
        times: Int, _ bad: @escaping @Sendable (WritingRequest) -> ScriptedWriter.Reply?
    ) -> ScriptedWriter {
        let counts = Counts()
        return ScriptedWriter(name: "bad at first") { request in
            guard let reply = bad(request) else { return nil }
            return counts.next(request.messages) < times ? reply : nil
        }
    }

    private final class Counts: Sendable {
        private let state = Mutex<[[Message]: Int]>([:])

        func next(_ messages: [Message]) -> Int {
            state.withLock { counts in
                let count = counts[messages, default: 0]
                counts[messages] = count + 1
                return count
            }
        }
    }
}
