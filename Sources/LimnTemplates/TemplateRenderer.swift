import LimnArticles

/// Fills a compiled template with a view.
struct TemplateRenderer {
    /// A place where names are looked up.
    private enum Frame {
        case view(any TemplateView)
        case texts([String: String])
        case scalar(TemplateValue)
        case open(FrontMatterValue)

        init(_ value: FrontMatterValue) {
            switch TemplateValue(settling: value) {
            case .open: self = .open(value)
            case let scalar: self = .scalar(scalar)
            }
        }
    }

    private let templates: [String: CompiledTemplate]
    private var stack: [Frame] = []
    /// The groups of the outermost view, each taken out once: copying them costs more than all
    /// else that is done with them.
    private var groups: [String: any TemplateView] = [:]
    private var output: [UInt8] = []
    private var depth = 0

    /// Templates that include themselves end here instead of never.
    private static let mostDepth = 512

    init(_ templates: [String: CompiledTemplate]) {
        self.templates = templates
        output.reserveCapacity(16 << 10)
    }

    /// - Returns: UTF-8; `nil` when there is no such template
    mutating func render(_ view: any TemplateView, with name: String) -> [UInt8]? {
        guard let template = templates[name] else { return nil }
        stack = [.view(view)]
        groups.removeAll(keepingCapacity: true)
        output.removeAll(keepingCapacity: true)
        run(template.steps, [:])
        return output
    }

    private mutating func run(
        _ steps: [CompiledTemplate.Step], _ overrides: [String: [CompiledTemplate.Step]]
    ) {
        guard depth < Self.mostDepth else { return }
        depth += 1
        defer { depth -= 1 }
        for step in steps {
            switch step {
            case .text(let bytes): output.append(contentsOf: bytes)
            case .value(let path): write(value(path))
            case .section(let path, let isInverted, let inner):
                section(value(path), isInverted: isInverted, inner, overrides)
            case .partial(let name, let own):
                guard let template = templates[name] else { continue }
                // What was overridden further out counts more.
                run(
                    template.steps,
                    own.map { overrides.merging($0) { outer, _ in outer } } ?? overrides)
            case .block(let name, let inner): run(overrides[name] ?? inner, overrides)
            }
        }
    }

    private mutating func section(
        _ value: TemplateValue?, isInverted: Bool, _ inner: [CompiledTemplate.Step],
        _ overrides: [String: [CompiledTemplate.Step]]
    ) {
        if isInverted {
            switch value {
            case nil, .absent, .flag(false): run(inner, overrides)
            case .list(let views) where views.isEmpty: run(inner, overrides)
            case .open(let value) where value.content == .sequence([]): run(inner, overrides)
            default: break
            }
            return
        }
        switch value {
        case nil, .absent, .flag(false): break
        case .flag(true): run(inner, overrides)
        case .list(let views):
            for view in views { run(inner, overrides, in: .view(view)) }
        case .group(let view): run(inner, overrides, in: .view(view))
        case .texts(let texts): run(inner, overrides, in: .texts(texts))
        case .open(let value):
            if case .sequence(let items) = value.content {
                for item in items { run(inner, overrides, in: Frame(item)) }
            } else {
                run(inner, overrides, in: .open(value))
            }
        case .text, .html: value.map { run(inner, overrides, in: .scalar($0)) }
        }
    }

    private mutating func run(
        _ steps: [CompiledTemplate.Step], _ overrides: [String: [CompiledTemplate.Step]],
        in frame: Frame
    ) {
        stack.append(frame)
        run(steps, overrides)
        stack.removeLast()
    }

    // MARK: Values

    private mutating func value(_ path: [String]) -> TemplateValue? {
        guard let name = path.first else {
            if case .scalar(let value)? = stack.last { return value }
            return nil
        }
        for place in stack.indices.reversed() {
            if place == 0, path.count == 2, let group = groups[name] { return group.value(path[1]) }
            guard let found = Self.child(name, of: stack[place]) else { continue }
            if place == 0, case .group(let group) = found { groups[name] = group }
            let value = path.dropFirst().reduce(Optional(found)) { value, name in
                switch value {
                case .group(let view): view.value(name)
                case .texts(let texts): texts[name].map { .text($0) }
                case .open(let values): values.child(name).map { .open($0) }
                default: nil
                }
            }
            if case .open(let values)? = value { return TemplateValue(settling: values) }
            return value
        }
        return nil
    }

    private static func child(_ name: String, of frame: Frame) -> TemplateValue? {
        switch frame {
        case .view(let view): view.value(name)
        case .texts(let texts): texts[name].map { .text($0) }
        case .open(let values): values.child(name).map { .open($0) }
        case .scalar: nil
        }
    }

    private mutating func write(_ value: TemplateValue?) {
        switch value {
        case .text(let text): writeEscaped(text)
        case .html(let html): output.append(contentsOf: html.utf8)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        default: break
        }
    }

    /// The same as ``Swift/String/escapedForMarkup``, into the buffer.
    private mutating func writeEscaped(_ text: String) {
        var text = text
        text.withUTF8 { MarkupEscape.write($0, into: &output) }
    }
}

extension TemplateValue {
    /// What a value from a file is to a template: a single one is text, or a flag when it is
    /// `false`, or nothing.
    fileprivate init(settling value: FrontMatterValue) {
        switch value.content {
        case .scalar("false"): self = .flag(false)
        case .scalar(let text): self = .text(text)
        case .empty: self = .absent
        case .sequence, .mapping: self = .open(value)
        }
    }
}
