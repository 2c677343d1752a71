import LimnModelFiles

/// What the metadata of a projector file (`mmproj`) say of its vision encoder, by the keys of
/// llama.cpp's converters.
struct ProjectorConfiguration: Sendable, Equatable {
    /// How the encoder's vectors become the language model's.
    enum Projector: Sendable, Equatable {
        /// Squares of neighbouring vectors are put side by side, then a matrix (SmolVLM, Idefics 3).
        case shuffle(factor: Int)
        /// Two matrices with a Gaussian error linear unit between them (LLaVA 1.5).
        case perceptron
    }

    let side: Int
    let patch: Int
    let width: Int
    let inner: Int
    let blocks: Int
    let heads: Int
    let epsilon: Float
    let activation: BlockActivation
    let mean: [Float]
    let deviation: [Float]
    let projector: Projector
    /// What the longer side of a picture is made before it is cut into tiles.
    let longestEdge: Int

    static let architecture = "clip"
    /// After how many blocks the vectors are taken.
    let usedBlocks: Int
    /// The patches along a side.
    var along: Int { side / patch }

    init(_ file: GGUFFile) throws {
        func failure(_ message: String, _ remedy: String) -> ModelFileError {
            ModelFileError(file: file.file, message: message, remedy: remedy)
        }
        let name = try file.string("general.architecture") ?? "not named"
        guard name == Self.architecture else {
            throw failure(
                "the architecture is \(name), not \(Self.architecture)",
                "give the projector file, whose name has mmproj in it")
        }
        func count(_ name: String, _ most: Int, default value: Int? = nil) throws -> Int {
            let key = "clip.vision.\(name)"
            let number = try file.required(key, file.integer(key) ?? value)
            guard (1...most).contains(number) else {
                throw failure(
                    "\(key) is \(number), not from 1 to \(most)",
                    "fetch the file again, it may be damaged")
            }
            return number
        }
        side = try count("image_size", 4_096)
        patch = try count("patch_size", 512)
        width = try count("embedding_length", 1 << 16)
        inner = try count("feed_forward_length", 1 << 18)
        blocks = try count("block_count", 512)
        heads = try count("attention.head_count", 512)
        longestEdge = try count("preproc_image_size", 16_384, default: side)
        let key = "clip.vision.attention.layer_norm_epsilon"
        epsilon = Float(try file.required(key, file.number(key)))
        mean = try Self.three("clip.vision.image_mean", in: file)
        deviation = try Self.three("clip.vision.image_std", in: file)
        activation =
            if try file.bool("clip.use_gelu") ?? false {
                .gelu
            } else if try file.bool("clip.use_silu") ?? false { .silu } else { .quickGELU }
        projector = try Self.projector(file)
        usedBlocks = try Self.usedBlocks(file, of: blocks, projector)
        guard width.isMultiple(of: heads), patch <= side, epsilon >= 0, epsilon < 1,
            deviation.allSatisfy({ $0 > 0 }), mean.allSatisfy(\.isFinite)
        else {
            throw failure(
                "the sizes of the vision encoder do not fit together",
                "fetch the file again, it may be damaged")
        }
        if case .shuffle(let factor) = projector {
            guard along.isMultiple(of: factor) else {
                throw failure(
                    "\(along) patches along a side cannot be joined by \(factor)",
                    "fetch the file again, it may be damaged")
            }
        }
    }

    private static func projector(_ file: GGUFFile) throws -> Projector {
        // The first files of LLaVA do not name it.
        let kind =
            try file.string("clip.projector_type") ?? file.string("clip.vision.projector_type")
            ?? "mlp"
        let key = "clip.vision.image_grid_pinpoints"
        guard file.value(key) == nil else {
            throw ModelFileError(
                file: file.file, message: "\(key) asks for what Limn cannot do",
                remedy: "choose a model of the kind of LLaVA 1.5 or SmolVLM")
        }
        switch kind {
        case "mlp": return .perceptron
        case "idefics3":
            let key = "clip.vision.projector.scale_factor"
            let factor = try file.required(key, file.integer(key))
            guard (1...64).contains(factor) else {
                throw ModelFileError(
                    file: file.file, message: "\(key) is \(factor), not from 1 to 64")
            }
            return .shuffle(factor: factor)
        default:
            throw ModelFileError(
                file: file.file,
                message: "the projector is of the kind \(kind.prefix(40)), which Limn cannot run",
                remedy: "choose a model whose projector is idefics3 (SmolVLM) or mlp (LLaVA 1.5)")
        }
    }

    /// LLaVA was trained on the last block but one. Files say so, hold no later one, or leave it to the
    /// program, which takes the last but one of theirs then, as llama.cpp does.
    private static func usedBlocks(
        _ file: GGUFFile, of blocks: Int, _ projector: Projector
    ) throws -> Int {
        let key = "clip.vision.feature_layer"
        let named = try file.integers(key) ?? []
        let used = named.first ?? (projector == .perceptron ? blocks - 1 : blocks)
        guard named.count < 2, (1...blocks).contains(used) else {
            throw ModelFileError(
                file: file.file,
                message:
                    "\(key) names \(named.prefix(8)) of \(blocks) blocks, which Limn cannot do",
                remedy: "choose a model of the kind of LLaVA 1.5 or SmolVLM")
        }
        return used
    }

    private static func three(_ key: String, in file: GGUFFile) throws -> [Float] {
        let numbers = try file.required(key, file.numbers(key))
        guard numbers.count == 3 else {
            throw ModelFileError(
                file: file.file, message: "\(key) has \(numbers.count) numbers, not 3")
        }
        return numbers.map { Float($0) }
    }
}
