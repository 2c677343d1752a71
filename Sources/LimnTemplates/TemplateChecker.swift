import LimnArticles

/// Finds names and partials that a template uses and nobody offers, before anything is rendered.
///
/// Mustache itself prints nothing for a misspelt name. The checker walks a template as rendering
/// would, through sections, partials and inherited layouts, and looks every name up in the
/// ``TemplateSchema`` that stands at that place. It also insists that only HTML which Limn made
/// is written with three braces.
struct TemplateChecker {
    let sources: [String: TemplateSource]
    /// Names of interface strings and the like, by the field that offers them.
    let texts: [String: Set<String>]

    private enum Scope {
        case schema(TemplateSchema)
        /// Inside a section over a text: `{{.}}` is that text, `{{{.}}}` that HTML.
        case scalar(TemplateSchema.Kind)
        /// Inside values whose names only their file knows.
        case open
    }

    private struct Override {
        let nodes: [TemplateSource.Node]
        let source: TemplateSource
    }

    private var seen: Set<Problem> = []
    private var found: [Problem] = []
    /// Each problem once, though many pages may share a partial.
    var problems: [Problem] { found }
    /// Names of templates that are rendered or included.
    private(set) var used: Set<String> = []

    init(sources: [String: TemplateSource], texts: [String: Set<String>]) {
        self.sources = sources
        self.texts = texts
    }

    /// Checks one template against what it will be rendered with.
    mutating func check(_ name: String, against schema: TemplateSchema) {
        guard let source = sources[name] else {
            report(
                Problem(
                    at: SourceLocation(file: "templates/\(name).mustache"),
                    "the template does not exist",
                    remedy: "Limn needs it. Write Limn's own: limn templates"))
            return
        }
        used.insert(name)
        walk(source.nodes, in: source, [.schema(schema)], [:], via: [name])
    }

    private mutating func walk(
        _ nodes: [TemplateSource.Node], in source: TemplateSource, _ stack: [Scope],
        _ overrides: [String: Override], via path: [String]
    ) {
        for node in nodes {
            switch node {
            case .variable(let name, let isEscaped, let line):
                checkVariable(name, isEscaped: isEscaped, line: line, in: source, stack)
            case .section(let name, let isInverted, let inner, let line):
                guard let kind = kind(of: name, line: line, in: source, stack) else { continue }
                let scopes = isInverted ? stack : stack + scope(inside: kind)
                walk(inner, in: source, scopes, overrides, via: path)
            case .partial(let name, let line):
                guard let partial = find(name, line: line, in: source, via: path) else { continue }
                walk(partial.nodes, in: partial, stack, [:], via: path + [name])
            case .parent(let name, let inner, let line):
                guard let parent = find(name, line: line, in: source, via: path) else { continue }
                var blocks: [String: Override] = [:]
                let offered = Self.blocks(in: parent, among: sources)
                for case .block(let block, let nodes, let line) in inner {
                    if !offered.contains(block) {
                        report(
                            source.problem(
                                line, "'\(name)' has no block '\(block)'",
                                remedy: "Its blocks: \(offered.sorted().joined(separator: ", "))."))
                    }
                    blocks[block] = Override(nodes: nodes, source: source)
                }
                blocks.merge(overrides) { own, _ in own }
                walk(parent.nodes, in: parent, stack, blocks, via: path + [name])
            case .block(let name, let inner, _):
                if let override = overrides[name] {
                    walk(override.nodes, in: override.source, stack, overrides, via: path)
                } else {
                    walk(inner, in: source, stack, overrides, via: path)
                }
            }
        }
    }

    private mutating func checkVariable(
        _ name: String, isEscaped: Bool, line: Int, in source: TemplateSource, _ stack: [Scope]
    ) {
        guard let kind = kind(of: name, line: line, in: source, stack) else { return }
        switch kind {
        case .text, .optionalText:
            if !isEscaped {
                report(
                    source.problem(
                        line, "{{{\(name)}}} would put plain text into the page as HTML",
                        remedy: "Write {{\(name)}}."))
            }
        case .html:
            if isEscaped {
                report(
                    source.problem(
                        line, "{{\(name)}} is HTML and needs three braces",
                        remedy: "Write {{{\(name)}}}."))
            }
        case .open:
            if !isEscaped {
                report(
                    source.problem(
                        line, "{{{\(name)}}} would put plain text into the page as HTML",
                        remedy: "Write {{\(name)}}."))
            }
        case .flag, .list, .group, .optionalGroup, .texts:
            report(
                source.problem(
                    line, "'\(name)' is not a text that can be printed",
                    remedy: "Open a section with {{#\(name)}}."))
        }
    }

