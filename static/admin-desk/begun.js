// A new piece has an address after its first save: from then on it can be talked about and has a history. What its own
// page has for that is put in place here, so that nobody has to reload; the text stays as it is typed.
import { notes } from "./notes.js"

export async function begun(form, address) {
  const answer = await fetch(address).catch(() => null) // the next save tries again
  if (!answer?.ok || document.getElementById("notes")) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const talk = page.getElementById("notes")
  if (!talk) return
  document.getElementById("preview-button").before(...page.querySelectorAll(".bar .to-notes, #to-history"))
  form.after(talk)
  document.querySelector(".panel #steps").parentElement.before(page.getElementById("the-preview").parentElement)
  document.getElementById("steps").parentElement.append(...page.querySelectorAll(".to-bin"))
  form.elements.body.dataset.notes = ""
  notes()
}
