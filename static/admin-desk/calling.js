// "@" in a note: the colleagues who may see the piece, by any part of their name. Enter takes one, Escape leaves what
// was typed.
import { make, newId, Options } from "halation/editor/dialogs"

const TYPED = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]{0,60}|)$/u
const AT_MOST = 8
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

export function calling(section) {
  const list = make("ul", { id: newId("colleagues"), role: "listbox", class: "body-names floating", "aria-label": "Colleagues", hidden: true })
  let names = null // asked for once, when somebody is called
  let options = null
  let left = null // what was typed when the list was sent away

  const typedIn = (field) => TYPED.exec(field.value.slice(0, field.selectionStart))?.[1]
  const found = (typed) => names.filter((name) => fold(` ${name}`).includes(fold(` ${typed}`))).slice(0, AT_MOST)

  function close() {
    left = options && typedIn(options.owner)
    options?.show([])
    options = null
  }

  function take({ label }) {
    const field = options.owner
    const at = field.selectionStart
    const from = at - typedIn(field).length
    field.setRangeText(`${label} `, from, at, "end")
    close()
  }

  async function look(field) {
    names ??= await fetch(section.dataset.colleagues).then((answer) => (answer.ok ? answer.json() : []), () => [])
    const typed = typedIn(field)
    if (document.activeElement !== field) return
    if (typed === undefined || typed === left || names.includes(typed.trim())) return close()
    left = null
    if (options?.owner !== field) {
      options?.show([])
      field.after(list)
      field.setAttribute("aria-autocomplete", "list")
      field.setAttribute("aria-controls", list.id)
      options = new Options(list, field, take)
    }
    options.show(found(typed).map((name) => ({ label: name })))
  }

  section.addEventListener("input", ({ target }) => target.name === "text" && (target.value.includes("@") || options) && look(target))
  section.addEventListener("focusout", close)
  section.addEventListener(
    "keydown",
    (event) => {
      if (!options || list.hidden) return
      if (event.key !== "Escape" && !options.key(event.key)) return
      if (event.key === "Escape") close()
      event.preventDefault()
      event.stopPropagation()
    },
    { capture: true },
  )
}
