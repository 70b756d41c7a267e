// A copy of what was typed, in this browser: written every five seconds, gone once the server has stored it, offered
// when there is one that it has not. Each account has its own.
import { compare, paragraphs } from "./compare.js"
import { notice, settle } from "./notices.js"
import { make } from "halation/editor/dialogs"

const EVERY = 5000
const DAY = 24 * 3600 * 1000
const KEPT = 14 * DAY
const PREFIX = "halation:copy:"
const OURS = new Set(["csrfmiddlewaretoken", "writer", "tab", "copy_version", "review_version", "upload", "act", "kept"])


export class BrowserCopy {
  written = 0

  constructor(desk, saving) {
    Object.assign(this, { desk, form: desk.form, saving })
    this.begun = this.key
    forget((copy) => Date.now() - copy.at > KEPT)
    this.undo()
    if (!this.form.hasAttribute("data-typed") && !this.form.hasAttribute("data-conflict")) this.offer()
    setInterval(() => this.write(), EVERY)
    document.addEventListener("visibilitychange", () => document.hidden && this.write())
    window.addEventListener("pagehide", () => this.saving.leftAt !== this.saving.typed && this.write())
    this.form.addEventListener("submit", () => this.submitted())
    document.querySelector('form[action$="/logout/"]')?.addEventListener("submit", () => forget((copy) => Date.now() - copy.at > DAY))
  }

  // By the magazine's clock, as everything else on the page.
  clock(moment) {
    const hour = { hour: "2-digit", minute: "2-digit", timeZone: this.form.dataset.zone }
    return new Date(moment).toLocaleTimeString("en-GB", hour)
  }

  get mine() {
    return `${PREFIX}${this.form.elements.writer.value}:`
  }

  get key() {
    const { piece, tab } = this.form.dataset
    return `${this.mine}${piece || `new-${tab}`}`
  }

  get entries() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !OURS.has(name) && !name.startsWith("pick-"))
  }

  get facts() {
    return { at: Date.now(), version: Number(this.form.elements.copy_version.value) || 0, digest: this.form.dataset.digest, entries: this.entries }
  }

  write(more = {}) {
    const { typed, isUnsaved } = this.saving
    if (typed === this.written || (!isUnsaved && !more.waits)) return
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...this.facts, ...more }))
      this.written = typed
    } catch {
      notice("no-copy", "Its storage is full or closed, so only the newsroom keeps your text.", { strong: "This browser keeps no copy." })
    }
  }

  // The server has stored everything up to here. What it left for later is only here.
  stored(said) {
    if (this.begun !== this.key) {
      localStorage.removeItem(this.begun)
      this.begun = this.key
      this.written = 0
    }
    if (this.used) localStorage.removeItem(this.used)
    if (said.left.length) this.write({ waits: true })
    else if (!this.saving.isUnsaved) localStorage.removeItem(this.key)
  }

  submitted() {
    if (!this.saving.cleared) return
    this.written = 0
    this.write({ submitted: true })
    sessionStorage.setItem(`${PREFIX}submitted`, this.key)
  }

  offer() {
    const submitted = sessionStorage.getItem(`${PREFIX}submitted`)
    sessionStorage.removeItem(`${PREFIX}submitted`)
    // The page that follows a save shows the piece anew.
    if (submitted && this.form.dataset.piece) {
      const copy = read(submitted)
      const isNew = submitted.includes(":new-")
      const moved = copy && Number(this.form.elements.copy_version.value) > copy.version
      if (copy?.submitted && (isNew || moved)) localStorage.removeItem(submitted)
    }
    const [found, copy] = this.find()
    if (!copy) return
    localStorage.removeItem(found)
    if (this.isShown(copy)) return
    // Under a name of its own, so that what is typed from here on leaves it alone.
    const key = `${found.replace(/:kept-\d+$/, "")}:kept-${copy.at}`
    localStorage.setItem(key, JSON.stringify(copy))
    const drop = () => {
      localStorage.removeItem(key)
      settle("newer")
    }
    const use = () => this.use(key, copy)
    notice("newer", "Compare, use it, or drop it.", {
      strong: `You have newer text from ${this.clock(copy.at)} in this browser.`,
      urgent: true,
      acts: [
        ["Compare", () => compare(this.texts(), texts(copy.entries), this.clock(copy.at), use)],
        ["Use it", use],
        ["Drop it", drop],
      ],
    })
  }

  find() {
    const isOurs = (key) => (this.form.dataset.piece ? key === this.key || key.startsWith(`${this.key}:kept-`) : key.startsWith(`${this.mine}new-`))
    const all = keys().filter(isOurs).map((key) => [key, read(key)])
    return all.filter(([, copy]) => copy).sort(([, one], [, other]) => other.at - one.at)[0] || [null, null]
  }

  texts() {
    return texts(this.entries)
  }

  isShown(copy) {
    const same = ([name, value]) => !/_FORMS$|-ORDER$|_answer$/.test(name) && value.trim() !== ""
    const flat = (entries) =>
      entries.filter(same).map(([name, value]) => `${name}=${name === "body" ? paragraphs(value).join("\n") : value.trim()}`).sort().join("\n")
    return flat(copy.entries) === flat(this.entries)
  }

  // The server draws the page with that text in it, rows, pictures and all. Nothing is stored by that. When somebody
  // has stored another text since, it is asked to compare instead.
  use(key, copy) {
    const moved = this.form.dataset.piece && copy.digest !== this.form.dataset.digest
    sessionStorage.setItem(`${PREFIX}before`, JSON.stringify({ ...this.facts, key: this.key, used: key, sentence: `This is your text from ${this.clock(copy.at)}.` }))
    this.show(copy.entries, moved ? "save" : "look", moved ? copy.version : null)
  }

  show(entries, act, version) {
    const posted = make("form", { method: "post", hidden: true })
    const add = (name, value) => posted.append(Object.assign(make("textarea", { name }), { value }))
    for (const [name, value] of entries) add(name, value)
    for (const name of ["csrfmiddlewaretoken", "writer", "review_version"]) add(name, this.form.elements[name].value)
    add("copy_version", version ?? this.form.elements.copy_version.value)
    add("tab", this.form.dataset.tab)
    add("act", act)
    document.body.append(posted)
    this.saving.leaving = true
    this.saving.leftAt = this.saving.typed
    posted.submit()
  }

  // Using a copy can be undone: what stood here before is put back the same way.
  undo() {
    const before = JSON.parse(sessionStorage.getItem(`${PREFIX}before`) || "null")
    sessionStorage.removeItem(`${PREFIX}before`)
    if (before?.key !== this.key || !this.form.hasAttribute("data-typed")) return
    this.used = before.used
    notice("used", "", {
      strong: before.sentence,
      acts: [
        [
          "Undo",
          () => {
            sessionStorage.setItem(`${PREFIX}before`, JSON.stringify({ ...this.facts, key: this.key, sentence: "What was here before is back." }))
            this.show(before.entries, "look")
          },
        ],
      ],
    })
  }
}

const texts = (entries) => Object.fromEntries(entries.filter(([name]) => ["headline", "dek", "body"].includes(name)))

function read(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key))
    return Array.isArray(copy?.entries) ? copy : null
  } catch {
    return null
  }
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))

function forget(isOld) {
  for (const key of keys()) {
    const copy = read(key)
    if (!copy || isOld(copy)) localStorage.removeItem(key)
  }
}
