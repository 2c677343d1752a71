import Foundation

/// What the classes of an image classifier are called, and what they look like.
public struct ClassTexts: Sendable {
    /// English names, and further English texts of the same classes, such as descriptions.
    let english: [[String]]
    /// Chinese names; empty if there are none.
    let chinese: [String]

    /// The English names of each class: its name, and what stands before the colon of its other texts.
    var names: [[String]] {
        (english.first ?? []).enumerated().map { place, name in
            [name]
                + english.dropFirst().filter { $0.indices.contains(place) }.flatMap { texts in
                    texts[place].prefix { $0 != ":" }.components(separatedBy: ", ")
                }
        }
    }

    /// Takes texts; each list has one text a class.
    public init(english: [[String]], chinese: [String]) {
        self.english = english
        self.chinese = chinese
    }

    /// Reads the lists that the catalog's `imagenet-class-names` and
    /// `imagenet-class-names-translated` carry.
    ///
    /// - Parameters:
    ///   - names: a JSON array of names
    ///   - descriptions: a JSON object: the class's number → `{"name": [], "description"}`
    ///   - chinese: a JSON object whose `imagenet1k` is an array of names
    /// - Throws: `LibraryError` if a file cannot be read or lists another number of classes.
    public static func imageNet(names: URL, descriptions: URL, chinese: URL) throws -> ClassTexts {
        let names = try read([String].self, names)
        let described = try read([String: Description].self, descriptions)
        let chinese = try read([String: [String]].self, chinese)["imagenet1k"] ?? []
        guard names.count == 1000, chinese.count == 1000 else {
            throw LibraryError(
                message: "the lists of class names have \(names.count) and \(chinese.count) lines",
                remedy: "Run: limn models pull imagenet-class-names imagenet-class-names-translated"
            )
        }
        let descriptions = names.indices.map { index in
            guard let entry = described[String(index)] else { return names[index] }
            // Long texts blur: what matters comes first.
            let words = (entry.description ?? "").split(separator: " ").prefix(14)
            return entry.name.prefix(2).joined(separator: ", ") + ": "
                + words.joined(separator: " ")
        }
        return ClassTexts(english: [names, descriptions], chinese: chinese)
    }

    private struct Description: Decodable {
        let name: [String]
        let description: String?
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: file))
        } catch {
            throw LibraryError(
                message: "the class names \(file.path) cannot be read",
                remedy:
                    "Run: limn models pull \(file.deletingLastPathComponent().lastPathComponent)")
        }
    }
}
