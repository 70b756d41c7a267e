"""Things a stranger might paste into a body: markup that tries to run, to mislead, or to wear a parser out.

Each attempt would, if it ran, set `window.ran` in the browser that parses it.
"""

RUN = "window.ran=1"

ATTEMPTS = (
    # plain
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT >",
    f"<script\x0c>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<p onclick="{RUN}" onmouseover="{RUN}">text</p>',
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}><summary>x</summary>y</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    '<iframe src="javascript:parent.ran=1"></iframe>',
    '<object data="data:text/html,<script>parent.ran=1</script>"></object>',
    f'<embed src="javascript:{RUN}">',
    f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
    f"<style>@import 'javascript:{RUN}';</style>",
    f'<base href="javascript:{RUN}//">',
    f"<marquee onstart={RUN}>x</marquee>",
    # addresses
    f'<a href="javascript:{RUN}">x</a>',
    f'<a href=" &#14; javascript:{RUN}">x</a>',
    f'<a href="java\tscript:{RUN}">x</a>',
    f'<a href="jav&#x0A;ascript:{RUN}">x</a>',
    f'<a href="&#106;avascript:{RUN}">x</a>',
    f'<a href="vbscript:{RUN}">x</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">x</a>',
    f'<a data-film="3" href="javascript:{RUN}">x</a>',
    f"<a data-film=\"3' onclick='{RUN}\">x</a>",
    # our own nodes
    f'<figure data-image="1 onerror={RUN}"></figure>',
    f'<figure data-image="12" onclick="{RUN}"></figure>',
    f'<figure data-embed="javascript:{RUN}"></figure>',
    f'<figure data-embed="https://youtu.be/abcdefghijk&quot; onload=&quot;{RUN}"></figure>',
    f'<span data-note="&lt;img src=x onerror={RUN}&gt;"></span>',
    f"<span data-note='\"><script>{RUN}</script>'></span>",
    f'<aside class="pull" onclick="{RUN}"><p>x</p></aside>',
    f"<details class=spoiler><summary><img src=x onerror={RUN}></summary></details>",
    f"<details><summary>&lt;script&gt;{RUN}&lt;/script&gt;</summary><p>x</p></details>",
    # markup that changes when it is parsed a second time
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f'<svg></p><style><a id="</style><img src=1 onerror={RUN}>">',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;">',
    f'<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror={RUN} src>">',
    f'<math><annotation-xml encoding="text/html"><style><img src=x onerror={RUN}></style></annotation-xml></math>',
    f"<svg><foreignObject><p><style><!--</style><img src=x onerror={RUN}>--></style></p></foreignObject></svg>",
    f'<title><a title="</title><img src=x onerror={RUN}>">',
    f'<textarea><img title="</textarea><img src=x onerror={RUN}>"></textarea>',
    f'<xmp><p title="</xmp><img src=x onerror={RUN}>">',
    f'<noembed><img title="</noembed><img src=x onerror={RUN}>"></noembed>',
    f"<template><img src=x onerror={RUN}></template>",
    f"<select><option><style></option></select><img src=x onerror={RUN}></style>",
    f"<table><td><a><table><a><img src=x onerror={RUN}>",
    f"<a><p><a><b><p></a><img src=x onerror={RUN}></b>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<!--!><img src=x onerror={RUN}>-->",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml <img src=x onerror={RUN}> ?>",
    f"<!doctype <img src=x onerror={RUN}>>",
    f"</p/><img/src=x/onerror={RUN}>",
    f"<img src=x onerror\x00={RUN}>".replace("\x00", "&#0;"),
    f'<p id="`"><img src=`x` onerror={RUN}>',
    f"<<img src=x onerror={RUN}>",
    f"<p/onclick={RUN}/x",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&amp;lt;img src=x onerror={RUN}&amp;gt;",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<p title='<'><img src=x onerror={RUN}>'>",
    f'<p title="><img src=x onerror={RUN}>',
)

N = 1_000_000


def times(piece: str, length: int = N) -> str:
    return piece * (length // len(piece))


# A megabyte each; several of them take a browser's own tree building minutes, or all of the memory.
EXHAUSTING = {
    "misnested bold": "".join(f"<b id={i}><p>x" for i in range(N // 14)),
    "bold never closed": times("<b><p>x"),
    "open brackets": times("<"),
    "tags never closed": times("<a"),
    "quotes never closed": times('<a b="'),
    "attributes": "<a " + "".join(f"a{i}=1 " for i in range(N // 8)) + ">",
    "comments never closed": times("<!--"),
    "scripts never closed": times("<script>"),
    "drawings never closed": times("<svg>"),
    "half entities": times("&am"),
    "one endless number": "<p>&#" + "9" * N + ";</p>",
    "nested lists": times("<ul><li>"),
    "lists closed as others": times("<ul>", N // 2) + times("</ol>", N // 2),
    "nested quotations": times("<blockquote>"),
    "nested spoilers": times("<details><summary>x"),
    "nested tables": times("<table><tr><td>x"),
    "stray closings": times("</p></li>"),
    "line breaks": times("<br>"),
    "spaces": times(" "),
    "accents on one letter": "a" + times("\u0301"),
    "runs": times("a<u>b</u>"),
    "a style": '<span style="' + times("font-style ") + '">x</span>',
}
