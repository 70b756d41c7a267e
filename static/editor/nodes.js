// What a body may hold, as ProseMirror's schema. `reviews/body` on the server has the last word; the two agree
// so that a text that is opened and saved without a change stays the same text.
import {
  Blockquote,
  Bold,
  HardBreak,
  Heading,
  Italic,
  Link,
  ListItem,
  Mark,
  Node,
  OrderedList,
} from "django-prose-editor/editor"
import { make, words as _ } from "halation/editor/dialogs"
import { boldRules, italicRules } from "halation/editor/pasting"

const TEXT_BLOCKS = "(paragraph | bulletList | orderedList)"
const UNDER_COVER =
  "(paragraph | heading | bulletList | orderedList | blockquote | pullQuote | picture | gallery | embed | horizontalRule)"

// Ours is asked before the editor's own figure and link.
const FIRST = 100

const idOf = (element, name) => {
  const id = Number(element.getAttribute(name))
  return Number.isSafeInteger(id) && id > 0 ? id : null
}

const idsOf = (element) => {
  const ids = (element.getAttribute("data-gallery") || "").split(",").map(Number)
  return [...new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0))]
}

// What stands in the text for a picture: its small picture and what it is called, or words where it is missing.
const drawn = (picture) => [
  picture?.thumb ? make("img", { src: picture.thumb, alt: "" }) : "",
  make("figcaption", {}, [picture?.label || _("A picture that is not among this piece’s pictures")]),
]

export const House = {
  Bold: Bold.extend({ parseHTML: () => boldRules }),
  Italic: Italic.extend({ parseHTML: () => italicRules }),
  Heading: Heading.extend({
    parseHTML: () =>
      [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: n < 3 ? 2 : 3 } })),
  }).configure({ levels: [2, 3] }),
  Blockquote: Blockquote.extend({ content: `${TEXT_BLOCKS}+` }),
  ListItem: ListItem.extend({ content: `paragraph ${TEXT_BLOCKS}*` }),
  OrderedList: OrderedList.extend({
    addAttributes: () => ({
      start: {
        default: 1,
        parseHTML: (element) => Number(element.getAttribute("start")) || 1,
        renderHTML: ({ start }) => (start === 1 ? {} : { start }),
      },
    }),
    addNodeView: () => null,
  }).configure({ enableListAttributes: false }),
  // Ctrl+Enter belongs to the page: it opens what stands before publishing.
  HardBreak: HardBreak.extend({
    addKeyboardShortcuts() {
      return { "Shift-Enter": () => this.editor.commands.setHardBreak() }
    },
  }),
  Link: Link.extend({
    excludes: "link reference",
    addMenuItems: null,
    addKeyboardShortcuts: () => ({}),
  }).configure({
    autolink: false,
    enableTarget: false,
    openOnClick: false,
    HTMLAttributes: { target: null, rel: null, class: null },
  }),
}

export const Title = Mark.create({
  name: "title",
  parseHTML: () => [{ tag: "cite" }],
  renderHTML: () => ["cite", 0],
})

// A film or a person of ours, by id: where it leads is decided when the page is printed.
export const Reference = Mark.create({
  name: "reference",
  priority: 1001,
  inclusive: false,
  excludes: "reference link",
  addAttributes: () => ({
    film: {
      default: null,
      parseHTML: (a) => idOf(a, "data-film"),
      renderHTML: ({ film }) => (film ? { "data-film": film } : {}),
    },
    person: {
      default: null,
      parseHTML: (a) => idOf(a, "data-person"),
      renderHTML: ({ person }) => (person ? { "data-person": person } : {}),
    },
  }),
  parseHTML: () =>
    ["data-film", "data-person"].map((name) => ({
      tag: `a[${name}]`,
      priority: FIRST,
      getAttrs: (a) => (idOf(a, name) ? null : false),
    })),
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
})

// A picture of this piece. What it shows, says and owes to whom is kept with the piece, not in the text.
export const Picture = Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addOptions: () => ({ find: () => null, follow: () => () => {} }),
  addAttributes: () => ({
    image: {
      default: null,
      parseHTML: (figure) => idOf(figure, "data-image"),
      renderHTML: ({ image }) => ({ "data-image": image }),
    },
  }),
  parseHTML: () => [
    {
      tag: "figure[data-image]",
      priority: FIRST,
      getAttrs: (figure) => (idOf(figure, "data-image") ? null : false),
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView() {
    return ({ node }) => {
      const dom = make("figure", { class: "picture-node", "data-image": node.attrs.image })
      const draw = () => {
        const picture = this.options.find(node.attrs.image)
        dom.replaceChildren(...drawn(picture))
        dom.classList.toggle("missing", !picture)
      }
      draw()
      return { dom, ignoreMutation: () => true, destroy: this.options.follow(draw) }
    }
  },
})

