# The library's modules for XML, over the parser.
import io
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
import xml.sax.handler

TEXT = """<?xml version="1.0"?>
<data xmlns:d="urn:d" version='2'>
  <!-- a comment -->
  <item id="1" d:kind="x">first &amp; last</item>
  <item id="2">é<b>bold</b> tail</item><d:empty/>
</data>
"""
root = ET.fromstring(TEXT)
print(root.tag, root.attrib, len(root), [(e.tag, e.attrib, e.text, e.tail) for e in root.iter()])
print(root.find("item[@id='2']/b").text, [e.tag for e in root.findall(".//{urn:d}empty")], root.findtext("item"))
print(ET.tostring(root, encoding="unicode"))
print(ET.tostring(root), ET.tostring(ET.XML("<a><b/></a>"), short_empty_elements=False))
tree = ET.ElementTree(ET.fromstring("<a><b>1</b><c><d/></c></a>"))
ET.indent(tree)
tree.write(out := io.BytesIO(), xml_declaration=True, encoding="utf-8")
print(out.getvalue().decode())
print(ET.canonicalize("<a z='1' b='2'><c></c></a>"))
for event, element in ET.iterparse(io.StringIO("<a><b>x</b></a>"), ["start", "end"]):
    print(event, element.tag, element.text)
parser = ET.XMLPullParser(["end", "start-ns", "comment", "pi"])
for piece in "<a xmlns='u'><!--c-->", "<?p q?><b/></a", ">":
    parser.feed(piece)
    for event, what in parser.read_events():
        print(event, what if isinstance(what, tuple) else getattr(what, "text", what))
for bad in "<a>", "<a></b>", "<a>&nope;</a>", "", "<a b='1' b='2'/>", "<a>\n  <b x=></b></a>":
    try:
        ET.fromstring(bad)
    except ET.ParseError as e:
        print(type(e).__name__, e, e.code, e.position)


class Target:
    def start(self, tag, attrs):
        print("start", tag, attrs)

    def end(self, tag):
        print("end", tag)

    def data(self, data):
        print("data", repr(data))

    def doctype(self, *args):
        print("doctype", args)

    def close(self):
        return "closed"


print(ET.XML("<!DOCTYPE a PUBLIC 'p' 's'><a x='1'>t<b/></a>", ET.XMLParser(target=Target())))

doc = xml.dom.minidom.parseString(TEXT)
print([n.getAttribute("id") for n in doc.getElementsByTagName("item")], doc.documentElement.childNodes[1].data)
print(xml.dom.minidom.parseString("<a><b c='1'>t</b><d/></a>").toprettyxml(indent=" "))


class Handler(xml.sax.handler.ContentHandler):
    def setDocumentLocator(self, locator):
        self.locator = locator

    def startElement(self, name, attrs):
        print("start", name, dict(attrs), self.locator.getLineNumber(), self.locator.getColumnNumber())

    def characters(self, content):
        print("text", repr(content))

    def endElement(self, name):
        print("end", name)


xml.sax.parseString(TEXT.encode(), Handler())
try:
    xml.sax.parseString(b"<a><b></a>", Handler())
except xml.sax.SAXParseException as e:
    print(e, e.getLineNumber(), e.getMessage())
value = {"name": "x", "list": [1, 2.5, True, b"data"], "nested": {"a": "<&>"}}
data = plistlib.dumps(value)
print(data.decode(), plistlib.loads(data) == value)
