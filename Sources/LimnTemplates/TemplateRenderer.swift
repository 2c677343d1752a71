import LimnArticles

/// Runs a ``TemplateProgram`` over a view.
struct TemplateRenderer {
    private let program: TemplateProgram
    private var stack: [TemplateFrame] = []
    /// The groups of the outermost view, each taken out once: copying them costs more than all
    /// else that is done with them.
    private var groups: [(name: TemplateName, group: TemplateFrame)] = []
    /// What replaces blocks at the moment; of two for one block, the one further out counts.
    private var overrides: [TemplateProgram.Override] = []
    private var output: [UInt8] = []
    private var depth = 0

    /// Templates that include themselves end here instead of never.
    private static let mostDepth = 512

    init(_ program: TemplateProgram) {
        self.program = program
        output.reserveCapacity(16 << 10)
    }

    /// - Returns: UTF-8; `nil` when there is no such template
    mutating func render(_ view: any TemplateView, with name: String) -> [UInt8]? {
        guard let part = program.part(name) else { return nil }
        stack = [TemplateFrame(view)]
        groups.removeAll(keepingCapacity: true)
        output.removeAll(keepingCapacity: true)
        run(part.range)
        return output
    }

    private mutating func run(_ part: Range<Int>) {
        guard depth < Self.mostDepth else { return }
        depth += 1
        defer { depth -= 1 }
        var place = part.lowerBound
        while place < part.upperBound {
            let instruction = program.instructions[place]
            place += 1
            switch instruction {
            case .text(let start, let end):
                output.append(contentsOf: program.texts[Int(start)..<Int(end)])
            case .value(let path): write(value(path))
            case .section(let path, let end):
                section(value(path), place..<Int(end))
                place = Int(end)
            case .inverted(let path, let end):
                if value(path).isNothing { run(place..<Int(end)) }
                place = Int(end)
            case .partial(let template, let own):
                let count = overrides.count
                overrides += program.overrides[own.range]
                run(program.templates[Int(template)].range)
                overrides.removeSubrange(count...)
            case .block(let name, let end):
                let replacement = overrides.first { $0.block == name }?.part.range
                run(replacement ?? place..<Int(end))
                place = Int(end)
            }
        }
    }

    private mutating func section(_ value: TemplateValue?, _ part: Range<Int>) {
        switch value {
        case nil, .absent, .flag(false): break
        case .flag(true): run(part)
        case .list(let views):
            for view in views { run(part, in: TemplateFrame(view)) }
        case .group(let view): run(part, in: TemplateFrame(view))
        case .texts(let texts): run(part, in: TemplateFrame(texts))
        case .open(let value):
            if case .sequence(let items) = value.content {
                for item in items { run(part, in: TemplateFrame(item)) }
            } else {
                run(part, in: TemplateFrame(value))
            }
        case .text?, .html?:
            if let value { run(part, in: TemplateFrame(scalar: value)) }
        }
    }

    private mutating func run(_ part: Range<Int>, in frame: TemplateFrame) {
        stack.append(frame)
        run(part)
        stack.removeLast()
    }

    // MARK: Values

    private mutating func value(_ path: TemplateProgram.Path) -> TemplateValue? {
        guard path.count > 0 else { return stack.last?.scalar }
        let first = Int(path.start)
        let name = program.names[first]
        for place in stack.indices.reversed() {
            if place == 0, path.count == 2, let known = groups.first(where: { $0.name == name }) {
                return value(first + 1, in: known.group)
            }
            guard let found = value(first, in: stack[place]) else { continue }
            if place == 0, path.count == 2, case .group(let group) = found {
                groups.append((name, TemplateFrame(group)))
            }
            let value = (first + 1..<first + Int(path.count)).reduce(Optional(found)) {
                value, name in value.flatMap { self.value(name, in: $0) }
            }
            if case .open(let values)? = value { return TemplateValue(settling: values) }
            return value
        }
        return nil
    }

    /// What a name of the program is to a frame.
    private func value(_ name: Int, in frame: TemplateFrame) -> TemplateValue? {
        if let places = frame.places {
            guard let place = places.place(of: program.names[name]) else { return nil }
            return frame.value(at: place)
        }
        return frame.value(program.spellings[name])
    }

    /// What a name of the program is to a value.
    private func value(_ name: Int, in value: TemplateValue) -> TemplateValue? {
        switch value {
        case .group(let view): self.value(name, in: TemplateFrame(view))
        case .texts(let texts): self.value(name, in: TemplateFrame(texts))
        // Not settled before the last name of the path, so that lists and groups stay what they are.
        case .open(let values): values.child(program.spellings[name]).map { .open($0) }
        default: nil
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

extension TemplateValue? {
    /// Whether an inverted section shows.
    fileprivate var isNothing: Bool {
        switch self {
        case nil, .absent, .flag(false): true
        case .list(let views): views.isEmpty
        case .open(let value): value.content == .sequence([])
        default: false
        }
    }
}
