import LimnArticles
import LimnComposer

/// The question what the picture at a place in an article shows, in the article's language, after
/// examples of captions that describe a thing without naming it.
///
/// The answer is English in both, since that is what most libraries' texts have.
struct NamingPrompts {
    /// Goes into keys: another wording is another question.
    static let version = 1

    private let instruction: String
    private let captionWord: String
    private let examples: [PictureExample]
    /// A place that tells nothing of what its picture shows.
    let nowhere: (text: String, caption: String)

    /// The prompts for a language; English for all but Chinese.
    static func prompts(for language: LanguageTag) -> NamingPrompts {
        language.primary == "zh" ? chinese : english
    }

    /// The conversation that ends before the name.
    func messages(text: String, caption: String) -> [Message] {
        var messages = [Message(.system, instruction)]
        for example in examples {
            guard let name = example.name else { continue }
            messages.append(question(example.text, example.caption))
            messages.append(Message(.assistant, name))
        }
        return messages + [question(text, caption)]
    }

    private func question(_ text: String, _ caption: String) -> Message {
        Message(.user, "\(text)\n\n\(captionWord)\(caption)")
    }

    private static let english = NamingPrompts(
        instruction: "You say in a word or two what the pictures of articles show.",
        captionWord: "Caption of the picture: ",
        examples: PictureExample.examples(inChinese: false),
        nowhere: ("It was an ordinary day, and there was much to see.", "What we saw there"))

    private static let chinese = NamingPrompts(
        instruction: "你用英文的一两个词说出文章配图中的东西。",
        captionWord: "图片说明：",
        examples: PictureExample.examples(inChinese: true),
        nowhere: ("那是平常的一天，可以看的东西很多。", "我们看到的东西"))
}
