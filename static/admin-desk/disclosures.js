// A click on "Screener" fills in its sentence, to be made exact. Without this script the server fills it in.
const field = document.getElementById("id_disclosure")

for (const button of document.querySelectorAll("button[data-sentence]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault()
    const { sentence } = button.dataset
    if (!field.value.includes(sentence)) field.value = `${field.value.trim()} ${sentence}`.trim()
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  })
}
