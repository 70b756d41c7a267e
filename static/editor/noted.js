// Passages on which somebody has written a note that is still open: a quiet line below them, drawn over the text and
// never in it, so that nothing of it is saved, copied or counted.
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view
const KEY = new PluginKey("noted")

// Paragraphs and line breaks are drawn in many ways; the letters between them are the same.
function lettersOf(doc) {
  const places = []
  let letters = ""
  doc.descendants((node, at) => {
    for (let i = 0; node.isText && i < node.text.length; i += 1) {
      if (/\s/.test(node.text[i])) continue
      letters += node.text[i]
      places.push(at + i)
    }
  })
  return { letters, places }
}

function drawn(doc, passages) {
  if (!passages.length) return DecorationSet.empty
  const { letters, places } = lettersOf(doc)
  const marks = passages.flatMap(({ words, by }) => {
    const sought = words.replace(/\s+/g, "")
    const from = sought ? letters.indexOf(sought) : -1
    if (from < 0) return []
    return [Decoration.inline(places[from], places[from + sought.length - 1] + 1, { class: "noted", title: `Note by ${by}` })]
  })
  return DecorationSet.create(doc, marks)
}

export const Noted = Extension.create({
  name: "noted",
  addOptions: () => ({ passages: () => [], follow: () => () => {} }),
  addProseMirrorPlugins() {
    const { passages, follow } = this.options
    return [
      new Plugin({
        key: KEY,
        state: {
          init: (_config, { doc }) => drawn(doc, passages()),
          // Looked for when the notes change or another text comes; what is typed only moves the lines along.
          apply: (tr, old) => (tr.getMeta(KEY) || (tr.docChanged && tr.getMeta("preventUpdate")) ? drawn(tr.doc, passages()) : old.map(tr.mapping, tr.doc)),
        },
        props: { decorations: (state) => KEY.getState(state) },
        view: (view) => ({ destroy: follow(() => view.dispatch(view.state.tr.setMeta(KEY, true))) }),
      }),
    ]
  },
})
