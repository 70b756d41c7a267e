// Keeps what is typed: two seconds after typing stops, and every half minute while it does not. One queue a page:
// never two saves at once, and what is typed during one belongs to the next. An answer writes nothing into the
// form but the versions that it was given.
import { isSaid, notice, settle } from "./notices.js"
import { askToSignIn, heard, isWriter, settleWith, whoIs } from "./sign-in.js"

const QUIET = 2000
const AT_LEAST = 30000
const PATIENCE = 20000
const HERE = "Not saved: your text is safe in this browser."
const WAITS = [2000, 4000, 8000, 15000, 30000]

// What a form says, without what belongs to this window and to this moment.
export function payload(form) {
  const told = new FormData(form)
  told.delete("upload")
  return told
}

// A sign-in in place, and what stands among the steps but is sent with another form.
const isElsewhere = (target) => target.closest(".notices") || target.getAttribute("form")

export class Saving {
  typed = 0 // how often something was typed, and up to which of them it is stored
  stored = 0
  running = null
  failures = 0
  stopped = "" // why nothing more is saved by itself
  isHeld = false // by somebody else, or in another window
  cleared = false // this submission may go

  constructor(desk, { onStored, onHeld }) {
    Object.assign(this, { desk, form: desk.form, onStored, onHeld })
    this.line = document.getElementById("saved")
    this.last = ""
    this.whenStored = this.line.textContent // what it says while nothing waits to be kept
    if (this.form.hasAttribute("data-conflict")) this.stopped = "Not saved yet: choose what stays, then save"
    for (const event of ["input", "change", "picked", "to-make"]) this.form.addEventListener(event, ({ target }) => isElsewhere(target) || this.note())
    this.form.addEventListener("submit", (event) => this.submit(event))
    window.addEventListener("beforeunload", (event) => this.isUnsaved && !this.leaving && event.preventDefault())
    window.addEventListener("online", () => this.failures && this.save())
    document.addEventListener("visibilitychange", () => document.hidden && this.save())
  }

  get isUnsaved() {
    return this.typed > this.stored
  }

  // Nobody is signed in, or somebody else.
  get isOut() {
    return isSaid("signed-out") || isSaid("other-account")
  }

  say(sentence, failed = false) {
    this.line.textContent = sentence
    this.line.classList.toggle("failed", failed)
  }

  note() {
    this.typed += 1
    if (this.stopped) return this.say(this.stopped, true)
    if (this.isHeld || this.isOut) return this.say(HERE, true)
    if (!this.failures && !this.running) this.say(this.last ? `${this.last}, but not your last words yet` : "Not saved yet")
    const now = performance.now()
    this.since ??= now
    if (!this.failures) this.wait(Math.max(0, Math.min(QUIET, this.since + AT_LEAST - now)))
  }

