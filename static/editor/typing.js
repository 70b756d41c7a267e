// Straight signs become typographic ones as they are typed; Backspace at once gives the typed ones back.
import { Extension, InputRule, pm, textInputRule } from "django-prose-editor/editor"

const { Plugin, TextSelection } = pm.state

// Opening, closing, and opening inside. French signs stand off from the words by a space that does not break.
const QUOTES = {
  fr: ["«\u00a0", "\u00a0»", "“"],
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

// A sign of the piece's language, which may be set while one writes. Without one the typed sign stays.
const signRule = (find, sign) =>
  new InputRule({
    find,
    handler({ state, range, match }) {
      const to = sign()
      if (!to) return null
      const from = range.from + match[0].lastIndexOf(match[1])
      state.tr.insertText(to, from, range.to)
    },
  })

export const Typing = Extension.create({
  name: "typing",
  addOptions: () => ({ language: () => "en" }),
  addProseMirrorPlugins: () => [new Plugin({ props: { handleTextInput: belowWhatIsChosen } })],
  addInputRules() {
    const quotes = (place) => () => QUOTES[this.options.language().slice(0, 2).toLowerCase()]?.[place]
    const apostrophe = () => quotes(0)() && "’" // far more often an apostrophe than an end
    return [
      rule(/--$/, "—"),
      rule(/\.\.\.$/, "…"),
      signRule(/(?:^|[\s([{—–/“‘«„‚\ufffc])(")$/, quotes(0)),
      signRule(/(")$/, quotes(1)),
      signRule(/(?:^|[\s([{—–/“«„])(')$/, quotes(2)),
      signRule(/(')$/, apostrophe),
    ]
  },
})
