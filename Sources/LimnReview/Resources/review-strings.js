// All texts of the page, in each language of the interface.

/** Codes and own names of the interface's languages. */
export const languages = [["en", "English"], ["zh", "中文"]];

const key = "limn-review-language";

// {name} stands for a value; {count?one:many} for the first text when the value is 1.
const tables = {
  en: {
    review: "Review", articles: "Articles", skip: "Skip to the article", interface: "Language of this page",
    versions: "Languages of the article", writer: "Written with {name}", noArticles: "There are no briefs yet.",
    noArticlesHint: "Begin one with: limn new", notComposed: "Not composed yet", notComposedHint: "This article has not been composed yet.",
    composedIn: "Composed in {languages}", openPage: "Open the page", loading: "Loading…",
    undo: "Undo", redo: "Redo", undoWhat: "Undo: {what}", redoWhat: "Redo: {what}", nothingToUndo: "Nothing to undo", nothingToRedo: "Nothing to redo",
    place: "Paragraph {place}", heading: "Heading “{name}”", figureAt: "Picture after {place}", block: "Block {number}",
    tools: "Tools", edit: "Edit", keep: "Keep", keepWhat: "Keep it as it is for good", rewrite: "Write anew", history: "Origin", historyWhat: "How it came about",
    findPicture: "Picture", findPictureWhat: "Find a picture for this place", rewriteSection: "Write the section anew",
    save: "Save", leave: "Leave", remove: "Delete", editHint: "Ctrl+Enter saves, Escape leaves. An empty line begins a new paragraph.", captionHint: "Enter saves, Escape leaves.", editLabel: "Text in Markdown",
    unsaved: "Not saved yet: what you typed before.", changedMeanwhile: "The file was changed meanwhile. What you typed is kept; compare and save again.",
    itSaysNow: "The file says now:",
    instruction: "What should be different?", instructionHint: "For example: shorter", count: "Versions", write: "Write", noInstruction: "May stay empty",
    byModel: "Written by the model", byPerson: "Yours", best: "The best of {count} {count?version:versions}.", seed: "Seed {seed}, prompt {prompt}.",
    retried: "Written anew {count?once:{count} times}.", asked: "Asked for: {instruction}",
    turnedDown: "Why others were turned down", noneTurnedDown: "No version was turned down.", noStory: "It does not come from a model: the record has no story of it.", pinnedStory: "Kept for good: it is never written anew.",
    flaws: "Look at it:", stale: "Its {language} version was edited since.", translateAnew: "Translate it anew", agree: "Right as it is", agreeWhat: "Both say the same; do not ask again",
    editCaption: "Edit the caption", caption: "Caption", alternative: "Description for those who do not see it", otherPicture: "Look for another", rewriteCaption: "Write the caption anew",
    noPicture: "No picture here", pinPicture: "Keep", pinPictureWhat: "Keep this picture here for good", noAlternative: "It has no description yet.",
    candidates: "Candidates", candidatesFor: "Picture for “{wanted}”", candidatesAt: "Picture after paragraph {place}", chosenBy: "Chosen by {who}.",
    model: "the model", person: "you", brief: "the brief", searchLibrary: "Search the library",
    found: "{count} {count?picture:pictures} found", nothingFound: "Nothing was found.", searching: "Searching…", noCandidates: "No candidates were looked for. Search the library, or let Limn find one.",
    use: "Use this picture", tryOut: "Tried out here; not used yet.", ban: "Ban", banOne: "Ban: {name}", allow: "Allow", allowOne: "Allow again: {name}", banned: "Banned", score: "Score {score}", belief: "belief {belief} %",
    letFind: "Let Limn find one", wanted: "A picture will be looked for.", pinnedHere: "Will stand here: your choice.", emptyHere: "Will be taken out.", takeBack: "Take the decision back", bannedPending: "Banned: will be replaced.",
    bans: "Banned pictures ({count})", unnamed: "a picture",
    pending: "{count} {count?decision waits:decisions wait} to be carried out.", compose: "Compose",
    composing: "Composing", rewriting: "Writing anew", waiting: "Waits for other work to end.", cancel: "Cancel", version: "Version {number}", draft: "Draft {number}", tokens: "{count} tokens",
    proposal: "Choose, or leave it as it is", proposalHint: "Nothing is saved before you accept.", accept: "Accept", acceptChosen: "Accept the chosen one", discard: "Discard", noChange: "It would stay as it is.", elsewhere: "Paragraph {place}, {language}",
    was: "Removed: ", is: "New: ", ready: "{count} {count?version is:versions are} ready to choose from.",
    saving: "Saving…", saved: "Saved.", cancelled: "Cancelled.", discarded: "Discarded; nothing has changed.", undone: "Undone.", redone: "Redone.", composed: "Composed and saved.", accepted: "Accepted and saved.",
    problems: "That did not work", warnings: "Saved, but look at this", siteProblems: "The site cannot be rendered", hide: "Hide", noServer: "The server does not answer.", noServerRemedy: "Is limn serve still running? Start it again; this page goes on by itself.", failed: "The server refused (status {status}).",
    hint: "Point at a paragraph or reach it with Tab to see its tools; arrow keys lead through them. Double-click a text to edit it.", hintPhone: "The dots after a paragraph open its tools.",
    "text generation": "text generation", "image spotting": "looking for places", "image captioning": "captions", "image retrieval": "searching pictures", "image selection": "choosing pictures", "figure texts": "captions and descriptions", outline: "outline", translation: "translation",
  },
  zh: {
    review: "审阅", articles: "文章", skip: "跳到正文", interface: "界面语言",
    versions: "文章语言", writer: "由 {name} 撰写", noArticles: "还没有写作提纲。",
    noArticlesHint: "用 limn new 新建一篇", notComposed: "尚未生成", notComposedHint: "这篇文章还没有生成。",
    composedIn: "已生成：{languages}", openPage: "打开页面", loading: "正在载入……",
    undo: "撤销", redo: "重做", undoWhat: "撤销：{what}", redoWhat: "重做：{what}", nothingToUndo: "没有可撤销的操作", nothingToRedo: "没有可重做的操作",
    place: "第 {place} 段", heading: "标题“{name}”", figureAt: "第 {place} 段后的图片", block: "第 {number} 块",
    tools: "工具", edit: "编辑", keep: "保留", keepWhat: "永久保持原样", rewrite: "重写", history: "来历", historyWhat: "这段文字是怎样来的",
    findPicture: "配图", findPictureWhat: "为这里找一张图片", rewriteSection: "重写这一节",
    save: "保存", leave: "返回", remove: "删除", editHint: "Ctrl+Enter 保存，Esc 返回。空一行就是新的一段。", captionHint: "Enter 保存，Esc 返回。", editLabel: "Markdown 文本",
    unsaved: "尚未保存：这是您先前输入的内容。", changedMeanwhile: "文件刚刚被别处修改。您输入的内容还在，请比较后再保存。",
    itSaysNow: "文件现在的内容：",
    instruction: "希望怎样改？", instructionHint: "例如：短一些", count: "版本数", write: "开始写", noInstruction: "可以留空",
    byModel: "模型撰写", byPerson: "您写的", best: "从 {count} 个版本中选出。", seed: "种子 {seed}，提示 {prompt}。",
    retried: "重写过 {count} 次。", asked: "要求：{instruction}",
    turnedDown: "其他版本落选的原因", noneTurnedDown: "没有版本落选。", noStory: "这段不是模型写的，记录里没有它的来历。", pinnedStory: "已永久保留：不会再重写。",
    flaws: "请检查：", stale: "这一段的{language}版本后来改过。", translateAnew: "重新翻译", agree: "不用改", agreeWhat: "两种语言意思一致，不再提示",
    editCaption: "编辑图注", caption: "图注", alternative: "给看不到图的人的描述", otherPicture: "另找一张", rewriteCaption: "重写图注",
    noPicture: "这里不要图片", pinPicture: "保留", pinPictureWhat: "永久保留这张图片", noAlternative: "还没有描述。",
    candidates: "候选图片", candidatesFor: "“{wanted}”的图片", candidatesAt: "第 {place} 段后的图片", chosenBy: "选择者：{who}。",
    model: "模型", person: "您", brief: "提纲", searchLibrary: "搜索图库",
    found: "找到 {count} 张图片", nothingFound: "没有找到。", searching: "正在搜索……", noCandidates: "还没有找过候选图片。可以搜索图库，或让 Limn 去找。",
    use: "使用这张图片", tryOut: "只是在这里试看，尚未使用。", ban: "禁用", banOne: "禁用：{name}", allow: "允许", allowOne: "重新允许：{name}", banned: "已禁用", score: "得分 {score}", belief: "把握 {belief}%",
    letFind: "让 Limn 找一张", wanted: "将为这里找一张图片。", pinnedHere: "将放在这里：您的选择。", emptyHere: "将被移除。", takeBack: "收回这个决定", bannedPending: "已禁用：将被替换。",
    bans: "禁用的图片（{count}）", unnamed: "一张图片",
    pending: "有 {count} 个决定等待执行。", compose: "生成",
    composing: "正在生成", rewriting: "正在重写", waiting: "等待其他工作结束。", cancel: "取消", version: "版本 {number}", draft: "草稿 {number}", tokens: "{count} 个词元",
    proposal: "请选择，或保持原样", proposalHint: "接受之前不会保存任何内容。", accept: "接受", acceptChosen: "接受选中的版本", discard: "放弃", noChange: "不会有变化。", elsewhere: "第 {place} 段，{language}",
    was: "删去：", is: "新增：", ready: "有 {count} 个版本可供选择。",
    saving: "正在保存……", saved: "已保存。", cancelled: "已取消。", discarded: "已放弃，没有任何改动。", undone: "已撤销。", redone: "已重做。", composed: "已生成并保存。", accepted: "已接受并保存。",
    problems: "操作没有成功", warnings: "已保存，但请留意", siteProblems: "网站无法渲染", hide: "隐藏", noServer: "服务器没有回应。", noServerRemedy: "limn serve 还在运行吗？重新启动后，本页会自动继续。", failed: "服务器拒绝了请求（状态 {status}）。",
    hint: "把指针移到段落上，或用 Tab 键到达，就会出现工具；方向键可在工具间移动。双击文字即可编辑。", hintPhone: "段落末尾的圆点可以打开工具。",
    "text generation": "生成文字", "image spotting": "寻找配图位置", "image captioning": "撰写图注", "image retrieval": "检索图片", "image selection": "选择图片", "figure texts": "图注与描述", outline: "大纲", translation: "翻译",
  },
};

