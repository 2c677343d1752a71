import LimnArticles

/// The stage prompts in Chinese.
struct ChinesePrompts: PromptBook {
    var noPicture: String { "都不合适" }

    private let writer = Message(
        .system,
        "你写图文并茂的文章。你像站在读者身边的人，用朴素具体的话指给他看：看得见、听得到、闻得着、"
            + "尝得到、做得到的事。你紧扣给定的意思，只写人人都知道的事实，不写数字、纪录和定义，不编对话，不作总结。")

    private let editor = Message(
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

    func headings(title: String, request: String, count: Int) -> [Message] {
        [
            editor,
            Message(.user, "文章：老港口的一天\n列出它的3个小标题。"),
            Message(.assistant, "1. 清晨的鱼市\n2. 认识各种渔船\n3. 水边的晚饭"),
            Message(
                .user,
                "文章：\(title)\n\(line("要求", request))列出它的\(count)个小标题。"),
        ]
    }

    func points(
        title: String, request: String, heading: String, notes: String, others: [String],
        count: Int
    ) -> [Message] {
        let rest = others.filter { $0 != heading }.joined(separator: "；")
        return [
            editor,
            Message(
                .user,
                "文章：老港口的一天\n其他小节：认识各种渔船；水边的晚饭\n小节：清晨的鱼市\n"
                    + "这一节有2段，每段讲什么？各用一行说明。"),
            Message(
                .assistant, "1. 趁早去，渔船正把鲱鱼和鳕鱼卸到码头上。\n2. 点一碗藏红花鱼汤，站在木桶旁边吃。"),
            Message(
                .user,
                "文章：\(title)\n\(line("要求", request))\(line("其他小节", rest))"
                    + "小节：\(heading)\n\(line("笔记", notes))"
                    + "这一节有\(count)段，每段讲什么？各用一行说明。"),
        ]
    }

    func paragraph(
        plan: ArticlePlan, section: Int, paragraph: Int, earlier: [String]
    ) -> [Message] {
        let part = plan.sections[section]
        var messages = [
            writer,
            Message(
                .user,
                "文章：老港口的一天\n要求：写给好奇的游客，亲切\n小节：鱼市\n写一段，大约90字，讲：趁早去，船正在卸货"),
            Message(
                .assistant,
                "趁路灯还亮着，就到码头去。渔船两条两条地靠着，一筐筐鲱鱼和鳕鱼被吊上岸，铁链哗哗作响。"
                    + "每根木桩上都蹲着一只海鸥，等着捡漏。拍照之前先打声招呼，留神脚下的水管。"
                    + "想吃早饭，就挑渔民排队最长的那个摊子。"),
            Message(.user, "小节：鱼市\n写下一段，大约90字，讲：在那儿吃什么"),
            Message(
                .assistant,
                "最该点的是鱼汤。汤盛在深碗里，被藏红花染成橙黄色，碗边搭着一片黑面包。"
                    + "老主顾会加一勺蒜酱，把胳膊肘支在木桶上，站着就吃完了。"
                    + "想边走边吃的话，台阶旁的老太太炸小鱿鱼，用纸筒装着，又烫又香。"),
        ]
        for index in 0...paragraph {
            let head = index == 0 ? "文章：\(plan.title)\n\(line("要求", plan.request))" : ""
            messages.append(
                Message(
                    .user,
                    "\(head)小节：\(part.heading)\n\(index == 0 ? "写一段" : "写下一段")，"
                        + "大约\(part.paragraphLength)字，讲：\(part.points[index])"))
            if index < earlier.count { messages.append(Message(.assistant, earlier[index])) }
        }
        return messages
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

    func choice(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> [Message] {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "文章：\(title)\n\(line("已选的图片", chosen.joined(separator: "；")))段落：\(paragraph)\n"
                    + "旁边想要的图片：\(wish)\n下面哪张图片最合适？\n"
                    + "\(letters.joined(separator: "\n"))\n只答字母。"),
        ]
    }

    func caption(title: String, paragraph: String, picture: String) -> [Message] {
        let ask = "写一句简短的图片说明，说出这段话里关于这张图片的一件事。"
        return [
            editor,
            Message(
                .user, "段落：趁路灯还亮着，就到码头去。渔船两条两条地靠着，每根木桩上都蹲着一只海鸥。\n图片：一只海鸥\n\(ask)"),
            Message(.assistant, "海鸥守在木桩上，等渔船靠岸。"),
            Message(
                .user, "段落：五月里，山坡上开满蓝色的羽扇豆，蜜蜂嗡嗡响，站在路上都听得见。\n图片：一只蜜蜂\n\(ask)"),
            Message(.assistant, "五月的蜜蜂，站在路上都听得见。"),
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