  wait(milliseconds) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), milliseconds)
  }

  // Resolves once nothing is under way any more.
  async save() {
    if (this.running) return this.running
    if (this.isHeld && this.isUnsaved && !this.stopped) this.say(HERE, true)
    // While a button asks who is signed in, a save of its own would make what the button sends stale.
    if (this.stopped || this.isHeld || this.isOut || this.leaving || this.asking || !this.isUnsaved) return
    clearTimeout(this.timer)
    this.running = this.send(this.typed)
    await this.running
    this.running = null
    if (this.isUnsaved && !this.failures && !this.stopped && !this.refused) this.wait(QUIET)
    this.refused = false
  }

  async send(typed) {
    this.since = null
    this.say("Saving…", this.failures > 0)
    const { piece } = this.form.dataset
    let answer
    let said
    try {
      const address = this.desk.address(piece ? `${piece}/autosave/` : "autosave/")
      answer = await fetch(address, { method: "POST", body: payload(this.form), signal: AbortSignal.timeout(PATIENCE) })
      said = await heard(answer)
    } catch {
      return this.fail()
    }
    if (answer.ok) return this.keep(typed, said)
    await this.explain(said)
  }

  keep(typed, said) {
    this.stored = typed
    this.failures = 0
    this.askedAgain = false
    this.form.elements.copy_version.value = said.version
    this.form.elements.review_version.value = said.review_version
    this.form.dataset.digest = said.digest
    if (!this.form.dataset.piece) {
      this.form.dataset.piece = said.piece
      history.replaceState(history.state, "", said.address)
      document.querySelector(".standing b").textContent = "Draft"
    } else history.replaceState(history.state, "", location.href) // reloading must not post anything again
    this.last = `Saved ${said.time}`
    const left = said.left.join(", ")
    this.whenStored = left ? `${this.last}. Press Save to keep this too: ${left}` : `${this.last}, every change is kept`
    this.say(this.isUnsaved ? `${this.last}, but not your last words yet` : this.whenStored)
    this.onStored(said)
  }

  fail() {
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)]
    this.failures += 1
    this.say("Not saved. We keep trying; your text is safe in this browser.", true)
    this.wait(wait)
  }

  // A refusal that trying again would not change: it is said, and the text stays where it is.
  stop(sentence) {
    this.stopped = sentence
    this.say(sentence, true)
  }

  async explain(said) {
    this.refused = true
    switch (said.reason) {
      case "empty":
        return this.say("Not saved yet")
      case "signed out":
      case "other account":
      case "token":
        return this.askWho()
      case "held":
        this.say(HERE, true)
        return this.onHeld(said)
      case "stale":
        this.stop(HERE)
        notice("stale", "Compare both texts and choose. Neither is lost.", {
          strong: `${said.who} saved at ${said.time}${said.who === "You" ? " in another window" : ""}.`,
          urgent: true,
          acts: [["Compare", () => this.submitAs("save")]],
        })
        return
      case "denied":
        return this.stop("Not saved: you may no longer change this piece. Copy your text from here.")
      case "gone":
        return this.stop("Not saved: this piece is no longer here. Copy your text from here.")
      default:
        return this.fail()
    }
  }

  // The session is over, or another one began in another window. Once it is said, only the right person changes what
  // stands there: somebody may be typing their password.
  async askWho() {
    if (this.asksWho) return
    this.asksWho = true
    const wasOut = this.isOut
    try {
      const said = await whoIs(this.desk)
      if (isWriter(this.desk, said) && (wasOut || !this.askedAgain)) {
        this.askedAgain = !wasOut
        this.goOn(0)
        return
      }
      if (wasOut || this.isOut) return
      this.say(HERE, true)
      if (said.account === null) askToSignIn(this.desk, () => this.goOn())
      else settleWith(this.desk, said, () => this.goOn())
    } catch {
      if (!wasOut) this.fail()
    } finally {
      this.asksWho = false
    }
    this.askedAgain = false
  }

  goOn(pause = QUIET) {
    this.failures = 0
    settle("signed-out")
    settle("other-account")
    if (!this.isUnsaved && !this.stopped) this.say(this.whenStored)
    this.wait(pause)
  }

  submitAs(act) {
    this.form.querySelector(`button[name="act"][value="${act}"]`)?.click()
  }

  // A button was pressed. First what is under way comes to its end, and the newsroom is asked whether it is there
  // and knows us: a page that cannot be posted would take the text away with it.
  async submit(event) {
    if (this.cleared) {
      this.leaving = true
      this.leftAt = this.typed
      return
    }
    event.preventDefault()
    if (this.asking) return
    this.asking = true
    const button = event.submitter
    clearTimeout(this.timer)
    await this.running
    try {
      const said = await whoIs(this.desk)
      if (isWriter(this.desk, said)) {
        this.cleared = true
        this.form.requestSubmit(button)
        // Should the server not answer with a page, the next button asks again.
        setTimeout(() => Object.assign(this, { cleared: false, leaving: false }), PATIENCE)
      } else {
        this.say(HERE, true)
        settleWith(this.desk, said, () => button.click())
      }
    } catch {
      this.typed += this.isUnsaved ? 0 : 1
      this.fail()
    }
    this.asking = false
    if (!this.cleared && this.isUnsaved && !this.failures) this.wait(QUIET)
  }
}
