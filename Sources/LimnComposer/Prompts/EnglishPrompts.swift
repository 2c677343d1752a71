import Foundation
import LimnArticles

/// The stage prompts in English; for other languages they ask for that language by name.
struct EnglishPrompts: PromptBook {
    let language: LanguageTag

    var noPicture: String { "none of these" }

    private var inLanguage: String {
        guard language.primary != "en" else { return "" }
        let name = Locale(identifier: "en").localizedString(forIdentifier: language.code)
        return " Write in \(name ?? language.code)."
    }

    private func writer(for request: String) -> Message {
        Message(
            .system,
            "You write short, vivid articles for a magazine. You turn the given notes into plain "
                + "sentences for the reader, say all that the notes say, and add nothing that is "
                + "not in them.\(inLanguage)"
                + (request.isEmpty ? "" : "\nThe magazine's order: \(request)"))
    }

    var editor: Message {
        Message(
            .system,
            "You are the editor of a magazine of illustrated articles. You answer exactly what "
                + "is asked, briefly, without any comment.\(inLanguage)")
    }

    func title(_ request: String) -> [Message] {
        [
            editor,
            Message(.user, "Give a title for this article: where to eat fish by an old harbour"),
            Message(.assistant, "Breakfast on the Quay"),
            Message(.user, "Give a title for this article: keywords: wool, dye, loom, hands"),
            Message(.assistant, "The Weaver's Colours"),
            Message(.user, "Give a title for this article: \(request)"),
        ]
    }

    func parts(title: String, request: String, count: Int) -> [Message] {
        guard !request.isEmpty else {
            let ask =
                "Name \(count) parts of this article: each is one thing or one moment of it, in two "
                + "to five words, one a line."
            return [
                editor,
                Message(.user, "Article: A Day in the Old Harbour\n\(ask)"),
                Message(
                    .assistant,
                    NumberedList.text(
                        of: [
                            "The boats come in", "The fish market", "Mending the nets",
                            "Supper above the water", "The lighthouse lamp", "Gulls on the quay",
                        ].prefix(count))),
                Message(.user, "Article: \(title)\n\(ask)"),
            ]
        }
        let ask =
            "Which parts does the article have? Name each in a few words, one a line, in the order's "
            + "own words."
        return [
            editor,
            Message(
                .user,
                "Order: Show a visitor the old harbour: when to come, the fish market, and where to "
                    + "eat.\n\(ask)"),
            Message(
                .assistant,
                NumberedList.text(of: ["When to come", "The fish market", "Where to eat"])),
            Message(.user, "Order: Help a beginner to bake bread at home.\n\(ask)"),
            Message(
                .assistant,
                NumberedList.text(of: ["Mixing the dough", "Kneading", "Letting it rise", "Baking"])
            ),
            Message(
                .user,
                "Order: Compare the rowing boat and the ferry for children: what each is for and how "
                    + "it moves.\n\(ask)"),
            Message(.assistant, NumberedList.text(of: ["The rowing boat", "The ferry"])),
            Message(.user, "Order: \(request)\n\(ask)"),
        ]
    }

    func subjects(title: String, request: String, given: [String], count: Int) -> [Message] {
        func ask(_ count: Int, besides: [String] = []) -> String {
            (besides.isEmpty ? "" : "It shows already: \(besides.joined(separator: ", "))\n")
                + "Name \(count) \(besides.isEmpty ? "" : "more ")things that this article shows, "
                + "each of a different kind, each with a name that is in the dictionary."
        }
        return [
            editor,
            Message(.user, "Article: A Day in the Old Harbour\n\(ask(6))"),
            Message(
                .assistant,
                "1. Gull\n2. Crane\n3. Sailing boat\n4. Lighthouse\n5. Herring\n6. Fisherman"),
            Message(
                .user,
                "Article: Breakfast\nAbout: for beginners in the kitchen\n"
                    + ask(4, besides: ["egg", "coffee"])),
            Message(.assistant, "1. Bread\n2. Butter\n3. Honey\n4. Tea"),
            Message(
                .user,
                "Article: \(title)\n\(line("About", request))\(ask(count, besides: given))"),
        ]
    }

