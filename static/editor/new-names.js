// A film or a person that the library does not have yet, made in the middle of a sentence.
import { ask, words as _ } from "halation/editor/dialogs"

const LABELS = { film: _("New film"), person: _("New person") }
const HINTS = { film: _("Only the title is needed now"), person: _("Only the name is needed now") }

// Lines for the list of names found: `maker` is what `makerOf` gave.
export const offers = (maker, text) =>
  Object.keys(maker.urls).map((kind) => ({ kind, label: `${LABELS[kind]} “${text}”`, hint: HINTS[kind], make: text }))

// Who may make what, as the page says; null for nobody and nothing.
export function makerOf(textarea) {
  const { newFilmUrl, newPersonUrl } = textarea.dataset
  const urls = { ...(newFilmUrl && { film: newFilmUrl }), ...(newPersonUrl && { person: newPersonUrl }) }
  const token = textarea.form?.elements.csrfmiddlewaretoken?.value
  return token && Object.keys(urls).length ? { urls, token } : null
}

const fieldsOf = {
  film: (given, isDouble) => [
    { name: "title", label: _("Title"), value: given.title },
    { name: "year", label: _("Year"), value: given.year, inputmode: "numeric", required: false },
    { name: "director", label: _("Director"), value: given.director, required: false },
    ...(isDouble ? [{ name: "why_another", label: _("Why it is another film"), required: false }] : []),
  ],
  person: (given, isDouble) => [
    { name: "name", label: _("Name"), value: given.name },
    ...(isDouble ? [{ name: "is_another", label: _("Somebody else of the same name"), type: "checkbox", required: false }] : []),
  ],
}

// Asks until it is made, taken from the library, or given up: {type, id, label} or null.
export async function makeNew(maker, kind, text) {
  let given = kind === "film" ? { title: text } : { name: text }
  let trouble = ""
  let doubles = []
  for (;;) {
    const answer = await ask({
      title: LABELS[kind],
      submit: _("Add and link"),
      trouble: trouble || null,
      fields: fieldsOf[kind](given, doubles.length > 0),
      others: doubles.map((thing) => ({ label: `${_("Use")} ${thing.label}`, value: { thing } })),
    })
    if (!answer) return null
    if (answer.thing) return answer.thing
    given = answer
    const told = new FormData()
    told.set("csrfmiddlewaretoken", maker.token)
    for (const [name, value] of Object.entries(given)) told.set(name, value)
    try {
      const said = await fetch(maker.urls[kind], { method: "POST", body: told })
      const found = await said.json()
      if (said.ok) return found
      doubles = found.doubles || []
      trouble = Object.values(found.errors).flat().map((error) => error.message).join(" ")
    } catch {
      trouble = _("It was not added. Check the connection and try again.")
    }
  }
}
