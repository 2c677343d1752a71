/// A path pattern: `*` and `?` stay within a component, `**` spans any number of them.
struct GlobPattern: Equatable, Sendable {
    private let components: [[Character]]

    init(_ text: String) {
        components = text.split(separator: "/").map(Array.init)
    }

    /// Whether the whole path fits, case-sensitively.
    func matches(_ path: String) -> Bool {
        let path = path.split(separator: "/").map(Array.init)
        // reachable[i]: the pattern's components before i fit the path read so far.
        var reachable = [Bool](repeating: false, count: components.count + 1)
        reachable[0] = true
        skipDoubleStars(&reachable)
        for name in path {
            var next = [Bool](repeating: false, count: components.count + 1)
            for index in components.indices where reachable[index] {
                if components[index] == ["*", "*"] {
                    next[index] = true
                } else if Self.matches(name, components[index]) {
                    next[index + 1] = true
                }
            }
            skipDoubleStars(&next)
            reachable = next
        }
        return reachable[components.count]
    }

    private func skipDoubleStars(_ reachable: inout [Bool]) {
        for index in components.indices where reachable[index] && components[index] == ["*", "*"] {
            reachable[index + 1] = true
        }
    }

    /// Matching with one point of return, so that no pattern takes exponential time.
    private static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
        var position = 0
        var index = 0
        var star: (pattern: Int, position: Int)?
        while position < name.count {
            if index < pattern.count, pattern[index] == "*" {
                star = (index, position)
                index += 1
            } else if index < pattern.count,
                pattern[index] == "?" || pattern[index] == name[position]
            {
                index += 1
                position += 1
            } else if let back = star {
                star = (back.pattern, back.position + 1)
                index = back.pattern + 1
                position = back.position + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
