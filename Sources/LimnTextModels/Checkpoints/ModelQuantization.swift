import Foundation
import LimnModelFiles
import LimnTensors

/// Stores a language model otherwise: reads it a few rows at a time, and writes one GGUF file that other
/// programs read too.
///
/// ```swift
/// let job = try ModelQuantization(file, to: .q4_k)
/// try job.write(to: output, on: pool)
/// ```
public struct ModelQuantization {
    /// What is to be written.
    public let conversion: TensorConversion
    /// The matrices that are stored otherwise than wanted, and how many there are of each kind.
    public let fallbacks: [(fallback: QuantizationPlan.Fallback, count: Int)]
    /// The quantised types of the source that are rounded a second time.
    public let roundedTwice: [ElementType]
    private let values: [(String, GGUFWriter.Value)]

    /// Plans the work; nothing is written.
    ///
    /// - Parameters:
    ///   - source: A GGUF file of one of ``TextModel/supportedArchitectures``, or a folder as the Hugging
    ///     Face hub publishes models.
    ///   - target: How its matrices are to be stored.
    /// - Throws: `ModelFileError` that names the file and what is wrong with it; `MappedBufferError` if
    ///   it cannot be read.
    public init(_ source: URL, to target: QuantizationTarget) throws {
        if Checkpoint.isFolder(source) {
            self.init(try Checkpoint(source), to: target)
        } else {
            try self.init(try GGUFFile(source), to: target)
        }
    }

    private init(_ checkpoint: Checkpoint, to target: QuantizationTarget) {
        let plan = QuantizationPlan(
            target, layers: checkpoint.description.layers, isTied: checkpoint.description.isTied)
        var fallbacks: [QuantizationPlan.Fallback: Int] = [:]
        let items = checkpoint.tensors { name, shape, _ in
            if let fallback = plan.fallback(name, shape: shape) {
                fallbacks[fallback, default: 0] += 1
            }
            return plan.type(name, shape: shape)
        }
        conversion = TensorConversion(items: items, location: checkpoint.folder)
        self.fallbacks = fallbacks.map { ($0.key, $0.value) }.sorted { $0.1 > $1.1 }
        roundedTwice = []
        values = plan.values(replacing: checkpoint.description.values)
    }

    private init(_ file: GGUFFile, to target: QuantizationTarget) throws {
        let family = try DecoderFamilies.family(of: file)
        if let count = try file.integer("split.count"), count > 1 {
            throw ModelFileError(
                file: file.file, message: "the file is one of \(count) parts of a model",
                remedy: "join them with llama-gguf-split --merge")
        }
        let layers = try DecoderConfiguration(file, family: family).layers
        let plan = QuantizationPlan(
            target, layers: layers, isTied: file.tensor(named: "output.weight") == nil)
        var fallbacks: [QuantizationPlan.Fallback: Int] = [:]
        var rounded: Set<ElementType> = []
        let items = file.tensors.map { tensor in
            let shape = Array(tensor.shape.dimensions.reversed())
            let isOther = family.otherTensors.contains { tensor.name.hasPrefix($0) }
            guard !isOther, plan.concerns(tensor.name, shape: shape) else {
                return ConvertedTensor(copying: tensor, of: file)
            }
            if let fallback = plan.fallback(tensor.name, shape: shape) {
                fallbacks[fallback, default: 0] += 1
            }
            let type = plan.type(tensor.name, shape: shape)
            guard type != tensor.elementType else {
                return ConvertedTensor(copying: tensor, of: file)
            }
            if tensor.elementType.isQuantized, type.isQuantized {
                rounded.insert(tensor.elementType)
            }
            return ConvertedTensor(tensor, of: file, as: type)
        }
        conversion = TensorConversion(items: items, location: file.file)
        self.fallbacks = fallbacks.map { ($0.key, $0.value) }.sorted { $0.1 > $1.1 }
        roundedTwice = rounded.sorted { $0.rawValue < $1.rawValue }
        values = plan.values(replacing: file.values)
    }

    /// How many tensors have each type.
    public var types: [(type: ElementType, count: Int)] {
        Dictionary(grouping: conversion.items, by: \.type).map { ($0.key, $0.value.count) }
            .sorted { ($1.count, $0.type.rawValue) < ($0.count, $1.type.rawValue) }
    }

    /// The bits that an element takes, on average.
    public var bitsPerWeight: Double {
        let elements = conversion.items.reduce(0) { $0 + $1.shape.reduce(1, *) }
        return Double(conversion.byteCount) * 8 / Double(max(1, elements))
    }

    /// Writes the file.
    ///
    /// - Parameters:
    ///   - file: Where to; a file that is there is replaced once the new one is whole.
    ///   - pool: The threads that work.
    ///   - progress: Called with the bytes written and those of all elements.
    /// - Throws: `ModelFileError` if a weight is no finite number, a file is damaged or the disk is full.
    public func write(
        to file: URL, on pool: WorkerPool, progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        try conversion.write(to: file, values: values, on: pool, progress: progress)
    }
}
