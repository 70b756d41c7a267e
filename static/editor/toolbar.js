// The row of buttons above the text. One of them is in the tab order; the arrow keys walk the rest.
import { ask, choose, make, tick, words as _ } from "halation/editor/dialogs"
import { icon } from "halation/editor/icons"
import { linkName } from "halation/editor/names"

// At once, where the editor's own command waits for the next frame and loses the first letter typed.
function chain(editor) {
  editor.view.focus()
  return editor.chain()
}

const KEYS = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl+"

// In place of a chosen picture or embed, but never of words.
function put(editor, content) {
  const { node, to } = editor.state.selection
  if (node) chain(editor).insertContent(content).run()
  else chain(editor).insertContentAt(to, content).run()
}

async function link(editor) {
  const old = editor.getAttributes("link").href
  const { empty } = editor.state.selection
  const answer = await ask({
    title: old ? _("Change the link") : _("Link"),
    submit: _("Link"),
    remove: old && _("Remove the link"),
    fields: [
      {
        name: "href",
        label: _("Address"),
        value: old,
        inputmode: "url",
        help: _("https://example.org/page, or /films/… on this site"),
      },
      ...(empty && !old ? [{ name: "text", label: _("Words to show") }] : []),
    ],
  })
  if (!answer) return editor.view.focus()
  if (!answer.href) return chain(editor).extendMarkRange("link").unsetLink().run()
  const href = /^(https?:|mailto:|\/)/i.test(answer.href) ? answer.href : `https://${answer.href}`
  if (answer.text) {
    return chain(editor)
      .insertContent({ type: "text", text: answer.text, marks: [{ type: "link", attrs: { href } }] })
      .run()
  }
  return chain(editor).extendMarkRange("link").setLink({ href }).run()
}

async function picture(editor, { pictures }) {
  const chosen = await choose({
    title: _("Put a picture into the text"),
    choices: pictures(),
    empty: _("This piece has no pictures yet. Add them beside the text, then place them here."),
  })
  if (chosen) put(editor, { type: "picture", attrs: { image: Number(chosen.id) } })
  else editor.view.focus()
}

// The order is that of the pictures beside the text; what a gallery has already keeps its own.
async function gallery(editor, { pictures }) {
  const { node } = editor.state.selection
  const old = node?.type.name === "gallery" ? node.attrs.images : []
  const all = new Map(pictures().map((picture) => [Number(picture.id), picture]))
  const order = [...old.filter((id) => all.has(id)), ...[...all.keys()].filter((id) => !old.includes(id))]
  const chosen = await tick({
    title: old.length ? _("Change the gallery") : _("Put a gallery into the text"),
    submit: old.length ? _("Change") : _("Add"),
    choices: order.map((id) => ({ value: String(id), label: all.get(id).label, thumb: all.get(id).thumb, off: old.length > 0 && !old.includes(id) })),
    empty: _("This piece has no pictures yet. Add them beside the text, then place them here."),
  })
  if (!chosen?.length) return editor.view.focus()
  put(editor, { type: "gallery", attrs: { images: chosen.map(Number) } })
}

async function footnote(editor) {
  const { node } = editor.state.selection
  const old = node?.type.name === "footnote" ? node.attrs.text : ""
  const answer = await ask({
    title: _("Footnote"),
    submit: old ? _("Change") : _("Add"),
    remove: old && _("Remove the note"),
    fields: [{ name: "text", label: _("What the note says"), value: old, long: true }],
  })
  const text = answer?.text?.replace(/\s+/g, " ")
  if (!answer || (!text && !old)) return editor.view.focus()
  if (!text) return chain(editor).deleteSelection().run()
  if (old) return chain(editor).updateAttributes("footnote", { text }).run()
  return put(editor, { type: "footnote", attrs: { text } })
}

async function embed(editor) {
  const answer = await ask({
    title: _("Show something from another site"),
    submit: _("Add"),
    fields: [
      {
        name: "address",
        label: _("Address"),
        inputmode: "url",
        help: _("YouTube, Vimeo, Dailymotion, Internet Archive or SoundCloud. Other addresses become links."),
      },
    ],
  })
  if (answer?.address) put(editor, { type: "embed", attrs: { address: answer.address } })
  else editor.view.focus()
}

const mark = (name) => ({
  run: (editor) => chain(editor).toggleMark(name).run(),
  active: (editor) => editor.isActive(name),
})
const heading = (level) => ({
  run: (editor) => chain(editor).toggleHeading({ level }).run(),
  active: (editor) => editor.isActive("heading", { level }),
})

