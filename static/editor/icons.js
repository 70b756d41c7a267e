// The toolbar's signs, drawn on a square of twenty. What each is called, its button says.
const LINES = {
  bold: "M6.5 4h4.2a3 3 0 0 1 0 6H6.5zM6.5 10h5a3 3 0 0 1 0 6h-5z",
  italic: "M8.5 4h5M6.5 16h5M11.2 4 8.8 16",
  title: "M4.5 6.5V4.5h11v2M10 4.5v11M8 15.5h4",
  link: "M8.6 11.4a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.4 8.6a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  name: "M12.8 7.2v3.9a1.9 1.9 0 0 0 3.7 0V10a6.5 6.5 0 1 0-2.6 5.2M12.8 10a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z",
  picture: "M3 4.5h14v11H3zM3 13l4-4 4.2 4.2 2.3-2.2 3.5 3.3M13.2 7.6h.01",
  gallery: "M3 4h6v5H3zM11 4h6v5h-6zM3 11h6v5H3zM11 11h6v5h-6z",
  pull: "M3 4.5h14M8.5 8.5c-2 .6-3 2-3 4.5h3v-3h-1.6M14.5 8.5c-2 .6-3 2-3 4.5h3v-3h-1.6",
  spoiler: "M2.5 10S5.2 5.2 10 5.2 17.5 10 17.5 10 14.8 14.8 10 14.8 2.5 10 2.5 10zM4 16 16 4",
  heading: "M5 4v12M15 4v12M5 10h10",
  small: "M6.5 7.5V16M13.5 7.5V16M6.5 11.7h7",
  list: "M8 5.5h9M8 10h9M8 14.5h9M4 5.5h.01M4 10h.01M4 14.5h.01",
  numbers: "M8.5 5.5H17M8.5 10H17M8.5 14.5H17M3 4l1.3-.6V7M3 12.7c.2-1.1 2.2-1.1 2.2.1 0 .9-1.5 1.5-2.2 2.7h2.3",
  quotation: "M4 4.5v11M8 6h9M8 10h9M8 14h6",
  footnote: "M3.5 16 7.5 6l4 10M4.8 13h5.4M14 5.2l1.6-.9v5.2",
  embed: "M3 4.5h14v11H3zM8.3 7.4v5.2l4.2-2.6z",
  note: "M3.5 4h13v9.5H10L6.5 16.5v-3h-3z",
}
const SVG = "http://www.w3.org/2000/svg"

export function icon(name) {
  const sign = document.createElementNS(SVG, "svg")
  const given = { viewBox: "0 0 20 20", width: "20", height: "20", "aria-hidden": "true", focusable: "false" }
  for (const [key, value] of Object.entries(given)) sign.setAttribute(key, value)
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", LINES[name])
  sign.append(path)
  return sign
}
