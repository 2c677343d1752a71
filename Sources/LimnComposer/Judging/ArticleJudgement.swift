/// What was said of one article: the levels of each dimension that was judged.
public struct ArticleJudgement: Sendable, Hashable {
    /// The levels, one for each time that a dimension was judged.
    public var levels: [JudgedDimension: [JudgedLevel]]
    /// How many of the article's blocks the judge had room for.
    public var blocksRead: Int

    /// Makes a judgement; by default nothing is judged.
    public init(levels: [JudgedDimension: [JudgedLevel]] = [:], blocksRead: Int = .max) {
        self.levels = levels
        self.blocksRead = blocksRead
    }
}
