// A scheduled piece is dragged to another day and keeps its hour. "Move to…" beside it does the same by keyboard.
const form = document.getElementById("moving")
let dragged = null

for (const piece of form ? document.querySelectorAll("[data-move]") : []) {
  piece.draggable = true
  piece.addEventListener("dragstart", (event) => {
    dragged = piece
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", piece.querySelector("a").textContent)
    piece.classList.add("dragged")
  })
  piece.addEventListener("dragend", () => {
    piece.classList.remove("dragged")
    dragged = null
  })
}

for (const day of form ? document.querySelectorAll("[data-day]") : []) {
  day.addEventListener("dragover", (event) => {
    if (!dragged || day.contains(dragged)) return
    event.preventDefault()
    day.classList.add("over")
  })
  day.addEventListener("dragleave", (event) => {
    if (!day.contains(event.relatedTarget)) day.classList.remove("over")
  })
  day.addEventListener("drop", (event) => {
    day.classList.remove("over")
    if (!dragged) return
    event.preventDefault()
    form.action = dragged.dataset.move
    form.elements.when.value = `${day.dataset.day}T${dragged.dataset.clock}`
    form.elements.version.value = dragged.dataset.version
    form.requestSubmit()
  })
}
