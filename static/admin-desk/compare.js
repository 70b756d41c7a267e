// Two texts by paragraph, side by side, those that differ marked.
import { make, newId } from "halation/editor/dialogs"

const NAMED = { "data-image": "A picture", "data-embed": "An embed" }

// The blocks of a body as lines of words.
export function paragraphs(html) {
  const parsed = new DOMParser().parseFromString(html || "", "text/html")
  return [...parsed.body.children].map((block) => {
    const kind = Object.keys(NAMED).find((name) => block.hasAttribute(name))
    return kind ? `${NAMED[kind]} (${block.getAttribute(kind)})` : block.textContent.trim().replace(/\s+/g, " ")
  })
}

// Pairs [here, there] in order: equal ones beside each other, the others as they come.
export function pairs(here, there) {
  const longest = Array.from({ length: here.length + 1 }, () => new Uint16Array(there.length + 1))
  for (let i = here.length - 1; i >= 0; i--) {
    for (let j = there.length - 1; j >= 0; j--) {
      longest[i][j] = here[i] === there[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1])
    }
  }
  const found = []
  let left = []
  let right = []
  const flush = () => {
    for (let k = 0; k < Math.max(left.length, right.length); k++) found.push([left[k] ?? null, right[k] ?? null])
    left = []
    right = []
  }
  let i = 0
  let j = 0
  while (i < here.length || j < there.length) {
    if (i < here.length && j < there.length && here[i] === there[j]) {
      flush()
      found.push([here[i++], there[j++]])
    } else if (j >= there.length || (i < here.length && longest[i + 1][j] >= longest[i][j + 1])) left.push(here[i++])
    else right.push(there[j++])
  }
  flush()
  return found
}

// `use()` is called when the person takes the other text.
export function compare(here, there, time, use) {
  const heading = make("h2", { id: newId("compare") }, ["Which text?"])
  const dialog = make("dialog", { class: "comparing", "aria-labelledby": heading.id })
  const rows = []
  const add = (one, other) => {
    const side = (words, label) => make("td", { "data-label": label }, [words ?? ""])
    if (one || other) rows.push(make("tr", one === other ? {} : { class: "differs" }, [side(one, "Here"), side(other, time)]))
  }
  for (const name of ["headline", "dek"]) add((here[name] || "").trim(), (there[name] || "").trim())
  for (const [one, other] of pairs(paragraphs(here.body), paragraphs(there.body))) add(one, other)
  const head = make("tr", {}, ["On this page", `From ${time}, in this browser`].map((label) => make("th", { scope: "col" }, [label])))
  const button = (label, act, solid) => {
    const made = make("button", { type: "button", class: solid ? "button solid" : "button" }, [label])
    made.addEventListener("click", () => {
      dialog.close()
      act()
    })
    return made
  }
  dialog.append(
    heading,
    make("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Both texts" }, [
      make("table", {}, [make("thead", {}, [head]), make("tbody", {}, rows)]),
    ]),
    make("p", { class: "acts" }, [button(`Use the text from ${time}`, use, true), button("Not now", () => {})]),
  )
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