    /// Looks a dotted name up the stack, as Mustache does.
    private mutating func kind(
        of name: String, line: Int, in source: TemplateSource, _ stack: [Scope]
    ) -> TemplateSchema.Kind? {
        if name == "." {
            if case .open = stack.last { return .open }
            guard case .scalar(let kind) = stack.last else {
                report(
                    source.problem(
                        line, "'.' stands for a text, but here it is a group",
                        remedy: "Name the field that you mean."))
                return nil
            }
            return kind
        }
        let parts = name.split(separator: ".").map(String.init)
        var known: Set<String> = []
        var isOpen = false
        for scope in stack.reversed() {
            if case .open = scope { isOpen = true }
            guard case .schema(let schema) = scope else { continue }
            known.formUnion(schema.kinds.keys)
            guard let first = parts.first, var kind = schema.kinds[first] else { continue }
            for (index, part) in parts.enumerated().dropFirst() {
                let owner = parts[..<index].joined(separator: ".")
                switch kind {
                case .group(let inner), .optionalGroup(let inner):
                    guard let next = inner.kinds[part] else {
                        return unknown(name, line, source, in: owner, Set(inner.kinds.keys))
                    }
                    kind = next
                case .texts:
                    guard let names = texts[parts[index - 1]], names.contains(part) else {
                        return unknown(name, line, source, in: owner, texts[owner] ?? [])
                    }
                    kind = .text
                case .open: return .open
                default:
                    return unknown(name, line, source, in: owner, [])
                }
            }
            return kind
        }
        return isOpen ? .open : unknown(name, line, source, in: nil, known)
    }

    private mutating func unknown(
        _ name: String, _ line: Int, _ source: TemplateSource, in owner: String?,
        _ known: Set<String>
    ) -> TemplateSchema.Kind? {
        let place = owner.map { "'\($0)' has" } ?? "Known here:"
        let names = known.sorted().joined(separator: ", ")
        report(
            source.problem(
                line, "nothing is called '\(name)' here",
                remedy: known.isEmpty ? "Remove it." : "\(place) \(names)."))
        return nil
    }

    private mutating func report(_ problem: Problem) {
        if seen.insert(problem).inserted { found.append(problem) }
    }

    private mutating func find(
        _ name: String, line: Int, in source: TemplateSource, via path: [String]
    ) -> TemplateSource? {
        guard let found = sources[name] else {
            report(
                source.problem(
                    line, "there is no template '\(name)'",
                    remedy: "There are: \(sources.keys.sorted().joined(separator: ", "))."))
            return nil
        }
        used.insert(name)
        guard !path.contains(name) else {
            report(
                source.problem(
                    line, "'\(name)' includes itself", remedy: "Use a section over a list."))
            return nil
        }
        return found
    }

    private func scope(inside kind: TemplateSchema.Kind) -> [Scope] {
        switch kind {
        case .list(let schema), .group(let schema), .optionalGroup(let schema): [.schema(schema)]
        case .text, .optionalText: [.scalar(.text)]
        case .html: [.scalar(.html)]
        case .open: [.open]
        case .flag, .texts: []
        }
    }

    /// The blocks that a layout, and whatever it builds on, declares.
    private static func blocks(
        in source: TemplateSource, among sources: [String: TemplateSource], depth: Int = 0
    ) -> Set<String> {
        guard depth < 16 else { return [] }
        func names(_ nodes: [TemplateSource.Node]) -> Set<String> {
            var found: Set<String> = []
            for node in nodes {
                switch node {
                case .block(let name, let inner, _):
                    found.insert(name)
                    found.formUnion(names(inner))
                case .section(_, _, let inner, _): found.formUnion(names(inner))
                case .parent(let name, let inner, _):
                    found.formUnion(names(inner))
                    if let parent = sources[name] {
                        found.formUnion(blocks(in: parent, among: sources, depth: depth + 1))
                    }
                case .variable, .partial: break
                }
            }
            return found
        }
        return names(source.nodes)
    }
}
