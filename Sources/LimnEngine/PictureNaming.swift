import LimnArticles
import LimnComposer
import LimnImageLibrary

/// Orders what a search found by how likely a language model finds the pictures' names as the answer
/// to what is shown at the place.
///
/// Captions describe things without naming them (“the king of beasts”); which of sixty names is meant
/// takes knowledge of the world, and a small model that seldom thinks of the right name itself still
/// tells it from others.
struct PictureNaming: Sendable {
    let writer: any Writer
    let library: ImageLibrary

    /// How many of the pictures that a search found are weighed: nine in ten of the right ones are
    /// among them.
    static let shortlist = 60

    /// A difference in log-likelihood counts this many standard deviations of the search's score.
    private static let weight = 0.4
    /// How much of a name's likelihood where nothing is known is taken off.
    private static let share = 0.6

    /// What of the model's answers goes into the search's identity.
    var identity: String { "naming \(NamingPrompts.version) \(writer.identity.sha256)" }

    /// The candidates in their new order. Their scores add what the names weigh, compared with the
    /// other candidates' mean; a picture without any name stays at the mean.
    func ordered(
        _ candidates: [ImageCandidate], for wish: PictureWish
    ) async throws -> [ImageCandidate] {
        let prompts = NamingPrompts.prompts(for: wish.language)
        let names = candidates.map(\.record.names)
        let all = Set(names.flatMap { $0 })
        guard all.count > 1 else { return candidates }
        let usual = try await usual(all, prompts: prompts, language: wish.language)
        let here = try await likelihoods(
            of: all, after: prompts.messages(text: wish.context, caption: wish.caption))
        let values = names.map { names in
            names.compactMap { name -> Double? in
                guard let likelihood = here[name], let usual = usual[name] else { return nil }
                return likelihood - Self.share * usual
            }.max()
        }
        let known = values.compactMap { $0 }
        let mean = known.reduce(0, +) / Double(max(1, known.count))
        return zip(candidates, values).map { candidate, value in
            candidate.adding(
                Self.weight * ((value ?? mean) - mean), reason: "its name fits the place")
        }.sorted { ($1.score, $0.record.id) < ($0.score, $1.record.id) }
    }

    private func usual(
        _ names: Set<String>, prompts: NamingPrompts, language: LanguageTag
    ) async throws -> [String: Double] {
        let kept = NameLikelihoods(
            library: library, key: "\(identity) \(language.primary == "zh" ? "zh" : "en")")
        var known = try kept.known(names)
        let missing = names.subtracting(known.keys)
        guard !missing.isEmpty else { return known }
        let (text, caption) = prompts.nowhere
        let fresh = try await likelihoods(
            of: missing, after: prompts.messages(text: text, caption: caption))
        try kept.keep(fresh)
        known.merge(fresh) { first, _ in first }
        return known
    }

    private func likelihoods(
        of names: Set<String>, after messages: [Message]
    ) async throws -> [String: Double] {
        let names = names.sorted()
        let request = ChoiceRequest(messages: messages, options: names)
        let likelihoods = try await writer.weigh([request]).first ?? []
        return Dictionary(
            zip(names, likelihoods).filter { $0.1.isFinite },
            uniquingKeysWith: { first, _ in first })
    }
}
