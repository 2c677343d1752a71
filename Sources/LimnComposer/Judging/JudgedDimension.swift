/// What an illustrated article is judged by: the eight dimensions of the evaluation in
/// “InternLM-XComposer: A Vision-Language Large Model for Advanced Text-image Comprehension and
/// Composition” (arXiv 2309.15112), which come in three groups.
///
/// The dimensions, their groups and that each has three levels are the paper's. The words of the
/// questions and levels are Limn's own, not those of the paper's Table A14.
public enum JudgedDimension: String, Sendable, Hashable, Codable, CaseIterable {
    /// Whether the article does what was asked for.
    case instructionFollowing = "instruction_following"
    /// How well the sentences are written.
    case writingQuality = "writing_quality"
    /// Whether its parts follow from each other.
    case logic
    /// Whether what it says is true.
    case factualness
    /// Whether pictures show what the text around them says.
    case imageTextConsistency = "image_text_consistency"
    /// Whether pictures tell something.
    case imageInformativeness = "image_informativeness"
    /// Whether the pictures go together.
    case imageConsistency = "image_consistency"
    /// How much one likes the article as a whole.
    case preference

    /// What dimensions are summed up by.
    public enum Group: String, Sendable, CaseIterable {
        /// Four dimensions of the text: at most 20.
        case text
        /// Three dimensions of the pictures: at most 15.
        case image
        /// The preference alone: at most 5.
        case preference
    }

    /// The group that it is summed up in.
    public var group: Group {
        switch self {
        case .instructionFollowing, .writingQuality, .logic, .factualness: .text
        case .imageTextConsistency, .imageInformativeness, .imageConsistency: .image
        case .preference: .preference
        }
    }

    /// Its name for people.
    public var title: String {
        switch self {
        case .instructionFollowing: "Instruction following"
        case .writingQuality: "Writing quality"
        case .logic: "Logic"
        case .factualness: "Factualness"
        case .imageTextConsistency: "Image-text consistency"
        case .imageInformativeness: "Image informativeness"
        case .imageConsistency: "Image consistency"
        case .preference: "Preference"
        }
    }

    /// What is asked.
    public var question: String {
        switch self {
        case .instructionFollowing: "Does the article do what the instruction asks for?"
        case .writingQuality: "How well is the article written?"
        case .logic: "Do the parts of the article follow from each other?"
        case .factualness: "Is what the article says true?"
        case .imageTextConsistency: "Do the pictures show what the text around them says?"
        case .imageInformativeness: "Do the pictures tell readers something?"
        case .imageConsistency: "Do the pictures go together, in style and in what they show?"
        case .preference: "All in all, how much would you like to read this article?"
        }
    }

    /// What a level means for this dimension.
    public func meaning(of level: JudgedLevel) -> String {
        let meanings: (good: String, fair: String, poor: String) =
            switch self {
            case .instructionFollowing:
                (
                    "It keeps to the subject, the form and everything else that was asked for.",
                    "It keeps to the subject and misses some of what was asked for.",
                    "It is about something else, or misses most of what was asked for."
                )
            case .writingQuality:
                (
                    "Clear, varied and correct sentences that are a pleasure to read.",
                    "It can be read, with clumsy, dull or faulty sentences.",
                    "Hardly readable: faulty, repetitive or broken off."
                )
            case .logic:
                (
                    "Each part leads to the next and nothing contradicts anything else.",
                    "The order is sound as a whole, with jumps or repetitions.",
                    "Parts stand side by side without order, or contradict each other."
                )
            case .factualness:
                (
                    "Everything that can be checked is right.",
                    "Most is right; small things are wrong or doubtful.",
                    "Important things are wrong or made up."
                )
            case .imageTextConsistency:
                (
                    "Every picture shows what the text beside it is about.",
                    "Some pictures have only a loose connection with the text beside them.",
                    "Most pictures have nothing to do with the text beside them."
                )
            case .imageInformativeness:
                (
                    "The pictures show what words alone would not tell.",
                    "The pictures decorate and add little.",
                    "The pictures are empty, unclear or misleading."
                )
            case .imageConsistency:
                (
                    "The pictures look as if chosen for one article, and none comes twice.",
                    "Some pictures differ in style or are nearly the same as others.",
                    "The pictures clash with each other or repeat each other."
                )
            case .preference:
                (
                    "I would gladly read it and pass it on.",
                    "I would read it if I had to.",
                    "I would not read it."
                )
            }
        return switch level {
        case .good: meanings.good
        case .fair: meanings.fair
        case .poor: meanings.poor
        }
    }
}

/// A dictionary by dimensions is an object in JSON.
extension JudgedDimension: CodingKeyRepresentable {}