function remembered() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const wanted = [remembered(), ...(navigator.languages ?? [])].filter(Boolean)
  .map((language) => language.split("-")[0].toLowerCase());
let current = wanted.find((language) => language in tables) ?? "en";

/** The code of the interface's language. */
export function language() {
  return current;
}

/** Changes the interface's language and remembers it. */
export function setLanguage(code) {
  current = code;
  try {
    localStorage.setItem(key, code);
  } catch { /* Without storage it holds for this page. */ }
}

/** A text of the interface with values in it. */
export function text(name, values = {}) {
  const fill = (pattern) => pattern
    .replace(/\{(\w+)\?([^:{}]*):((?:[^{}]|\{\w+\})*)\}/g, (_, value, one, many) => values[value] === 1 ? one : many)
    .replace(/\{(\w+)\}/g, (_, value) => String(values[value] ?? ""));
  return fill(tables[current][name] ?? tables.en[name] ?? name);
}

/** A text that the server may say in many ways: in the interface's words where they are known. */
export function known(name) {
  return Object.hasOwn(tables[current], name) ? tables[current][name] : name;
}

/** A language's name, in the interface's language or another. */
export function languageName(code, within = current) {
  try {
    return new Intl.DisplayNames([within], { type: "language" }).of(code);
  } catch {
    return code;
  }
}
