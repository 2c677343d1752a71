import LimnArticles

extension ByteWriter {
    mutating func add(_ time: Timestamp?) { add(optional: time?.rfc3339) }

    mutating func add(_ problem: Problem) {
        add(problem.location.file)
        add(optional: problem.location.line) { $0.add($1) }
        add(problem.message)
        add(optional: problem.remedy)
        add(problem.severity == .error)
    }

    mutating func add(_ value: FrontMatterValue) {
        add(value.line)
        switch value.content {
        case .empty: add(0)
        case .scalar(let text):
            add(1)
            add(text)
        case .sequence(let items):
            add(2)
            add(items) { $0.add($1) }
        case .mapping(let entries):
            add(3)
            add(entries: entries)
        }
    }

    private mutating func add(entries: [FrontMatterValue.Entry]) {
        add(entries) { writer, entry in
            writer.add(entry.key)
            writer.add(entry.line)
            writer.add(entry.value)
        }
    }

    mutating func add(_ matter: PageMatter) {
        for text in [
            matter.title, matter.shortTitle, matter.description, matter.summary, matter.writer,
            matter.slug, matter.address, matter.order?.rawValue,
        ] { add(optional: text) }
        for time in [matter.published, matter.modified, matter.publishesFrom, matter.expires] {
            add(time)
        }
        for number in [matter.addressLine, matter.weight, matter.pageSize] {
            add(optional: number) { $0.add($1) }
        }
        for flag in [matter.isDraft, matter.isRendered, matter.cascadesRendering] { add(flag) }
        add(optional: matter.showsContents) { $0.add($1) }
        add(matter.terms.sorted { $0.key < $1.key }) { writer, terms in
            writer.add(terms.key)
            writer.add(texts: terms.value)
        }
        add(matter.termLines.sorted { $0.key < $1.key }) { writer, line in
            writer.add(line.key)
            writer.add(line.value)
        }
        add(texts: matter.authors)
        add(texts: matter.keywords)
        add(optional: matter.picture) { writer, picture in
            writer.add(picture.address)
            writer.add(optional: picture.alternativeText)
            writer.add(optional: picture.line) { $0.add($1) }
        }
        add(matter.aliases) { writer, alias in
            writer.add(alias.address)
            writer.add(alias.line)
        }
        add(matter.menus) { writer, place in
            writer.add(place.menu)
            writer.add(optional: place.name)
            writer.add(place.weight)
        }
        add(entries: matter.parameters)
        add(matter.warnings) { $0.add($1) }
    }
}

extension ByteReader {
    mutating func time() throws -> Timestamp? {
        try optional { reader in
            guard let time = Timestamp(try reader.text()) else { throw Malformed() }
            return time
        }
    }

    mutating func problem() throws -> Problem {
        Problem(
            at: SourceLocation(file: try text(), line: try optional { try $0.integer() }),
            try text(), remedy: try optionalText(), severity: try flag() ? .error : .warning)
    }

    /// - Parameter depth: how deep the value stands in others
    private mutating func value(depth: Int) throws -> FrontMatterValue {
        // No front matter is nested deeper than its parser allows.
        guard depth < 128 else { throw Malformed() }
        let line = try integer()
        switch try integer() {
        case 0: return FrontMatterValue(content: .empty, line: line)
        case 1: return FrontMatterValue(content: .scalar(try text()), line: line)
        case 2:
            let items = try list { try $0.value(depth: depth + 1) }
            return FrontMatterValue(content: .sequence(items), line: line)
        case 3:
            let entries = try list { try $0.entry(depth: depth + 1) }
            return FrontMatterValue(content: .mapping(entries), line: line)
        default: throw Malformed()
        }
    }

    private mutating func entry(depth: Int) throws -> FrontMatterValue.Entry {
        FrontMatterValue.Entry(
            key: try text(), line: try integer(), value: try value(depth: depth))
    }

    mutating func matter() throws -> PageMatter {
        var matter = PageMatter()
        matter.title = try optionalText()
        matter.shortTitle = try optionalText()
        matter.description = try optionalText()
        matter.summary = try optionalText()
        matter.writer = try optionalText()
        matter.slug = try optionalText()
        matter.address = try optionalText()
        matter.order = try optionalText().map { name in
            guard let order = ListOrder(rawValue: name) else { throw Malformed() }
            return order
        }
        matter.published = try time()
        matter.modified = try time()
        matter.publishesFrom = try time()
        matter.expires = try time()
        matter.addressLine = try optional { try $0.integer() }
        matter.weight = try optional { try $0.integer() }
        matter.pageSize = try optional { try $0.integer() }
        matter.isDraft = try flag()
        matter.isRendered = try flag()
        matter.cascadesRendering = try flag()
        matter.showsContents = try optional { try $0.flag() }
        for (name, terms) in try list({ (try $0.text(), try $0.texts()) }) {
            matter.terms[name] = terms
        }
        for (name, line) in try list({ (try $0.text(), try $0.integer()) }) {
            matter.termLines[name] = line
        }
        matter.authors = try texts()
        matter.keywords = try texts()
        matter.picture = try optional {
            PageMatter.Picture(
                address: try $0.text(), alternativeText: try $0.optionalText(),
                line: try $0.optional { try $0.integer() })
        }
        matter.aliases = try list {
            PageMatter.Alias(address: try $0.text(), line: try $0.integer())
        }
        matter.menus = try list {
            PageMatter.MenuPlace(
                menu: try $0.text(), name: try $0.optionalText(), weight: try $0.integer())
        }
        matter.parameters = try list { try $0.entry(depth: 0) }
        matter.warnings = try list { try $0.problem() }
        return matter
    }
}
