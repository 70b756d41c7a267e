// Small questions of the editor: one <dialog> each, one answer, or null when it was put away.

export const words = (sentence) => (window.gettext ? window.gettext(sentence) : sentence)

let serial = 0

export function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children)
  return element
}

export const newId = (what) => `body-${what}-${++serial}`

// `build(answer)` gives the contents; calling `answer(value)` closes the dialog with it.
function open(title, build) {
  return new Promise((resolve) => {
    const heading = make("h2", { id: newId("question") }, [title])
    const dialog = make("dialog", { class: "body-dialog", "aria-labelledby": heading.id })
    // In the same turn: the dialog's own "close" comes later, and letters typed before it would go nowhere.
    const answer = (value) => {
      dialog.close()
      dialog.remove()
      resolve(value)
    }
    dialog.append(heading, ...build(answer))
    dialog.addEventListener("close", () => answer(null))
    document.body.append(dialog)
    dialog.showModal()
  })
}

function buttons(label, answer) {
  const cancel = make("button", { type: "button" }, [words("Cancel")])
  cancel.addEventListener("click", () => answer(null))
  const submit = make("button", { type: "submit", class: "primary" }, [label])
  return make("p", { class: "body-dialog-buttons" }, [submit, cancel])
}

// fields: [{name, label, value, help, type, long}]; resolves to {name: text}. `trouble`: what was wrong before;
// `others`: [{label, value}], buttons that answer with that value.
export function ask({ title, fields, submit, remove, trouble, others = [] }) {
  return open(title, (answer) => {
    const form = make("form", { method: "dialog" })
    if (trouble) form.append(make("p", { role: "alert", class: "trouble-note" }, [trouble]))
    for (const field of fields) {
      const id = newId("field")
      const help = field.help && make("p", { id: `${id}-help`, class: "help" }, [field.help])
      const input = make(field.long ? "textarea" : "input", {
        id,
        name: field.name,
        required: field.required ?? true,
        type: field.long ? null : field.type || "text",
        inputmode: field.inputmode,
        rows: field.long ? 4 : null,
        "aria-describedby": help ? help.id : null,
      })
      if (field.type === "checkbox") {
        input.value = "on"
        form.append(make("label", { class: "tick" }, [input, make("span", {}, [field.label])]))
        continue
      }
      input.value = field.value || ""
      form.append(make("label", { for: id }, [field.label]), ...(help ? [help] : []), input)
    }
    const row = buttons(submit, answer)
    if (remove) {
      const button = make("button", { type: "button" }, [remove])
      button.addEventListener("click", () => answer({}))
      row.append(button)
    }
    for (const { label, value } of others) {
      const button = make("button", { type: "button" }, [label])
      button.addEventListener("click", () => answer(value))
      row.append(button)
    }
    form.append(row)
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      answer(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()])))
    })
    return [form]
  })
}

// Resolves to the values that stay ticked: choices [{value, label, thumb, off}]. All but those that are off are ticked.
export function tick({ title, choices, submit, empty }) {
  return open(title, (answer) => {
    const form = make("form", { method: "dialog" })
    const list = make("ul", { class: "body-ticks" })
    for (const { value, label, thumb, off } of choices) {
      const input = make("input", { type: "checkbox", name: "chosen", value, checked: !off })
      const picture = thumb ? make("img", { src: thumb, alt: "" }) : ""
      list.append(make("li", {}, [make("label", { class: "tick" }, [input, picture, make("span", {}, [label])])]))
    }
    form.append(choices.length ? list : make("p", {}, [empty || ""]), buttons(submit, answer))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      answer(new FormData(form).getAll("chosen"))
    })
    return [form]
  })
}

// Something to read: rows of [term, what it means].
export function show({ title, rows }) {
  return open(title, (answer) => {
    const list = make("dl", { class: "body-terms" })
    for (const [term, meaning] of rows) list.append(make("dt", {}, [term]), make("dd", {}, [meaning]))
    const close = make("button", { type: "button", class: "primary" }, [words("Close")])
    close.addEventListener("click", () => answer(null))
    return [list, make("p", { class: "body-dialog-buttons" }, [close])]
  })
}

// Resolves to one of `choices`: [{id, label, thumb}].
export function choose({ title, choices, empty }) {
  return open(title, (answer) => {
    const list = make("ul", { class: "body-choices" })
    for (const choice of choices) {
      const button = make("button", { type: "button" }, [
        choice.thumb ? make("img", { src: choice.thumb, alt: "" }) : "",
        make("span", {}, [choice.label]),
      ])
      button.addEventListener("click", () => answer(choice))
      list.append(make("li", {}, [button]))
    }
    const cancel = make("button", { type: "button" }, [words("Cancel")])
    cancel.addEventListener("click", () => answer(null))
    return [choices.length ? list : make("p", {}, [empty]), make("p", { class: "body-dialog-buttons" }, [cancel])]
  })
}

// Resolves to what `find(words)` offered: [{type, id, label, hint, thumb}].
export function search({ title, label, value, find }) {
  return open(title, (answer) => {
    const list = make("ul", { id: newId("found"), role: "listbox", "aria-label": title, class: "body-names" })
    const status = make("p", { role: "status", class: "help" })
    const input = make("input", {
      id: newId("search"),
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })
    input.value = value || ""
    const options = new Options(list, input, answer)
    const look = async () => {
      const found = await find(input.value)
      if (!found) return
      options.show(found)
      input.setAttribute("aria-expanded", String(found.length > 0))
      status.textContent = found.length || !input.value.trim() ? "" : words("Nothing found.")
    }
    input.addEventListener("input", look)
    input.addEventListener("keydown", (event) => {
      if (options.key(event.key)) event.preventDefault()
    })
    if (input.value) look()
    const cancel = make("button", { type: "button" }, [words("Cancel")])
    cancel.addEventListener("click", () => answer(null))
    const row = make("p", { class: "body-dialog-buttons" }, [cancel])
    return [make("label", { for: input.id }, [label]), input, list, status, row]
  })
}

// A list of things found, walked with the arrow keys while the focus stays where one types.
export class Options {
  constructor(list, owner, take) {
    Object.assign(this, { list, owner, take, found: [], at: -1 })
  }

  show(found) {
    this.found = found
    this.list.replaceChildren(
      ...found.map((thing, i) => {
        const option = make("li", { id: `${this.list.id}-${i}`, role: "option", "aria-selected": "false" }, [
          thing.thumb ? make("img", { src: thing.thumb, alt: "" }) : "",
          make("span", { class: "label" }, [thing.label]),
          thing.hint ? make("span", { class: "hint" }, [thing.hint]) : "",
        ])
        // Before the focus leaves the text.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault()
          this.take(thing)
        })
        return option
      }),
    )
    this.list.hidden = found.length === 0
    this.move(found.length ? 0 : -1)
  }

  move(at) {
    this.at = at
    ;[...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)))
    const option = this.list.children[at]
    if (option) this.owner.setAttribute("aria-activedescendant", option.id)
    else this.owner.removeAttribute("aria-activedescendant")
    option?.scrollIntoView({ block: "nearest" })
  }

  // Whether the key was one for the list.
  key(key) {
    const last = this.found.length - 1
    if (last < 0) return false
    if (key === "ArrowDown") this.move(this.at === last ? 0 : this.at + 1)
    else if (key === "ArrowUp") this.move(this.at <= 0 ? last : this.at - 1)
    else if (key === "Enter") this.take(this.found[this.at])
    else return false
    return true
  }
}
