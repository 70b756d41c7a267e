// Rows of a piece: added from a template, moved up and down, taken away and brought back.
import { make } from "halation/editor/dialogs"

export function rows(group, wake) {
  const list = group.querySelector(":scope > ol")
  const template = group.querySelector(":scope > template")
  const total = group.querySelector('input[name$="-TOTAL_FORMS"]')

  function number() {
    ;[...list.children].forEach((row, i) => {
      row.querySelector('input[name$="-ORDER"]').value = i + 1
    })
  }

  function movable(row) {
    const place = row.querySelector(":scope > .row-end .place")
    const buttons = make("span", { class: "move" })
    for (const [label, step] of [["Up", -1], ["Down", 1]]) {
      const button = make("button", { type: "button", class: "quiet" }, [label])
      button.addEventListener("click", () => {
        const other = step < 0 ? row.previousElementSibling : row.nextElementSibling
        if (!other) return
        step < 0 ? other.before(row) : other.after(row)
        number()
        row.dispatchEvent(new Event("change", { bubbles: true }))
        button.focus()
      })
      buttons.append(button)
    }
    place.before(buttons)
  }

  group.addRow = () => {
    const holder = make("ol")
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value)
    const row = holder.firstElementChild
    total.value = Number(total.value) + 1
    list.append(row)
    movable(row)
    wake(row)
    number()
    return row
  }

  for (const row of list.children) movable(row)
  group.querySelector(":scope > .add")?.addEventListener("click", (event) => {
    event.preventDefault()
    const hidden = [...list.children].find((row) => row.matches(".blank") && !row.checkVisibility())
    const row = hidden || group.addRow()
    row.classList.remove("blank")
    row.querySelector('input:not([type="hidden"])')?.focus()
  })
}
