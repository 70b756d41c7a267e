// The page beside the text: what is typed is shown as readers would see it, a moment after the typing stops.
// Without this file, and where there is no room, the Preview button opens the same in a tab.
const form = document.getElementById("piece")
const button = document.getElementById("preview-button")
const pane = document.getElementById("preview-pane")
const PAUSE = 900
const WIDE = 1280

if (button && pane) start()

function start() {
  const desk = pane.closest(".desk")
  const frame = pane.querySelector("iframe")
  const stage = pane.querySelector(".preview-window")
  const said = pane.querySelector(".preview-said")
  const room = window.matchMedia("(min-width: 1100px)")
  let look = "page"
  let shown = ""
  let waiting = null
  let asking = null

  const isOpen = () => !pane.hidden && room.matches

  // What the form would post, without what only a save needs.
  function typed() {
    const data = new FormData(form)
    for (const name of ["act", "upload", "note", "reason"]) data.delete(name)
    return data
  }
  const asText = (data) => JSON.stringify([...data].filter(([, value]) => typeof value === "string"))

  function tell(words, wrong = false) {
    said.textContent = words
    said.classList.toggle("wrong", wrong)
  }

  async function draw() {
    if (!isOpen()) return
    const data = typed()
    // A phone is the page in a narrow window.
    const asked = look === "phone" ? "page" : look
    const now = asked + asText(data)
    if (now === shown) return
    asking?.abort()
    const mine = (asking = new AbortController())
    data.set("as", asked)
    data.set("bare", "1")
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: data, signal: mine.signal })
      if (answer.redirected || answer.status === 403) {
        tell("You are signed out. Sign in again in another tab, then go on typing: nothing here is lost.", true)
        return
      }
      if (!answer.ok) throw new Error(answer.status)
      put(await answer.text(), asked)
      shown = now
      tell("As typed. A film, name or tag that is new here has no page yet.")
    } catch (error) {
      if (error.name !== "AbortError") tell("The preview could not be made. It is tried again when you type.", true)
    }
  }

  // Only the body is changed while the head stays the same: pictures do not flicker and the page stays where it was.
  let head = ""
  function put(html, asked) {
    const fresh = new DOMParser().parseFromString(html, "text/html")
    const fits = head === asked + fresh.head.innerHTML.replace(/<title>.*?<\/title>/s, "")
    const page = frame.contentDocument
    if (fits && page?.body) {
      aside(fresh)
      page.body.replaceWith(page.adoptNode(fresh.body))
      return
    }
    head = asked + fresh.head.innerHTML.replace(/<title>.*?<\/title>/s, "")
    frame.onload = () => aside(frame.contentDocument)
    frame.srcdoc = html
  }

  // What a reader would follow opens beside the newsroom, not inside the pane.
  function aside(page) {
    for (const link of page.querySelectorAll("a[href]")) {
      if (link.getAttribute("href").startsWith("#")) continue
      link.target = "_blank"
      link.rel = "noopener"
    }
  }

  function later() {
    clearTimeout(waiting)
    if (isOpen()) waiting = setTimeout(draw, PAUSE)
  }

  function fit() {
    stage.classList.toggle("phone", look === "phone")
    stage.classList.toggle("wide", look === "page" || look === "dark")
    stage.style.setProperty("--scale", Math.min(1, stage.clientWidth / WIDE))
  }

  function open(yes) {
    pane.hidden = !yes
    desk.classList.toggle("with-preview", yes)
    button.setAttribute("aria-expanded", String(yes))
    if (!yes) {
      button.focus()
      return
    }
    fit()
    draw()
  }

  // The way without JavaScript. Looking is no saving: the page goes on knowing that something is not saved yet.
  function tab() {
    button.value = look
    button.dataset.tab = ""
    button.click()
    delete button.dataset.tab
    button.value = "page"
  }
  document.addEventListener("submit", (event) => event.submitter === button && event.stopPropagation(), true)

  button.setAttribute("aria-controls", pane.id)
  button.setAttribute("aria-expanded", "false")
  button.addEventListener("click", (event) => {
    if (!room.matches || "tab" in button.dataset) return
    event.preventDefault()
    open(pane.hidden)
  })
  pane.addEventListener("click", (event) => {
    const pressed = event.target.closest("button")
    if (!pressed) return
    if ("close" in pressed.dataset) open(false)
    if ("tab" in pressed.dataset) tab()
    if (!pressed.dataset.look) return
    look = pressed.dataset.look
    for (const other of pane.querySelectorAll("[data-look]")) {
      other.setAttribute("aria-pressed", String(other === pressed))
    }
    fit()
    draw()
  })
  pane.addEventListener("keydown", (event) => event.key === "Escape" && open(false))
  for (const event of ["input", "change", "picked", "click"]) form.addEventListener(event, later)
  room.addEventListener("change", () => {
    desk.classList.toggle("with-preview", isOpen())
    fit()
    later()
  })
  new ResizeObserver(fit).observe(stage)
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key !== "p") return
    event.preventDefault()
    button.click()
  })
}
