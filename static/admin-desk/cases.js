// Keys of the moderators' pages. Each presses a button or follows a link that stands there: see data-key.
const inField = (element) => element.isContentEditable || element.matches?.("input:not([type=checkbox], [type=radio], [type=submit]), select, textarea")

const rows = [...document.querySelectorAll(".queue .cases-list a.what")]

function walk(step) {
  const here = rows.indexOf(document.activeElement)
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step]
  next?.focus()
  next?.scrollIntoView({ block: "nearest" })
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  // Out of a field first; the words in it stay.
  if (key === "Escape" && inField(event.target)) return event.target.blur()
  if (inField(event.target)) return
  if (key === "?") {
    const keys = document.getElementById("keys")
    if (!keys) return
    event.preventDefault()
    keys.open = !keys.open
    keys.querySelector("summary").focus()
    return
  }
  if (rows.length && (key === "j" || key === "k")) {
    event.preventDefault()
    return walk(key === "j" ? 1 : -1)
  }
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key)
  if (!target) return
  event.preventDefault()
  target.click()
})

// The page comes back as it was left, with the form of an act in sight.
document.querySelector(".trouble[autofocus]")?.focus()
