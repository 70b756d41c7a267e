// A film that the library does not have yet: made from the row in which its title was typed.
import { make } from "halation/editor/dialogs"

export function newFilm(details, desk) {
  const row = details.closest(".row")
  const pick = row.querySelector('[data-pick="film"]')
  const fields = details.querySelector(".new-film")
  if (!pick || fields.ready) return
  fields.ready = true
  const field = (name) => fields.querySelector(`input[name$="-${name}"]`)
  const trouble = make("p", { class: "error", role: "alert" })
  const button = make("button", { type: "button", class: "button" }, ["Add this film"])
  fields.append(trouble, button)
  fields.hidden = !pick.querySelector('[name$="_answer"]')

  pick.addEventListener("to-make", () => {
    details.open = true
    fields.hidden = false
    field("new_year").focus()
  })
  pick.addEventListener("picked", ({ detail: film }) => {
    fields.hidden = true
    details.open = false
    const facts = row.querySelector(".film-facts")
    const [, title, year] = film.label.match(/^(.*?)(?: \((\d{4}).*\))?$/)
    facts.hidden = false
    facts.querySelector("cite").textContent = title
    facts.querySelector("b").textContent = year || ""
    facts.querySelector("span").textContent = film.hint
    facts.querySelector(".thumb").replaceChildren(film.thumb ? make("img", { src: film.thumb, alt: "" }) : "")
  })

  button.addEventListener("click", async () => {
    const told = new FormData()
    told.set("csrfmiddlewaretoken", desk.form.elements.csrfmiddlewaretoken.value)
    told.set("title", pick.querySelector('input[type="text"]').value)
    for (const [name, to] of [["new_year", "year"], ["new_director", "director"], ["why_another", "why_another"]]) {
      told.set(to, field(name).value)
    }
    button.disabled = true
    trouble.textContent = ""
    try {
      const answer = await fetch(desk.address("new-film/"), { method: "POST", body: told })
      const said = await answer.json()
      if (answer.ok) pick.take(said)
      else {
        trouble.textContent = Object.values(said.errors).flat().map((error) => error.message).join(" ")
        if (said.errors.why_another) field("why_another").focus()
      }
    } catch {
      trouble.textContent = "The film was not added. Check the connection and try again."
    }
    button.disabled = false
  })
  for (const input of fields.querySelectorAll("input")) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault()
      button.click()
    })
  }
}
