// The field of the panel that somebody is in stays in sight while a picture or a line of the checklist comes above it.
// The browser itself holds only what is first in the window, which is the text beside the panel.
const panel = document.querySelector(".panel")
const bar = document.querySelector(".bar") // stays above whatever is scrolled below it
let wasSeen = false

const isSeen = () => {
  const field = document.activeElement
  if (!panel.contains(field)) return false
  const { top, bottom } = field.getBoundingClientRect()
  return bottom > bar.getBoundingClientRect().bottom && top < innerHeight
}

const look = () => (wasSeen = isSeen())
panel.addEventListener("focusin", () => requestAnimationFrame(look))
panel.addEventListener("focusout", () => (wasSeen = false))
document.addEventListener("scroll", look, { passive: true })

const grown = new ResizeObserver(() => {
  if (wasSeen && !isSeen()) document.activeElement.scrollIntoView({ block: "nearest" })
})
for (const section of panel.querySelectorAll(":scope > section")) grown.observe(section)
