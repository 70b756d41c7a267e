// The writing page with JavaScript: names found while typing, rows that come and go, pictures that arrive at once.
// Everything here also works without it, with one more press of a button.
import { chips } from "./chips.js"
import { combobox } from "./combobox.js"
import { pictures } from "./pictures.js"
import { rows } from "./rows.js"
import { newFilm } from "./new-film.js"
import { begun } from "./begun.js"
import { aids } from "./aids.js"
import { BrowserCopy } from "./browser-copy.js"
import { Presence } from "./presence.js"
import { Saving } from "./saving.js"
import "./in-sight.js"

const form = document.getElementById("piece")
const desk = { form, address: (rest) => new URL(rest, new URL(form.dataset.pieces, location.href)) }

// Wake up whatever is inside: at the start the page, later each new row.
function wake(inside) {
  for (const pick of inside.querySelectorAll(".pick")) combobox(pick, desk)
  for (const details of inside.querySelectorAll("[data-new-film]")) newFilm(details, desk)
}

document.documentElement.classList.add("js")
const tags = chips(form.querySelector("[data-chips]"), desk)
for (const list of form.querySelectorAll("[data-rows]")) rows(list, wake)
wake(form)
pictures(form.querySelector("#pictures"), desk)
aids(desk)

form.addEventListener("picked", ({ target, detail: thing }) => {
  if (target.dataset.pick === "tag") tags.add(thing)
  if (target.dataset.pick !== "film") return
  tags.suggest()
  const headline = form.elements.headline
  if (thing && !headline.value.trim() && form.elements.kind.value === "review") {
    headline.value = `${thing.label.replace(/ \([^()]*\)$/, "").toUpperCase()} Review: `
    headline.dispatchEvent(new Event("input", { bubbles: true }))
  }
})

for (const count of form.querySelectorAll("[data-counts]")) {
  const counted = document.getElementById(count.dataset.counts)
  counted.addEventListener("input", () => {
    count.textContent = `${counted.value.length} characters`
  })
}

// A link to a field leads into it, also when it is folded away or behind the editor.
function go(id) {
  const field = document.getElementById(id)
  if (!field) return
  for (let up = field; up; up = up.parentElement) if (up.matches("details")) up.open = true
  if (field.bodyEditor) field.bodyEditor.view.focus()
  else (field.matches("input, select, textarea") ? field : field.querySelector('input:not([type="hidden"]), select, textarea'))?.focus()
}
form.addEventListener("click", (event) => {
  const link = event.target.closest(".checks a")
  if (!link) return
  event.preventDefault()
  go(link.hash.slice(1))
})

// Only who may change the piece has something to keep: one queue of saves, and who wants to know of its answers.
if (form.dataset.tab) {
  const told = []
  const heard = []
  const saving = new Saving(desk, {
    onStored: (said) => told.forEach((hear) => hear(said)),
    onHeld: (said) => heard.forEach((hear) => hear(said)),
  })
  const presence = new Presence(desk, saving)
  const copy = new BrowserCopy(desk, saving)
  told.push(
    (said) => presence.stored(said),
    (said) => copy.stored(said),
    (said) => document.getElementById("notes") || begun(form, said.address),
  )
  heard.push((said) => presence.held(said))
  if (form.hasAttribute("data-typed")) saving.note()
} else {
  // Who proposes sends it with a button. Nothing is kept before that, so nothing is left without a question.
  let typed = form.querySelector(".trouble") !== null
  for (const event of ["input", "change", "picked"]) form.addEventListener(event, () => (typed = true))
  form.addEventListener("submit", () => (typed = false))
  window.addEventListener("beforeunload", (event) => typed && event.preventDefault())
}

document.querySelector(".trouble")?.scrollIntoView({ block: "center" })
