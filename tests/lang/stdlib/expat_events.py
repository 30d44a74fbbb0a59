# What the handlers of xml.parsers.expat are called with, in which order, and where.
from xml.parsers import expat

NAMES = [n for n in dir(expat.XMLParserType) if n.endswith("Handler") or n == "DefaultHandlerExpand"]


def parse(*pieces, skip=("DefaultHandler", "DefaultHandlerExpand"), only=None, separator=None, encoding=None, **options):
    p = expat.ParserCreate(encoding, separator)
    for k, v in options.items():
        setattr(p, k, v)
    for name in NAMES:
        if name in skip or only and name not in only:
            continue

        def handler(*args, name=name):
            print("  ", name, *map(repr, args), (p.CurrentLineNumber, p.CurrentColumnNumber, p.CurrentByteIndex))
            return 1

        setattr(p, name, handler)
    print(pieces, options)
    try:
        for i, piece in enumerate(pieces):
            p.Parse(piece, i == len(pieces) - 1)
    except expat.ExpatError as e:
        print("  ", e, e.code, e.lineno, e.offset, expat.ErrorString(e.code) == str(e).split(":")[0], p.ErrorCode)
        print("  ", p.ErrorLineNumber, p.ErrorColumnNumber, p.ErrorByteIndex)
    return p


parse("<a/>")
parse(b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a x='1' y=\"2&amp;&#65;&#x42;\n\t\">t\xc3\xa9xt\nmore&lt;</a>\n")
parse("<a><!-- c\r\nd --><?pi  some data ?><?p?><![CDATA[<x>]] & \n ]]>]]&gt;\r\n\r</a><!--end-->\n<?z z?>")
parse("<r xmlns='u' xmlns:p='v' q='1' p:q='2'><p:a xmlns:p='w'/><b xmlns=''/></r>", separator=" ")
parse("<r xmlns:p='v' p:q='2'><p:a/></r>", separator="}", namespace_prefixes=True, ordered_attributes=True)
parse("<r xml:lang='en' xmlns:p='v' p:q='2'/>", separator="")
parse("<!DOCTYPE r SYSTEM 'r.dtd' [<!ELEMENT r (a|b*,(c,d)?)+>]><r/>")
parse("""<!DOCTYPE r PUBLIC "-//x  y//" 'r.dtd' [
<!ELEMENT r (a|b*|(c,d)?)+> <!ELEMENT e EMPTY><!ELEMENT f ANY><!ELEMENT g (#PCDATA|x)*><!ELEMENT h (#PCDATA)>
<!ATTLIST r i ID #REQUIRED j CDATA 'd&#33;' k (yes | no) "yes" l NMTOKENS #IMPLIED m CDATA #FIXED 'f'>
<!ENTITY e 'ent &#60;ity'> <!ENTITY ext SYSTEM 'x.xml'> <!ENTITY un PUBLIC 'p' 'u.gif' NDATA gif> <!NOTATION gif SYSTEM 'viewer'>
<!NOTATION n PUBLIC 'only'><!ENTITY % par 'value'> <!-- c --> <?p d?>
]><r i=' x  y ' l='  a   b '>&ext;&unknown;</r>""")
parse("<!DOCTYPE r [<!ENTITY e '<b x=\"1\">in</b>&f;'><!ENTITY f 'ff\n'><!ATTLIST r d CDATA 'def' g CDATA #IMPLIED>]><r g='&f;'>&e;|&e;</r>",
      specified_attributes=True)
parse("<!DOCTYPE r [<!ENTITY e 'E'>]> <r>&e; x &#99;<!--c--></r>\n", skip=(), only=("DefaultHandler", "StartElementHandler"))
parse("<!DOCTYPE r [<!ENTITY e 'E'>]> <r>&e; x &#99;<!--c--></r>\n", skip=(), only=("DefaultHandlerExpand", "EndElementHandler"))
parse("<a>some", " text", "\nand <b", ">more</", "b>tail</a", ">")
parse("<a>some text\nand<!-- c --> more</a>", buffer_text=True, only=("CharacterDataHandler", "EndElementHandler"))
p = parse("<a>0123456789\n01234567890123</a>", buffer_text=True, buffer_size=12, only=("CharacterDataHandler",))
parse("<a>é€</a>".encode("utf-16"))
parse("<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>".encode("latin-1"))
parse("<?xml version='1.0' encoding='cp1252'?><a>\u20ac</a>".encode("cp1252"))
parse("<a>\xe9</a>".encode("latin-1"), encoding="iso-8859-1")
parse(b"\xef\xbb\xbf<a>x</a>")
