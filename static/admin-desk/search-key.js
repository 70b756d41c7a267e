// "/" leads to the search of the page; where it has none, to that of the pieces.
document.addEventListener("keydown", (event) => {
  const { target } = event
  const typing = target.isContentEditable || target.matches?.("input, select, textarea")
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return
  const search = document.querySelector("#searchbar, [role=search] input[type=search]")
  const pieces = document.querySelector('.places a[href$="/reviews/review/"]')
  if (!search && !pieces) return
  event.preventDefault()
  if (search) search.select()
  else location.assign(`${pieces.href}#searchbar`)
})
if (location.hash === "#searchbar") document.getElementById("searchbar")?.select()
