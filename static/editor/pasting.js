// HTML from elsewhere, before a browser reads it: the desk's policy lets no style attribute act, so what a word
// processor says by style would be lost, and each one would be reported.

const UNSEEN = /<!--[\s\S]*?-->|<(script|style|xml|title|noscript|template|svg|math)\b[\s\S]*?<\/\1\s*>/gi
const TAG = /<[a-z][^<>]*>/gi
// Outside quoted values: what stands in those is text.
const ACTING = /("[^"]*"|'[^']*')|(?<=[\s"'/])(?:style|on\w+)(?=\s*=)/gi
// Word draws the bullet of each list item as text, inside two spans.
const DRAWN_BULLET =
  /<span\b[^<>]*mso-list:\s*ignore[^<>]*>[^<]*(?:<span\b[^<>]*>[^<]*<\/span>)?[^<]*<\/span>/gi

// A word processor's page: of what it says about looks only italics stay, and what is no text goes.
const WORD_PROCESSOR = /\bmso-|class=["']?Mso|urn:schemas-microsoft-com|docs-internal-guid|name=["']?generator["']?[^<>]*(?:Word|Office)/i
const OF_ITS_LOOKS = /<\/?(?:b|strong|sup|sub|u|s|strike|font|small|big|center|hr|img)\b[^<>]*>/gi
const WEIGHT = /font-weight\s*:[^;"']*;?/gi

const plainer = (html) =>
  WORD_PROCESSOR.test(html) ? html.replace(OF_ITS_LOOKS, "").replace(TAG, (tag) => tag.replace(WEIGHT, "")) : html

export const tame = (html) =>
  plainer(html)
    .replace(UNSEEN, "")
    .replace(DRAWN_BULLET, "")
    .replace(TAG, (tag) => tag.replace(ACTING, (found, quoted) => quoted ?? `data-${found}`))

const styleOf = (element) => element.getAttribute("data-style") || ""
const isItalic = (style) => /(^|[\s;])font-style\s*:\s*(italic|oblique)/i.test(style)
const isUpright = (style) => /(^|[\s;])font-style\s*:\s*normal/i.test(style)
const isBold = (style) => /(^|[\s;])font-weight\s*:\s*(bold|[6-9]00)/i.test(style)
const isLight = (style) => /(^|[\s;])font-weight\s*:\s*(normal|lighter|[1-5]00)/i.test(style)

const unless = (refuses) => (element) => (refuses(styleOf(element)) ? false : null)
const onlyIf = (accepts) => (element) => (accepts(styleOf(element)) ? null : false)

export const italicRules = [
  ...["em", "i"].map((tag) => ({ tag, getAttrs: unless(isUpright) })),
  { tag: "span[data-style]", consuming: false, getAttrs: onlyIf(isItalic) },
]
export const boldRules = [
  ...["strong", "b"].map((tag) => ({ tag, getAttrs: unless(isLight) })),
  { tag: "span[data-style]", consuming: false, getAttrs: onlyIf(isBold) },
]
