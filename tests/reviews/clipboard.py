"""What two word processors put on the clipboard for one page, in the spelling that each of them uses."""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=EN-GB link="#0563C1" style='tab-interval:36.0pt'><!--StartFragment-->
<h1><span style='mso-bidi-font-weight:bold'>The Ferry</span><o:p></o:p></h1>
<p class=MsoNormal style='margin-bottom:8.0pt'><b style='mso-bidi-font-weight:normal'><span
style='font-size:14.0pt;color:#C00000'>Nobody</span></b> sails in <i style='mso-bidi-font-style:normal'>Fog</i>,
says the <a href="https://example.org/tides"><span style='color:#0563C1'>tide table</span></a>.<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=60><p class=MsoNormal>Dover<o:p></o:p></p></td></tr></table>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>One lamp<o:p></o:p></p>
<p class=MsoNormal><img width=10 height=10 src="cid:moss.png"><o:p>&nbsp;</o:p></p>
<!--EndFragment--></body></html>"""

DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5d0f">
<h2 dir="ltr" style="line-height:1.38;margin-top:18pt;"><span
style="font-size:16pt;font-family:Arial,sans-serif;color:#000000;font-weight:400;">The Ferry</span></h2>
<p dir="ltr" style="line-height:1.38;"><span style="font-weight:700;background-color:#ffff00;">Nobody</span><span
style="font-weight:400;"> sails in </span><span style="font-weight:400;font-style:italic;">Fog</span><span>,
says the </span><a href="https://www.google.com/url?q=https://example.org/tides&amp;sa=D&amp;ust=1"
style="text-decoration:none;"><span style="color:#1155cc;text-decoration:underline;">tide table</span></a><span>.</span>
</p>
<div dir="ltr"><table><tbody><tr><td><p dir="ltr"><span>Dover</span></p></td></tr></tbody></table></div>
<p dir="ltr"><span style="font-weight:400;">One lamp</span></p></b><br class="Apple-interchange-newline">"""

KEPT = """<h2>The Ferry</h2>
<p>Nobody sails in <em>Fog</em>, says the <a href="https://example.org/tides">tide table</a>.</p>
<p>Dover</p>
<p>One lamp</p>"""
