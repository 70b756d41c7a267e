// Who else is at this piece. The tab asks for the piece every quarter of a minute; who has lost it is told, and can
// read and copy but not write.
import { notice, settle } from "./notices.js"
import { heard } from "./sign-in.js"

const EVERY = 15000
const SECOND_LOOK = 1500 // a page that is just being left gives the piece up a moment later
const ANSWER = 400
const OPEN = "halation:open:"
const LEFT = "halation:left:"
const DAY = 24 * 3600 * 1000

export class Presence {
  holds = false
  lost = false

  constructor(desk, saving) {
    Object.assign(this, { desk, form: desk.form, saving })
    const kept = `tab:${this.form.dataset.piece}`
    if (this.form.dataset.piece && sessionStorage.getItem(kept)) {
      this.form.dataset.tab = sessionStorage.getItem(kept)
      sessionStorage.removeItem(kept)
    }
    this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "tab", value: this.form.dataset.tab }))
    this.answerOthers()
    setInterval(() => this.beat(), EVERY)
    window.addEventListener("pagehide", () => this.leave())
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return
      this.come()
      this.beat()
    })
    this.beat()
  }

  get address() {
    return this.desk.address(`${this.form.dataset.piece}/presence/`)
  }

  told(wish) {
    const told = new FormData()
    for (const name of ["csrfmiddlewaretoken", "writer"]) told.set(name, this.form.elements[name].value)
    told.set("tab", this.form.dataset.tab)
    told.set("wish", wish === "inherit" ? "take" : wish)
    return told
  }

  // The windows of this browser know of each other: one that crashed cannot answer, and what it held is free.
  answerOthers() {
    this.channel = new BroadcastChannel("halation-tabs")
    this.channel.onmessage = ({ data }) => data.ask === this.form.dataset.tab && this.channel.postMessage({ open: data.ask })
    for (const key of Object.keys(localStorage)) {
      const isOurs = key.startsWith(OPEN) || key.startsWith(LEFT)
      if (isOurs && Date.now() - Number(localStorage.getItem(key)) > DAY) localStorage.removeItem(key)
    }
    this.come()
  }

  come() {
    localStorage.removeItem(LEFT + this.form.dataset.tab)
    localStorage.setItem(OPEN + this.form.dataset.tab, Date.now())
  }

  // True as well for a window of which this browser knows nothing.
  isOpen(tab) {
    if (localStorage.getItem(LEFT + tab)) return Promise.resolve(false)
    if (!localStorage.getItem(OPEN + tab)) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.channel.addEventListener("message", ({ data }) => data.open === tab && resolve(true))
      this.channel.postMessage({ ask: tab })
      setTimeout(() => resolve(false), ANSWER)
    })
  }

  async beat(wish = "") {
    if (this.lost) return
    if (!this.form.dataset.piece) return this.saving.isOut ? this.saving.askWho() : undefined
    try {
      const answer = await fetch(this.address, { method: "POST", body: this.told(wish), signal: AbortSignal.timeout(10000) })
      const said = await heard(answer)
      if (answer.ok) this.hear(said, wish)
      else if (["signed out", "other account", "token"].includes(said.reason)) this.saving.askWho()
    } catch {
      // Without the network nobody can be asked; the next save says so.
    }
  }

  hear(said, wish) {
    if (!said.holds) return this.held(said)
    this.stored()
    if (this.saving.isOut) this.saving.goOn(0)
    if (wish === "take") this.start()
    else this.saving.save()
  }

  // Whatever they wrote meanwhile is read first, unless something was typed here: then the save compares.
  start() {
    if (this.saving.isUnsaved) return this.saving.save()
    this.form.querySelector(".desk").inert = true // what would be typed now, the new page would not know
    sessionStorage.setItem(`tab:${this.form.dataset.piece}`, this.form.dataset.tab)
    this.staying = true
    this.saving.leaving = true
    location.reload()
  }

  stored() {
    this.holds = true
    this.saving.isHeld = false
    settle("elsewhere")
  }

  held(said) {
    if (this.holds) return this.lose(said)
    this.saving.isHeld = true
    if (said.own_tab && !this.lookedTwice) {
      this.lookedTwice = true
      this.isOpen(said.own_tab).then((open) => (open ? setTimeout(() => this.beat(), SECOND_LOOK) : this.beat("inherit")))
      return
    }
    notice("elsewhere", "What you type here stays in this browser until you take over or press Save.", {
      strong: said.editing,
      acts: [["Take over", () => this.beat("take")]],
    })
  }

  lose(said) {
    this.lost = true
    this.saving.stop("Not saved any more: reload to go on")
    notice("elsewhere", "Your text up to then is kept: reload to go on, copy what you typed since.", {
      strong: said.took_over,
      urgent: true,
      acts: [
        [
          "Reload",
          () => {
            this.saving.leaving = true
            location.reload()
          },
        ],
      ],
    })
    readOnly(this.form)
  }

  // What a page says on its way out may never arrive, so the next one can read it here.
  leave() {
    localStorage.removeItem(OPEN + this.form.dataset.tab)
    localStorage.setItem(LEFT + this.form.dataset.tab, Date.now())
    if (!this.form.dataset.piece || this.lost || this.staying) return
    navigator.sendBeacon(this.address, this.told("leave"))
  }
}

// Everything can still be read, selected and copied.
function readOnly(form) {
  for (const control of form.elements) {
    if (control.closest(".notices")) continue
    if (control.matches("textarea, input:not([type=checkbox], [type=radio], [type=file], [type=hidden])")) control.readOnly = true
    else if (!control.matches("fieldset, [type=hidden]")) control.disabled = true
  }
  form.elements.body.bodyEditor?.setEditable(false, false)
}
