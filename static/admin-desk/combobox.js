// A text field in which one types a name and means a thing: ARIA's combobox with a list below it.
import { Options, make, newId } from "halation/editor/dialogs"
import { finder } from "halation/editor/names"

const NEW = { film: "New film", contributor: "New guest", tag: "New tag" }
const HINTS = { film: "Only the title is needed now", contributor: "Somebody who writes here once" }

// Which films and pictures stand in the form: pictures that belong to them are offered first.
function around(form) {
  const values = (of) => [...form.querySelectorAll(of)].map((one) => one.value).filter(Boolean).slice(0, 50)
  const films = values('[data-pick="film"] > input[type="hidden"]')
  const pictures = values('[data-pick="image"] > input[type="hidden"]')
  return [...films.map((pk) => ["film", pk]), ...pictures.map((pk) => ["picture", pk])]
}

export function combobox(pick, desk) {
  const input = pick.querySelector('input[type="text"]')
  if (pick.combobox || input.disabled) return
  pick.combobox = true
  const { pick: kind } = pick.dataset
  const hidden = pick.querySelector('input[type="hidden"]')
  const adds = "addsChips" in pick.dataset
  const makes = "canBeNew" in pick.dataset || adds
  const list = make("ul", { id: newId("list"), role: "listbox", class: "body-names floating", "aria-label": "Found", hidden: true })
  const find = finder(desk.address(`lookup/${kind}/`).href, kind === "image" ? () => around(input.form) : undefined)
  pick.append(list)
  const given = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }
  for (const [name, value] of Object.entries(given)) input.setAttribute(name, value)

  const options = new Options(list, input, take)
  let asked = 0 // an answer that comes after one has chosen opens nothing any more

  function close() {
    asked += 1
    options.show([])
    input.setAttribute("aria-expanded", "false")
  }

  function answer(value) {
    for (const old of pick.querySelectorAll(`[name="${input.name.replace(/_words$/, "_answer")}"]`)) old.closest("label")?.remove() ?? old.remove()
    pick.querySelector(".which")?.remove()
    if (value) pick.append(make("input", { type: "hidden", name: input.name.replace(/_words$/, "_answer"), value }))
  }

  function take(thing) {
    // What is new is called what stands in the field now, also when one typed on after the list came.
    if (!thing.id) thing = { ...thing, words: input.value.trim() }
    close()
    if (adds) input.value = ""
    else {
      hidden.value = thing.id || ""
      input.value = thing.id ? thing.label : thing.words
      answer(thing.id ? "" : "new")
      pick.closest(".row")?.classList.remove("blank")
    }
    pick.dispatchEvent(new CustomEvent(thing.id || adds ? "picked" : "to-make", { bubbles: true, detail: thing }))
  }
  pick.take = take

  async function look() {
    const mine = (asked += 1)
    const words = input.value.trim()
    const found = words ? await find(words) : []
    if (!found || mine !== asked || document.activeElement !== input) return
    const known = found.some((thing) => thing.label.toLowerCase() === words.toLowerCase())
    if (words && makes && !(adds && known)) found.push({ label: `${NEW[kind]} “${words}”`, hint: HINTS[kind], words })
    options.show(found)
    if (adds && !known && words) options.move(found.length - 1)
    input.setAttribute("aria-expanded", String(found.length > 0))
  }

  input.addEventListener("input", () => {
    if (!adds) {
      hidden.value = ""
      answer("")
    }
    look()
  })
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault()
      close()
    } else if (options.key(event.key)) event.preventDefault()
    else if (event.key === "Enter") event.preventDefault()
  })
  input.addEventListener("blur", close)
}
