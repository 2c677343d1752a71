import Foundation

/// e to the power of `x`; not-a-number counts as impossible.
func exponential(_ x: Double) -> Double { x.isNaN ? 0 : exp(x) }
