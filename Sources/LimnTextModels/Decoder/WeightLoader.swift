import LimnModelFiles
import LimnTensors

/// Takes weights out of a file by name, checks their shapes, and notes which were taken.
struct WeightLoader {
    /// Whether a projection has a bias.
    enum Bias {
        case none
        case optional
        case required
    }

    let file: GGUFFile
    let pool: WorkerPool
    private let memory: MatrixMemory
    private var adapters: [AdapterFile]
    private var taken: Set<String> = []

    init(file: GGUFFile, pool: WorkerPool, adapters: [AdapterFile]) throws {
        memory = try MatrixMemory(byteCount: file.buffer.count)
        self.file = file
        self.pool = pool
        self.adapters = adapters
    }

    /// A matrix's place in the file; `rows` is `nil` where any number will do.
    mutating func tensor(_ name: String, rows: Int?, columns: Int) throws -> GGUFTensor {
        let tensor = try find(name)
        let expected = [columns, rows ?? tensor.shape.rows]
        guard tensor.shape.dimensions == expected else {
            throw mismatch(tensor, expected: expected)
        }
        return tensor
    }

    mutating func projection(
        _ name: String, rows: Int, columns: Int, bias: Bias, hasAdapters: Bool = true
    ) throws -> Projection {
        let tensor = try tensor(name, rows: rows, columns: columns)
        let matrix = try PackedMatrix(
            file.bytes(of: tensor), elementType: tensor.elementType, rows: rows, columns: columns,
            in: memory, pool: pool)
        // The packed copy is what will be read from now on.
        file.release(tensor)
        let biasName = name.replacing(".weight", with: ".bias")
        let hasBias =
            switch bias {
            case .none: false
            case .optional: file.tensor(named: biasName) != nil
            case .required: true
            }
        var pairs: [LoRAAdapter] = []
        for index in adapters.indices where hasAdapters {
            let pair = try adapters[index].pair(
                beside: name, rows: rows, columns: columns, pool: pool)
            if let pair { pairs.append(pair) }
        }
        return Projection(
            matrix: matrix, bias: hasBias ? try vector(biasName, count: rows) : nil,
            adapters: pairs)
    }

    mutating func vector(_ name: String, count: Int) throws -> FloatBuffer {
        try FloatBuffer(floats(name, count: count))
    }

    mutating func floats(_ name: String, count: Int) throws -> [Float] {
        let tensor = try find(name)
        guard tensor.shape.dimensions == [count] else { throw mismatch(tensor, expected: [count]) }
        let bytes = try file.bytes(of: tensor)
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            TransformerOperations.dequantize(
                bytes, elementType: tensor.elementType, count: count, into: start)
            initialized = count
        }
    }

    /// A tensor that was not taken changes what the model computes: the file is of a variant that
    /// would give wrong results. The same of an adapter's.
    ///
    /// - Parameter others: What the names of tensors begin with that belong to other parts of the model.
    func checkNothingIsLeft(except others: [String] = []) throws {
        let left = file.tensors.first { tensor in
            !taken.contains(tensor.name) && !others.contains { tensor.name.hasPrefix($0) }
        }
        guard let left else {
            return try adapters.forEach { try $0.checkNothingIsLeft(model: file) }
        }
        throw ModelFileError(
            file: file.file,
            message:
                "the file has the tensor \(left.name), which its architecture does not use here",
            remedy: "choose a plain model of the family, without experts, adapters or extra norms")
    }

    private mutating func find(_ name: String) throws -> GGUFTensor {
        guard let tensor = file.tensor(named: name) else {
            throw ModelFileError(file: file.file, message: "the tensor \(name) is missing")
        }
        taken.insert(name)
        return tensor
    }

    private func mismatch(_ tensor: GGUFTensor, expected: [Int]) -> ModelFileError {
        let wanted = expected.map(String.init).joined(separator: "×")
        return ModelFileError(
            file: file.file, offset: tensor.offset,
            message:
                "the tensor \(tensor.name) is \(tensor.shape), but the metadata asks for \(wanted)")
    }
}
