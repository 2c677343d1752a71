/// What the review page asks for in the body of a request.
enum ReviewRequest {
    struct Article: Decodable {
        let name: String
    }

    struct Decision: Decodable {
        let name: String
        let place: String
        let choice: String?
        let picture: String?
    }

    struct Ban: Decodable {
        let name: String
        let picture: String
        let isBanned: Bool
    }

    /// A block of a manuscript, as the page has seen it.
    struct Block: Decodable {
        let name: String
        let language: String
        let revision: String
        let index: Int
    }

    struct Edit: Decodable {
        let markdown: String
    }

    struct Caption: Decodable {
        let caption: String
        let alternative: String
    }

    struct Pin: Decodable {
        let isPinned: Bool
    }

    struct Retry: Decodable {
        enum Part: String, Decodable {
            case paragraph, section, picture, caption
        }

        let name: String
        let part: Part
        let place: String
        let language: String?
        /// The language that a paragraph is to be translated from.
        let source: String?
        let instruction: String?
        let seed: UInt64?
        let alternatives: Int?
    }

    struct Place: Decodable {
        let name: String
        let place: String
    }

    struct Job: Decodable {
        let job: String
        let alternative: Int?
    }
}
