// Makes a writing field of every <textarea data-body-editor>. Without this script it stays the textarea it is,
// with the same source in it.
//
// The textarea keeps the source up to date, so a form, an autosave or a word count reads it as ever and hears
// "input". What the page may set on it:
//   data-new-film-url, data-new-person-url   where one is made whose name nobody knows yet
//   data-lookup-url   where a part of a name is asked for (?q=): [{type: "film", id, label, hint, thumb}]
//   data-pictures     the pictures of this piece as JSON: [{id, label, thumb}]; may change at any time
//   data-notes        whether one can write notes on a passage: the toolbar's "Note" sends "body-editor:note"
//   data-noted        the passages that have one, as JSON: [{words, by}]; may change at any time
//   lang              the language of the piece; may change at any time
// To put another text into it: set its value and send it the event "body-editor:read".
import {
  BulletList,
  Document,
  Dropcursor,
  Editor,
  Extension,
  Gapcursor,
  History,
  HorizontalRule,
  Paragraph,
  Placeholder,
  Superscript,
  Text,
} from "django-prose-editor/editor"
import { make, newId, words as _ } from "halation/editor/dialogs"
import { finder, Names } from "halation/editor/names"
import { makerOf } from "halation/editor/new-names"
import {
  Embed,
  Footnote,
  Gallery,
  House,
  Picture,
  PullQuote,
  Reference,
  Spoiler,
  SpoilerSummary,
  Title,
} from "halation/editor/nodes"
import { Noted } from "halation/editor/noted"
import { tame } from "halation/editor/pasting"
import { shortcuts, toolbar } from "halation/editor/toolbar"
import { Typing } from "halation/editor/typing"

const PAUSE = 300

export function mount(textarea) {
  if (textarea.bodyEditor) return textarea.bodyEditor
  const pictures = () => read(textarea.dataset.pictures) || []
  const desk = { pictures, find: textarea.dataset.lookupUrl ? finder(textarea.dataset.lookupUrl) : null }
  desk.hasNotes = () => "notes" in textarea.dataset
  desk.note = () => textarea.dispatchEvent(new Event("body-editor:note", { bubbles: true }))
  const frame = make("div", { class: "body-editor" })
  let row = null

  const editor = new Editor({
    element: frame,
    content: textarea.value,
    editable: !textarea.disabled && !textarea.readOnly,
    injectCSS: false, // an injected <style> has no nonce; editor.css has the rules
    extensions: [
      ...[Document, Paragraph, Text, Superscript, BulletList, HorizontalRule, ...Object.values(House)],
      ...[Title, Reference, PullQuote, Spoiler, SpoilerSummary, Embed, Footnote],
      ...[Picture, Gallery].map((node) =>
        node.configure({
          find: (id) => pictures().find((picture) => Number(picture.id) === id),
          follow: (draw) => watch(textarea, "data-pictures", draw),
        }),
      ),
      ...[Dropcursor, Gapcursor, History],
      Placeholder.configure({ placeholder: textarea.placeholder || _("Write here") }),
      Noted.configure({ passages: () => read(textarea.dataset.noted) || [], follow: (draw) => watch(textarea, "data-noted", draw) }),
      Typing.configure({ language: () => textarea.lang || document.documentElement.lang || "en" }),
      Names.configure({ find: desk.find, frame, maker: makerOf(textarea) }),
      Extension.create({ name: "keys", addKeyboardShortcuts: () => shortcuts(() => row, desk) }),
    ],
    editorProps: { attributes: described(textarea), transformPastedHTML: tame },
    onUpdate() {
      source.isOld()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })

  if (editor.isEditable) {
    row = toolbar(editor, desk)
    frame.prepend(row)
  }
  const source = lazily(textarea, () => (editor.isEmpty ? "" : editor.getHTML()))
  textarea.after(frame)
  textarea.hidden = true
  for (const label of textarea.labels || []) label.addEventListener("click", () => editor.view.focus())
  const reread = () => editor.commands.setContent(textarea.value, { emitUpdate: false })
  textarea.addEventListener("body-editor:read", reread)
  textarea.form?.addEventListener("reset", () => setTimeout(reread))
  textarea.bodyEditor = editor
  textarea.dispatchEvent(new CustomEvent("body-editor:ready", { bubbles: true, detail: { editor } }))
  return editor
}

// Writing the whole text down at each key would cost more the longer it is. So the textarea's value is written when
// somebody asks for it, when a form is read, and when the typing pauses.
function lazily(textarea, write) {
  const native = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")
  let old = false
  let timer = null
  function update() {
    if (!old) return
    old = false
    clearTimeout(timer)
    native.set.call(textarea, write())
  }
  Object.defineProperty(textarea, "value", {
    configurable: true,
    get() {
      update()
      return native.get.call(textarea)
    },
    set(text) {
      old = false
      clearTimeout(timer)
      native.set.call(textarea, text)
    },
  })
  textarea.form?.addEventListener("formdata", ({ formData }) => {
    if (old && formData.has(textarea.name)) formData.set(textarea.name, textarea.value)
  })
  addEventListener("pagehide", update)
  return {
    isOld() {
      old = true
      clearTimeout(timer)
      timer = setTimeout(update, PAUSE)
    },
  }
}

function described(textarea) {
  const name = [...(textarea.labels || [])].map((label) => label.textContent.trim()).join(" ")
  const shared = ["aria-describedby", "aria-invalid", "lang", "dir"]
  const given = shared.filter((attribute) => textarea.hasAttribute(attribute))
  return {
    id: newId("text"),
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": textarea.getAttribute("aria-label") || name || _("Text"),
    ...Object.fromEntries(given.map((attribute) => [attribute, textarea.getAttribute(attribute)])),
  }
}

function watch(textarea, attribute, draw) {
  const observer = new MutationObserver(draw)
  observer.observe(textarea, { attributeFilter: [attribute] })
  return () => observer.disconnect()
}

function read(json) {
  try {
    return json && JSON.parse(json)
  } catch {
    return null
  }
}

for (const textarea of document.querySelectorAll("textarea[data-body-editor]")) mount(textarea)
