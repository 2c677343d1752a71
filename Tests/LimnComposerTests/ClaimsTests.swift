import Testing

@testable import LimnComposer

/// Numbers and names of which the writer's material knows nothing.
struct ClaimsTests {
    private let claims = Claims(material: [
        "The lighthouse of Skagen was built in 1858 and is 46 m tall.", "灯塔有一百四十年历史",
        "Anders, keeper",
    ])

    @Test(arguments: [
        "The tower of Skagen has stood since 1858.", "It is 46 metres tall, says Anders.",
        "Anders's lamp is lit at dusk.", "Every keeper sleeps by day. Birds rest on the rail.",
        "“Come up,” he says. “Mind the step.”", "Skagens lamps burn.", "I'm up late.",
    ])
    func whatTheMaterialHasMayBeSaid(text: String) {
        #expect(claims.failures(in: text) == [])
    }

    @Test(arguments: [
        ("It was built in 1859.", ["gives the number 1859, which no note or source has"]),
        ("Ships from Bergen see it.", ["names Bergen, which no note or source does"]),
        ("灯塔有一百五十年历史。", ["gives the number 一百五十年, which no note or source has"]),
        ("灯塔在Bergen。", ["names Bergen, which no note or source does"]),
        (
            "In Bergen and Oslo, and in Bergen again.",
            [
                "names Bergen, which no note or source does",
                "names Oslo, which no note or source does",
            ]
        ),
    ])
    func whatItDoesNotHaveIsNamed(text: String, failures: [String]) {
        #expect(claims.failures(in: text) == failures)
    }
}