// Pictures of this piece in their order, side by side.
export const Gallery = Node.create({
  name: "gallery",
  group: "block",
  atom: true,
  draggable: true,
  addOptions: () => ({ find: () => null, follow: () => () => {} }),
  addAttributes: () => ({
    images: {
      default: [],
      parseHTML: idsOf,
      renderHTML: ({ images }) => ({ "data-gallery": images.join(",") }),
    },
  }),
  parseHTML: () => [
    {
      tag: "figure[data-gallery]",
      priority: FIRST,
      getAttrs: (figure) => (idsOf(figure).length ? null : false),
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView() {
    return ({ node }) => {
      const dom = make("ul", { class: "gallery-node", "aria-label": _("Gallery") })
      const draw = () =>
        dom.replaceChildren(
          ...node.attrs.images.map((id) => {
            const picture = this.options.find(id)
            return make("li", { class: picture ? null : "missing" }, [make("figure", {}, drawn(picture))])
          }),
        )
      draw()
      return { dom, ignoreMutation: () => true, destroy: this.options.follow(draw) }
    }
  },
})

// Shown by a site that we list: until a reader follows it, it is a link.
export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    address: {
      default: "",
      parseHTML: (figure) => figure.getAttribute("data-embed"),
      renderHTML: ({ address }) => ({ "data-embed": address }),
    },
  }),
  parseHTML: () => [{ tag: "figure[data-embed]", priority: FIRST }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView: () => ({ node }) => ({
    dom: make("figure", { class: "embed-node" }, [make("figcaption", {}, [node.attrs.address])]),
    ignoreMutation: () => true,
  }),
})

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "aside.pull" }],
  renderHTML: () => ["aside", { class: "pull" }, 0],
})

export const SpoilerSummary = Node.create({
  name: "spoilerSummary",
  content: "text*",
  marks: "",
  defining: true,
  parseHTML: () => [{ tag: "summary" }],
  renderHTML: () => ["summary", 0],
  // While it is written a spoiler lies open; a real <details> would fold under the cursor.
  addNodeView: () => () => {
    const contentDOM = make("p", { class: "spoiler-summary", "data-placeholder": _("What it gives away") })
    return { dom: contentDOM, contentDOM }
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection
        return $from.parent.type === this.type && editor.commands.focus($from.after() + 1)
      },
    }
  },
})

export const Spoiler = Node.create({
  name: "spoiler",
  group: "block",
  content: `spoilerSummary ${UNDER_COVER}+`,
  defining: true,
  parseHTML: () => [{ tag: "details" }],
  renderHTML: () => ["details", { class: "spoiler" }, 0],
  addNodeView: () => () => {
    const dom = make("div", { class: "spoiler-node" })
    return { dom, contentDOM: dom }
  },
  addCommands() {
    return {
      toggleSpoiler:
        () =>
        ({ state, tr, dispatch, editor }) =>
          editor.isActive("spoiler") ? uncover(state, tr, dispatch) : cover(state, tr, dispatch),
    }
  },
})

function cover(state, tr, dispatch) {
  const { spoiler, spoilerSummary } = state.schema.nodes
  const range = state.selection.$from.blockRange(state.selection.$to, (node) => node === state.doc)
  if (!range) return false
  const inside = [spoilerSummary.create()]
  for (let i = range.startIndex; i < range.endIndex; i++) inside.push(state.doc.child(i))
  const node = safely(() => spoiler.createChecked(null, inside))
  if (!node) return false
  if (dispatch) {
    tr.replaceWith(range.start, range.end, node)
    tr.setSelection(state.selection.constructor.near(tr.doc.resolve(range.start + 2)))
  }
  return true
}

function uncover(state, tr, dispatch) {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name !== "spoiler") continue
    if (dispatch) {
      const [summary, ...blocks] = node.content.content
      // The words of the cover are words of the writer.
      if (summary.textContent) blocks.unshift(state.schema.nodes.paragraph.create(null, summary.content))
      tr.replaceWith($from.before(depth), $from.after(depth), blocks)
    }
    return true
  }
  return false
}

function safely(attempt) {
  try {
    return attempt()
  } catch (refusal) {
    if (refusal instanceof RangeError) return null
    throw refusal
  }
}

export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    text: {
      default: "",
      parseHTML: (span) => span.getAttribute("data-note"),
      renderHTML: ({ text }) => ({ "data-note": text }),
    },
  }),
  parseHTML: () => [
    { tag: "span[data-note]", priority: FIRST, getAttrs: (span) => (span.dataset.note.trim() ? null : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes],
  addNodeView: () => ({ node }) => ({
    dom: make("span", { class: "note-node", title: node.attrs.text }, [_("note")]),
    ignoreMutation: () => true,
  }),
})
