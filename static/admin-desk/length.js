// How long the text is, below it. Each paragraph is counted once and remembered, so that a long text costs no more
// at a key than a short one: the editor keeps the paragraphs that were not touched.
const WORD = /[\p{L}\p{N}_]+(?:[-'’.][\p{L}\p{N}_]+)*/gu
const UNSPACED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g
const WORDS_A_MINUTE = 230
const PAUSE = 400

export const wordsIn = (text) => {
  const unspaced = text.match(UNSPACED)?.length || 0
  return (text.replace(UNSPACED, " ").match(WORD)?.length || 0) + Math.ceil(unspaced / 2)
}

const counted = new WeakMap()

function wordsOf(node) {
  if (node.type.name === "pullQuote") return 0
  if (!counted.has(node)) {
    let words = 0
    if (node.isTextblock) words = wordsIn(node.textBetween(0, node.content.size, " ", (leaf) => (leaf.type.name === "hardBreak" ? "\n" : "")))
    else node.forEach((child) => (words += wordsOf(child)))
    counted.set(node, words)
  }
  return counted.get(node)
}

export function length(form) {
  const place = form.querySelector("#length")
  const body = form.elements.body
  let timer = null
  function show() {
    const editor = body.bodyEditor
    const words = editor ? wordsOf(editor.state.doc) : wordsIn(body.value.replace(/<[^<>]*>/g, " "))
    const minutes = Math.max(1, Math.ceil(words / WORDS_A_MINUTE))
    place.textContent = `${words.toLocaleString("en")} word${words === 1 ? "" : "s"}, ${minutes} min read`
  }
  body.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(show, PAUSE)
  })
}
