/// What a pickle of a checkpoint may contain. Nothing of it is ever executed.
indirect enum PickleValue {
    case mark
    case none
    case bool(Bool)
    case int(Int)
    /// An integer beyond 64 bits, little-endian: the magic number of the older format.
    case bigInteger([UInt8])
    case float(Double)
    case string(String)
    case tuple([PickleValue])
    case list(PickleList)
    case dictionary(PickleDictionary)
    case global(PickleGlobal)
    case storage(TorchStorage)
    case tensor(TorchTensor)
}

/// A list: it may be filled after it was stored elsewhere.
final class PickleList {
    var items: [PickleValue] = []
}

/// A dictionary with its entries in order; only text keys are kept.
final class PickleDictionary {
    var entries: [(key: String, value: PickleValue)] = []
}

/// The names that a checkpoint may refer to. Any other is an error: a pickle can name every
/// function that Python has.
enum PickleGlobal: Equatable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    case storage(TorchElement)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", _):
            guard let element = TorchElement(storage: name) else { return nil }
            self = .storage(element)
        default: return nil
        }
    }
}
