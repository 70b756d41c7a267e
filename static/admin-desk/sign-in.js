// Signing in again without leaving the page. Whose text this is stands in the form's field "writer".
import { make } from "halation/editor/dialogs"
import { notice, settle } from "./notices.js"

// Who is signed in now: {account, name}. Every form of the page takes over the token that belongs to it.
export async function whoIs(desk, told) {
  const answer = await fetch(desk.form.dataset.signIn, { method: told ? "POST" : "GET", body: told, signal: AbortSignal.timeout(10000) })
  if (answer.status >= 500 || answer.status === 403) throw new Error(`The newsroom answers ${answer.status}.`)
  const said = await answer.json()
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = said.token
  return said
}

// What the newsroom says. Instead of an answer it shows a page to a token that is no longer good; any other page is
// somebody else's, who stands between us.
export async function heard(answer) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json()
  if (answer.ok) throw new Error("That was no answer of the newsroom's.")
  return { reason: answer.status === 403 ? "token" : "" }
}

export const isWriter = (desk, said) => String(said.account) === desk.form.elements.writer.value

// `goOn()` is called once somebody is signed in under whose name the text may be saved.
export function askToSignIn(desk, goOn) {
  if (document.getElementById("signed-out")) return
  let posted = document.getElementById("sign-in-here")
  if (!posted) {
    posted = make("form", { id: "sign-in-here", method: "post", action: desk.form.dataset.signIn })
    document.body.append(posted)
  }
  const field = (label, given) => make("label", {}, [label, make("input", { form: posted.id, required: true, ...given })])
  const name = field("Name", { type: "text", autocomplete: "username", autocapitalize: "none" })
  const password = field("Password", { type: "password", autocomplete: "current-password" })
  const error = make("p", { class: "error", role: "alert" })
  const button = make("button", { type: "submit", form: posted.id, class: "button solid" }, ["Sign in"])
  const fields = make("div", { class: "sign-in-here" }, [name, password, button])
  notice("signed-out", "Sign in here and your text will be waiting.", { strong: "Your session ended.", more: [error, fields], urgent: true })

  posted.onsubmit = async (event) => {
    event.preventDefault()
    button.disabled = true
    try {
      await whoIs(desk) // a token, should the old one be gone
      const told = new FormData()
      told.set("csrfmiddlewaretoken", desk.form.elements.csrfmiddlewaretoken.value)
      told.set("username", name.lastChild.value)
      told.set("password", password.lastChild.value)
      const said = await whoIs(desk, told)
      if (said.errors.length) {
        error.textContent = said.errors.join(" ")
        password.lastChild.value = ""
      } else settleWith(desk, said, goOn)
    } catch {
      error.textContent = "The newsroom does not answer. Try again in a moment: your text stays here."
    }
    button.disabled = false
  }
}

// The right person: on we go. Another one: nothing is saved under their name unless they say so.
export function settleWith(desk, said, goOn) {
  settle("signed-out")
  if (isWriter(desk, said)) {
    settle("other-account")
    goOn()
    return
  }
  if (said.account === null) return askToSignIn(desk, goOn)
  notice("other-account", "This text was written under another account, so nothing of it is saved.", {
    strong: `You are signed in as ${said.name} now.`,
    urgent: true,
    acts: [
      [
        "Sign in again",
        () => {
          settle("other-account")
          askToSignIn(desk, goOn)
        },
      ],
      [
        `Save it as ${said.name}`,
        () => {
          settle("other-account")
          desk.form.elements.writer.value = said.account
          goOn()
        },
      ],
    ],
  })
}
