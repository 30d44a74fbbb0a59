# Documents that are not well-formed: what is wrong, and where.
from xml.parsers import expat

DOCUMENTS = [
    "", "  \n", "text", "<", "<a", "<a>", "<a></b>", "<a><b></a>", "<a/><b/>", "<a/>text", "<a/> &amp;", "<a b></a>", "<a b=c/>",
    "<a b='<'/>", "<a b='1' b='2'/>", "<a b='1'c='2'/>", "<a>&undefined;</a>", "<a>&#0;</a>", "<a>&#xFFFFFF;</a>", "<a>& b</a>",
    "<a>&b</a>", "<a>]]></a>", "<a><![CDATA[x</a>", "<a><!-- -- --></a>", "<a><!-- x", "<a><?xml version='1.0'?></a>",
    " <?xml version='1.0'?><a/>", "<?xml version='1.0'?", "<?xml encoding='utf-8'?><a/>x", "<a>\x01</a>", "<a b='\x02'/>",
    "<1a/>", "<a 1='2'/>", "<!DOCTYPE>", "<a><!DOCTYPE b></a>", "<a>\n<b>\n  </c>\n</a>", "</a>", "<a></a></a>", "&amp;",
    "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a>&f;</a>",
    "<!DOCTYPE a [<!ENTITY e '<b>'>]><a>&e;</b></a>", "<!DOCTYPE a [<!ENTITY e SYSTEM 'x'>]><a b='&e;'/>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM 'x' NDATA y>]><a>&e;</a>", "<a>\ud7ff\ufffe</a>", "<a>é&é;</a>", "<a b='1' b2='&x;'/>",
    b"<a>\xff</a>", b"<a>\xc3", "<a//>", "<a / >", "<a b= '1' c ='2'></a >", "< a/>", "<a><b/ ></a>", "<a\n\n b='1'\n c></a>",
]
for document in DOCUMENTS:
    p = expat.ParserCreate()
    try:
        p.Parse(document, True)
    except expat.ExpatError as e:
        print(ascii(document), "|", e, e.code)
    else:
        print(ascii(document), "| fine")
for document in ["<p:a/>", "<a p:b='1'/>", "<a xmlns:p=''/>", "<a xmlns:xml='x'/>", "<a xmlns:xmlns='x'/>",
                 "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>"]:
    p = expat.ParserCreate(namespace_separator=" ")
    try:
        p.Parse(document, True)
    except expat.ExpatError as e:
        print(document, "|", e, e.code)
    else:
        print(document, "| fine")
p = expat.ParserCreate()
p.Parse("<a/>", True)
for again in range(2):
    try:
        p.Parse("<a/>", True)
    except expat.ExpatError as e:
        print(e)
p = expat.ParserCreate()
try:
    p.Parse("<a><b></a>")
except expat.ExpatError as e:
    print(e, e.args)
bomb = "<!DOCTYPE a [<!ENTITY x0 'lol lol lol lol lol'>" + "".join(
    f"<!ENTITY x{n + 1} '{f'&x{n};' * 10}'>" for n in range(9)) + "]><a>&x9;</a>"
p = expat.ParserCreate()
try:
    p.Parse(bomb, True)
except expat.ExpatError as e:
    print(str(e).split(":")[0])


def stop(name, attributes):
    raise KeyError(name)


p = expat.ParserCreate()
p.StartElementHandler = stop
try:
    p.Parse("<a><b/></a>", True)
except KeyError as e:
    print(repr(e))
for action in [lambda: expat.ParserCreate(5), lambda: expat.ParserCreate(None, "ab"), lambda: expat.ParserCreate(None, None, 5),
               lambda: setattr(p, "foo", 1), lambda: p.foo, lambda: delattr(p, "StartElementHandler"), lambda: p.Parse(5),
               lambda: setattr(p, "buffer_size", 0), lambda: setattr(p, "buffer_size", "x"), lambda: setattr(p, "ErrorCode", 1),
               lambda: p.ParseFile(5), lambda: expat.XMLParserType(), lambda: expat.ErrorString(7), lambda: expat.ErrorString(999),
               lambda: p.SetBase(5), lambda: p.GetBase(), lambda: p.SetBase("x") or p.GetBase(), lambda: p.GetInputContext()]:
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, e)
print(expat.errors.codes["mismatched tag"], expat.errors.messages[7], expat.errors.XML_ERROR_SYNTAX, expat.model.XML_CTYPE_SEQ)
print(expat.ExpatError, expat.error is expat.ExpatError, expat.errors, expat.model.__name__)
