// Straight signs become typographic ones as they are typed; Backspace at once gives the typed ones back.
import { Extension, textInputRule } from "django-prose-editor/editor"

// Opening, closing, and opening inside. French keeps its own: it needs a space that no rule should guess.
const QUOTES = {
  en: "“”‘", nl: "“”‘", pt: "“”‘", tr: "“”‘", ga: "“”‘",
  de: "„“‚", cs: "„“‚", sk: "„“‚", sl: "„“‚", bg: "„“‚",
  pl: "„”‚", ro: "„”‚", hu: "„”‚", hr: "„”‚",
  es: "«»“", it: "«»“", el: "«»“", ru: "«»„", uk: "«»„",
  sv: "””’", fi: "””’", da: "””’",
}

const rule = (find, replace) => textInputRule({ find, replace })

export const Typing = Extension.create({
  name: "typing",
  addOptions: () => ({ language: "en" }),
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