    func meaning(title: String, noun: String, options: [String]) -> [Message] {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "Article: \(title)\nWhat does “\(noun)” mean in this article?\n"
                    + "\(letters.joined(separator: "\n"))\nAnswer with the letter."),
        ]
    }

    func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        let conjunction = language.primary == "en" ? " and " : ", "
        return names.dropLast().joined(separator: ", ") + conjunction + last
    }

    func points(
        title: String, request: String, heading: String, notes: String, count: Int
    ) -> [Message] {
        func ask(_ count: Int, beside notes: String = "") -> String {
            let more = notes.isEmpty ? "" : "other "
            return line("Notes", notes)
                + (count == 1
                    ? "Which \(more)concrete thing would an expert tell the reader in this section? "
                        + "One line"
                    : "Which \(count) \(more)concrete things would an expert tell the reader in this "
                        + "section? One line each")
                + ", said straight to the reader."
        }
        return [
            editor,
            Message(
                .user, "Article: A Day in the Old Harbour\nSection: The fish market\n\(ask(2))"),
            Message(
                .assistant,
                "1. Come early, when the boats unload herring and cod onto the quay.\n"
                    + "2. Order the saffron soup, and eat it standing among the barrels."),
            Message(
                .user,
                "Article: Birds at the Front Door\nAbout: for children\nSection: The sparrow\n"
                    + ask(2, beside: "a small brown bird with a short, strong beak")),
            Message(
                .assistant,
                "1. Sparrows hop about in flocks and pick up seeds and crumbs from the ground.\n"
                    + "2. In spring they nest in holes under the roof."),
            Message(
                .user,
                "Article: \(title)\n\(line("About", request))Section: \(heading)\n"
                    + ask(count, beside: notes)),
        ]
    }

    func paragraph(plan: ArticlePlan, section: Int, paragraph: Int) -> [Message] {
        func ask(_ notes: String, words: Int) -> String {
            let sentences =
                switch words {
                case ..<18: "one sentence"
                case ..<30: "one or two sentences"
                case ..<48: "two or three sentences"
                case ..<75: "three or four sentences"
                default: "about \(words) words"
                }
            return "Notes: \(notes)\nWrite \(sentences)."
        }
        let point = plan.sections[section].points[paragraph]
        return [
            writer(for: plan.request),
            Message(
                .user,
                "Article: A Day in the Old Harbour\n"
                    + ask(
                        "arrive early, when the boats unload; gull: mostly white aquatic bird "
                            + "having long pointed wings", words: 40)),
            Message(
                .assistant,
                "Come down to the quay early, while the boats unload. Gulls wait on every post, "
                    + "white birds with long pointed wings, and watch each crate go by."),
            Message(
                .user,
                "Article: Bread at Home\n"
                    + ask("knead the dough until it is smooth and springs back", words: 40)),
            Message(
                .assistant,
                "Push the dough away, fold it back, and turn it a little. At first it sticks to "
                    + "the table, but with kneading it grows smooth, and in the end it springs "
                    + "back under your thumb."),
            Message(
                .user,
                "Article: The Allotment in May\n"
                    + ask(
                        "lupin: plant with palmate leaves and showy blue or purple flowers in "
                            + "spikes", words: 40)),
            Message(
                .assistant,
                "The lupins stand in showy spikes of blue and purple. Look at the leaves as well: "
                    + "each is spread like the fingers of a hand."),
            Message(
                .user,
                "Article: \(plan.title)\n"
                    + ask(
                        point, words: plan.askedLength(ofParagraph: paragraph, inSection: section))),
        ]
    }

    func spots(title: String, paragraphs: [String], count: Int) -> [Message] {
        let list = paragraphs.enumerated().map { "\($0.offset + 1). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "Article: \(title)\n\n\(list.joined(separator: "\n\n"))\n\nAfter which \(count) "
                    + "paragraphs should a photograph stand? Choose those that speak of one thing "
                    + "that can be seen. Answer with their numbers."),
        ]
    }

    func wish(title: String, paragraph: String) -> [Message] {
        let ask = "Which single thing in this paragraph should the photograph beside it show?"
        return [
            editor,
            Message(
                .user,
                "Come down to the quay while the lamps are still on. The boats tie up two deep, "
                    + "and gulls wait on every post.\n\(ask)"),
            Message(.assistant, "a gull on a post"),
            Message(
                .user,
                "The soup is the thing to order. It comes in a deep bowl, orange with saffron, "
                    + "with a slice of dark bread laid across the rim.\n\(ask)"),
            Message(.assistant, "a bowl of orange soup"),
            Message(
                .user,
                "In May the slopes turn blue with lupins, and the bees are so loud that you hear "
                    + "them from the road.\n\(ask)"),
            Message(.assistant, "blue lupins in flower"),
            Message(.user, "\(paragraph)\n\(ask)"),
        ]
    }

    var examples: [PictureExample] { PictureExample.examples(inChinese: false) }

    func choiceQuestion(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> Message {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return Message(
            .user,
            "Article: \(title)\n\(line("Pictures so far", chosen.joined(separator: "; ")))"
                + "Paragraph: \(paragraph)\nWanted beside it: \(wish)\n"
                + "Which of these pictures fits best?\n\(letters.joined(separator: "\n"))\n"
                + "Answer with the letter.")
    }

    func caption(title: String, paragraph: String, picture: String) -> [Message] {
        let ask = "Write a caption of three to seven words."
        return [
            editor,
            Message(
                .user,
                "Paragraph: Come down to the quay while the lamps are still on. The boats tie up "
                    + "two deep, and gulls wait on every post.\nPicture: a seagull\n\(ask)"),
            Message(.assistant, "A gull keeps watch over the quay"),
            Message(
                .user,
                "Paragraph: The soup is the thing to order. It comes in a deep bowl, orange with "
                    + "saffron.\nPicture: a soup bowl\n\(ask)"),
            Message(.assistant, "The bowl for the saffron soup"),
            Message(
                .user,
                "Paragraph: In May the slopes turn blue with lupins, and the bees are so loud that "
                    + "you hear them from the road.\nPicture: a bee\n\(ask)"),
            Message(.assistant, "One of the loud bees of May"),
            Message(.user, "Paragraph: \(paragraph)\nPicture: \(picture)\n\(ask)"),
        ]
    }

    func translation(of text: String, kind: TranslationKind) -> [Message] {
        let name =
            language.primary == "en"
            ? "English"
            : Locale(identifier: "en").localizedString(forIdentifier: language.code)
                ?? language.code
        let system = Message(
            .system, "You translate into \(name). You give the translation and nothing else.")
        guard kind == .paragraph, language.primary == "en" else {
            return [system, Message(.user, text)]
        }
        return [
            system,
            Message(.user, "趁早来码头，渔船正在卸货。每根木桩上都停着海鸥，盯着一箱箱鱼从面前抬过。"),
            Message(
                .assistant,
                "Come down to the quay early, while the boats unload. Gulls wait on every post, "
                    + "and watch each crate go by."),
            Message(.user, "一碗汤12克朗，一直卖到下午三点，配黑面包。"),
            Message(
                .assistant,
                "A bowl of soup costs 12 crowns. It is served until three o'clock, with dark "
                    + "bread."),
            Message(.user, text),
        ]
    }

    func request(_ brief: Brief) -> String {
        var parts: [String] = []
        if let instruction = brief.instruction {
            parts.append(instruction.split(whereSeparator: \.isNewline).joined(separator: " "))
        }
        if !brief.keywords.isEmpty {
            parts.append("keywords: \(brief.keywords.joined(separator: ", "))")
        }
        return parts.joined(separator: "; ")
    }

    private func line(_ name: String, _ value: String) -> String {
        value.isEmpty ? "" : "\(name): \(value)\n"
    }
}
