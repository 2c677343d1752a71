import CLimnKernels

/// Which bodies of the kernels run. For tests and reports; the choice is made by itself.
enum KernelSelection {
    /// Whether the processor runs the AVX2 bodies.
    static var hasAVX2: Bool { limn_has_avx2() != 0 }

    /// Whether the processor runs the AVX-512 bodies.
    static var hasAVX512: Bool { limn_has_avx512() != 0 }

    /// Makes the portable bodies run, or the fastest again.
    static func forcePortable(_ portable: Bool) {
        limn_limit_level(Int32(portable ? LIMN_LEVEL_PORTABLE : LIMN_LEVEL_AVX512))
    }

    /// Makes at most the AVX2 bodies run, or the fastest again.
    static func forceAVX2(_ forced: Bool) {
        limn_limit_level(Int32(forced ? LIMN_LEVEL_AVX2 : LIMN_LEVEL_AVX512))
    }
}
