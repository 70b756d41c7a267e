// Notes without leaving the text: what is sent is sent behind the page, and only the notes are drawn anew.
// Without this script the same forms lead to a page and back.
import { calling } from "./calling.js"

const field = document.getElementById("id_body")
let section = null
let button = null

// The words that are marked in the text, wherever it can be marked.
function marked() {
  const editor = field?.bodyEditor
  if (editor) {
    const { from, to } = editor.state.selection
    return editor.state.doc.textBetween(from, to, " ")
  }
  return field ? field.value.slice(field.selectionStart, field.selectionEnd).replace(/<[^>]+>/g, "") : ""
}

function begin() {
  const words = marked().trim().slice(0, 600)
  const quote = document.getElementById("note-quote")
  if (words) quote.value = words
  if (words) quote.closest("details").open = true
  location.hash = "#notes"
  document.getElementById("note-text").focus()
}

// Back to where one was in the text, which the address alone would not remember.
function close() {
  const at = window.scrollY
  location.hash = "#piece"
  window.scrollTo(0, at)
  button.focus({ preventScroll: true })
}

// A passage with an open note is marked in the text, for whoever writes; the text itself never knows.
function mark() {
  const said = [...section.querySelectorAll(":scope > ol > .said-note")].filter((note) => note.querySelector(":scope > blockquote"))
  const passages = said.map((note) => ({
    words: note.querySelector(":scope > blockquote").textContent,
    by: note.querySelector(".who b").textContent,
  }))
  if (field) field.dataset.noted = JSON.stringify(passages)
}

function put(html) {
  const drawn = new DOMParser().parseFromString(html, "text/html").getElementById("notes")
  if (!drawn) return false
  section.replaceChildren(...drawn.childNodes)
  section.dataset.open = drawn.dataset.open
  button.textContent = `Notes ${Number(drawn.dataset.open) || ""}`.trim()
  mark()
  return true
}

function refuse(form) {
  const said = form.querySelector(".error") || form.insertBefore(document.createElement("p"), form.firstChild)
  said.className = "error"
  said.setAttribute("role", "alert")
  said.textContent = "This did not reach us. It is still here: try again, or sign in again in another window first."
}

// Once at the start, or as soon as the piece is there to be talked about.
export function notes() {
  section = document.getElementById("notes")
  button = document.querySelector(".to-notes")
  if (!section) return
  mark()
  calling(section)
  button.addEventListener("click", (event) => {
    event.preventDefault()
    begin()
  })
  field?.addEventListener("body-editor:note", begin)
  section.addEventListener("click", (event) => {
    if (!event.target.closest(".close")) return
    event.preventDefault()
    close()
  })
  section.addEventListener("keydown", (event) => event.key === "Escape" && section.querySelector(".close").checkVisibility() && close())
  section.addEventListener("submit", async (event) => {
    event.preventDefault()
    const form = event.target
    const told = new FormData(form, event.submitter)
    told.set("part", "1")
    const kept = [...section.querySelectorAll("textarea")].filter((text) => !form.contains(text) && text.value)
    const typed = kept.map(({ id, value }) => [id, value])
    try {
      const answer = await fetch(form.action, { method: "POST", body: told })
      if (!put(await answer.text())) throw new Error(answer.status)
    } catch {
      refuse(form)
      return
    }
    // What was begun elsewhere among the notes is not lost to this.
    for (const [id, value] of typed) {
      const text = document.getElementById(id)
      if (text && !text.value) text.value = value
    }
    document.getElementById("notes-heading").focus()
  })
}

notes()
