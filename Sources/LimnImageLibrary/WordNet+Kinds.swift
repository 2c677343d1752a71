import Foundation

extension WordNet {
    /// What things are, and of what kinds: for each thing its synonyms, then those of its broader terms
    /// (apple, edible fruit, produce, food), the nearest first; empty where the dictionary does not
    /// tell.
    ///
    /// - Parameters:
    ///   - names: the names of each thing. Most words have several senses; the things have to be in the
    ///     order of WordNet's own numbers, as ImageNet's classes are, so that each list of names narrows
    ///     down what its neighbours mean: the longest series of senses with rising numbers counts.
    ///   - levels: the most broader terms.
    func kinds(ofThingsInOrder names: [[String]], levels: Int = 7) -> [[[String]]] {
        let candidates = names.map { names in
            Set(names.flatMap { offsets(ofName: $0) }).sorted()
        }
        var kinds = names.map { _ in [[String]]() }
        var known: [Int: Synset] = [:]
        for (thing, offset) in Self.longestRise(candidates) {
            var level = [offset]
            var seen: Set<Int> = []
            while !level.isEmpty, kinds[thing].count < levels {
                let synsets = level.filter { seen.insert($0).inserted }.compactMap { offset in
                    if known[offset] == nil { known[offset] = synset(at: offset) }
                    return known[offset]
                }
                kinds[thing].append(synsets.flatMap(\.lemmas))
                level = synsets.flatMap(\.broader)
            }
        }
        return kinds
    }

    /// At most one value of each list, as many as possible, so that they rise from list to list.
    static func longestRise(_ lists: [[Int]]) -> [(list: Int, value: Int)] {
        var steps: [(list: Int, value: Int, before: Int?)] = []
        // For each length the series of that length that ends lowest.
        var ends: [Int] = []
        for (list, values) in lists.enumerated() {
            // A list may give only one value, so the places are found before any is taken.
            let places = values.sorted().map { value in
                (value, ends.partitioningIndex { steps[$0].value >= value })
            }
            let before = ends
            for (value, place) in places {
                if place < ends.count, steps[ends[place]].value <= value { continue }
                steps.append((list, value, place == 0 ? nil : before[place - 1]))
                if place == ends.count {
                    ends.append(steps.count - 1)
                } else {
                    ends[place] = steps.count - 1
                }
            }
        }
        var series: [(list: Int, value: Int)] = []
        var next = ends.last
        while let step = next {
            series.append((steps[step].list, steps[step].value))
            next = steps[step].before
        }
        return series.reversed()
    }

    private struct Synset {
        let lemmas: [String]
        let broader: [Int]
    }

    private func offsets(ofName name: String) -> [Int] {
        let words = name.lowercased().prefix { $0 != "(" }.split(separator: " ").map(String.init)
        guard let last = words.last else { return [] }
        let start = words.dropLast().map { $0 + "_" }.joined()
        return baseForms(of: last).flatMap { offsets(of: start + $0) }
    }

    /// A line of `data.noun`: the number of lemmas is hexadecimal and each is followed by a number; each
    /// pointer has four fields.
    private func synset(at offset: Int) -> Synset? {
        guard let fields = fields(at: offset), fields.count > 5,
            let count = Int(fields[3], radix: 16),
            fields.count > 4 + 2 * count
        else { return nil }
        let pointers = fields[(4 + 2 * count)...]
        let broader = pointers.indices.compactMap { place in
            fields[place] == "@" || fields[place] == "@i"
                ? fields.dropFirst(place + 1).first.flatMap { Int($0) } : nil
        }
        return Synset(
            lemmas: stride(from: 4, to: 4 + 2 * count, by: 2).map {
                fields[$0].replacingOccurrences(of: "_", with: " ")
            }, broader: broader)
    }
}

extension Array {
    /// Where the elements begin that meet a condition which all later ones meet too.
    fileprivate func partitioningIndex(where meets: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if meets(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
