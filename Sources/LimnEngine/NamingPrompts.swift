import LimnArticles
import LimnComposer

/// The question what the picture at a place in an article shows, in the article's language, after
/// examples of captions that describe a thing without naming it.
///
/// The answer is English in both, since that is what most libraries' texts have.
struct NamingPrompts {
    /// Goes into keys: another wording is another question.
    static let version = 1

    private struct Example {
        let text: String
        let caption: String
        let name: String
    }

    private let instruction: String
    private let captionWord: String
    private let examples: [Example]
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
            messages.append(question(example.text, example.caption))
            messages.append(Message(.assistant, example.name))
        }
        return messages + [question(text, caption)]
    }

    private func question(_ text: String, _ caption: String) -> Message {
        Message(.user, "\(text)\n\n\(captionWord)\(caption)")
    }

    private static let english = NamingPrompts(
        instruction: "You say in a word or two what the pictures of articles show.",
        captionWord: "Caption of the picture: ",
        examples: [
            Example(
                text: "The market opens before it is light, and by then the baker has been on his "
                    + "feet for five hours. The first customers do not come for the cakes.",
                caption: "Still warm, and gone by seven", name: "loaf of bread"),
            Example(
                text: "On the last rock before the open sea stands a white tower with a red band. "
                    + "Its keeper left in 1981; the lamp turns without him.",
                caption: "It has warned ships for two hundred years", name: "lighthouse"),
            Example(
                text:
                    "She never trusts a forecast. On the brightest morning of June she leaves the "
                    + "house with the long black thing over her arm, and by noon everybody else is "
                    + "wet.", caption: "A folding roof for one person", name: "umbrella"),
            Example(
                text:
                    "He does not walk so much as carry his house about. Anna gives him lettuce; he "
                    + "needs the whole afternoon for one leaf.",
                caption: "The slowest guest in her garden", name: "tortoise"),
        ],
        nowhere: ("It was an ordinary day, and there was much to see.", "What we saw there"))

    private static let chinese = NamingPrompts(
        instruction: "你用英文的一两个词说出文章配图中的东西。",
        captionWord: "图片说明：",
        examples: [
            Example(
                text: "天还没亮，师傅就揉好了面。第一炉出来的时候，门口已经排起了队，谁也不是来买蛋糕的。",
                caption: "刚出炉，还冒着热气", name: "loaf of bread"),
            Example(
                text: "最后一块礁石上立着一座白塔，中间一道红圈。看守的人一九八一年就走了，灯自己还在转。",
                caption: "两百年来给船指路的那位", name: "lighthouse"),
            Example(
                text: "她从来不信天气预报。六月最晴的早上，她胳膊上也挂着那把黑色的长家伙，到了中午，别人都湿透了。",
                caption: "一个人的小屋顶", name: "umbrella"),
            Example(
                text: "它走路就像搬家，背着自己的屋子。小安喂它一片菜叶，它要吃上整个下午。",
                caption: "院子里最慢的客人", name: "tortoise"),
        ],
        nowhere: ("那是平常的一天，可以看的东西很多。", "我们看到的东西"))
}
