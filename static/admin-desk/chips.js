// Tags as chips: ticked ones are the piece's, the others are suggested by its film's credits.
import { make } from "halation/editor/dialogs"

export function chips(box, desk) {
  const name = box.dataset.chips
  const has = (value) => [...box.querySelectorAll("input")].find((input) => input.value === value)

  function chip(value, label, checked) {
    const input = make("input", { type: "checkbox", name, value, checked })
    box.append(make("label", { class: "chip" }, [input, make("span", {}, [label])]))
    input.checked = checked
  }

  function add(thing) {
    const value = thing.id ? String(thing.id) : `name:${thing.words}`
    const there = has(value)
    if (there) there.checked = true
    else chip(value, thing.id ? thing.label : thing.words, true)
  }

  async function suggest() {
    const address = desk.address("suggested-tags/")
    for (const input of desk.form.querySelectorAll('#subjects input[type="hidden"][name$="-film"]')) {
      if (input.value) address.searchParams.append("film", input.value)
    }
    const answer = await fetch(address)
    if (!answer.ok) return
    const suggested = await answer.json()
    for (const input of box.querySelectorAll("input:not(:checked)")) input.closest("label").remove()
    for (const { value, label } of suggested) if (!has(value)) chip(value, label, false)
  }

  return { add, suggest }
}
