import Foundation

/// The words that stand for the classes of an image classifier: their names, the kinds of things that they
/// are, and what their descriptions begin with.
///
/// ImageNet has Granny Smith, pomegranate and fig, but no fruit; WordNet says that these are fruit. A
/// word counts the more the fewer classes have it.
struct ClassWords: Sendable {
    /// How much a word counts that only a broader term has, for each step up.
    private static let broader: Float = 0.8
    /// How much a word counts that only the description has.
    private static let described: Float = 0.4

    private struct Mention {
        let place: Int
        let weight: Float
    }

    /// The classes that a word stands for.
    private let mentions: [String: [Mention]]
    private let count: Int

    /// - Parameter dictionary: says of what kinds the classes are; without it names and descriptions
    ///   count alone.
    init(_ texts: ClassTexts, dictionary: WordNet?) {
        let names = texts.names
        let kinds = dictionary?.kinds(ofThingsInOrder: names) ?? []
        count = names.count
        var mentions: [String: [Mention]] = [:]
        for place in names.indices {
            var weights: [String: Float] = [:]
            func mention(_ text: String, _ weight: Float) {
                for word in SearchWords.query(text).map(Self.stem) {
                    weights[word] = max(weights[word] ?? 0, weight)
                }
            }
            for name in names[place] { mention(name, 1) }
            for text in texts.english.dropFirst() where text.indices.contains(place) {
                mention(text[place], Self.described)
            }
            if kinds.indices.contains(place) {
                for (step, terms) in kinds[place].enumerated() {
                    for term in terms { mention(term, pow(Self.broader, Float(step))) }
                }
            }
            for (word, weight) in weights {
                mentions[word, default: []].append(Mention(place: place, weight: weight))
            }
        }
        self.mentions = mentions
    }

    /// How well each class answers to words.
    ///
    /// - Parameter words: the alternatives for each word, of which the best counts.
    func scores(_ words: [[String]]) -> [Float] {
        var scores = [Float](repeating: 0, count: count)
        for alternatives in words {
            var best: [Int: Float] = [:]
            for word in Set(alternatives.map(Self.stem)) {
                guard let mentions = mentions[word] else { continue }
                let rarity = log(Float(count + 1) / Float(mentions.count + 1))
                guard rarity > 0 else { continue }
                for mention in mentions {
                    best[mention.place] = max(best[mention.place] ?? 0, rarity * mention.weight)
                }
            }
            for (place, score) in best { scores[place] += score }
        }
        return scores
    }

    /// The singular, or something that plural and singular share.
    private static func stem(_ word: String) -> String {
        let rules = [
            ("ies", "y"), ("ves", "f"), ("oes", "o"), ("ses", "s"), ("es", "e"), ("s", ""),
        ]
        for (ending, base) in rules where word.hasSuffix(ending) && word.count > ending.count + 2 {
            return word.dropLast(ending.count) + base
        }
        return word
    }
}
