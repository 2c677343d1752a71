import LimnArticles

/// Finds what a writer may have meant.
enum Nearest {
    /// The name that differs least, if little enough; the first of equals.
    static func name(to written: String, among names: some Sequence<String>) -> String? {
        let most = max(2, written.count / 3)
        var best: (distance: Int, name: String)?
        for name in names where abs(name.count - written.count) <= most {
            let distance = name.lowercased().editDistance(to: written.lowercased())
            guard distance <= most else { continue }
            if let found = best, (found.distance, found.name) <= (distance, name) { continue }
            best = (distance, name)
        }
        return best?.name
    }
}
