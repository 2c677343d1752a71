import ArgumentParser
import LimnTextModels

/// How a command's model keeps what it has read.
struct CacheOptions: ParsableArguments {
    @Option(
        name: .customLong("cache"),
        help: "How keys and values are kept: f16, or q8, which takes 53 % of the memory.")
    var precision = CachePrecision.f16
}

extension CachePrecision: ExpressibleByArgument {}
