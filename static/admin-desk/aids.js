// What helps while one writes: the live checklist, names to link, the length of the text, the keys.
import { checks } from "./checks.js"
import { keys } from "./keys.js"
import { length } from "./length.js"

export function aids({ form }) {
  const { body, language } = form.elements
  length(form)
  keys(form)
  checks(form, form.dataset.checks)
  // Quotation marks follow the language of the piece.
  language.addEventListener("input", () => {
    body.lang = language.value
    body.bodyEditor?.view.dom.setAttribute("lang", language.value)
  })
}
