// A button that copies what stands in the field beside it, and says so.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies)
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      button.textContent = "Copied"
    } catch {
      button.textContent = "Press Ctrl+C"
      field.focus()
    }
  })
}
