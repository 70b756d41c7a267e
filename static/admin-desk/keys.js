// Keys of the writing page. Whatever they do can also be done with a button or a link.
import { show } from "halation/editor/dialogs"

const CTRL = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl+"
const KEYS = [
  [`${CTRL}S`, "Save"],
  [`${CTRL}Enter`, "Go to what stands before publishing"],
  [`${CTRL}K`, "Link"],
  [`${CTRL}Shift+H`, "History"],
  ["@", "Link a film or a person in the text"],
  [`${CTRL}B, ${CTRL}I`, "Bold, italic"],
  [`${CTRL}Z`, "Undo"],
  ["Alt+F10", "To the buttons above the text"],
  ["/", "Search, when you are in no field"],
  ["?", "These keys, when you are in no field"],
]

const inField = (element) => element.isContentEditable || element.matches?.("input, select, textarea")

function toPublishing() {
  const panel = document.getElementById("before-publishing")
  panel.scrollIntoView({ block: "start" })
  const first = panel.querySelector(".stop a")
  const button = document.querySelector('.bar button:is([value="publish"], [value="change"], [value="submit"])')
  ;(first || button || panel).focus()
}

export function keys(form) {
  const help = document.getElementById("show-keys")
  help.hidden = false
  help.addEventListener("click", () => show({ title: "Keys", rows: KEYS }))

  // Before the editor hears of it: that keeps every Enter for itself.
  const listen = (event) => {
    if (document.querySelector("dialog[open]")) return
    const chord = event.ctrlKey || event.metaKey
    const alone = !chord && !event.altKey && !inField(event.target)
    const act = {
      s: chord && !event.shiftKey && (() => form.querySelector('.bar button[value="save"]')?.click()),
      enter: chord && toPublishing,
      h: chord && event.shiftKey && (() => document.getElementById("to-history")?.click()),
      "?": alone && (() => help.click()),
    }[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  }
  document.addEventListener("keydown", listen, { capture: true })
}
