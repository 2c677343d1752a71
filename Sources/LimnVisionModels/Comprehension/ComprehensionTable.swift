import Foundation

/// A model's scores as the tables of the InternLM-XComposer paper (arXiv 2309.15112) show them: a row for each
/// model and a column for each ability, with the rows that are published beside.
public struct ComprehensionTable: Sendable {
    /// A column.
    struct Column: Sendable, Hashable {
        /// What stands above it.
        var heading: String
        /// The names that the score may have, in small letters and without marks.
        var scores: [String]
    }

    private let columns: [Column]
    private let rows: [(model: String, language: String, values: [Double?])]
    private let others: [ComprehensionScores.Score]

    /// A table.
    ///
    /// - Parameters:
    ///   - scores: The model's.
    ///   - model: What the model is called.
    public init(
        _ benchmark: ComprehensionBenchmark, _ scores: [ComprehensionScores.Score], model: String
    ) {
        columns = Self.columns(of: benchmark)
        let known = Dictionary(
            scores.map { (Self.plain($0.name), $0.value) }, uniquingKeysWith: { $1 })
        let own = columns.map { $0.scores.lazy.compactMap { known[$0] }.first }
        rows =
            [(model, "", own)]
            + PublishedScores.of(benchmark).map { ($0.model, $0.language, $0.values) }
        let shown = Set(columns.flatMap(\.scores))
        others = scores.filter { !shown.contains(Self.plain($0.name)) }
    }

    /// The lines: headings, the model, the published rows, and scores without a column.
    public var lines: [String] {
        let cells =
            [["", ""] + columns.map(\.heading)]
            + rows.map { model, language, values in
                [model, language]
                    + columns.indices.map { index in
                        guard index < values.count, let value = values[index] else { return "-" }
                        return String(
                            format: "%.1f", locale: Locale(identifier: "en_US_POSIX"), value)
                    }
            }
        let widths = (0..<columns.count + 2).map { column in
            cells.map { $0[column].count }.max() ?? 0
        }
        let table = cells.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let room = String(repeating: " ", count: cell.1 - cell.0.count)
                return column < 2 ? cell.0 + room : room + cell.0
            }.joined(separator: "  ")
        }
        return table
            + others.map { score in
                "\(score.name): "
                    + String(
                        format: "%.1f", locale: Locale(identifier: "en_US_POSIX"), score.value)
            }
    }

    /// A name without what benchmarks write differently: capitals, spaces and marks.
    static func plain(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    static func columns(of benchmark: ComprehensionBenchmark) -> [Column] {
        let named: [(String, String)] =
            switch benchmark {
            case .mme:
                [
                    ("Perception", "perception"), ("Cognition", "cognition"),
                    ("Exist.", "existence"), ("Count", "count"), ("Pos.", "position"),
                    ("Color", "color"), ("OCR", "OCR"), ("Poster", "posters"),
                    ("Cele.", "celebrity"), ("Scene", "scene"), ("Land.", "landmark"),
                    ("Art.", "artwork"), ("Comm.", "commonsense_reasoning"),
                    ("NumCal.", "numerical_calculation"), ("Trans.", "text_translation"),
                    ("Code", "code_reasoning"),
                ]
            case .mmbench, .mmbenchCN:
                [
                    ("LR", "logic_reasoning"), ("AR", "attribute_reasoning"),
                    ("RR", "relation_reasoning"),
                    ("FP-S", "finegrained_perception (instance-level)"),
                    ("FP-C", "finegrained_perception (cross-instance)"),
                    ("CP", "coarse_perception"),
                ]
            case .ccbench:
                [
                    ("CP", "calligraphy_painting"), ("CR", "cultural_relic"),
                    ("F&C", "food_clothes"), ("HF", "historical_figure"),
                    ("S&B", "scenery_building"), ("SR", "sketch_reasoning"),
                    ("TS", "traditional_show"),
                ]
            case .seed:
                [
                    ("Scene", "Scene Understanding"), ("Identity", "Instance Identity"),
                    ("Attributes", "Instance Attributes"),
                    ("Location", "Instance Location|Instance Localization"),
                    ("Counting", "Instances Counting|Instance Counting"),
                    ("Spatial", "Spatial Relation"),
                    ("Interaction", "Instance Interaction"), ("Reasoning", "Visual Reasoning"),
                    ("Text", "Text Understanding|Text Recognition"),
                ]
            case .qBench:
                [
                    ("Yes-or-no", "yes or no"), ("What", "what"), ("How", "how"),
                    ("Distortion", "distortion"), ("Other", "other"),
                    ("In-context distortion", "in-context distortion"),
                    ("In-context other", "in-context other"),
                ]
            case .tinyLVLM:
                []
            }
        return ([("Overall", "overall")] + named).map {
            Column(heading: $0, scores: $1.split(separator: "|").map { plain(String($0)) })
        }
    }
}
