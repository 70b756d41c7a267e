// Pages with fields in which one types a name and means a thing.
import { combobox } from "./combobox.js"

for (const form of document.querySelectorAll("form[data-pieces]")) {
  const desk = { form, address: (rest) => new URL(rest, new URL(form.dataset.pieces, location.href)) }
  for (const pick of form.querySelectorAll(".pick")) combobox(pick, desk)
}
