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

    private var writer: Message {
        Message(
            .system,
            "You write illustrated articles. You show the reader what there is to see, hear, "
                + "smell, taste and do, in plain, concrete words, as someone who stands beside "
                + "the reader and points. You stay with the given point and with what everybody "
                + "knows to be true. You never give numbers, records or definitions, and never "
                + "sum up.\(inLanguage)")
    }

    private var editor: Message {
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

    func headings(title: String, request: String, count: Int) -> [Message] {
        [
            editor,
            Message(
                .user, "Article: A Day in the Old Harbour\nGive the headings of its 3 sections."),
            Message(
                .assistant,
                "1. The fish market at dawn\n2. Boats and how to tell them apart\n"
                    + "3. Supper above the water"),
            Message(
                .user,
                "Article: \(title)\n\(line("About", request))"
                    + "Give the headings of its \(count) sections."),
        ]
    }

    func points(
        title: String, request: String, heading: String, notes: String, others: [String],
        count: Int
    ) -> [Message] {
        let rest = others.filter { $0 != heading }.joined(separator: "; ")
        return [
            editor,
            Message(
                .user,
                "Article: A Day in the Old Harbour\nOther sections: Boats and how to tell them "
                    + "apart; Supper above the water\nSection: The fish market at dawn\n"
                    + "Say in one line each what its 2 paragraphs tell the reader."),
            Message(
                .assistant,
                "1. Come early, when the boats unload herring and cod onto the quay.\n"
                    + "2. Order the saffron soup, and eat it standing among the barrels."),
            Message(
                .user,
                "Article: \(title)\n\(line("About", request))\(line("Other sections", rest))"
                    + "Section: \(heading)\n\(line("Notes", notes))"
                    + "Say in one line each what its \(count) "
                    + "paragraph\(count == 1 ? " tells" : "s tell") the reader."),
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
                "Article: A Day in the Old Harbour\nAbout: for curious visitors, friendly\n"
                    + "Section: The fish market\nWrite one paragraph of about 60 words on this: "
                    + "arrive early, when the boats unload"),
            Message(
                .assistant,
                "Come down to the quay while the lamps are still on. The boats tie up two deep, "
                    + "and crates of herring and cod swing ashore in a clatter of chains. Gulls "
                    + "wait on every post. Ask before you take a photograph, step over the hoses, "
                    + "and buy your breakfast from the stall with the longest queue of fishermen."),
            Message(
                .user,
                "Section: The fish market\nWrite the next paragraph, about 60 words, on this: "
                    + "what to eat there"),
            Message(
                .assistant,
                "The soup is the thing to order. It comes in a deep bowl, orange with saffron, "
                    + "with a slice of dark bread laid across the rim. Regulars add a spoonful of "
                    + "garlic sauce and eat standing up, elbows on the barrels. If you prefer "
                    + "something you can carry, the old woman by the stairs fries small squid in "
                    + "paper cones."),
        ]
        for index in 0...paragraph {
            let head =
                index == 0 ? "Article: \(plan.title)\n\(line("About", plan.request))" : ""
            let ask = index == 0 ? "Write one paragraph of" : "Write the next paragraph,"
            messages.append(
                Message(
                    .user,
                    "\(head)Section: \(part.heading)\n\(ask) about \(part.paragraphLength) "
                        + "words\(index == 0 ? "" : ",") on this: \(part.points[index])"))
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

    func choice(
        title: String, paragraph: String, wish: String, chosen: [String], options: [String]
    ) -> [Message] {
        let letters = options.enumerated().map { "\(Letters.letter($0.offset)). \($0.element)" }
        return [
            editor,
            Message(
                .user,
                "Article: \(title)\n\(line("Pictures so far", chosen.joined(separator: "; ")))"
                    + "Paragraph: \(paragraph)\nWanted beside it: \(wish)\n"
                    + "Which of these pictures fits best?\n\(letters.joined(separator: "\n"))\n"
                    + "Answer with the letter."),
        ]
    }

    func caption(title: String, paragraph: String, picture: String) -> [Message] {
        [
            editor,
            Message(
                .user,
                "Paragraph: Come down to the quay while the lamps are still on. The boats tie up "
                    + "two deep, and gulls wait on every post.\nPicture: a seagull\n"
                    + "Write a caption of one short sentence that says something of this picture "
                    + "that the paragraph tells."),
            Message(.assistant, "A gull waits for the boats to come in."),
            Message(
                .user,
                "Paragraph: In May the slopes turn blue with lupins, and the bees are so loud that "
                    + "you hear them from the road.\nPicture: a bee\nWrite a caption of one short "
                    + "sentence that says something of this picture that the paragraph tells."),
            Message(.assistant, "In May the bees can be heard from the road."),
            Message(
                .user,
                "Paragraph: \(paragraph)\nPicture: \(picture)\nWrite a caption of one short "
                    + "sentence that says something of this picture that the paragraph tells."),
        ]
    }

    func translation(of text: String, kind: TranslationKind) -> [Message] {
        let name =
            language.primary == "en"
            ? "English"
            : Locale(identifier: "en").localizedString(forIdentifier: language.code)
                ?? language.code
        return [
            Message(
                .system, "You translate into \(name). You give the translation and nothing else."),
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
