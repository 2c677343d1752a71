import LimnArticles

/// The words in which each stage asks the model, in one language.
///
/// Every method returns a whole conversation. Those of one stage begin alike (instructions
/// and examples first, the article next, the particular question last), so that an engine
/// can compute the common beginning once.
public protocol PromptBook: Sendable {
    /// Asks for a title.
    func title(_ request: String) -> [Message]

    /// Asks for the headings of an article's parts, each on a numbered line.
    ///
    /// - Parameters:
    ///   - title: the article's title, which the parts follow where there is no order
    ///   - request: what the writer ordered; may be empty
    ///   - count: how many parts, where the order does not say
    func parts(title: String, request: String, count: Int) -> [Message]

    /// Asks for `count` things that the article shows besides those given, each on a numbered line.
    func subjects(title: String, request: String, given: [String], count: Int) -> [Message]

    /// Asks what a noun means in the article: the answer is the letter of one line of `options`.
    func meaning(title: String, noun: String, options: [String]) -> [Message]

    /// Names in a row, as in a heading.
    func list(_ names: [String]) -> String

    /// Asks for `count` things that a section should tell, each on a numbered line.
    func points(
        title: String, request: String, heading: String, notes: String, count: Int
    ) -> [Message]

    /// Asks for the paragraph that a point makes.
    ///
    /// The question holds neither the other points nor the other paragraphs: so a change of one
    /// leaves the others as they are.
    func paragraph(plan: ArticlePlan, section: Int, paragraph: Int) -> [Message]

    /// Asks which paragraphs a picture should follow, as numbers.
    func spots(title: String, paragraphs: [String], count: Int) -> [Message]

    /// Asks what a photograph beside a paragraph should show, in a few words.
    func wish(title: String, paragraph: String) -> [Message]

    /// What the model is told to be.
    var editor: Message { get }

    /// What it is shown before it chooses.
    var examples: [PictureExample] { get }

    /// Asks which candidate fits: the answer is the letter of one line of `options`.
    func choiceQuestion(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> Message

    /// What the option to take no picture is called.
    var noPicture: String { get }

    /// Asks for the caption of a chosen picture: a few words.
    func caption(title: String, paragraph: String, picture: String) -> [Message]

    /// Asks for a translation of a short text from another language into this one.
    func translation(of text: String, kind: TranslationKind) -> [Message]

    /// The free request of a brief in words: instruction, keywords.
    func request(_ brief: Brief) -> String
}

/// What a translated text is used for.
public enum TranslationKind: String, Sendable, Codable {
    /// A title or heading.
    case heading
    /// A note about what a paragraph says.
    case note
    /// A description or caption of a picture.
    case description
    /// A paragraph of an article.
    case paragraph
}

/// Finds the prompts of a language.
public enum PromptBooks {
    /// The prompts for writing in `language`.
    public static func book(for language: LanguageTag) -> any PromptBook {
        language.primary == "zh" ? ChinesePrompts() : EnglishPrompts(language: language)
    }
}
