import LimnArticles

/// The stage prompts in Chinese.
struct ChinesePrompts: PromptBook {
    var noPicture: String { "都不合适" }

    private func writer(for request: String) -> Message {
        Message(
            .system,
            "你为杂志写短文。把给出的要点写成几句朴素、通顺的话，对读者说；要点里有的都写到，要点里没有的，一概不加。"
                + (request.isEmpty ? "" : "\n杂志的要求：\(request)"))
    }

    let editor = Message(
        .system, "你是一本图文杂志的编辑。问什么答什么，简短，不加任何说明。")

    func title(_ request: String) -> [Message] {
        [
            editor,
            Message(.user, "给这篇文章起一个标题：在老港口哪里吃鱼"),
            Message(.assistant, "码头上的早餐"),
            Message(.user, "给这篇文章起一个标题：关键词：羊毛、染料、织机、双手"),
            Message(.assistant, "织布人的颜色"),
            Message(.user, "给这篇文章起一个标题：\(request)"),
        ]
    }

    func parts(title: String, request: String, count: Int) -> [Message] {
        guard !request.isEmpty else {
            let ask = "写出这篇文章的\(count)个部分：每部分讲其中一样东西或一个时刻，写两到八个字的短标题，各占一行。"
            return [
                editor,
                Message(.user, "文章：老港口的一天\n\(ask)"),
                Message(
                    .assistant,
                    NumberedList.text(
                        of: ["渔船回港", "清晨的鱼市", "补渔网", "水边的晚饭", "灯塔亮了", "木桩上的海鸥"].prefix(count))),
                Message(.user, "文章：\(title)\n\(ask)"),
            ]
        }
        let ask = "这篇文章分哪几部分？尽量用要求里的说法，每部分写一个短标题，各占一行。"
        return [
            editor,
            Message(.user, "要求：带游客看看老港口：什么时候去、鱼市、在哪里吃饭。\n\(ask)"),
            Message(.assistant, NumberedList.text(of: ["什么时候去", "鱼市", "在哪里吃饭"])),
            Message(.user, "要求：教新手在家做面包。\n\(ask)"),
            Message(.assistant, NumberedList.text(of: ["拌面", "揉面", "发酵", "烘烤"])),
            Message(.user, "要求：给孩子比较划艇和渡船：各有什么用，怎么走。\n\(ask)"),
            Message(.assistant, NumberedList.text(of: ["划艇", "渡船"])),
            Message(.user, "要求：\(request)\n\(ask)"),
        ]
    }

    func subjects(title: String, request: String, given: [String], count: Int) -> [Message] {
        func ask(_ count: Int, besides: [String] = []) -> String {
            (besides.isEmpty ? "" : "已经写到：\(besides.joined(separator: "、"))\n")
                + "\(besides.isEmpty ? "" : "再")列出这篇文章要展示的\(count)样东西，每样种类不同，只写名称。"
        }
        return [
            editor,
            Message(.user, "文章：老港口的一天\n\(ask(6))"),
            Message(.assistant, "1. 海鸥\n2. 吊车\n3. 帆船\n4. 灯塔\n5. 鲱鱼\n6. 渔夫"),
            Message(.user, "文章：早餐\n要求：写给厨房里的新手\n\(ask(4, besides: ["鸡蛋", "咖啡"]))"),
            Message(.assistant, "1. 面包\n2. 黄油\n3. 蜂蜜\n4. 红茶"),
            Message(
                .user, "文章：\(title)\n\(line("要求", request))\(ask(count, besides: given))"),
        ]
    }

