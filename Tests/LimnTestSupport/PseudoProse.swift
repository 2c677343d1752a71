import LimnArticles
import LimnComposer

/// Made-up prose that passes the composer's checks: sentences that never repeat, of the
/// wanted length, in English or Chinese letters.
public enum PseudoProse {
    // No syllable can make a word that the checks look for, such as "overall".
    private static let consonants = Array("bdfgklmnprt")
    private static let vowels = Array("aiou")
    private static let characters = Array(
        "山水花草树鸟鱼云雨风雪日月星河海湖石沙土火木竹林叶果根枝田园村路桥船车马牛羊狗猫虎狮象鹿兔蛇蛙虫蜂蝶鹰雁鸭鹅鸡猪门窗墙屋楼塔灯"
            + "桌椅床杯碗盘筷刀茶酒米面饭菜汤糖盐油肉蛋红黄蓝绿白黑灰紫高低长短大冷热新旧快慢远近东西南北春夏秋冬早晚晴阴走跑跳看听说笑")

    /// One paragraph within limits.
    ///
    /// - Parameter point: What it is about; its words are woven into every sentence.
    public static func paragraph(
        _ limits: ProseLimits, seed: UInt64, about point: String = ""
    ) -> String {
        // Only words that carry meaning: the short ones hold no text to its point.
        var words = point.split { !($0.isLetter || $0.isNumber || $0 == "'") }.map(String.init)
            .filter { $0.count > 3 && $0 != "their" && $0 != "with" }
        if limits.language.countsCharacters {
            let characters = Array(point.filter { Prose.isWide($0) })
            words = stride(from: 0, to: max(0, characters.count - 3), by: 4).map {
                String(characters[$0..<$0 + 4])
            }
        }
        var random = SeededRandom(seed: seed)
        let unit = limits.language.countsCharacters
        let goal = min(max(limits.minimum, limits.target), limits.maximum)
        var sentences: [String] = []
        var length = 0
        while length < goal {
            // The last sentence takes what is left, so that the length is always right.
            let left = goal - length
            let size = left < 22 ? left : 8 + random.below(5)
            sentences.append(
                unit ? chinese(size, words, &random) : english(size, words, &random))
            length += size
        }
        return sentences.joined(separator: unit ? "" : " ")
    }

    static func word(_ random: inout SeededRandom) -> String {
        var word = ""
        for _ in 0..<(2 + random.below(2)) {
            word.append(random.pick(consonants) ?? "b")
            word.append(random.pick(vowels) ?? "a")
        }
        return word
    }

    static func character(_ random: inout SeededRandom) -> Character {
        random.pick(characters) ?? "山"
    }

    private static func english(
        _ words: Int, _ point: [String], _ random: inout SeededRandom
    ) -> String {
        let text = (0..<words).map { place in
            place % 2 == 1 ? random.pick(point) ?? word(&random) : word(&random)
        }.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func chinese(
        _ length: Int, _ point: [String], _ random: inout SeededRandom
    ) -> String {
        var text = ""
        while text.count < length {
            let isRoomy = !text.isEmpty && text.count + 4 <= length
            text += isRoomy ? random.pick(point) ?? "" : ""
            if text.count < length { text.append(character(&random)) }
        }
        return text + "。"
    }
}
