// Choosing the other record with JavaScript: found while typing. Without it, the button asks which one is meant.
import { combobox } from "./combobox.js"

const form = document.getElementById("choose")
const desk = { form, address: (rest) => new URL(rest, new URL(form.dataset.pieces, location.href)) }
for (const pick of form.querySelectorAll(".pick")) combobox(pick, desk)
