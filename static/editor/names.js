// Films and people in the text: found by a part of their name, linked by their id.
import { Extension, pm } from "django-prose-editor/editor"
import { make, newId, Options, search, words as _ } from "halation/editor/dialogs"
import { makeNew, offers } from "halation/editor/new-names"

const { Plugin } = pm.state
const TYPED = /(?:^|[\s([{“‘"'«])@([\p{L}\p{N}][\p{L}\p{M}\p{N} .,:!?'’&-]{0,60})$/u
const PAUSE = 120

// Asks the desk; null when a newer question overtook this one, or nobody answered. `near` tells of every question
// what stands around it: pairs of a name and a value.
export function finder(url, near = () => []) {
  let latest = null
  return async (text) => {
    latest?.abort()
    const asked = (latest = new AbortController())
    if (!text.trim()) return []
    try {
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
      if (asked.signal.aborted) return null
      const address = new URL(url, location.href)
      address.searchParams.set("q", text.trim())
      for (const [name, value] of near()) address.searchParams.append(name, value)
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } })
      return answer.ok ? await answer.json() : []
    } catch {
      return asked.signal.aborted ? null : []
    }
  }
}

// "Here (2023)" is a label; in a sentence the film is called Here.
const nameOf = (thing) => (thing.type === "film" ? thing.label.replace(/ \([^()]*\)$/, "") : thing.label)

const markOf = (thing) => ({
  type: "reference",
  attrs: { film: null, person: null, [thing.type]: Number(thing.id) },
})

export async function linkName(editor, find) {
  const { from, to } = editor.state.selection
  const selected = editor.state.doc.textBetween(from, to, " ")
  const question = { title: _("Link a film or a person"), label: _("A part of the name") }
  const thing = await search({ ...question, value: selected, find })
  editor.view.focus()
  if (!thing) return
  const mark = markOf(thing)
  if (from === to) editor.commands.insertContentAt(from, { type: "text", text: nameOf(thing), marks: [mark] })
  else editor.chain().setTextSelection({ from, to }).setMark(mark.type, mark.attrs).run()
}

// "@" and a part of a name: Enter links, Escape leaves the text as it is.
export const Names = Extension.create({
  name: "names",
  priority: 1100,
  addOptions: () => ({ find: null, frame: null, maker: null }),
  addProseMirrorPlugins() {
    const { find, frame, maker } = this.options
    if (!find) return []
    let popup = null
    return [
      new Plugin({
        view: (view) => (popup = new Popup(view, this.editor, { find, frame, maker })),
        props: { handleKeyDown: (_view, event) => popup?.key(event) ?? false },
      }),
    ]
  },
})

class Popup {
  constructor(view, editor, { find, frame, maker }) {
    Object.assign(this, { view, editor, find, frame, maker, typed: null, left: null })
    const names = { id: newId("names"), role: "listbox", "aria-label": _("Films and people") }
    this.list = make("ul", { ...names, class: "body-names floating" })
    this.list.hidden = true
    frame.append(this.list)
    this.options = new Options(this.list, view.dom, (thing) => this.take(thing))
    view.dom.addEventListener("blur", () => this.close())
  }

  update(view, before) {
    if (before && before.doc.eq(view.state.doc) && before.selection.eq(view.state.selection)) return
    const typed = this.read()
    if (!typed || typed.text === this.left) return this.close(typed ? this.left : null)
    this.typed = typed
    this.find(typed.text).then((found) => {
      if (!found || this.typed !== typed) return
      if (this.maker) found = [...found, ...offers(this.maker, typed.text.trim())]
      this.options.show(found)
      if (found.length) this.place(typed.from)
    })
  }

  read() {
    const { $from, empty } = this.view.state.selection
    const { reference } = this.view.state.schema.marks
    if (!empty || !$from.parent.isTextblock || !$from.parent.type.allowsMarkType(reference)) return null
    const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 80), $from.parentOffset, null, "\ufffc")
    const match = TYPED.exec(before)
    return match && { text: match[1], from: $from.pos - match[1].length - 1, to: $from.pos }
  }

  place(pos) {
    const cursor = this.view.coordsAtPos(pos)
    const box = this.frame.getBoundingClientRect()
    this.list.style.top = `${cursor.bottom - box.top + 4}px`
    this.list.style.left = `${Math.max(0, Math.min(cursor.left - box.left, box.width - this.list.offsetWidth))}px`
  }

  key(event) {
    if (this.list.hidden) return false
    if (event.key === "Escape") {
      this.close(this.typed.text)
      return true
    }
    return this.options.key(event.key)
  }

  async take(thing) {
    const { from, to, text } = this.typed
    if (thing.make) {
      this.close(text)
      // What stands there, which may be more than the list knew of.
      thing = await makeNew(this.maker, thing.kind, text.trim())
      this.view.focus()
      // While it was asked, the text stood still: a dialog lets nobody type elsewhere.
      if (!thing) return
    }
    const content = [{ type: "text", text: nameOf(thing), marks: [markOf(thing)] }]
    this.close()
    this.editor.chain().insertContentAt({ from, to }, content).run()
  }

  // `left`: what was typed when the list was sent away; it stays away until something else is typed.
  close(left = null) {
    this.left = left
    this.typed = null
    this.options.show([])
  }

  destroy() {
    this.list.remove()
  }
}
