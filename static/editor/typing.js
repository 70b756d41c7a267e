// Straight signs become typographic ones as they are typed; Backspace at once gives the typed ones back.
import { Extension, pm, textInputRule } from "django-prose-editor/editor"

const { Plugin, TextSelection } = pm.state

// Opening, closing, and opening inside. French keeps its own: it needs a space that no rule should guess.
const QUOTES = {
  en: "“”‘", nl: "“”‘", pt: "“”‘", tr: "“”‘", ga: "“”‘",
  de: "„“‚", cs: "„“‚", sk: "„“‚", sl: "„“‚", bg: "„“‚",
  pl: "„”‚", ro: "„”‚", hu: "„”‚", hr: "„”‚",
  es: "«»“", it: "«»“", el: "«»“", ru: "«»„", uk: "«»„",
  sv: "””’", fi: "””’", da: "””’",
}

// A picture that was just put in is still chosen, and the next letter would take its place: words go below it.
function belowWhatIsChosen(view, _from, _to, text) {
  const { selection, schema, tr } = view.state
  if (!selection.node?.isBlock) return false
  const words = schema.nodes.paragraph.create(null, schema.text(text))
  tr.insert(selection.to, words)
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length)).scrollIntoView())
  return true
}

const rule = (find, replace) => textInputRule({ find, replace })

export const Typing = Extension.create({
  name: "typing",
  addOptions: () => ({ language: "en" }),
  addProseMirrorPlugins: () => [new Plugin({ props: { handleTextInput: belowWhatIsChosen } })],
  addInputRules() {
    const dashes = [rule(/--$/, "—"), rule(/\.\.\.$/, "…")]
    const quotes = QUOTES[this.options.language.slice(0, 2).toLowerCase()]
    if (!quotes) return dashes
    const [open, close, openInner] = quotes
    return [
      ...dashes,
      rule(/(?:^|[\s([{—–/“‘«„‚\ufffc])(")$/, open),
      rule(/(")$/, close),
      rule(/(?:^|[\s([{—–/“«„])(')$/, openInner),
      rule(/(')$/, "’"), // far more often an apostrophe than an end
    ]
  },
})
