// What the page has to say while somebody writes: one line a matter, below the bar, with its buttons.
import { make } from "halation/editor/dialogs"

const place = document.getElementById("notices")

// `acts`: [[label, function]]. A matter that is said again replaces what was said of it before.
export function notice(matter, sentence, { strong = "", acts = [], more = [], urgent = false } = {}) {
  const buttons = acts.map(([label, act]) => {
    const button = make("button", { type: "button", class: "button" }, [label])
    button.addEventListener("click", act)
    return button
  })
  const line = make("p", {}, [strong ? make("b", {}, [strong]) : "", strong && sentence ? " " : "", sentence])
  const element = make("div", { class: "notice", id: matter, role: urgent ? "alert" : "status" }, [line, ...more])
  if (buttons.length) element.append(make("p", { class: "acts" }, buttons))
  const there = document.getElementById(matter)
  if (there) there.replaceWith(element)
  else place.append(element)
  return element
}

export const settle = (matter) => document.getElementById(matter)?.remove()

export const isSaid = (matter) => document.getElementById(matter) !== null

// The toolbar of the text sticks below the bar, however high that is, and what opens at the side begins where it ends.
const bar = place.closest(".bar")
let ends = ""
function measure() {
  const now = `${Math.round(bar.getBoundingClientRect().bottom)}px`
  if (now !== ends) document.documentElement.style.setProperty("--bar-bottom", (ends = now))
}
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`)
  measure()
}).observe(bar)
document.addEventListener("scroll", measure, { passive: true })