    func meaning(title: String, noun: String, options: [String]) -> [Message] {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "文章：\(title)\n“\(noun)”在这篇文章里是什么意思？\n"
                    + "\(letters.joined(separator: "\n"))\n只答字母。"),
        ]
    }

    func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: "、") + "和" + last
    }

    func points(
        title: String, request: String, heading: String, notes: String, count: Int
    ) -> [Message] {
        func ask(_ count: Int, beside notes: String = "") -> String {
            line("笔记", notes)
                + "关于这一节，\(notes.isEmpty ? "" : "除了笔记，")内行还会告诉读者哪\(count)件具体的事？"
                + "各用一行，直接对读者说。"
        }
        return [
            editor,
            Message(.user, "文章：老港口的一天\n小节：清晨的鱼市\n\(ask(2))"),
            Message(
                .assistant, "1. 趁早去，渔船正把鲱鱼和鳕鱼卸到码头上。\n2. 点一碗藏红花鱼汤，站在木桶旁边吃。"),
            Message(
                .user, "文章：家门口的鸟\n要求：写给孩子\n小节：麻雀\n\(ask(2, beside: "背是棕色的小鸟，嘴又短又硬"))"),
            Message(.assistant, "1. 麻雀成群地在地上蹦跳，找草籽和饭粒吃。\n2. 春天，它们在屋檐下的缝里做窝。"),
            Message(
                .user,
                "文章：\(title)\n\(line("要求", request))小节：\(heading)\n\(ask(count, beside: notes))"),
        ]
    }

    func paragraph(plan: ArticlePlan, section: Int, paragraph: Int) -> [Message] {
        func ask(_ notes: String, length: Int) -> String {
            let sentences =
                switch length {
                case ..<20: "写一句。"
                case ..<34: "写一两句。"
                case ..<64: "写两三句。"
                case ..<100: "写三四句。"
                default: "写大约\(length)字。"
                }
            return "要点：\(notes)\n\(sentences)"
        }
        let point = plan.sections[section].points[paragraph]
        return [
            writer(for: plan.request),
            Message(.user, "文章：老港口的一天\n\(ask("趁早去，渔船正在卸货，海鸥等在木桩上", length: 50))"),
            Message(.assistant, "趁早到码头去，这时渔船正在卸货。每根木桩上都蹲着一只海鸥，等着捡漏。"),
            Message(.user, "文章：在家做面包\n\(ask("揉面，直到光滑，按下去能弹回来", length: 50))"),
            Message(
                .assistant, "把面团推开，折回来，转一下再推。开始时它很粘手，揉着揉着就光滑了，用手指一按，会慢慢弹回来。"),
            Message(.user, "文章：五月的菜园\n\(ask("蜜蜂飞到羽扇豆上；花是蓝色和紫色的", length: 50))"),
            Message(.assistant, "羽扇豆开了一片，有蓝的，有紫的。蜜蜂从这一朵飞到那一朵，忙个不停。"),
            Message(
                .user,
                "文章：\(plan.title)\n"
                    + ask(
                        point, length: plan.askedLength(ofParagraph: paragraph, inSection: section))
            ),
        ]
    }

    func spots(title: String, paragraphs: [String], count: Int) -> [Message] {
        let list = paragraphs.enumerated().map { "\($0.offset + 1). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "文章：\(title)\n\n\(list.joined(separator: "\n\n"))\n\n"
                    + "哪\(count)段后面应该放照片？选讲到一样看得见的东西的段落。只答段落的编号。"),
        ]
    }

    func wish(title: String, paragraph: String) -> [Message] {
        let ask = "这一段旁边的照片应该拍其中哪一样东西？"
        return [
            editor,
            Message(.user, "趁路灯还亮着，就到码头去。渔船两条两条地靠着，每根木桩上都蹲着一只海鸥。\n\(ask)"),
            Message(.assistant, "木桩上的海鸥"),
            Message(.user, "最该点的是鱼汤。汤盛在深碗里，被藏红花染成橙黄色，碗边搭着一片黑面包。\n\(ask)"),
            Message(.assistant, "一碗橙黄色的鱼汤"),
            Message(.user, "五月里，山坡上开满蓝色的羽扇豆，蜜蜂嗡嗡响，站在路上都听得见。\n\(ask)"),
            Message(.assistant, "盛开的蓝色羽扇豆"),
            Message(.user, "\(paragraph)\n\(ask)"),
        ]
    }

    var examples: [PictureExample] { PictureExample.examples(inChinese: true) }

    func choiceQuestion(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> Message {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return Message(
            .user,
            "文章：\(title)\n\(line("已选的图片", chosen.joined(separator: "；")))段落：\(paragraph)\n"
                + "旁边想要的图片：\(wish)\n下面哪张图片最合适？\n"
                + "\(letters.joined(separator: "\n"))\n只答字母。")
    }

    func caption(title: String, paragraph: String, picture: String) -> [Message] {
        let ask = "写一句图片说明，五到十四个字。"
        return [
            editor,
            Message(
                .user, "段落：趁路灯还亮着，就到码头去。渔船两条两条地靠着，每根木桩上都蹲着一只海鸥。\n图片：一只海鸥\n\(ask)"),
            Message(.assistant, "守着码头的海鸥"),
            Message(.user, "段落：最该点的是鱼汤。汤盛在深碗里，被藏红花染成橙黄色。\n图片：一只汤碗\n\(ask)"),
            Message(.assistant, "盛藏红花鱼汤的碗"),
            Message(
                .user, "段落：五月里，山坡上开满蓝色的羽扇豆，蜜蜂嗡嗡响，站在路上都听得见。\n图片：一只蜜蜂\n\(ask)"),
            Message(.assistant, "五月里嗡嗡响的蜜蜂"),
            Message(.user, "段落：\(paragraph)\n图片：\(picture)\n\(ask)"),
        ]
    }

    func translation(of text: String, kind: TranslationKind) -> [Message] {
        let system = Message(.system, "你把英文译成地道的中文，只给译文。")
        switch kind {
        case .heading:
            return [
                system, Message(.user, "Supper Above the Water"), Message(.assistant, "水边的晚饭"),
                Message(.user, "Boats and how to tell them apart"),
                Message(.assistant, "认识各种渔船"), Message(.user, text),
            ]
        case .note:
            return [
                system,
                Message(
                    .user, "Come early, when the boats unload herring and cod onto the quay."),
                Message(.assistant, "趁早去，渔船正把鲱鱼和鳕鱼卸到码头上。"),
                Message(.user, "what to eat: saffron soup; squid in paper cones"),
                Message(.assistant, "吃什么：藏红花鱼汤；纸筒装的小鱿鱼"), Message(.user, text),
            ]
        case .description:
            return [
                system, Message(.user, "A seagull on a post"), Message(.assistant, "一只海鸥站在木桩上"),
                Message(.user, "Blue lupins"), Message(.assistant, "蓝色的羽扇豆"),
                Message(.user, text),
            ]
        case .paragraph:
            return [
                system,
                Message(
                    .user,
                    "Come down to the quay early, while the boats unload. Gulls wait on every "
                        + "post, and watch each crate go by."),
                Message(.assistant, "趁早来码头，渔船正在卸货。每根木桩上都停着海鸥，盯着一箱箱鱼从面前抬过。"),
                Message(
                    .user,
                    "The soup costs 12 crowns. It is served until three o'clock, with dark bread."),
                Message(.assistant, "一碗汤12克朗，一直卖到下午三点，配黑面包。"),
                Message(.user, text),
            ]
        }
    }

    func request(_ brief: Brief) -> String {
        var parts: [String] = []
        if let instruction = brief.instruction {
            parts.append(instruction.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
        if !brief.keywords.isEmpty {
            parts.append("关键词：\(brief.keywords.joined(separator: "、"))")
        }
        return parts.joined(separator: "；")
    }

    private func line(_ name: String, _ value: String) -> String {
        value.isEmpty ? "" : "\(name)：\(value)\n"
    }
}
