import LimnTensors

/// The types of elements that PyTorch stores.
public enum TorchElement: String, Sendable {
    case float32 = "FloatStorage"
    case float64 = "DoubleStorage"
    case float16 = "HalfStorage"
    case bfloat16 = "BFloat16Storage"
    case int64 = "LongStorage"
    case int32 = "IntStorage"
    case int16 = "ShortStorage"
    case int8 = "CharStorage"
    case uint8 = "ByteStorage"
    case bool = "BoolStorage"

    init?(storage name: String) {
        self.init(rawValue: name)
    }

    /// Bytes an element.
    public var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// The same type among those that weights are computed with, where it is one of them.
    var elementType: ElementType? {
        switch self {
        case .float32: .f32
        case .float16: .f16
        case .bfloat16: .bf16
        default: nil
        }
    }
}

/// A run of elements that tensors are views of.
struct TorchStorage: Equatable, Sendable {
    let key: String
    let element: TorchElement
    let count: Int
}

/// A view of a storage: where it begins, its sizes, and how far apart neighbours lie.
struct TorchTensor: Sendable {
    let storage: TorchStorage
    let offset: Int
    let shape: [Int]
    let strides: [Int]

    /// Elements in the tensor; `nil` if they cannot be counted or do not all lie in the storage.
    var checkedCount: Int? {
        guard shape.count == strides.count, shape.count <= 8, offset >= 0 else { return nil }
        var count = 1
        var last = offset
        for (size, stride) in zip(shape, strides) {
            guard size >= 0, stride >= 0 else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            count = product
            guard size > 0 else { continue }
            let (reach, tooFar) = (size - 1).multipliedReportingOverflow(by: stride)
            let (end, beyond) = last.addingReportingOverflow(reach)
            guard !tooFar, !beyond else { return nil }
            last = end
        }
        // Strides of 0 would let a small file stand for any number of elements.
        guard count == 0 || last < storage.count, count <= storage.count else { return nil }
        return count
    }

    /// Calls `body` for runs of elements that lie side by side in the storage, in the tensor's order,
    /// with the place of the first in the tensor, that in the storage, and their number. The tensor
    /// must have been checked.
    func forEachRun(_ body: (_ position: Int, _ element: Int, _ length: Int) -> Void) {
        guard let count = checkedCount, count > 0 else { return }
        // The axes behind which all is contiguous make up a run.
        var length = 1
        var axes = shape.count
        while axes > 0, shape[axes - 1] == 1 || strides[axes - 1] == length {
            axes -= 1
            length *= shape[axes]
        }
        var index = [Int](repeating: 0, count: axes)
        var element = offset
        for position in stride(from: 0, to: count, by: length) {
            body(position, element, length)
            // The next index: the last axis first, carrying over.
            for axis in (0..<axes).reversed() {
                index[axis] += 1
                element += strides[axis]
                if index[axis] < shape[axis] { break }
                element -= strides[axis] * shape[axis]
                index[axis] = 0
            }
        }
    }
}