// `word`: said in full where there is room; everywhere else the sign stands alone, and `title` is its name.
const BUTTONS = [
  { sign: "bold", title: _("Bold"), key: "B", ...mark("bold") },
  { sign: "italic", title: _("Italic"), key: "I", ...mark("italic") },
  { sign: "title", title: _("Title of a film, book or song"), ...mark("title") },
  { sign: "link", title: _("Link"), key: "K", run: link, active: (editor) => editor.isActive("link") },
  {
    sign: "name",
    word: _("Film or person"),
    title: _("Film or person, or type @ and a part of the name"),
    run: (editor, { find }) => linkName(editor, find),
    active: (editor) => editor.isActive("reference"),
    shown: ({ find }) => Boolean(find),
  },
  { sign: "picture", word: _("Picture"), title: _("Picture"), run: picture, active: (editor) => editor.isActive("picture") },
  { sign: "gallery", title: _("Gallery"), run: gallery, active: (editor) => editor.isActive("gallery") },
  {
    sign: "pull",
    title: _("Pull quote"),
    run: (editor) => chain(editor).toggleWrap("pullQuote").run(),
    active: (editor) => editor.isActive("pullQuote"),
  },
  {
    sign: "spoiler",
    title: _("Spoiler"),
    run: (editor) => chain(editor).toggleSpoiler().run(),
    active: (editor) => editor.isActive("spoiler"),
  },
  { sign: "heading", title: _("Heading"), ...heading(2) },
  { sign: "small", title: _("Small heading"), ...heading(3) },
  {
    sign: "list",
    title: _("List"),
    run: (editor) => chain(editor).toggleBulletList().run(),
    active: (editor) => editor.isActive("bulletList"),
  },
  {
    sign: "numbers",
    title: _("Numbered list"),
    run: (editor) => chain(editor).toggleOrderedList().run(),
    active: (editor) => editor.isActive("orderedList"),
  },
  {
    sign: "quotation",
    title: _("Quotation"),
    run: (editor) => chain(editor).toggleBlockquote().run(),
    active: (editor) => editor.isActive("blockquote"),
  },
  { sign: "footnote", title: _("Footnote"), run: footnote, active: (editor) => editor.isActive("footnote") },
  { sign: "embed", title: _("Embed"), run: embed, active: (editor) => editor.isActive("embed") },
  {
    sign: "note",
    title: _("Write a note on these words"),
    // Not before the piece can be talked about.
    there: (desk) => desk.hasNotes(),
    run: (editor, desk) => desk.note(editor),
    active: () => false,
  },
]

// `desk`: {pictures, find}, what the page knows.
export function toolbar(editor, desk) {
  const named = { "aria-label": _("Formatting"), "aria-controls": editor.view.dom.id }
  const row = make("div", { role: "toolbar", class: "body-toolbar", ...named })
  const shown = BUTTONS.filter((button) => !button.shown || button.shown(desk))
  const elements = shown.map(({ sign, word, title, key, run }) => {
    const said = [title, key && `${KEYS}${key}`].filter(Boolean).join(", ")
    const looks = { title: said, class: word && "worded", "aria-label": title }
    const element = make("button", { type: "button", tabindex: "-1", ...looks }, [icon(sign), ...(word ? [make("span", {}, [word])] : [])])
    element.addEventListener("click", () => run(editor, desk))
    return element
  })
  elements[0].tabIndex = 0
  row.append(...elements)
  row.addEventListener("keydown", (event) => walk(event, elements))
  row.addEventListener("focusin", (event) => elements.forEach((e) => (e.tabIndex = e === event.target ? 0 : -1)))
  const refresh = () =>
    shown.forEach(({ active, there }, i) => {
      elements[i].setAttribute("aria-pressed", String(active(editor)))
      elements[i].hidden = there ? !there(desk) : false
    })
  editor.on("transaction", refresh)
  refresh()
  return row
}

function walk(event, all) {
  const elements = all.filter((element) => !element.hidden)
  const at = elements.indexOf(document.activeElement)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: elements.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  elements[(to + elements.length) % elements.length].focus()
}

// Ctrl+K for a link, Alt+F10 for the buttons, as editors do.
export const shortcuts = (row, desk) => ({
  "Mod-k": ({ editor }) => {
    link(editor, desk)
    return true
  },
  "Alt-F10": () => {
    row().querySelector("[tabindex='0']").focus()
    return true
  },
})
