import LimnComposer
import Synchronization

/// A library of described pictures, searched by the words they share with the wish.
public final class FakeLibrary: PictureLibrary {
    /// Stands for the hash of pictures and texts.
    public let identity: String
    /// The pictures in their order.
    public let cards: [PictureCard]

    /// What a picture adds to the scores of others that stand beside it; empty for nothing.
    public let kin: [String: [String: Double]]

    private let searches = Mutex<[PictureWish]>([])
    private let companies = Mutex<[[String]]>([])

    /// Makes a library.
    ///
    /// - Parameter identity: Change it to make every search stale.
    /// - Parameter kin: see ``kin``
    public init(
        _ cards: [PictureCard], identity: String = "library-1",
        kin: [String: [String: Double]] = [:]
    ) {
        self.cards = cards
        self.identity = identity
        self.kin = kin
    }

    /// A library of `count` pictures of different animals, described in English and, except
    /// for every third one, in Chinese.
    public static func animals(_ count: Int, identity: String = "library-1") -> FakeLibrary {
        let names = [
            ("zebra", "斑马"), ("giraffe", "长颈鹿"), ("lion", "狮子"), ("elephant", "大象"),
            ("heron", "苍鹭"), ("baboon", "狒狒"), ("ostrich", "鸵鸟"), ("tortoise", "乌龟"),
            ("buffalo", "水牛"), ("jackal", "胡狼"), ("hornbill", "犀鸟"), ("gecko", "壁虎"),
        ]
        let cards = (0..<count).map { index in
            let (english, chinese) = names[index % names.count]
            let number = index < names.count ? "" : " \(index)"
            var descriptions = ["en": "A \(english)\(number) in the grass"]
            if index % 3 != 2 { descriptions["zh"] = "草丛里的\(chinese)\(number)" }
            return PictureCard(
                id: "pictures/animals/\(english)\(index).png", descriptions: descriptions,
                keywords: [english, "animals"], score: 0, why: "")
        }
        return FakeLibrary(cards, identity: identity)
    }

    /// The wishes that were searched for, in order.
    public var wishes: [PictureWish] { searches.withLock { $0 } }

    /// All pictures, in an order that depends on the wish alone.
    public func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
        searches.withLock { $0.append(wish) }
        var random = SeededRandom(text: wish.caption + wish.context)
        let wanted = Self.words(of: wish.caption + " " + wish.context)
        let scored = cards.map { card in
            let own = Self.words(of: card.descriptions.values.sorted().joined(separator: " "))
            let shared = Double(own.intersection(wanted).count)
            return (card, shared + Double(random.next() % 1_000) / 2_000)
        }
        return scored.sorted { $0.1 > $1.1 }.prefix(limit).map { card, score in
            var result = card
            result.score = score
            result.why = "words in common"
            return result
        }
    }

    /// The card of one picture.
    public func card(for picture: String) async throws -> PictureCard? {
        cards.first { $0.id == picture }
    }

    /// What the nearest picture beside a place adds.
    public func kinship(with company: [String]) async throws -> [String: Double] {
        companies.withLock { $0.append(company) }
        return company.first.flatMap { kin[$0] } ?? [:]
    }

    /// The pictures that the kinship of others was asked for, in order.
    public var askedCompanies: [[String]] { companies.withLock { $0 } }

    private static func words(of text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter }.map(String.init))
    }
}
