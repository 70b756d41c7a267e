// Names of the film's makers that stand in the text without a link: offered once, linked in one step, undone in one.
import { tick } from "halation/editor/dialogs"

// The first place of each name that no link covers. A title of one word is a word like others, unless it is set
// as a title.
function places(doc, names, { reference, link, title, italic }) {
  const found = new Map()
  doc.descendants((node, pos, parent) => {
    if (!node.isText || !parent.type.allowsMarkType(reference)) return
    if (reference.isInSet(node.marks) || link.isInSet(node.marks)) return
    const isTitle = title.isInSet(node.marks) || italic.isInSet(node.marks)
    for (const name of names) {
      const key = `${name.type}:${name.id}`
      if (found.has(key) || (name.type === "film" && !isTitle && !name.name.includes(" "))) continue
      const at = wordAt(node.text, name.name)
      if (at >= 0) found.set(key, { ...name, from: pos + at, to: pos + at + name.name.length })
    }
  })
  return [...found.values()]
}

function wordAt(text, name) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = [text[at - 1], text[at + name.length]]
    if (!around.some((letter) => letter && /[\p{L}\p{N}]/u.test(letter))) return at
  }
  return -1
}

export function offerNames(form) {
  const bar = form.querySelector("#link-names")
  const button = bar?.querySelector("button")
  const body = form.elements.body
  const left = new Set() // offered and not wanted: not offered again
  let names = []

  const unlinked = () => {
    const { state } = body.bodyEditor
    return places(state.doc, names.filter(({ type, id }) => !left.has(`${type}:${id}`)), state.schema.marks)
  }

  button?.addEventListener("click", async () => {
    const found = unlinked()
    const wanted = await tick({
      title: "Link these names?",
      submit: "Link them",
      choices: found.map((name, i) => ({ value: String(i), label: name.name })),
    })
    for (const { type, id } of found) left.add(`${type}:${id}`)
    bar.hidden = true
    const { view } = body.bodyEditor
    view.focus()
    if (!wanted?.length) return
    // Asked again: the text may have moved while the list was open.
    left.clear()
    const now = new Map(unlinked().map((place) => [`${place.type}:${place.id}`, place]))
    for (const { type, id } of found) left.add(`${type}:${id}`)
    const { tr, schema } = view.state
    for (const index of wanted) {
      const place = now.get(`${found[index].type}:${found[index].id}`)
      const mark = schema.marks.reference.create({ film: null, person: null, [place?.type]: place?.id })
      if (place) tr.addMark(place.from, place.to, mark)
    }
    view.dispatch(tr)
  })

  return (found) => {
    names = found
    if (!bar || !body.bodyEditor) return
    const count = names.length ? unlinked().length : 0
    bar.hidden = !count
    button.textContent = `Link ${count} name${count === 1 ? "" : "s"}?`
  }
}
