"""Django's two tags for sentences, for the pages that Jinja2 prints: `makemessages` finds what they say."""

from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser


class Sentences(Extension):
    """`{% translate "A sentence." %}`, and with words of the page in it
    `{% blocktranslate count NAME=... with NAME=... %}...{% plural %}...{% endblocktranslate %}`.
    """

    tags = {"translate", "blocktranslate"}

    def parse(self, parser: Parser) -> nodes.Node:
        tag = next(parser.stream)
        if tag.value == "translate":
            sentence = parser.stream.expect("string").value
            say = self.call_method("translated", [nodes.Const(sentence.replace("%", "%%"))])
        else:
            say = self.call_method("translated_with", self._block(parser))
        return nodes.Output([say], lineno=tag.lineno)

    def _block(self, parser: Parser) -> list[nodes.Expr]:
        given: dict[str, nodes.Expr] = {}
        number: nodes.Expr = nodes.Const(None)
        word = ""
        while not parser.stream.skip_if("block_end"):
            last, word = word, parser.stream.expect("name").value
            if parser.stream.skip_if("assign"):  # otherwise it is "with" or "count"
                given[word] = parser.parse_expression()
                number = given[word] if last == "count" else number
        sentences = [_sentence(parser)]
        if parser.stream.current.test("name:plural"):
            parser.stream.skip()
            parser.stream.expect("block_end")
            sentences.append(_sentence(parser))
        parser.stream.expect("name:endblocktranslate")
        said = {
            name: given.get(name, nodes.Name(name, "load")) for _words, names in sentences for name in names
        }
        pairs = [nodes.Pair(nodes.Const(name), value) for name, value in said.items()]
        return [nodes.Const(tuple(words for words, _names in sentences)), number, nodes.Dict(pairs)]

    def translated(self, sentence: str) -> SafeString:
        return _translated(sentence, get_language())

    def translated_with(self, sentences: tuple[str, ...], number: int | None, said: dict) -> SafeString:
        one, many = sentences[0], sentences[-1]
        sentence = _looked_up(one, get_language()) if number is None else ngettext(one, many, number)
        return SafeString(sentence % {name: self.environment.finalize(value) for name, value in said.items()})


@lru_cache(maxsize=1024)
def _translated(sentence: str, _language: str | None) -> SafeString:
    return SafeString(gettext(sentence).replace("%%", "%"))


@lru_cache(maxsize=1024)
def _looked_up(sentence: str, _language: str | None) -> str:
    return gettext(sentence)


def _sentence(parser: Parser) -> tuple[str, list[str]]:
    """Up to the next tag: as translators are given it, and the names in it."""
    sentence, names = "", []
    while (token := next(parser.stream)).type != "block_begin":
        if token.type == "data":
            sentence += token.value.replace("%", "%%")
        else:
            names.append(parser.stream.expect("name").value)
            parser.stream.expect("variable_end")
            sentence += f"%({names[-1]})s"
    return sentence, names
