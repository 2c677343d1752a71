/// All compiled templates of a site as one list of instructions, without names to look up.
///
/// The steps of ``CompiledTemplate`` are laid flat: an instruction says where its part ends, and
/// texts, names and templates are numbers into tables. Nothing in the list is counted by
/// reference, so that running it touches nothing but what is printed.
final class TemplateProgram: Sendable {
    enum Instruction {
        /// Prints bytes of ``TemplateProgram/texts``.
        case text(start: Int32, end: Int32)
        /// Prints what stands behind a path.
        case value(Path)
        /// Runs what follows, up to an instruction, for what stands behind a path.
        case section(Path, end: Int32)
        /// Runs what follows, up to an instruction, where nothing stands behind a path.
        case inverted(Path, end: Int32)
        /// Runs a template with some of its blocks replaced.
        case partial(template: Int32, overrides: Part)
        /// Runs what replaces a block, or else what follows up to an instruction.
        case block(TemplateName, end: Int32)
    }

    /// Some neighbours in a table.
    struct Part {
        let start: Int32
        let end: Int32

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// Names separated by points; none for the value of the section itself.
    struct Path {
        /// The first of them, in ``TemplateProgram/names``.
        let start: Int32
        let count: Int32
    }

    /// Instructions that replace a block.
    struct Override {
        let block: TemplateName
        let part: Part
    }

    let instructions: [Instruction]
    let texts: [UInt8]
    let names: [TemplateName]
    /// The names as they are written, for texts and values from files.
    let spellings: [String]
    let overrides: [Override]
    /// The instructions of each template.
    let templates: [Part]
    private let numbers: [String: Int]

    /// - Parameter templates: all templates by name
    init(_ templates: [String: CompiledTemplate]) {
        let order = templates.keys.sorted()
        numbers = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        var layout = Layout(numbers: numbers)
        self.templates = order.map { layout.add(templates[$0]?.steps ?? []) }
        layout.addOverrides()
        instructions = layout.instructions
        texts = layout.texts
        names = layout.names
        spellings = layout.spellings
        overrides = layout.overrides
    }

    /// The instructions of a template; `nil` when there is no such template.
    func part(_ name: String) -> Part? { numbers[name].map { templates[$0] } }

    /// The tables in the making.
    private struct Layout {
        let numbers: [String: Int]
        var instructions: [Instruction] = []
        var texts: [UInt8] = []
        var names: [TemplateName] = []
        var spellings: [String] = []
        var overrides: [Override] = []
        /// What replaces blocks, laid out after all templates; by place in ``overrides``.
        private var waiting: [(place: Int, steps: [CompiledTemplate.Step])] = []

        init(numbers: [String: Int]) {
            self.numbers = numbers
        }

        mutating func add(_ steps: [CompiledTemplate.Step]) -> Part {
            let start = instructions.count
            for step in steps { add(step) }
            return Part(start: Int32(start), end: Int32(instructions.count))
        }

        mutating func addOverrides() {
            while let (place, steps) = waiting.popLast() {
                overrides[place] = Override(block: overrides[place].block, part: add(steps))
            }
        }

        private mutating func add(_ step: CompiledTemplate.Step) {
            switch step {
            case .text(let bytes):
                let start = Int32(texts.count)
                texts += bytes
                instructions.append(.text(start: start, end: Int32(texts.count)))
            case .value(let path): instructions.append(.value(add(path)))
            case .section(let path, let isInverted, let inner):
                let path = add(path)
                add(inner) { isInverted ? .inverted(path, end: $0) : .section(path, end: $0) }
            case .partial(let name, let replaced):
                // A template that does not exist prints nothing.
                guard let number = numbers[name] else { return }
                let start = Int32(overrides.count)
                for (block, steps) in (replaced ?? [:]).sorted(by: { $0.key < $1.key }) {
                    waiting.append((overrides.count, steps))
                    overrides.append(
                        Override(block: TemplateName(block), part: Part(start: 0, end: 0)))
                }
                instructions.append(
                    .partial(
                        template: Int32(number),
                        overrides: Part(start: start, end: Int32(overrides.count))))
            case .block(let name, let inner):
                add(inner) { .block(TemplateName(name), end: $0) }
            }
        }

        private mutating func add(_ path: [String]) -> Path {
            let start = Int32(names.count)
            names += path.map { TemplateName($0) }
            spellings += path
            return Path(start: start, count: Int32(path.count))
        }

        /// Adds an instruction that needs to know where what follows it ends.
        private mutating func add(
            _ inner: [CompiledTemplate.Step], _ instruction: (Int32) -> Instruction
        ) {
            let place = instructions.count
            instructions.append(instruction(0))
            instructions[place] = instruction(add(inner).end)
        }
    }
}
