// The checklist while somebody writes: asked for when the typing pauses, never at each key.
import { make } from "halation/editor/dialogs"
import { offerNames } from "./link-names.js"

const PAUSE = 900
const AT_THE_LATEST = 5000

export function checks(form, address) {
  const list = form.querySelector("#before-publishing .checks")
  const settled = form.querySelector("#before span")
  const despite = form.querySelector(".despite")
  if (!list || form.querySelector("fieldset.desk").disabled) return
  const offer = offerNames(form)
  let shown = ""
  let asked = null
  let timer = null
  let waitingSince = 0

  function show(answer) {
    settled.textContent = answer.settled
    for (const [name, words] of Object.entries(answer.buttons)) {
      for (const button of form.querySelectorAll(`button[name="act"][value="${name}"]:not([aria-hidden], .trouble button)`)) button.textContent = words
    }
    if (despite) despite.hidden = !answer.may_override && !despite.open
    offer(answer.names)
    const lines = JSON.stringify(answer.lines)
    if (lines === shown) return
    shown = lines
    const held = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
    list.replaceChildren(...answer.lines.map(line))
    if (held) ([...list.querySelectorAll("a")].find((a) => a.getAttribute("href") === held) || list.querySelector("a"))?.focus()
  }

  async function ask() {
    clearTimeout(timer)
    waitingSince = 0
    asked?.abort()
    const mine = (asked = new AbortController())
    const told = new FormData(form)
    told.delete("upload")
    try {
      // Who is signed out is sent to another page, which is no list and is not asked for.
      const given = { method: "POST", body: told, signal: mine.signal, redirect: "manual", headers: { Accept: "application/json" } }
      const answer = await fetch(address, given)
      if (answer.ok) show(await answer.json())
    } catch (trouble) {
      // Without a line the list stays as it is; the server asks all of it again before anything is published.
      if (!(trouble instanceof TypeError) && trouble.name !== "AbortError") throw trouble
    }
  }

  function soon() {
    const now = performance.now()
    waitingSince ||= now
    clearTimeout(timer)
    timer = setTimeout(ask, Math.min(PAUSE, Math.max(0, AT_THE_LATEST - (now - waitingSince))))
  }
  for (const event of ["input", "change", "picked"]) form.addEventListener(event, soon)
  form.addEventListener("submit", () => {
    clearTimeout(timer)
    asked?.abort()
  })
  ask()
}

function line({ sort, text, act, href, away }) {
  const link = act && make("a", away ? { href, target: "_blank", rel: "noopener" } : { href }, [act])
  return make("li", { class: sort }, [make("span", {}, [text]), link || ""])
}
