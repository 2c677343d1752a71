import CLimnKernels

/// Which bodies of the kernels run. For tests and reports; the choice is made by itself.
enum KernelSelection {
    /// Whether the processor runs the AVX2 bodies.
    static var hasAVX2: Bool { limn_has_avx2() != 0 }

    /// Makes the portable bodies run, or the fastest again.
    static func forcePortable(_ portable: Bool) {
        limn_force_portable(portable ? 1 : 0)
    }
}
