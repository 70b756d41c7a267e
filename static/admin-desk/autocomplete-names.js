// Select2 names its box after what is chosen, so an empty one has no name at all: each gets its field's.
{
  const name = (select) => {
    const box = select.nextElementSibling?.querySelector('.select2-selection[role="combobox"]')
    const chosen = box?.querySelector('[role="textbox"]')
    if (!chosen) return
    const label = select.labels?.[0]
    if (label) {
      label.id ||= `${select.id}_label`
      box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`)
      chosen.setAttribute("aria-labelledby", label.id)
    } else {
      box.removeAttribute("aria-labelledby")
      for (const part of [box, chosen]) part.setAttribute("aria-label", select.getAttribute("aria-label") || "")
    }
  }
  const nameAll = (inside) => inside.querySelectorAll("select.admin-autocomplete").forEach(name)
  // Both come after Django's own, which draw the boxes.
  django.jQuery(() => nameAll(document))
  document.addEventListener("formset:added", (event) => nameAll(event.target))
}
