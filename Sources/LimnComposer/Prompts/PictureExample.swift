/// A place in an article and the picture that belongs there: what small models are shown before they are
/// asked to choose or name a picture.
///
/// The captions describe a thing without naming it, as people write them. One place has no picture, so that
/// taking none stays an answer.
public struct PictureExample: Sendable {
    /// The article's title.
    public let title: String
    /// The picture before it, if any.
    public let shown: String?
    /// The paragraph.
    public let text: String
    /// The caption.
    public let caption: String
    /// The pictures to choose among, and none of them.
    public let options: [String]
    /// Which of the options is right.
    public let answer: Int
    /// What the picture shows, in English; `nil` where none is right.
    public let name: String?

    /// The examples of a language; English for all but Chinese.
    public static func examples(inChinese isChinese: Bool) -> [PictureExample] {
        isChinese ? chinese : english
    }

    private static let english = [
        PictureExample(
            title: "Before the Town Wakes", shown: nil,
            text: "The market opens before it is light, and by then the baker has been on his "
                + "feet for five hours. The first customers do not come for the cakes.",
            caption: "Still warm, and gone by seven",
            options: [
                "A wedding cake", "A loaf of bread", "A bread oven made of clay",
                "An alarm clock", "none of these",
            ], answer: 1, name: "loaf of bread"),
        PictureExample(
            title: "Along the Northern Coast", shown: "A fishing boat",
            text: "On the last rock before the open sea stands a white tower with a red band. "
                + "Its keeper left in 1981; the lamp turns without him.",
            caption: "It has warned ships for two hundred years",
            options: [
                "A church tower", "A container ship", "An oil lamp", "A lighthouse on a cliff",
                "none of these",
            ], answer: 3, name: "lighthouse"),
        PictureExample(
            title: "My Grandmother's Habits", shown: nil,
            text: "She never trusts a forecast. On the brightest morning of June she leaves the "
                + "house with the long black thing over her arm, and by noon everybody else is "
                + "wet.",
            caption: "A folding roof for one person",
            options: [
                "A walking stick", "A roof with red tiles", "A black umbrella", "none of these",
                "A folding chair",
            ], answer: 2, name: "umbrella"),
        PictureExample(
            title: "Three Days Without Power", shown: "Snow on a village street",
            text: "When the lines came down we burnt what was left of Christmas on the kitchen "
                + "table, one at a time, and went to bed when it had melted to the saucer.",
            caption: "All the light we had",
            options: [
                "A street lamp", "A lightning flash", "A blue sofa", "A torch at the stadium",
                "none of these",
            ], answer: 4, name: nil),
        PictureExample(
            title: "Anna's Small Zoo", shown: "A white rabbit",
            text: "He does not walk so much as carry his house about. Anna gives him lettuce; he "
                + "needs the whole afternoon for one leaf.",
            caption: "The slowest guest in her garden",
            options: [
                "A tortoise eating a leaf", "none of these", "A grey rabbit",
                "A head of lettuce", "A frog on a leaf",
            ], answer: 0, name: "tortoise"),
    ]

    private static let chinese = [
        PictureExample(
            title: "小城的清晨", shown: nil,
            text: "天还没亮，师傅就揉好了面。第一炉出来的时候，门口已经排起了队，谁也不是来买蛋糕的。",
            caption: "刚出炉，还冒着热气",
            options: [
                "婚礼蛋糕 (A wedding cake)", "面包 (A loaf of bread)",
                "土炉子 (A bread oven made of clay)", "闹钟 (An alarm clock)", "都不合适",
            ], answer: 1, name: "loaf of bread"),
        PictureExample(
            title: "沿着北方的海岸", shown: "渔船",
            text: "最后一块礁石上立着一座白塔，中间一道红圈。看守的人一九八一年就走了，灯自己还在转。",
            caption: "两百年来给船指路的那位",
            options: [
                "教堂的塔 (A church tower)", "货轮 (A container ship)", "油灯 (An oil lamp)",
                "悬崖上的灯塔 (A lighthouse on a cliff)", "都不合适",
            ], answer: 3, name: "lighthouse"),
        PictureExample(
            title: "外婆的习惯", shown: nil,
            text: "她从来不信天气预报。六月最晴的早上，她胳膊上也挂着那把黑色的长家伙，到了中午，别人都湿透了。",
            caption: "一个人的小屋顶",
            options: [
                "手杖 (A walking stick)", "红瓦屋顶 (A roof with red tiles)",
                "黑伞 (A black umbrella)", "都不合适", "折叠椅 (A folding chair)",
            ], answer: 2, name: "umbrella"),
        PictureExample(
            title: "停电的三天", shown: "村街上的雪",
            text: "电线断了以后，我们在厨房的桌上点起过年剩下的那几支，一次点一支，化到碟子上就去睡觉。",
            caption: "我们仅有的光",
            options: [
                "路灯 (A street lamp)", "闪电 (A lightning flash)", "蓝沙发 (A blue sofa)",
                "体育场的火炬 (A torch at the stadium)", "都不合适",
            ], answer: 4, name: nil),
        PictureExample(
            title: "小安的院子", shown: "白兔",
            text: "它走路就像搬家，背着自己的屋子。小安喂它一片菜叶，它要吃上整个下午。",
            caption: "院子里最慢的客人",
            options: [
                "吃叶子的乌龟 (A tortoise eating a leaf)", "都不合适", "灰兔 (A grey rabbit)",
                "生菜 (A head of lettuce)", "叶子上的青蛙 (A frog on a leaf)",
            ], answer: 0, name: "tortoise"),
    ]
}

extension PromptBook {
    /// Asks which candidate fits, after the examples of the language.
    func choice(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> [Message] {
        [editor]
            + examples.flatMap { example in
                [
                    choiceQuestion(
                        title: example.title, paragraph: example.text, wish: example.caption,
                        chosen: example.shown.map { [$0] } ?? [], options: example.options),
                    Message(.assistant, Letters.letter(example.answer)),
                ]
            } + [
                choiceQuestion(
                    title: title, paragraph: paragraph, wish: wish, chosen: chosen, options: options
                )
            ]
    }
}
