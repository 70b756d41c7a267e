// Times on the desk are the magazine's. Whoever sits in another zone is told, beside each, what that is for them.
// The browser's zone stays in the browser.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const DAY = { weekday: "short", day: "numeric", month: "short" }
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }

const parts = (moment, zone) => {
  const form = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", ...CLOCK })
  return Object.fromEntries(form.formatToParts(moment).map(({ type, value }) => [type, value]))
}
const wall = (moment, zone) => {
  const { year, month, day, hour, minute } = parts(moment, zone)
  return `${year}-${month}-${day}T${hour}:${minute}`
}

// The moment at which a clock in that zone shows what was typed; null for an hour that comes twice or never.
export function momentOf(typed, zone) {
  const guess = Date.parse(`${typed.slice(0, 16)}Z`)
  if (Number.isNaN(guess)) return null
  const found = new Set()
  for (const hours of [-26, 0, 26]) {
    const at = guess + hours * 36e5
    const moment = new Date(guess - (Date.parse(`${wall(at, zone)}Z`) - at))
    if (wall(moment, zone) === typed.slice(0, 16)) found.add(moment.getTime())
  }
  return found.size === 1 ? new Date([...found][0]) : null
}

// "yours: 15:30", with the day when it is another; empty where both clocks show the same.
export function yours(moment, zone) {
  const mine = wall(moment, here), theirs = wall(moment, zone)
  if (mine === theirs) return ""
  const clock = new Intl.DateTimeFormat("en-GB", CLOCK).format(moment)
  return mine.slice(0, 10) === theirs.slice(0, 10) ? `yours: ${clock}` : `yours: ${new Intl.DateTimeFormat("en-GB", DAY).format(moment)}, ${clock}`
}

const said = (text, tag = "span") => Object.assign(document.createElement(tag), { className: "yours", textContent: text })

for (const time of document.querySelectorAll("time[datetime][data-zone]")) {
  const text = yours(new Date(time.dateTime), time.dataset.zone)
  if (text) time.after(said(` (${text})`))
}

for (const field of document.querySelectorAll("[data-moment]")) {
  const input = field.querySelector("input"), zone = field.dataset.moment
  const output = said("", "output")
  const say = () => {
    const moment = input.value ? momentOf(input.value, zone) : null
    output.textContent = moment ? yours(moment, zone) : ""
  }
  field.append(output)
  input.addEventListener("input", say)
  say()
}

// A time that is offered goes into the field beside it without a turn to the server.
for (const offer of document.querySelectorAll("button[data-when]")) {
  offer.addEventListener("click", (event) => {
    const [clock, which] = offer.dataset.when.split(" ")
    const input = offer.form.elements.when
    if (which || !input) return // one of two equal hours: the server asks which, and answers for it
    event.preventDefault()
    input.value = clock
    input.dispatchEvent(new Event("input", { bubbles: true }))
    input.focus()
  })
}
