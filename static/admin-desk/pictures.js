// Pictures: uploaded as soon as they are chosen or dropped, each with its words beside it.
import { make } from "halation/editor/dialogs"

export function pictures(group, desk) {
  const upload = document.getElementById("upload")
  const body = desk.form.elements.body
  const status = make("p", { role: "status", class: "hint" })
  const trouble = make("p", { role: "alert", class: "error" })
  upload.after(status, trouble)
  upload.parentElement.querySelector("button").hidden = true
  const list = group.querySelector("ol")
  const value = (row, name) => row.querySelector(`[name$="-${name}"]`)

  function show(row, thing) {
    row.querySelector(".thumb").replaceChildren(thing.thumb ? make("img", { src: thing.thumb, alt: "" }) : "")
    for (const name of ["alt", "caption", "credit"]) {
      const field = value(row, name)
      if (name === "credit" || !field.value) field.value = thing[name] || ""
    }
    row.dataset.label = thing.label
    row.querySelector("[data-measures]").textContent = thing.measures || ""
    tell()
  }

  // The editor's list of pictures that can stand in the text.
  function tell() {
    const all = [...list.children].filter((row) => value(row, "image").value && !value(row, "DELETE").checked)
    body.dataset.pictures = JSON.stringify(
      all.map((row) => ({
        id: Number(value(row, "image").value),
        label: value(row, "alt").value || row.dataset.label || value(row, "image_words").value,
        thumb: row.querySelector(".thumb img")?.getAttribute("src") || "",
      })),
    )
  }

  function offer(row) {
    const buttons = make("p", { class: "picture-acts" })
    const lead = make("button", { type: "button", class: "quiet" }, ["Make it the lead"])
    lead.addEventListener("click", () => {
      for (const other of list.children) {
        const place = value(other, "place")
        if (place.value === "lead") place.value = "body"
      }
      value(row, "place").value = "lead"
      row.dispatchEvent(new Event("change", { bubbles: true }))
    })
    const insert = make("button", { type: "button", class: "quiet" }, ["Put it in the text"])
    insert.addEventListener("click", () => {
      const id = Number(value(row, "image").value)
      if (!id) return
      tell()
      const editor = body.bodyEditor
      if (!editor) return
      editor.view.focus()
      editor.commands.insertContentAt(editor.state.selection.to, { type: "picture", attrs: { image: id } })
    })
    buttons.append(lead, insert)
    row.querySelector(".picture > div:last-child").append(buttons)
    const mark = () => row.classList.toggle("is-lead", value(row, "place").value === "lead")
    mark()
    group.addEventListener("change", () => {
      mark()
      tell()
    })
  }

  new MutationObserver((changes) => {
    for (const row of changes.flatMap((change) => [...change.addedNodes])) if (row.matches?.(".row") && !row.querySelector(".picture-acts")) offer(row)
  }).observe(list, { childList: true })
  for (const row of list.children) offer(row)

  group.addEventListener("picked", ({ target, detail }) => show(target.closest(".row"), detail))

  // A row for a picture that the library has already.
  function place(thing) {
    const empty = [...list.children].find((row) => !value(row, "image").value && !value(row, "image_words").value)
    const row = empty || group.addRow()
    row.querySelector('[data-pick="image"]').take(thing)
    return row
  }
  for (const button of document.querySelectorAll("[data-still]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault()
      const row = place(JSON.parse(button.dataset.still))
      button.closest("li").remove()
      value(row, "alt").focus()
    })
  }

  async function send(file) {
    status.textContent = `Uploading ${file.name}…`
    const told = new FormData()
    told.set("csrfmiddlewaretoken", desk.form.elements.csrfmiddlewaretoken.value)
    told.set("file", file)
    try {
      const answer = await fetch(desk.address("new-picture/"), { method: "POST", body: told })
      const said = await answer.json()
      if (!answer.ok) {
        trouble.append(`${file.name}: ${Object.values(said.errors).flat().map((error) => error.message).join(" ")} `)
        return
      }
      place(said)
    } catch {
      trouble.append(`${file.name} was not uploaded. Check the connection and try again. `)
    } finally {
      status.textContent = ""
    }
  }

  async function sendAll(files) {
    trouble.textContent = ""
    for (const file of files) await send(file)
  }
  upload.addEventListener("change", async () => {
    await sendAll([...upload.files])
    upload.value = "" // else the form would send them once more
  })
  const section = group.closest("section")
  section.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault())
  section.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    sendAll([...event.dataTransfer.files])
  })
}
